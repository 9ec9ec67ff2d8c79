"""Templates in the strings of an answer: Liquid, without what reads files or the clock, and bounded.

Liquid is loaded only where there is a template.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, wraps
from typing import Any

from mockserver.spelling import meant

Path = tuple[str | int, ...]

# What a template can speak of.
NAMES = ("request", "match", "seed", "turn")

_MARKS = re.compile(r"\{\{|\{%")
_LONE = re.compile(r"\s*\{\{(?:(?!\}\}).)*\|\s*json\s*-?\}\}\s*", re.DOTALL)
# Members inside of which any JSON may stand.
_FREE = frozenset({"args", "body"})
_MOST_KEPT = 4_096  # templates
_WITHOUT_TAGS = ("include", "render")
_WITHOUT_FILTERS = ("date",)
_LIMITS = {
    "shorthand_indexes": True,  # match.1
    "loop_iteration_limit": 10_000,
    "local_namespace_limit": 100_000,  # bytes
    "output_stream_limit": 1_000_000,  # bytes
}


class BadTemplateError(ValueError):
    """A template can't be read, or speaks of what there isn't; the message says where."""


def is_template(text: str) -> bool:
    """Whether a string has anything to be filled in."""
    return bool(_MARKS.search(text))


def check(text: str) -> None:
    """Check the syntax of a string, if it is a template.

    Raises:
        BadTemplateError: It can't be read, or speaks of something that no template has.
    """
    if is_template(text):
        _parsed(text)


def strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the strings in a value that are templates, each with the keys and indexes that lead to it."""
    if isinstance(value, str) and is_template(value):
        yield path, value
    for key, each in _members(value):
        yield from strings(each, (*path, key))


def _members(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def rendered(value: Any, variables: Mapping[str, Any], *, free: bool = False) -> Any:
    """Return a value with all templates in it filled in.

    Where any JSON may stand (*free*), inside of ``args`` and of a ``body``, a string that is one
    ``{{ ... | json }}`` and nothing else becomes the value that this is.

    Raises:
        BadTemplateError: A template can't be filled in.
    """
    if isinstance(value, Mapping):
        return {
            key: rendered(
                each, variables, free=free or (key in _FREE and not isinstance(each, str))
            )
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [rendered(each, variables, free=free) for each in value]
    if not isinstance(value, str) or not is_template(value):
        return value
    text = _said(value, variables)
    return json.loads(text) if free and _LONE.fullmatch(value) else text


def _said(text: str, variables: Mapping[str, Any]) -> str:
    template = _parsed(text)
    try:
        return str(template.render(**variables))
    except Exception as error:  # whatever a filter trips over
        raise _bad(text, error) from error


@lru_cache(_MOST_KEPT)
def _parsed(text: str) -> Any:
    from liquid.exceptions import LiquidError  # noqa: PLC0415 - see above

    try:
        template = _environment().from_string(text)
        found = template.analyze()
    except LiquidError as error:
        raise _bad(text, error) from error
    for name in found.globals.keys() - NAMES:
        msg = f"template {_shown(text)}: there is no {name!r}; {meant(name, NAMES)}there are {', '.join(NAMES)}"
        raise BadTemplateError(msg)
    for name in found.filters.keys() - _environment().filters:
        msg = f"template {_shown(text)}: there is no filter {name!r}"
        raise BadTemplateError(msg)
    return template


@cache
def _environment() -> Any:
    from liquid import Environment  # noqa: PLC0415 - see above
    from liquid.undefined import FalsyStrictUndefined  # noqa: PLC0415 - see above

    environment = type("Bounded", (Environment,), _LIMITS)(undefined=FalsyStrictUndefined)
    for tag in _WITHOUT_TAGS:
        del environment.tags[tag]
    for name in _WITHOUT_FILTERS:
        del environment.filters[name]
    for name, each in environment.filters.items():
        environment.filters[name] = _bounded(name, each)
    environment.add_filter("json", _json)
    return environment


def _bounded(name: str, apply: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that refuses what would take all memory: the limits of Liquid hold for tags alone."""

    @wraps(apply)
    def bounded(value: Any, *args: Any, **kwargs: Any) -> Any:
        for each in (value, *args):
            if isinstance(each, range) and each.stop - each.start > _LIMITS["loop_iteration_limit"]:
                msg = f"{name}: a range of more than {_LIMITS['loop_iteration_limit']} numbers"
                raise ValueError(msg)
        if _added(name, value, args) > _LIMITS["output_stream_limit"]:
            msg = f"{name}: more than {_LIMITS['output_stream_limit']} characters"
            raise ValueError(msg)
        return apply(value, *args, **kwargs)

    return bounded


def _added(name: str, value: Any, args: tuple[Any, ...]) -> int:
    """Return how many characters a filter puts in, if it can put in a text more than once."""
    if name == "replace" and args[1:]:
        return str(value).count(str(args[0])) * len(str(args[1]))
    if name == "join" and args and isinstance(value, list | range):
        return len(value) * len(str(args[0]))
    return 0


def _json(value: object) -> str:
    from liquid.undefined import Undefined  # noqa: PLC0415 - see above

    if isinstance(value, Undefined):
        return str(value)  # raises, and says what isn't there
    return json.dumps(value, ensure_ascii=False)


def _bad(text: str, error: Exception) -> BadTemplateError:
    from liquid.exceptions import LiquidError  # noqa: PLC0415 - see above

    place = error.context() if isinstance(error, LiquidError) else None
    where = f", line {place[0]}, column {place[1] + 1}" if place else ""
    message = error.message if isinstance(error, LiquidError) else error
    return BadTemplateError(f"template {_shown(text)}{where}: {message}")


_LONGEST_SHOWN = 80  # characters


def _shown(text: str) -> str:
    return repr(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…")
