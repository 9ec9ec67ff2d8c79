"""The checks: rules over any exchange, a module for each family. Importing this registers all."""

from contract_tests.checks import (
    candidates,
    code,
    framing,
    functions,
    grounding,
    identity,
    json_mode,
    logprobs,
    media,
    members,
    safety,
    signatures,
    streams,
    thinking,
    usage,
)

__all__ = [
    "candidates",
    "code",
    "framing",
    "functions",
    "grounding",
    "identity",
    "json_mode",
    "logprobs",
    "media",
    "members",
    "safety",
    "signatures",
    "streams",
    "thinking",
    "usage",
]
