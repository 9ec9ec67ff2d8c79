"""From how a fault is written to what it does: ``disconnect; after=2``, several with commas between.

Every fault takes ``rate`` besides its own parameters: how often it happens, between 0 and 1.
"""

import difflib
import hashlib
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from mockserver.dialects import Dialect
from mockserver.exchange import Reply
from mockserver.faults.fault import FAULTS, BadFault, Fault, Planned

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "a word"}


def parse(text: str) -> tuple[Planned, ...]:
    """Read faults as they are written.

    Raises:
        BadFault: There is no such fault, or it doesn't take that.
    """
    found = tuple(_one(each) for each in text.split(",") if each.strip())
    if not found:
        msg = f"no fault in {text!r}; write one such as {_example()}"
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


def apply(planned: Iterable[Planned], reply: Reply, dialect: Dialect) -> Reply:
    """Return a reply as all faults that change it leave it, in their order."""
    for each in planned:
        if not each.fault.refuses:
            reply = each.change(reply, dialect)
    return reply


def _one(text: str) -> Planned:
    name, *settings = (piece.strip() for piece in text.split(";"))
    if name not in FAULTS:
        near = difflib.get_close_matches(name, FAULTS, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        msg = f"there is no fault {name!r}; {meant}there are {', '.join(sorted(FAULTS))}"
        raise BadFault(msg)
    given = dict(_setting(each, FAULTS[name]) for each in settings if each)
    rate = given.pop("rate", 1.0)
    if not 0 <= rate <= 1:
        msg = f"{name}: rate is between 0 and 1, not {rate}"
        raise BadFault(msg)
    spec = "; ".join([name, *filter(None, settings)])
    planned = Planned(FAULTS[name], spec, given, rate)
    return replace(planned)


def _setting(text: str, fault: Fault) -> tuple[str, Any]:
    key, equals, value = (each.strip() for each in text.partition("="))
    if key == "rate":
        return key, _typed(value, float, f"{fault.name}: rate")
    if not equals or key not in fault.parameters:
        takes = ", ".join([*map(str, fault.parameters.values()), "rate: float = 1.0"])
        msg = f"{fault.name} doesn't take {text!r}; it takes {takes}"
        raise BadFault(msg)
    return key, _typed(value, _type(fault.parameters[key]), f"{fault.name}: {key}")


def _type(parameter: inspect.Parameter) -> type:
    """Return the type of a parameter; one that may be None is of the other type."""
    told = parameter.annotation
    return told if isinstance(told, type) else next(iter(told.__args__))


def _typed(text: str, kind: type, what: str) -> Any:
    try:
        return _TRUTH[text.lower()] if kind is bool else kind(text)
    except (KeyError, ValueError):
        msg = f"{what} takes {_WORDS[kind]}, not {text!r}"
        raise BadFault(msg) from None


def _example() -> str:
    return "'429' or 'disconnect; after=2'"
