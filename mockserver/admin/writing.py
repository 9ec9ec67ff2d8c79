"""Answers of the admin API as bytes."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

JSON = "application/json"


def json_response(
    value: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return JSON for people as well: indented, and in their own letters where those can be written."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half a character, which somebody sent
        data = json.dumps(value, indent=2).encode()
    return Response(data + b"\n", status, dict(headers or {}), JSON)
