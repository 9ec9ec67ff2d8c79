"""What the model says where nothing else speaks: prose, or what a simpler generator makes."""

import re
from collections.abc import Callable, Mapping

from mockserver.generate import prose
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.request import GenerateRequest
from mockserver.settings import Generator

_WORDS = tuple(
    re.findall(
        r"\w+",
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut"
        " labore et dolore magna aliqua ut enim ad minim veniam quis nostrud exercitation ullamco"
        " laboris nisi ut aliquip ex ea commodo consequat",
    )
)
_SENTENCES, _SHORTEST, _LONGEST = 4, 6, 14


def apply(draft: Draft) -> Draft:
    """Say a text, unless something is said already."""
    if draft.parts:
        return draft
    write = GENERATORS[draft.request.settings.generator]
    return draft.saying({"text": write(draft.request, draft.choice)})


def echo(request: GenerateRequest, _: Choice) -> str:
    """Say what the user said last, and nothing if that was no text."""
    return request.user_texts[-1] if request.user_texts else ""


def lorem(_: GenerateRequest, choice: Choice) -> str:
    """Say sentences of the typesetters' Latin, none of which is about anything."""
    sentences = []
    for _each in range(_SENTENCES):
        count = _SHORTEST + choice.number(_LONGEST - _SHORTEST + 1)
        sentences.append(" ".join(choice.one(_WORDS) for _word in range(count)).capitalize() + ".")
    return " ".join(sentences)


GENERATORS: Mapping[Generator, Callable[[GenerateRequest, Choice], str]] = {
    "prose": prose.write,
    "echo": echo,
    "lorem": lorem,
}
