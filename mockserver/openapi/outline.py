"""What all documents have, whichever API they describe."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.schemas import Schema
from mockserver.version import __version__

JSON, EVENTS, HTML = "application/json", "text/event-stream", "text/html"
BEARER: Mapping[str, Any] = {"type": "http", "scheme": "bearer"}
TEXT: Schema = {"type": "string"}


def whole(title: str, description: str, base: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of OpenAPI 3.1 with all that each has; *members* are its own."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": description,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base}],
        **members,
    }


def path_parameters(path: str) -> Iterator[dict[str, Any]]:
    """Yield the parameters that the names in a path are."""
    for name in re.findall(r"\{(\w+)", path):
        yield {"name": name, "in": "path", "required": True, "schema": TEXT}
