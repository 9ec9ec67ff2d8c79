"""An offline stand-in for CometAPI's Gemini-native API, and for its chat completions."""

from importlib import import_module
from typing import TYPE_CHECKING

from mockserver.settings import ConfigurationError, Settings
from mockserver.version import __version__

if TYPE_CHECKING:
    from mockserver.control import Control
    from mockserver.recorder import Recordings
    from mockserver.server import MockServer

__all__ = ["ConfigurationError", "Control", "MockServer", "Recordings", "Settings", "__version__"]

_ELSEWHERE = {"Control": "control", "MockServer": "server", "Recordings": "recorder"}


def __getattr__(name: str) -> object:
    """Load the server when somebody asks for it: the pytest plugin comes along with every run of pytest."""
    if name in _ELSEWHERE:
        return getattr(import_module(f"mockserver.{_ELSEWHERE[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
