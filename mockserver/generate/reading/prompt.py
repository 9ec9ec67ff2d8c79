"""What a prompt asks for: about what, in which form, and how much of it."""

import re
from typing import Literal

from mockserver.generate.reading import triggers

Form = Literal["verses", "list", "greeting", "sentences"]

_MOST = 40  # sentences, items or verses
_READ = 2_000  # characters of a line or an instruction that are looked at
_CLIP, _CLIP_WORDS = 80, 10  # characters and words of a topic
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
    r"|show me|draw|paint|sketch|solve|compare|analy[sz]e|define|outline|explore|draft|suggest|say something"
    r"|help me(?: with| to)?)\b"
    r"|what(?:'s| is| are| was| were| about)\b)\s*"
    r"(?:(?:in detail|briefly|to me|me|in (?:simple|plain|easy) (?:terms|words|language))\s+)*"
    rf"(?:(?:(?:exactly|at least|an?|the|some|{_NUMBER}|short|long|brief|detailed|simple)\s+)*"
    r"(?:poem|haiku|story|essay|article|text|summary|explanation|overview|paragraphs?|sentences?"
    r"|words?|lines?|report|blog post|song|letter|email|images?|pictures?|photos?|drawing)\s+(?:about|on|of|for|to)\s+)?"
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
_LENGTH = re.compile(  # where the subject follows
    rf"\s+(?:in|with|of)\s+(?:exactly\s+)?{_NUMBER}[\s-]+(?:words?|lines?|sentences?|paragraphs?)"
    r"(?=\s+(?:about|on|of)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b({_NUMBER})[\s-]+(?:\w+\s+)?"
    r"(sentences?|paragraphs?|words?|lines?|items?|points?|things?|reasons?|examples?|ideas?|steps?"
    r"|facts?|tips?|ways?|names?)\b",
    re.IGNORECASE | re.ASCII,
)
_LISTING = re.compile(
    rf"\b(?:list|name|give me|suggest)\s+(?:me\s+)?(?:a\s+list\s+of\s+)?(?:the\s+)?(?:top\s+)?({_NUMBER})\b",
    re.IGNORECASE | re.ASCII,
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
_WITHIN = re.compile(r"(?:in|on|at)\s+(?=(?:this|that|these|those|my)\b)", re.IGNORECASE)
_ADDRESS = re.compile(r"\bhttps?://\S*")
_WORD = re.compile(r"[^\W\d_]\w{3,}(?:['-]\w+)*")
_PERSONA = re.compile(r"\byou(?:'re| are)\s+((?:an?|the)\s+[^.,;:!?\n]{2,60})", re.IGNORECASE)
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


def asked(prompt: str) -> str:
    """Return what of a prompt asks, without the document or the context that comes with it.

    That is the last line that is labelled so (``Question: ...``); of a long prompt else its last
    line, if that is a question, and else its first that is no heading, tag or fence.
    """
    prompt = triggers.without(prompt)
    labelled = _LABEL.findall(prompt)
    if labelled:
        return str(labelled[-1])[:_READ]
    if len(prompt) <= _SHORT_PROMPT:
        return prompt
    lines = [each.strip() for each in prompt.splitlines() if _SAYS.match(each)] or [""]
    return (lines[-1] if lines[-1].endswith("?") else lines[0])[:_READ]


def form(prompt: str) -> Form:
    """Return the form in which the prompt wants its answer."""
    if _VERSES.search(prompt):
        return "verses"
    if _LISTING.search(prompt) or _LIST.search(prompt):
        return "list"
    return "greeting" if _GREETING.search(prompt) else "sentences"


def sentences(prompt: str) -> tuple[int, int]:
    """Return how many sentences the prompt asks for, at the least and at the most."""
    if found := _COUNTED.search(prompt):
        number, unit = _number(found[1]), found[2].lower()
        exact = {"w": (number + 11) // 12, "p": number * 4}.get(unit[0], number)
        exact = max(1, min(exact, _MOST))
        return exact, exact
    if _SHORT.search(prompt):
        return 1, 1
    return (8, 12) if _LONG.search(prompt) else (3, 4)


def verses(prompt: str) -> int:
    """Return how many verses the prompt asks for."""
    if found := _COUNTED.search(prompt):
        return min(_number(found[1]), _MOST)
    if _LONG.search(prompt):
        return 8
    return 3 if "haiku" in prompt.lower() else 4


def items(prompt: str) -> int:
    """Return how many items of a list the prompt asks for."""
    found = _LISTING.search(prompt) or _COUNTED.search(prompt)
    return max(1, min(_number(found[1]) if found else 3, _MOST))


def persona(system: str) -> str:
    """Return who a system instruction says the model is; empty if it doesn't."""
    found = _PERSONA.search(system[:_READ])
    return found[1].strip() if found else ""


def topic(prompt: str) -> str:
    """Return what a prompt is about: its first line without the words that ask, or quoted whole."""
    line = next((each for each in prompt.splitlines() if each.strip()), "").strip()
    sentence = re.split(r"(?<=[.!?])\s", line)[0].rstrip(" .!?:;,")
    sentence = _LENGTH.sub("", sentence)
    asking = _ASKING.match(sentence)
    bare = _TRAILING.sub("", sentence[asking.end() :] if asking else "").strip(" .!?:;,\"'")
    bare = bare[found.end() :] if (found := _WITHIN.match(bare)) else bare
    return clip(bare) if bare else (f"\u201c{clip(sentence)}\u201d" if sentence else "")


def words(topic: str) -> list[str]:
    """Return the words of a topic that can stand for it; of a quotation not its verb, in front."""
    found = [each for each in _WORD.findall(_ADDRESS.sub("", topic)) if each.lower() not in _COMMON]
    return found[1:] if topic.startswith("\u201c") and len(found) > 1 else found


def clip(text: str) -> str:
    """Shorten a text to some words and characters, at a blank where there is one."""
    short = " ".join(text[:_READ].split()[:_CLIP_WORDS])
    return short if len(short) <= _CLIP else short[:_CLIP].rpartition(" ")[0] or short[:_CLIP]


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)
