"""From how a fault is written to what it does: ``disconnect; after=2``, several with commas between.

Every fault takes ``rate`` besides its own parameters: how often it happens, between 0 and 1.
"""

import hashlib
import inspect
import math
from collections.abc import Callable, Iterable, Iterator
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from mockserver.dialects import Dialect
from mockserver.exchange import Reply
from mockserver.faults.fault import FAULTS, KINDS, BadFault, Fault, Planned
from mockserver.spelling import meant

Write = Callable[[Reply], Reply]

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_WORDS = {
    int: "a whole number, 0 or more",
    float: "a number, 0 or more",
    bool: "true or false",
    str: "printable ASCII",
}


def parse(text: str) -> tuple[Planned, ...]:
    """Read faults as they are written.

    Raises:
        BadFault: There is no such fault, or it doesn't take that.
    """
    found = tuple(_one(each) for each in text.split(",") if each.strip())
    if not found:
        msg = f"no fault in {text!r}; write one such as '429' or 'disconnect; after=2'"
        raise BadFault(msg)
    return found


def due(planned: Iterable[Planned], key: bytes, occurrence: int) -> Iterator[Planned]:
    """Yield those that happen this time: the same for the same *key* and *occurrence*."""
    for each in planned:
        drawn = hashlib.sha256(b"\0".join([key, each.spec.encode(), b"%d" % occurrence])).digest()
        if int.from_bytes(drawn[:8], "big") < each.rate * 2**64:
            yield each


def refuse(planned: Iterable[Planned]) -> None:
    """Refuse, if one of the faults is a refusal.

    Raises:
        ApiError: One is.
    """
    for each in planned:
        if each.fault.refuses:
            raise each.error()


def apply(
    planned: Iterable[Planned], reply: Reply, dialect: Dialect, write: Write | None = None
) -> tuple[Reply, tuple[str, ...]]:
    """Return a reply as all faults that change it leave it, and a warning for each that changed nothing.

    They come in the order of their kinds, whatever the order in which they were written. Those of content
    change what is said in the words of this API; then *write* puts it into those of another face.
    """
    idle: list[str] = []
    changing = [each for each in planned if not each.fault.refuses]
    changing.sort(key=lambda each: KINDS.index(each.fault.kind))
    shown = write or _as_it_is
    for each in (each for each in changing if each.fault.kind == "content"):
        changed = each.change(reply, dialect)
        idle += _idle(each, changed=shown(changed) != shown(reply))
        reply = changed
    reply = shown(reply)
    for each in (each for each in changing if each.fault.kind != "content"):
        changed = each.change(reply, dialect)
        idle += _idle(each, changed=changed != reply)
        reply = changed
    return reply, tuple(idle)


def _as_it_is(reply: Reply) -> Reply:
    return reply


def _idle(planned: Planned, *, changed: bool) -> list[str]:
    if changed:
        return []
    needed = f"; it needs {planned.fault.needs}" if planned.fault.needs else ""
    return [f"the fault {planned.fault.name} changed nothing{needed}"]


def shown(parameter: inspect.Parameter) -> str:
    """Write a parameter with what it takes and its default: ``after: a whole number = 1``."""
    default = "" if parameter.default is None else f" = {_plain(parameter.default)}"
    return f"{parameter.name}: {taken(parameter)}{default}"


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def taken(parameter: inspect.Parameter) -> str:
    """Say what a parameter takes."""
    told = parameter.annotation
    if get_origin(told) is Literal:
        return " | ".join(get_args(told))
    return _WORDS[_type(told)]


def _one(text: str) -> Planned:
    name, *settings = (piece.strip() for piece in text.split(";"))
    if name not in FAULTS:
        msg = f"there is no fault {name!r}; {meant(name, FAULTS)}there are {', '.join(sorted(FAULTS))}"
        raise BadFault(msg)
    given = dict(_setting(each, FAULTS[name]) for each in settings if each)
    rate = given.pop("rate", 1.0)
    if not 0 <= rate <= 1:
        msg = f"{name}: rate is between 0 and 1, not {rate}"
        raise BadFault(msg)
    return Planned(FAULTS[name], "; ".join([name, *filter(None, settings)]), given, rate)


def _setting(text: str, fault: Fault) -> tuple[str, Any]:
    key, equals, value = (each.strip() for each in text.partition("="))
    if key == "rate":
        return key, _typed(value, float, f"{fault.name}: rate")
    if not equals or key not in fault.parameters:
        takes = "; ".join([*map(shown, fault.parameters.values()), "rate: a number up to 1 = 1"])
        hint = meant(key, [*fault.parameters, "rate"]) if equals else ""
        msg = f"{fault.name} doesn't take {text!r}; {hint}it takes {takes}"
        raise BadFault(msg)
    return key, _typed(value, fault.parameters[key].annotation, f"{fault.name}: {key}")


def _typed(text: str, told: Any, what: str) -> Any:
    """Read a value; *told* is the type of its parameter as it is annotated."""
    if get_origin(told) is Literal:
        if text not in get_args(told):
            msg = f"{what} takes one of {', '.join(get_args(told))}, not {text!r}"
            raise BadFault(msg)
        return text
    kind = _type(told)
    try:
        value = _TRUTH[text.lower()] if kind is bool else kind(text)
    except (KeyError, ValueError):
        value = None
    unfit = kind is str and not (text.isascii() and text.isprintable())
    if value in {None, ""} or unfit or (kind in {int, float} and not 0 <= value < math.inf):
        msg = f"{what} takes {_WORDS[kind]}, not {text!r}"
        raise BadFault(msg)
    return value


def _type(told: Any) -> type:
    """Return the type of a parameter; one that may be None is of the other type."""
    found: type = get_args(told)[0] if isinstance(told, UnionType) else told
    return found
