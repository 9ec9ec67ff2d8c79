"""What mutations of answers are made of: places in a payload, and what is done there."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.mutants.turn import Alter, Asked, Told

GOOD = 200
Spoil = Callable[[dict[str, Any]], object]
Change = Callable[[Any], Any]


def each_answer(spoil: Spoil) -> Alter:
    """Spoil every object of a good answer with content, in place."""

    def alter(asked: Asked, told: Told) -> Told:
        if not has_content(asked, told):
            return told
        objects = told.objects()
        for each in objects:
            spoil(each)
        return told.of(objects)

    return alter


def chunks(change: Callable[[list[Any]], list[Any]]) -> Alter:
    """Change the list of chunks of a stream of events."""

    def alter(asked: Asked, told: Told) -> Told:
        if not (has_content(asked, told) and told.is_events):
            return told
        return told.of(change(told.objects()))

    return alter


def has_content(asked: Asked, told: Told) -> bool:
    return asked.generates and told.status == GOOD


def at(payload: Any, path: str) -> Iterator[tuple[Any, Any]]:
    """Yield holder and key of each place that *path* (``candidates[].content.role``) leads to."""
    head, _, rest = path.partition(".")
    for holder, key in _step(payload, head.removesuffix("[]"), each=head.endswith("[]")):
        if rest:
            yield from at(holder[key], rest)
        else:
            yield holder, key


def _step(holder: Any, name: str, *, each: bool) -> Iterator[tuple[Any, Any]]:
    if isinstance(holder, dict) and name in holder:
        if not each:
            yield holder, name
        elif isinstance(holder[name], list):
            yield from ((holder[name], number) for number in range(len(holder[name])))


def removed(path: str) -> Alter:
    def spoil(answer: dict[str, Any]) -> None:
        for holder, key in list(at(answer, path)):
            del holder[key]

    return each_answer(spoil)


def renamed(path: str, name: str) -> Alter:
    def spoil(answer: dict[str, Any]) -> None:
        for holder, key in list(at(answer, path)):
            holder[name] = holder.pop(key)

    return each_answer(spoil)


def changed(path: str, change: Change) -> Alter:
    """Put at each place of *path* what *change* makes of what is there."""

    def spoil(answer: dict[str, Any]) -> None:
        for holder, key in at(answer, path):
            holder[key] = change(holder[key])

    return each_answer(spoil)


def added(path: str, **members: Any) -> Alter:
    """Put members into each object that *path* leads to; "" is the answer itself."""

    def spoil(answer: dict[str, Any]) -> None:
        holders = [holder[key] for holder, key in at(answer, path)] if path else [answer]
        for each in holders:
            each.update(members)

    return each_answer(spoil)


def to(value: object) -> Change:
    return lambda _: value


def more(count: float) -> Change:
    return lambda value: value + count


def candidates(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.get("candidates", [])
    return found


def parts(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for one in candidates(answer) for each in one.get("content", {}).get("parts", [])]
