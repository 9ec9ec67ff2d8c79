"""The checks: rules over any exchange, a module for each family. Importing this registers all."""

from contract_tests.checks import errors, limits, streams, usage

__all__ = ["errors", "limits", "streams", "usage"]
