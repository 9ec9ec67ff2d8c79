"""Fuzzing: of an app's own client (`client`), and of whatever answers requests (`target`)."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_tests.fuzzing.client.fuzzed import fuzz_client, try_shape
    from contract_tests.fuzzing.client.report import Report
    from contract_tests.fuzzing.client.shapes import client_shapes

__all__ = ["Report", "client_shapes", "fuzz_client", "try_shape"]

_ELSEWHERE = {
    "Report": "report",
    "client_shapes": "shapes",
    "fuzz_client": "fuzzed",
    "try_shape": "fuzzed",
}


def __getattr__(name: str) -> object:
    """Load the mock when somebody asks for it: the command line doesn't, to list its commands."""
    if name in _ELSEWHERE:
        return getattr(import_module(f"contract_tests.fuzzing.client.{_ELSEWHERE[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
