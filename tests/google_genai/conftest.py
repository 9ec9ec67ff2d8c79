"""Fixtures of the tests of google-genai: the SDK, connected to a mock of every dialect."""

from collections.abc import Iterator

import pytest
from google import genai

from mockserver import MockServer
from tests.sdks.agent import Tools


def connect(server: MockServer) -> genai.Client:
    """Connect as one does to this origin: by the path of Vertex AI to Vertex AI."""
    vertex = server.settings.dialect == "vertex"
    version = "v1beta1" if vertex else "v1beta"
    return genai.Client(
        api_key="sk-test",
        vertexai=vertex,
        http_options={"api_version": version, "base_url": server.url},
    )


@pytest.fixture(params=["comet", "google", "vertex"], scope="session")
def origin(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    with MockServer(dialect=request.param) as running:
        yield running


@pytest.fixture(scope="session")
def any_client(origin: MockServer) -> Iterator[genai.Client]:
    with connect(origin) as running:
        yield running


@pytest.fixture(scope="session")
def google_client() -> Iterator[genai.Client]:
    """Where an operation is one of AI Studio's."""
    with MockServer(dialect="google") as server, connect(server) as running:
        yield running


@pytest.fixture(params=["gemini-2.5-flash", "gemini-3-flash-preview"])
def model(request: pytest.FixtureRequest) -> str:
    """Models that think by a budget, and that demand their thought signatures back."""
    name: str = request.param
    return name


@pytest.fixture
def tools() -> Tools:
    return Tools()
