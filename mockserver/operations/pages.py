"""Lists, page by page."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from mockserver.errors import ApiError, FieldViolation
from mockserver.scalars import scalar

T = TypeVar("T")

_OFFSET = re.compile(r"after:(\d{1,9})", re.ASCII)


def page(
    items: Sequence[T], query: Mapping[str, str], *, default: int, most: int
) -> tuple[list[T], dict[str, str]]:
    """Return the page that *query* asks for, and ``nextPageToken`` where there is another.

    The size is ``pageSize``, *default* without it, and never over *most* (documented). A token says
    nothing to whoever holds it.

    Raises:
        ApiError: ``invalid_fields`` for a size that is none, ``page_token`` for a token of another
            list.
    """
    start = _start(query)
    size = min(_size(query) or default, most)
    end = start + size
    rest = {"nextPageToken": _token(end)} if end < len(items) else {}
    return list(items[start:end]), rest


def _size(query: Mapping[str, str]) -> int:
    asked = query.get("pageSize", query.get("page_size", "")) or "0"
    size = scalar(asked, "int32")
    if not isinstance(size, int) or size < 0:
        text = f"Invalid value at 'page_size' (TYPE_INT32), \"{asked}\""
        raise ApiError("invalid_fields", fields=[FieldViolation("page_size", text)], text=text)
    return size


def _start(query: Mapping[str, str]) -> int:
    token = query.get("pageToken", query.get("page_token", ""))
    if not token:
        return 0
    try:
        found = _OFFSET.fullmatch(base64.urlsafe_b64decode(token).decode())
    except (binascii.Error, ValueError):
        found = None
    if found is None:
        raise ApiError("page_token", token=token)
    return int(found[1])


def _token(offset: int) -> str:
    return base64.urlsafe_b64encode(f"after:{offset}".encode()).decode()
