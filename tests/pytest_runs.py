"""Runs of pytest with the mock's plugin, in a test."""

from importlib.metadata import entry_points

import pytest

# By the name under which it's installed, if it is: one plugin can't be there under two names.
_INSTALLED = entry_points(group="pytest11").names
PLUGIN = "cometapi-mock" if "cometapi-mock" in _INSTALLED else "mockserver.pytest_plugin"

APP = """
import json
import os
import urllib.error
import urllib.request

import pytest


def ask(text, url=None):
    '''Ask as an app does that swallows all errors.'''
    url = url or os.environ["GOOGLE_GEMINI_BASE_URL"]
    body = json.dumps({"contents": [{"parts": [{"text": text}]}]}).encode()
    headers = {"x-goog-api-key": os.environ.get("GEMINI_API_KEY", "k")}
    path = f"{url}/v1beta/models/gemini-2.5-flash:generateContent"
    try:
        with urllib.request.urlopen(urllib.request.Request(path, body, headers)) as answer:
            parts = json.load(answer)["candidates"][0]["content"]["parts"]
    except urllib.error.HTTPError as error:
        error.close()
        return f"sorry: {error.code}"
    return parts[0]["text"]


@pytest.fixture
def app(cometapi_env):
    return ask
"""


class Runs:
    """A folder of tests of an app."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.folder = pytester.path
        self._pytester = pytester
        pytester.makepyfile(app=APP)

    def file(self, name: str, text: str) -> None:
        """Write a file beside the tests."""
        self.folder.joinpath(name).write_text(text, "utf-8")

    def run(self, code: str, *arguments: str) -> pytest.RunResult:
        """Run these tests; they find ``ask``, the fixture ``app`` and pytest."""
        self._write(code)
        return self._pytester.runpytest(*_OF_ALL, *arguments)

    def run_apart(self, code: str, *arguments: str) -> pytest.RunResult:
        """Run them in a process of their own."""
        self._write(code)
        return self._pytester.runpytest_subprocess(*_OF_ALL, *arguments)

    def _write(self, code: str) -> None:
        self._pytester.makepyfile(
            test_app=f"import os\nimport pytest\nfrom app import app, ask\n{code}"
        )


_OF_ALL = (
    *("-p", PLUGIN, "-rA", "--strict-markers", "--strict-config"),
    *("-W", "error"),
    # In one process with the test around it, this is so.
    *("-W", "ignore:Module already imported so cannot be rewritten"),
)
