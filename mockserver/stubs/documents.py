"""A file of JSON or YAML: what it says, and in which line each piece of it stands."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import Any

from mockserver.stubs.mistakes import Mistake, Path

_DEEPEST = 100  # levels of nesting
_MOST = 1_000_000  # values, those that YAML says once and means often counted each time
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """What a file says: its *value*, read from its *text*."""

    value: Any
    text: str

    def line(self, path: Path) -> int:
        """Return the line in which a place stands, or what is around it; 0 if that can't be told."""
        node, line = self._tree, 1
        for each in path:
            if node is None:
                break
            node, line = _step(node, each, line)
        return line if self._tree is not None else 0

    @cached_property
    def _tree(self) -> Any:
        """The nodes of the text, as YAML has them; JSON is a part of it. None if it can't be read."""
        return _composed(self.text)


def read(text: str, *, yaml: bool) -> Document:
    """Read a text as JSON, or as YAML 1.2.

    Raises:
        UnreadableError: It isn't, or says what JSON can't.
    """
    document = _yaml(text) if yaml else Document(_json(text), text)
    if _is_endless(document.value):
        raise UnreadableError(Mistake(f"holds more than {_MOST} values"))
    for each in strange(document.value):
        raise UnreadableError(Mistake(each.text, each.path, line=document.line(each.path)))
    return document


class UnreadableError(ValueError):
    """A text can't be read; *mistake* says where, and why."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise UnreadableError(Mistake(f"isn't JSON: {error.msg}", line=error.lineno)) from error
    except RecursionError as error:
        raise UnreadableError(_too_deep(())) from error
    except _TwiceError as error:
        line = _second(text, str(error))
        raise UnreadableError(Mistake(f"{str(error)!r} stands here twice", line=line)) from error


class _TwiceError(ValueError):
    """A member stands twice in an object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


def _yaml(text: str) -> Document:
    from ruamel.yaml.constructor import DuplicateKeyError  # noqa: PLC0415 - few mocks read YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        loader = _loader()
        tree = loader.compose(StringIO(text))
        value = None if tree is None else loader.constructor.construct_document(tree)
    except DuplicateKeyError as error:
        key = (error.problem or "").partition('"')[2].partition('"')[0]
        mistake = Mistake(f"{key!r} stands here twice", line=_line(error))
        raise UnreadableError(mistake) from error
    except MarkedYAMLError as error:
        raise UnreadableError(Mistake(f"isn't YAML: {error.problem}", line=_line(error))) from error
    except (YAMLError, ValueError) as error:
        first = str(error).strip().partition("\n")[0]
        raise UnreadableError(Mistake(f"isn't YAML: {first}")) from error
    except RecursionError as error:
        raise UnreadableError(_too_deep(())) from error
    document = Document(value, text)
    vars(document)["_tree"] = tree  # It is there already, and takes the most of the time.
    return document


def _line(error: Any) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 0


def _loader() -> Any:
    from ruamel.yaml import YAML  # noqa: PLC0415 - few mocks read YAML
    from ruamel.yaml.constructor import SafeConstructor  # noqa: PLC0415

    class Plain(SafeConstructor):
        """Makes JSON values alone: a date is the text that it is."""

    Plain.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)
    loader = YAML(typ="safe", pure=True)
    loader.Constructor = Plain
    return loader


def _composed(text: str) -> Any:
    from ruamel.yaml import YAML  # noqa: PLC0415 - only needed to tell a mistake
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        return YAML(typ="safe", pure=True).compose(StringIO(text))
    except (YAMLError, ValueError, RecursionError):
        return None


def _step(node: Any, key: str | int, line: int) -> tuple[Any, int]:
    """Return the node below another, and its line; or none, and the line so far."""
    if isinstance(key, int):
        item = node.value[key]
        return item, item.start_mark.line + 1
    found = ((value, name.start_mark.line + 1) for name, value in node.value if name.value == key)
    return next(found, (None, line))


def _second(text: str, key: str) -> int:
    """Return the line in which a member stands for the second time in an object."""
    return next(_seconds(_composed(text), key), 0)


def _seconds(node: Any, key: str) -> Iterator[int]:
    if node is None or node.id == "scalar":
        return
    if node.id == "mapping":
        lines = [name.start_mark.line + 1 for name, _ in node.value if name.value == key]
        yield from lines[1:]
    inner = [each[1] if node.id == "mapping" else each for each in node.value]
    for each in inner:
        yield from _seconds(each, key)


def _is_endless(value: Any) -> bool:
    """Whether there are too many values to look at: a few lines of YAML can say billions."""
    count, rest = 0, [(value, 0)]
    while rest and count <= _MOST:
        each, depth = rest.pop()
        count += 1
        inner = each.values() if isinstance(each, Mapping) else each
        if isinstance(each, Mapping | list) and depth <= _DEEPEST:
            rest += [(one, depth + 1) for one in inner]
    return count > _MOST


def strange(value: Any, path: Path = ()) -> Iterator[Mistake]:
    """Yield what JSON doesn't have: keys that are no texts, numbers that are none, what never ends."""
    if len(path) > _DEEPEST:
        yield _too_deep(path[:3])
    elif isinstance(value, Mapping | list):
        inner = enumerate(value) if isinstance(value, list) else value.items()
        yield from _strange_names(value, path)
        for key, each in inner:
            yield from strange(each, (*path, key if isinstance(key, int) else str(key)))
    elif not _is_plain(value):
        yield Mistake(f"JSON has no {value!r}", path)


def _strange_names(value: Mapping[Any, Any] | list[Any], path: Path) -> Iterator[Mistake]:
    for key in value if isinstance(value, Mapping) else ():
        if not isinstance(key, str):
            yield Mistake(f"a name must be a text: put {key!r} in quotes", path)


def _is_plain(value: object) -> bool:
    """Whether a value is a text, a number, true, false or null; half of a character is no text."""
    if isinstance(value, str):
        return value.isascii() or not _HALF.search(value)
    return value is None or (isinstance(value, int | float) and math.isfinite(value))


def _too_deep(path: Path) -> Mistake:
    return Mistake(f"is nested more than {_DEEPEST} levels deep", path)
