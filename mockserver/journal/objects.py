"""The JSON objects of an answer's body, however it is framed."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from mockserver import jsontext
from mockserver.errors import ApiError
from mockserver.exchange import Reply

_LARGEST = 64 * 1024 * 1024  # bytes of a body when it's unpacked
_BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\n|\r")  # no others: JSON may have them in a string
_BETWEEN = re.compile(r"[\s,]*")


def objects(reply: Reply, body: bytes) -> list[dict[str, Any]]:
    """Return the objects in what came of a reply: one, or those of a stream up to where it breaks.

    What isn't JSON is left out. In a stream of events an error may stand bare, as Google's does.
    """
    text = _unpacked(reply, body).decode("utf-8", "replace").removeprefix(_BOM)
    read = _events(text) if "event-stream" in reply.media_type else _whole(text)
    return [each for each in read if isinstance(each, dict)]


def document(data: bytes | str) -> Any:
    """Return a body as JSON that can be written again.

    Raises:
        ValueError: It isn't such JSON.
    """
    return _guarded(_DECODER.decode, data if isinstance(data, str) else data.decode())


def _unpacked(reply: Reply, body: bytes) -> bytes:
    """Unpack a body; one that isn't packed as its header says is taken as it is."""
    named = {name.lower(): each for name, each in reply.headers.items()}
    try:
        return jsontext.inflate(body, named.get("content-encoding", "").strip().lower(), _LARGEST)
    except ApiError:
        return body


def _events(text: str) -> Iterator[Any]:
    """Yield what stands in the data of each event, and in what has no data."""
    lines: list[str] = []
    for line in [*_LINE_END.split(text), ""]:
        if line:
            lines.append(line)
        elif lines:
            data = [each.removeprefix("data:") for each in lines if each.startswith("data:")]
            yield from _whole("\n".join(data or lines))
            lines = []


def _whole(text: str) -> Iterator[Any]:
    """Yield a document, or the members of a list, also of one that breaks off."""
    try:
        read = document(text)
    except ValueError:
        yield from _begun(text)
    else:
        yield from read if isinstance(read, list) else [read]


def _begun(text: str) -> Iterator[Any]:
    """Yield the members of a list that breaks off; of anything else, nothing."""
    start = text.lstrip()
    at = 1
    while start.startswith("["):
        at = _BETWEEN.match(start, at).end()  # type: ignore[union-attr] # it matches nothing, too
        try:
            member, at = _guarded(_DECODER.raw_decode, start, at)
        except ValueError:
            return
        yield member


def _guarded(decode: Any, *given: Any) -> Any:
    try:
        return decode(*given)
    except RecursionError as error:
        msg = "nested too deep"
        raise ValueError(msg) from error


def _no_number(name: str) -> NoReturn:
    msg = f"{name} is no JSON"
    raise ValueError(msg)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


_DECODER = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite)
