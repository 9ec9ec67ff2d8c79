"""What templates can speak of: the request, what its text matched, the seed, and the turn of the stub."""

import re
from collections.abc import Mapping
from typing import Any

from mockserver.stubs.asked import Asked
from mockserver.stubs.stub import Stub

# They hold keys, which don't belong into an answer, a journal or a log.
_SECRET = re.compile(r"authorization|cookie|key|token|secret", re.IGNORECASE)
_MASK = "***"


def variables(stub: Stub, turn: int, asked: Asked, seed: int) -> dict[str, Any]:
    """Return the variables of a template by name; *turn* is how often the stub answered before."""
    return {
        "request": _request(asked),
        "match": _groups(stub.match.get("text"), asked.text),
        "seed": seed,
        "turn": turn + 1,
    }


def _request(asked: Asked) -> dict[str, Any]:
    responses = asked.function_responses
    headers = {
        name: _MASK if _SECRET.search(name) else each for name, each in asked.headers.items()
    }
    return {
        "text": asked.text,
        "system": asked.system,
        "model": asked.model,
        "operation": asked.operation,
        "turn": asked.turn,
        "json": asked.body,
        "headers": headers,
        **({"function_response": _answered(responses[-1])} if responses else {}),
    }


def _answered(response: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": response.get("name", ""), "content": response.get("response", {})}


def _groups(wanted: object, text: str) -> dict[int | str, str]:
    """Return the groups of the regular expression that a stub asks of the text, by number and name."""
    expression = wanted.get("regex") if isinstance(wanted, Mapping) else None
    found = re.search(expression, text) if expression else None
    if found is None:
        return {}
    groups: dict[int | str, str] = {0: found[0]}
    groups.update(enumerate(found.groups(default=""), start=1))
    groups.update(found.groupdict(default=""))
    return groups
