"""A conversation: who speaks when, and what the current turn has come to.

The model and the others take turns. Contents of one side that follow each other are one run, as when
a client keeps each chunk of a stream as a content of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

Content = Mapping[str, Any]
Part = Mapping[str, Any]
Call = dict[str, Any]  # or its response


@dataclass(frozen=True, slots=True)
class Run:
    """Contents of one side that follow each other; *start* is the place of the first."""

    of_model: bool
    start: int
    contents: tuple[Content, ...]

    @property
    def parts(self) -> Iterator[tuple[int, Part]]:
        """All parts, each with the place of its content."""
        for index, content in enumerate(self.contents, start=self.start):
            yield from ((index, part) for part in content.get("parts", ()))

    def members(self, name: str) -> list[dict[str, Any]]:
        """Return the members of one name of all parts, such as every ``functionCall``."""
        return [part[name] for _, part in self.parts if name in part]

    @property
    def text(self) -> str:
        """What is said, but for thoughts."""
        said = (
            part["text"] for _, part in self.parts if "text" in part and not part.get("thought")
        )
        return "\n".join(said)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the model has to answer now.

    *asked* is what the user said; *calls* are the functions that were called for it so far, each with
    its response, and *responses* those of them that were answered last.
    """

    asked: str
    calls: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = ()
    responses: tuple[dict[str, Any], ...] = ()


def runs(contents: Sequence[Content], cached: int = 0) -> list[Run]:
    """Cut a conversation where the speaker changes, and behind the *cached* contents in front."""
    found: list[Run] = []
    start = 0
    sides = [(index < cached, _is_of_model(each)) for index, each in enumerate(contents)]
    for (_, of_model), numbered in groupby(enumerate(contents), key=lambda each: sides[each[0]]):
        run = Run(of_model, start, tuple(content for _, content in numbered))
        found.append(run)
        start += len(run.contents)
    return found


def turn(contents: Sequence[Content], cached: int = 0) -> Turn:
    """Return the current turn: it began when the user last said something that is no response.

    A document among the *cached* contents in front isn't part of the question behind it.
    """
    all_runs = runs(contents, cached)
    begun = len(all_runs) - 1
    while begun > 0 and (all_runs[begun].of_model or all_runs[begun].members("functionResponse")):
        begun -= 1
    asked = "\n".join(each.text for each in all_runs[begun:] if not each.of_model and each.text)
    calls: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for run, answer in zip(all_runs[begun:], all_runs[begun + 1 :], strict=False):
        calls += _paired(run.members("functionCall"), answer.members("functionResponse"))
    responses = all_runs[-1].members("functionResponse") if all_runs else []
    return Turn(asked, tuple(calls), tuple(responses))


def _paired(calls: Sequence[Call], responses: Sequence[Call]) -> Iterator[tuple[Call, Call]]:
    """Pair calls with their responses: by id, else by name, else by their order, in which they needn't come."""
    left = list(responses)
    found: dict[int, Call] = {}
    for key, (number, call) in product(("id", "name"), enumerate(calls)):
        alike = (each for each in left if call.get(key) and each.get(key) == call[key])
        if number not in found and (response := next(alike, None)):
            found[number] = response
            left.remove(response)
    rest = iter(left)
    in_order = ((call, found.get(number) or next(rest, None)) for number, call in enumerate(calls))
    yield from ((call, response) for call, response in in_order if response is not None)


def _is_of_model(content: Content) -> bool:
    return content.get("role") == "model"
