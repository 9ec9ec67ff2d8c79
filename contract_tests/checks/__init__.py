"""The checks: rules over any exchange, a module for each family. Importing this registers all."""

from contract_tests.checks import candidates, framing, identity, members, safety, streams, usage

__all__ = ["candidates", "framing", "identity", "members", "safety", "streams", "usage"]
