"""Fixtures of the SDK tests: a mock of every dialect on a real socket, and models of both kinds."""

import gc
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from mockserver import MockServer
from tests.sdks.agent import Tools

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or LiteLLM fetches prices when it's imported

_reached: list[str] = []  # hosts beyond this machine that anything in this process asked for


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo" and arguments[0] not in {None, "127.0.0.1", "localhost"}:
        _reached.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def offline() -> Iterator[None]:
    """Nothing that a test or an import before it does looks for a host elsewhere."""
    yield
    assert _reached == []


@pytest.fixture(scope="module")
def collected() -> Iterator[None]:
    """Collect the last connections here, not where another module would be blamed for them."""
    yield
    gc.collect()


@pytest.fixture(params=["comet", "google", "vertex"], scope="session")
def origin(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    with MockServer(dialect=request.param) as running:
        yield running


@pytest.fixture(params=["comet", "google"], scope="session")
def strict(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    with MockServer(dialect=request.param, api_keys=("sk-good",)) as running:
        yield running


@pytest.fixture(scope="session")
def gateway() -> Iterator[MockServer]:
    """Return one of the dialect that has the other face: chat completions."""
    with MockServer(api_keys=("sk-good",)) as running:
        yield running


@pytest.fixture(params=["gemini-2.5-flash", "gemini-3-flash-preview"])
def model(request: pytest.FixtureRequest) -> str:
    """Models that think by a budget, and that demand their thought signatures back."""
    name: str = request.param
    return name


@pytest.fixture
def tools() -> Tools:
    return Tools()
