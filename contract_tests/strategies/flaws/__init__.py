"""The table of flaws: all ways in which `contract_tests.strategies.invalid_requests` breaks a request."""

from contract_tests.strategies.flaws import (  # noqa: F401 - they register themselves
    caches,
    media,
    missing,
    models,
    names,
    output,
    ranges,
    safety,
    schemas,
    shapes,
    texts,
    thinking,
    tools,
    turns,
)
from contract_tests.strategies.flaws.flaw import FLAWS, OF_TEXTS, Flaw

__all__ = ["FLAWS", "OF_TEXTS", "Flaw"]
