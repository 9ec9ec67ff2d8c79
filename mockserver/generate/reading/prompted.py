"""A JSON Schema in the words of a prompt, by which clients ask for JSON of models without a mode for it.

Recorded models keep it: ``Always respond with a JSON object that's compatible with this schema: {...}``.
"""

import json
import re
from typing import Any

from mockserver.declared import json_schema

_READ = 20_000  # characters that are looked at
_MOST = 20  # objects that are looked at, from the last
_DEMAND = re.compile(
    r"\b(?:respond|answer|reply|output|return)\b[^{}]{0,120}\bJSON\b", re.IGNORECASE
)
_STARTS = re.compile(r"\bschema\b[^\w{}]{0,20}(?:json\b\s{0,20})?(?=\{)", re.IGNORECASE)
_SAYS = {"properties", "$ref", "anyOf", "items", "enum"}
_DECODER = json.JSONDecoder()


def schema(text: str) -> dict[str, Any] | None:
    """Return the last schema in *text* if it is to be kept and can be; None if there is none."""
    read = text[:_READ]
    if not _DEMAND.search(read):
        return None
    starts = [each.end() for each in _STARTS.finditer(read)]
    found = (_decoded(read, each) for each in starts[: -_MOST - 1 : -1])
    return next((each for each in found if each), None)


def _decoded(text: str, start: int) -> dict[str, Any] | None:
    try:
        value, _ = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    good = value.keys() & _SAYS and not json_schema.too_complex(value)
    return value if good and not any(json_schema.violations(value, "")) else None
