"""A body, from bytes to a JSON document, with the origins' words for what is wrong with it."""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable
from typing import Any, NoReturn

from mockserver.errors import ApiError
from mockserver.settings import DEEPEST

_AROUND = 20  # characters of context on each side of a syntax error, as Google shows them
_DIGITS = 308  # of the largest double
_TOO_DEEP = ("Message too deep.", "exceeded max depth")
_BRACKET_OR_STRING = re.compile(r'[][{}]|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_TRAILING_COMMA = re.compile(r",\s*(?=[]}])")
_OCTAL_OR_HEX = re.compile(r"(?<![\d.])0[0-9xX]")

# What Python's parser says, in Google's words (gemini.md 6.3, reported by many) and in those of
# Go's encoding/json, which the gateway evidently uses (inferred).
_REASONS = {
    "Expecting property name": ("Expected an object key or }.", "looking for beginning of object key string"),
    "Illegal trailing comma before end of array": ("Expected a value or ] within an array.", "looking for beginning of value"),
    "Illegal trailing comma before end of object": ("Expected an object key or }.", "looking for beginning of object key string"),
    "Expecting ':'": ("Expected : between key:value pair.", "after object key"),
    "Expecting ',' in object": ("Expected , or } after key:value pair.", "after object key:value pair"),
    "Expecting ',' in array": ("Expected , or ] after array value.", "after array element"),
    "Expecting value in array": ("Expected a value or ] within an array.", "looking for beginning of value"),
    "Expecting value": ("Unexpected token.", "looking for beginning of value"),
    "Unterminated string": ("Closing quote expected in string.", "in string literal"),
    "Invalid control character": ("Illegal control character in string.", "in string literal"),
    "Invalid \\escape": ("Invalid escape sequence.", "in string escape code"),
    "Invalid \\uXXXX": ("Illegal hex string.", "in \\u hexadecimal character escape"),
    "Extra data": ("Parsing terminated before end of input.", "after top-level value"),
}  # fmt: skip


def inflate(body: bytes, encoding: str, limit: int) -> bytes:
    """Undo the ``Content-Encoding`` of a body.

    Raises:
        ApiError: ``body_too_large`` where more than *limit* bytes come out (whatever the ratio, no
            more than that is ever held), ``undecodable_body`` where it isn't what it claims to be,
            ``unsupported_encoding`` for another encoding than gzip.
    """
    if encoding in {"", "identity"}:
        inflated = body
    elif encoding in {"gzip", "x-gzip"}:
        try:
            inflated = gzip.GzipFile(fileobj=io.BytesIO(body)).read(limit + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise ApiError("undecodable_body", encoding="gzip", reason=error) from error
    else:
        raise ApiError("unsupported_encoding", encoding=encoding)
    if len(inflated) > limit:
        raise ApiError("body_too_large", limit=limit)
    return inflated


def decode(body: bytes, deepest: int = DEEPEST) -> Any:
    """Read a body as JSON with at most *deepest* brackets inside each other, more strictly than `json.loads`.

    An empty body is an empty object, as Google takes it (observed). NaN, infinities, lone surrogates
    and duplicate keys are refused: where origins differ or take the last, a test should hear of it.

    Raises:
        ApiError: ``malformed_json``, with the texts of both kinds of origin.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        _refuse("Encountered non UTF-8 code points.", "invalid UTF-8 in body", error)
    try:
        document = json.loads(
            text or "{}",
            object_pairs_hook=_unique,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        _refuse(*_syntax(text, error), error)
    except RecursionError as error:
        _refuse(*_TOO_DEEP, error)
    except ValueError as error:
        _refuse(str(error), str(error), error)
    hold(text, document, deepest)
    return document


def hold(text: str, document: object, deepest: int) -> None:
    """Hold a document to what can be passed on: not nested too deep, and without halves of characters.

    *text* is what it was read from.

    Raises:
        ApiError: ``malformed_json``, as `decode` does.
    """
    _check_depth(text, document, deepest)
    if "\\u" in text:
        _check_surrogates(document)


def _refuse(google: str, go: str, error: Exception | None = None) -> NoReturn:
    raise ApiError("malformed_json", google=google, go=go) from error


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            msg = f"Duplicate key {json.dumps(key)}."
            raise ValueError(msg)
        result[key] = value
    return result


def _constant(name: str) -> NoReturn:
    first = name.lstrip("-")[0]
    after = "in numeric literal" if name.startswith("-") else "looking for beginning of value"
    _refuse(f"Unexpected token. {name} is not JSON.", f"invalid character '{first}' {after}")


def _float(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        _out_of_range(text)
    return number


def _int(text: str) -> int:
    if len(text) > _DIGITS:
        _out_of_range(text)
    return int(text)


def _out_of_range(text: str) -> NoReturn:
    msg = f"Number {text[:_AROUND]} exceeds the range of double."
    raise ValueError(msg)


def _check_depth(text: str, document: object, deepest: int) -> None:
    """Refuse what is nested too deep, at the same depth whatever Python's own limit is."""
    level = [document] if text.count("[") + text.count("{") > deepest else []
    for _ in range(deepest):
        level = [inner for each in level for inner in _inner(each)]
    if level:
        _refuse(*_TOO_DEEP)


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _check_surrogates(document: object) -> None:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        _refuse("Invalid unicode code point.", "invalid surrogate pair in string", error)


def _syntax(text: str, error: json.JSONDecodeError) -> tuple[str, str]:
    """Word a syntax error as Google does, with the place underlined, and as Go does."""
    # Python 3.13 and later point at a trailing comma, Google and earlier ones at what follows it.
    told = error.msg.startswith("Illegal trailing comma")
    trailing = told and _TRAILING_COMMA.match(text, error.pos)
    at = trailing.end() if trailing else error.pos
    key = _key(error.msg, _container(text[:at]))
    google, go = _REASONS[key]
    if _OCTAL_OR_HEX.match(text, at - 1):
        google, at = "Octal/hex numbers are not valid JSON values.", at - 1
    ended = not text[at:].strip()
    if ended:
        google = (
            f"Unexpected end of string. {google.replace('Unexpected token', 'Expected a value')}"
        )
    if ended or key == "Unterminated string":
        go = "unexpected end of JSON input"
    else:
        go = f"invalid character {_go_quoted(text[at])} {go}"
    shown = text[max(0, at - _AROUND) : at + _AROUND].replace("\n", " ")
    return f"{google}\n{shown}\n{' ' * min(at, _AROUND)}^", go


def _key(message: str, container: str) -> str:
    """Find the row for a message; some mean another thing in an object than in an array."""
    here = f"{message.removesuffix(' delimiter')} in {container}"
    rows = (each for each in _REASONS if each == here or message.startswith(each))
    return next(rows, "Expecting value")


def _container(before: str) -> str:
    """Say whether the innermost bracket still open is an object's or an array's."""
    opened: list[str] = []
    for found in _BRACKET_OR_STRING.finditer(before):
        if found[0] in "{[":
            opened.append(found[0])
        elif found[0] in "}]" and opened:
            opened.pop()
    if not opened:
        return "nothing"
    return "array" if opened[-1] == "[" else "object"


def _go_quoted(character: str) -> str:
    """Quote a character as Go does."""
    if character == "'":
        return r"'\''"
    if character == '"':
        return "'\"'"
    return f"'{repr(character)[1:-1]}'"
