"""An offline stand-in for CometAPI's Gemini-native API."""

from mockserver.errors import ConfigurationError
from mockserver.server import MockServer
from mockserver.settings import Settings
from mockserver.version import __version__

__all__ = ["ConfigurationError", "MockServer", "Settings", "__version__"]
