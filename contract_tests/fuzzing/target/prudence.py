"""What a dear target may be sent: what it refuses before anything is generated, or next to nothing.

A request with a flaw costs nothing where the front end refuses it. The kinds of flaws below are those that
a parser or validator sees, and only those are sent that are documented or were observed; a rule that forbids what
can be read may be one of the model's own. As an API may take what it shouldn't, requests with a flaw ask for few
tokens too.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract_tests.call import CHAT, Call
from contract_tests.fuzzing.target.example import Example
from contract_tests.strategies.drawn import Grade, MessageKind

FREE: frozenset[MessageKind] = frozenset({
    "syntax", "unknown field", "wrong type", "unknown value", "missing", "out of range",
})  # fmt: skip
_KNOWN: frozenset[Grade] = frozenset({"documented", "observed"})
TOKENS = 32  # that an answer may have, at most
_CONFIGS = ("generationConfig", "generation_config")
_OF_LIMIT = ("maxOutputTokens", "max_output_tokens")
_OF_COUNT = ("candidateCount", "candidate_count")
_OF_CHATS = ("max_tokens", "max_completion_tokens", "n")
_GOOD = 200


def is_free(example: Example) -> bool:
    """Whether a request is refused before it costs anything."""
    invalid = example.invalid
    if invalid is None or invalid.status == _GOOD:
        return False
    return invalid.kind in FREE and invalid.grade in _KNOWN


def frugal(example: Example) -> Example:
    """Return the example with a small limit of tokens, so that an answer to it would cost next to nothing.

    Where its flaw is in the configuration, or its body can't be changed, it stays as it is.
    """
    if _is_of_limits(example) or not isinstance(example.call.body, dict):
        return example
    limited = _limited_chat if example.call.path == CHAT else _limited
    call = replace(example.call, body=limited(example.call.body))
    invalid = example.invalid and replace(example.invalid, call=call)
    return replace(example, call=call, invalid=invalid)


def _is_of_limits(example: Example) -> bool:
    """Whether what is wrong may be what would be changed."""
    place = example.invalid.field if example.invalid else ""
    return place.startswith(_CONFIGS) or place in _OF_CHATS


def _limited_chat(body: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: each for key, each in body.items() if key not in _OF_CHATS}
    return {**kept, "max_tokens": TOKENS}


def _limited(body: Mapping[str, Any]) -> dict[str, Any]:
    name = next((each for each in _CONFIGS if each in body), _CONFIGS[0])
    config = body.get(name, {})
    if not isinstance(config, dict):
        return dict(body)
    kept = {key: each for key, each in config.items() if key not in (*_OF_LIMIT, *_OF_COUNT)}
    return {**body, name: {**kept, "maxOutputTokens": TOKENS}}


def harmless(model: str) -> Call:
    """Return a request that every API refuses, and none charges for: whether it is there at all, it tells."""
    return Call(model=model, body={"contents": "Say hi"})
