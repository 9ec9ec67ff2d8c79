"""Readable text about what was asked: plain statements that fit any topic, and say so little.

The topic is taken from the prompt, the speaker from the system instruction, the length and the form
(sentences, a list, verses) from what the prompt asks for. What is said claims no facts, but for the
files that came along.
"""

import re
from collections.abc import Iterator
from itertools import cycle, islice

from mockserver import conversation
from mockserver.generate import phrases
from mockserver.generate.choice import Choice
from mockserver.generate.reading import arithmetic, attached, dictation, prompt, triggers
from mockserver.request import GenerateRequest


def write(request: GenerateRequest, choice: Choice) -> str:
    """Write what the model says to the last turn of the user."""
    if words := dictation.dictated(triggers.without(request.last_text)):
        return words
    texts, came = _asked(request)
    *before, asked = ["", *map(prompt.asked, texts[-2:])]
    lead = _lead(request.system_text, prompt.topic(before[-1]) if before else "", choice)
    also = [f"{_capital(came)}."] if came else []
    if sums := arithmetic.solve_all(asked):
        return _joined([*lead, *_working(sums, request.system_text, asked), *also])
    match prompt.form(asked):
        case "verses":
            return "\n\n".join(["\n".join(_verses(asked, choice)), *also])
        case "list":
            return "\n\n".join(["\n".join([*lead, *_items(asked, choice)]), *also])
        case "greeting":
            return _joined([*lead, choice.one(phrases.WELCOMES), *also])
        case _:  # sentences
            return _joined([*lead, *_mentioning(came, _sentences(asked, choice))])


def _asked(request: GenerateRequest) -> tuple[list[str], str]:
    """Return what the user said, and what to say of the files in the last turn: empty without any.

    Files without a word are to be described.
    """
    runs = conversation.runs(request.contents, len(request.cached.get("contents", ())))
    last = next((each for each in reversed(runs) if not each.of_model), None)
    files = attached.files(part for _, part in last.parts) if last else []
    if not last or not files:
        return request.user_texts, ""
    if triggers.without(last.text).strip():
        return request.user_texts, f"along with it came {attached.listed(files)}"
    described = f"Describe the {attached.called(files)}"
    return [*request.user_texts, described], f"without a word came {attached.listed(files)}"


def _lead(system: str, earlier: str, choice: Choice) -> list[str]:
    """Say who speaks and what was spoken of before, as far as there is any."""
    lead = []
    if persona := prompt.persona(system):
        lead.append(f"Speaking as {persona}:")
    elif system.strip():
        lead.append(f"Keeping to the instruction \u201c{prompt.clip(system)}\u201d:")
    if earlier:
        lead.append(choice.one(phrases.LINKS).format(earlier))
    return lead


def _working(sums: list[tuple[str, str]], *hints: str) -> Iterator[str]:
    """Write sums and their results, with a word on the way there where the work is to be shown."""
    if re.search(r"\b(?:show|step|work|explain)", " ".join(hints), re.IGNORECASE):
        yield f"Start with {' and '.join(written for written, _ in sums)}."
        yield "Multiply and divide first, then add and subtract from left to right."
    yield from (f"{written} = {result}." for written, result in sums)


def _sentences(asked: str, choice: Choice) -> list[str]:
    least, most = prompt.sentences(asked)
    count = least + choice.number(most - least + 1)
    if count == 1:
        return [_fill(choice.one(phrases.SHORT_ANSWERS), asked, choice)]
    bodies: list[str] = []
    while len(bodies) < count - 2:
        bodies += choice.shuffled(phrases.BODIES)
    chosen = [choice.one(phrases.OPENINGS), *bodies[: count - 2], choice.one(phrases.ENDINGS)]
    return [_fill(each, asked, choice) for each in chosen]


def _mentioning(came: str, said: list[str]) -> list[str]:
    """Say of files in the second of some sentences, or within the only one: no more than were asked."""
    if not came:
        return said
    first, *others = said
    if not others:
        return [f"{first[:-1]}; {came}."]
    return [first, f"{_capital(came)}.", *others[1:]]


def _verses(asked: str, choice: Choice) -> Iterator[str]:
    lines = islice(cycle(phrases.VERSE_LINES), prompt.verses(asked))
    yield from (_fill(each, asked, choice) for each in lines)


def _items(asked: str, choice: Choice) -> Iterator[str]:
    count = prompt.items(asked)
    items: list[str] = []
    while len(items) < count:
        items += choice.shuffled(phrases.ITEMS)
    for index, each in enumerate(items[:count], start=1):
        yield f"{index}. {_capital(_fill(each, asked, choice))}"


def _fill(template: str, asked: str, choice: Choice) -> str:
    topic = prompt.topic(asked) or "the question"
    word = choice.one(prompt.words(topic) or [topic])
    names = {"topic": topic, "Topic": _capital(topic), "word": word, "Word": _capital(word)}
    return re.sub(r"\{(\w+)\}", lambda found: names[found[1]], template)


def _capital(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else text[:1].upper() + text[1:]


def _joined(sentences: list[str]) -> str:
    """Join sentences, four to a paragraph."""
    return "\n\n".join(
        " ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4)
    )
