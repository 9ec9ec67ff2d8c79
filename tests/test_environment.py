"""The environment that leads an app to a mock."""

import os

import pytest
from click.testing import CliRunner
from google import genai

from mockserver import Control, MockServer, Settings
from mockserver.cli import cli
from mockserver.environment import changed, changes
from mockserver.mock import mock

BASE = "http://127.0.0.1:4321"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMETAPI_KEY", "any-key"),
        ("GEMINI_API_KEY", "any-key"),
        ("GOOGLE_API_KEY", "any-key"),
        ("OPENAI_API_KEY", "any-key"),
        ("COMETAPI_BASE_URL", f"{BASE}/v1"),
        ("COMETAPI_API_BASE", f"{BASE}/v1"),
        ("GOOGLE_GEMINI_BASE_URL", BASE),
        ("GEMINI_API_BASE", f"{BASE}/v1beta"),
        ("OPENAI_BASE_URL", f"{BASE}/v1"),
        ("COMETAPI_MOCK_URL", BASE),
        ("GOOGLE_GENAI_USE_VERTEXAI", None),
        ("GOOGLE_CLOUD_PROJECT", None),
        ("COMETAPI_MOCK_NAMESPACE", None),
    ],
)
def test_a_variable_leads_to_the_mock(name: str, value: str | None) -> None:
    assert changes({}, BASE)[name] == value


@pytest.mark.parametrize("name", ["a/b", "/", ".", ".."])
def test_a_name_that_is_no_step_of_a_path_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="takes a name without a slash"):
        Control(mock(Settings()), BASE).namespace(name)
    done = CliRunner().invoke(cli, ["env", "--namespace", name])

    assert done.exit_code == 2
    assert "--namespace: a namespace takes a name without a slash" in done.output


def test_a_namespace_is_in_the_url_of_the_app_and_not_in_that_of_the_mock() -> None:
    told = changes({}, BASE, "ann", "sk-1")

    assert told["GOOGLE_GEMINI_BASE_URL"] == f"{BASE}/__ns/ann"
    assert told["GEMINI_API_BASE"] == f"{BASE}/__ns/ann/v1beta"
    assert told["COMETAPI_MOCK_URL"] == BASE
    assert told["COMETAPI_MOCK_NAMESPACE"] == "ann"
    assert told["COMETAPI_KEY"] == "sk-1"
    assert changes({}, BASE, "a b")["GOOGLE_GEMINI_BASE_URL"] == f"{BASE}/__ns/a%20b"


def test_what_no_proxy_is_for_stays_so_and_this_machine_comes_in_addition() -> None:
    told = changes({"NO_PROXY": "intern.example, localhost"}, BASE)

    assert told["NO_PROXY"] == "intern.example,localhost,127.0.0.1,::1"
    assert told["no_proxy"] == "127.0.0.1,localhost,::1"


def test_a_changed_environment_keeps_the_rest_and_lacks_what_leads_elsewhere() -> None:
    before = {"PATH": "/bin", "GOOGLE_GENAI_USE_VERTEXAI": "true", "GEMINI_API_KEY": "real"}
    after = changed(before, changes(before, BASE))

    assert after["PATH"] == "/bin"
    assert after["GEMINI_API_KEY"] == "any-key"
    assert "GOOGLE_GENAI_USE_VERTEXAI" not in after


def test_googles_sdk_needs_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with MockServer() as server:
        for name, value in changes(os.environ, server.url, "ann").items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        server.namespace("ann").add(text="Oslo.")
        with genai.Client() as client:
            answer = client.models.generate_content(
                model="gemini-2.5-flash", contents="Capital of Norway?"
            )

    assert answer.text == "Oslo."
