"""The checks: rules over any exchange, a module for each family. Importing this registers all."""

from contract_tests.checks import (
    code,
    functions,
    grounding,
    json_mode,
    logprobs,
    media,
    signatures,
    streams,
    thinking,
    usage,
)

__all__ = [
    "code",
    "functions",
    "grounding",
    "json_mode",
    "logprobs",
    "media",
    "signatures",
    "streams",
    "thinking",
    "usage",
]
