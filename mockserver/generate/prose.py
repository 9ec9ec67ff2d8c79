"""Readable text about what was asked: plain statements that fit any topic, and say so little.

The topic is taken from the prompt, the speaker from the system instruction, the length and the form
(sentences, a list, verses) from what the prompt asks for. What is said claims no facts.
"""

import re
from collections.abc import Iterator

from mockserver.generate import arithmetic, phrases
from mockserver.generate.choice import Choice
from mockserver.request import GenerateRequest

_MOST = 40  # sentences, items or verses
_READ = 2_000  # characters of a line or an instruction that are looked at
_SHORT_PROMPT = 300  # characters of a prompt that is looked at as a whole
_LABEL = re.compile(
    r"^[ \t]*(?:question|query|user|task|q)[ \t]*:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE
)
_SAYS = re.compile(r"\s*[^\s#<`=*|_-]")

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "dozen": 12,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"

# Leading words that ask, and aren't what is asked about; the rest is a thing or a clause.
_POLITE = (
    r"(?:(?:please|can|could|would|will|you|kindly|hi|hello|hey|now|then|and|so|ok|okay)\b[\s,!]*)*"
)
_ASKING = re.compile(
    rf"^{_POLITE}(?:"
    r"(?:explain|describe|summari[sz]e|discuss|tell me|write|compose|create|generate|give me|list|name"
    r"|show me|solve|compare|analy[sz]e|define|outline|explore|draft|suggest|say something"
    r"|help me(?: with| to)?)\b"
    r"|what(?:'s| is| are| was| were| about)\b)\s*"
    r"(?:(?:in detail|briefly|to me|me)\s+)*"
    rf"(?:(?:(?:exactly|at least|an?|the|some|{_NUMBER}|short|long|brief|detailed|simple)\s+)*"
    r"(?:poem|haiku|story|essay|article|text|summary|explanation|overview|paragraphs?|sentences?"
    r"|words?|lines?|report|blog post|song|letter|email)\s+(?:about|on|of|for|to)\s+)?"
    rf"(?:(?:exactly|at least|simply|about|on|of|{_NUMBER})\s+)*",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|day|evening))\b"
    r"(?:[\s,!.]*(?:there|all|everyone|how are you|how is it going|how's it going))*\W*$",
    re.IGNORECASE,
)

_TRAILING = re.compile(
    r"\s+(?:in|with|using|as)\s+(?:(?:an?|the|one|two|three|a few|\d+)\s+)?(?:few\s+|short\s+|simple\s+|plain\s+)*"
    r"(?:words?|sentences?|terms|paragraphs?|lines?|detail|depth|bullet points?)\b.*$"
    r"|\s+(?:step by step|simply|briefly|please)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_COUNTED = re.compile(
    rf"\b({_NUMBER})[\s-]+(?:\w+\s+)?"
    r"(sentences?|paragraphs?|words?|lines?|items?|points?|things?|reasons?|examples?|ideas?|steps?"
    r"|facts?|tips?|ways?|names?)\b",
    re.IGNORECASE | re.ASCII,
)
_LISTING = re.compile(
    rf"\b(?:list|name|give me|suggest)\s+(?:me\s+)?({_NUMBER})\b", re.IGNORECASE | re.ASCII
)
_SHORT = re.compile(
    r"\b(?:few words|briefly|brief|short answer|concise(?:ly)?|one[- ](?:word|line)r?|in short)\b",
    re.IGNORECASE,
)
_LONG = re.compile(
    r"\b(?:detail(?:ed)?|long|essay|article|in[- ]depth|thorough(?:ly)?|comprehensive|story|step by step"
    r"|at length|report|lengthy)\b",
    re.IGNORECASE,
)
_VERSES = re.compile(
    r"\b(?:write|compose|create|generate|make|give|tell|recite|want|need)\b[^.?!:]{0,40}"
    r"\b(?:poems?|verses?|haikus?|songs?|lyrics|rhymes?|limericks?|sonnets?)(?!\s+(?:title|dynasty))\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"^{_POLITE}(?:list|enumerate)\b|\b(?:bullet points?|bullets|(?:numbered|bulleted) list|as a list|a list of)\b",
    re.IGNORECASE,
)
_PERSONA = re.compile(r"\byou(?:'re| are)\s+((?:an?|the)\s+[^.,;:!?\n]{2,60})", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]\w{3,}(?:['-]\w+)*")


def write(request: GenerateRequest, choice: Choice) -> str:
    """Write what the model says to the last turn of the user."""
    texts = [_asked(each) for each in request.user_texts[-2:]]
    prompt = texts[-1] if texts else ""
    earlier = _topic(texts[-2]) if len(texts) > 1 else ""
    lead = _lead(request.system_text[:_READ], earlier, choice)
    solved = arithmetic.solve(prompt)
    if solved:
        return _joined([*lead, *_working(solved, request.system_text, prompt)])
    if _VERSES.search(prompt):
        return "\n".join(_fill(each, prompt, choice) for each in _verses(prompt))
    if _LISTING.search(prompt) or _LIST.search(prompt):
        return "\n".join([*lead, *_items(prompt, choice)])
    if _GREETING.search(prompt):
        return _joined([*lead, choice.one(phrases.WELCOMES)])
    return _joined([*lead, *_sentences(prompt, choice)])


def _asked(prompt: str) -> str:
    """Return what of a prompt asks, without the document or the context that comes with it.

    That is the last line that is labelled so (``Question: ...``); of a long prompt else its last
    line, if that is a question, and else its first that is no heading, tag or fence.
    """
    labelled = _LABEL.findall(prompt)
    if labelled:
        return str(labelled[-1])[:_READ]
    if len(prompt) <= _SHORT_PROMPT:
        return prompt
    lines = [each.strip() for each in prompt.splitlines() if _SAYS.match(each)] or [""]
    return (lines[-1] if lines[-1].endswith("?") else lines[0])[:_READ]


def _lead(system: str, earlier: str, choice: Choice) -> list[str]:
    """Say who speaks and what was spoken of before, as far as there is any."""
    lead = []
    if found := _PERSONA.search(system):
        lead.append(f"Speaking as {found[1].strip()}:")
    elif system.strip():
        lead.append(f"Keeping to the instruction \u201c{_clip(system)}\u201d:")
    if earlier:
        links = (
            "Coming from {}, here is the next point.",
            "This builds on {}.",
            "After {}, this is new.",
        )
        lead.append(choice.one(links).format(earlier))
    return lead


def _working(solved: tuple[str, str], *hints: str) -> Iterator[str]:
    """Write a sum and its result, with a word on the way there where the work is to be shown."""
    written, result = solved
    if re.search(r"\b(?:show|step|work|explain)", " ".join(hints), re.IGNORECASE):
        yield f"Start with {written}."
        yield "Multiply and divide first, then add and subtract from left to right."
    yield f"{written} = {result}."


def _sentences(prompt: str, choice: Choice) -> list[str]:
    count = _count(prompt, choice)
    if count == 1:
        return [_fill(choice.one(phrases.SHORT_ANSWERS), prompt, choice)]
    bodies: list[str] = []
    while len(bodies) < count - 2:
        bodies += choice.shuffled(phrases.BODIES)
    chosen = [choice.one(phrases.OPENINGS), *bodies[: count - 2], choice.one(phrases.ENDINGS)]
    return [_fill(each, prompt, choice) for each in chosen]


def _count(prompt: str, choice: Choice) -> int:
    """Return how many sentences the prompt asks for."""
    if found := _COUNTED.search(prompt):
        number, unit = _number(found[1]), found[2].lower()
        sentences = {"w": (number + 11) // 12, "p": number * 4}.get(unit[0], number)
        return max(1, min(sentences, _MOST))
    if _SHORT.search(prompt):
        return 1
    if _LONG.search(prompt):
        return 8 + choice.number(5)
    return 3 + choice.number(2)


def _verses(prompt: str) -> Iterator[str]:
    found = _COUNTED.search(prompt)
    default = 3 if "haiku" in prompt.lower() else 4
    count = _number(found[1]) if found else (8 if _LONG.search(prompt) else default)
    for index in range(min(count, _MOST)):
        yield phrases.VERSE_LINES[index % len(phrases.VERSE_LINES)]


def _items(prompt: str, choice: Choice) -> Iterator[str]:
    found = _LISTING.search(prompt) or _COUNTED.search(prompt)
    count = max(1, min(_number(found[1]) if found else 3, _MOST))
    items: list[str] = []
    while len(items) < count:
        items += choice.shuffled(phrases.ITEMS)
    for index, each in enumerate(items[:count], start=1):
        yield f"{index}. {_capital(_fill(each, prompt, choice))}"


def _fill(template: str, prompt: str, choice: Choice) -> str:
    topic = _topic(prompt) or "the question"
    word = choice.one(_words(topic) or [topic])
    names = {"topic": topic, "Topic": _capital(topic), "word": word, "Word": _capital(word)}
    return re.sub(r"\{(\w+)\}", lambda found: names[found[1]], template)


def _topic(prompt: str) -> str:
    """Return what a prompt is about: its first line without the words that ask, or quoted whole."""
    line = next((each for each in prompt.splitlines() if each.strip()), "").strip()
    sentence = re.split(r"(?<=[.!?])\s", line)[0].rstrip(" .!?:;,")
    asking = _ASKING.match(sentence)
    bare = _TRAILING.sub("", sentence[asking.end() :] if asking else "").strip(" .!?:;,\"'")
    return _clip(bare) if bare else (f"\u201c{_clip(sentence)}\u201d" if sentence else "")


def _words(topic: str) -> list[str]:
    """Return the words of a topic that can stand for it; of a quotation not its verb, in front."""
    words = [each for each in _WORD.findall(topic) if each.lower() not in _COMMON]
    return words[1:] if topic.startswith("\u201c") and len(words) > 1 else words


_COMMON = frozenset(
    [
        "about",
        "after",
        "also",
        "been",
        "before",
        "being",
        "does",
        "from",
        "have",
        "here",
        "into",
        "just",
        "like",
        "make",
        "many",
        "more",
        "most",
        "much",
        "need",
        "only",
        "other",
        "over",
        "some",
        "such",
        "take",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "very",
        "want",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "work",
        "works",
        "would",
        "your",
    ]
)


def _clip(text: str) -> str:
    """Shorten a text to some words and characters, at a blank where there is one."""
    words = " ".join(text.split()[:10])
    return words if len(words) <= 80 else words[:80].rpartition(" ")[0] or words[:80]  # noqa: PLR2004


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(sentences: list[str]) -> str:
    """Join sentences, four to a paragraph."""
    return "\n\n".join(
        " ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4)
    )
