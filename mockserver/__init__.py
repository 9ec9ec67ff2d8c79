"""An offline stand-in for CometAPI's Gemini-native API."""

from mockserver.recorder import Recordings
from mockserver.server import MockServer
from mockserver.settings import ConfigurationError, Settings
from mockserver.version import __version__

__all__ = ["ConfigurationError", "MockServer", "Recordings", "Settings", "__version__"]
