"""Which keywords of a JSON Schema aren't of Google's own ``Schema``, as which the gateway sends it on (inferred).

Here a schema goes on as JSON Schema, whole: what pydantic writes has ``$defs``, and the gateway would lose them,
or Google refuse them. A client that waits for an instance of its schema gets one; what would be lost is said.
"""

from collections.abc import Iterator
from typing import Any

from mockserver import schemas

_HOLDING_ONE = ("items", "additionalProperties", "not")
_HOLDING_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_HOLDING_MAPS = ("properties", "$defs", "definitions")
# Nothing is lost with these.
_MEANINGLESS = frozenset({"$schema", "$id", "$comment", "examples"})


def strangers(schema: Any) -> list[str]:
    """Return the keywords of a schema and all in it that Google's own hasn't, sorted; of any JSON, none of it a schema."""
    known = schemas.documents()["gemini/schema.json"]["$defs"]["Schema"]["properties"]
    found: set[str] = set()
    left = [schema]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            # Without it nothing changes: a Schema takes no others than its properties.
            closed = isinstance(each.get("additionalProperties"), bool)
            found |= each.keys() - known - ({"additionalProperties"} if closed else set())
            left += _inner(each)
    return sorted(found - _MEANINGLESS)


def _inner(schema: dict[str, Any]) -> Iterator[Any]:
    yield from (schema[key] for key in _HOLDING_ONE if key in schema)
    for key in _HOLDING_LISTS:
        yield from schema[key] if isinstance(schema.get(key), list) else ()
    for key in _HOLDING_MAPS:
        yield from schema[key].values() if isinstance(schema.get(key), dict) else ()
