"""An offline stand-in for CometAPI's Gemini-native API."""

from typing import TYPE_CHECKING

from mockserver.settings import ConfigurationError, Settings
from mockserver.version import __version__

if TYPE_CHECKING:
    from mockserver.control import Control
    from mockserver.server import MockServer

__all__ = ["ConfigurationError", "Control", "MockServer", "Settings", "__version__"]


def __getattr__(name: str) -> object:
    """Load the server when somebody asks for it: the pytest plugin comes along with every run of pytest."""
    if name == "MockServer":
        from mockserver.server import MockServer  # noqa: PLC0415 - as said above

        return MockServer
    if name == "Control":
        from mockserver.control import Control  # noqa: PLC0415 - as said above

        return Control
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
