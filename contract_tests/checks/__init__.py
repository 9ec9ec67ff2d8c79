"""The checks: rules over any exchange, a module for each family. Importing this registers all."""

from contract_tests.checks import (
    candidates,
    errors,
    framing,
    identity,
    limits,
    members,
    safety,
    streams,
    usage,
)

__all__ = [
    "candidates",
    "errors",
    "framing",
    "identity",
    "limits",
    "members",
    "safety",
    "streams",
    "usage",
]
