"""Who may call: where a key stands, and whether it is a good one."""

from collections.abc import Collection, Mapping, Sequence
from typing import get_args

from mockserver.dialects import KeySource
from mockserver.errors import ApiError
from mockserver.exchange import Call

_PLACES: Mapping[KeySource, str] = {
    "header": "x-goog-api-key",
    "query": "?key=",
    "authorization": "Authorization: Bearer",
}


def authenticate(call: Call, sources: Sequence[KeySource], keys: Collection[str]) -> None:
    """Let the call pass if it has a key; a good one, if *keys* names the good ones.

    An empty key counts as none. Of several, that of the first of the *sources* is taken; where there
    are no sources, nobody asks for a key.

    Raises:
        ApiError: ``unauthenticated`` without a key, ``invalid_key`` with a wrong one.
    """
    if not sources:
        return
    key = next(filter(None, (_key(call, source) for source in sources)), None)
    if key is None:
        raise ApiError("unauthenticated", hint=_hint(call, sources))
    if keys and key not in keys:
        raise ApiError("invalid_key")


def _hint(call: Call, sources: Sequence[KeySource]) -> str:
    """Say where a key was that nobody looked for there."""
    found = (each for each in get_args(KeySource) if each not in sources and _key(call, each))
    where = ", ".join(_PLACES[each] for each in found)
    wanted = " or ".join(_PLACES[each] for each in sources)
    return f"at this path a key in {where} isn't looked at; send {wanted}" if where else ""


def _key(call: Call, source: KeySource) -> str:
    match source:
        case "header":
            return call.headers.get("x-goog-api-key", "").strip()
        case "query":
            return call.query.get("key", "").strip()
        case _:  # authorization
            # The scheme may be left out: CometAPI's own articles do (cometapi.md 1).
            scheme, _, rest = call.headers.get("authorization", "").strip().partition(" ")
            return rest.strip() if scheme.lower() == "bearer" else (scheme if not rest else "")
