"""Fixtures of the test suite: a mock on a real socket, a way to call the core, shared traffic."""

import gc
import json
import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest
from hypothesis import settings

from mockserver import MockServer, Settings
from mockserver.exchange import Call, Exchange
from mockserver.mock import mock
from mockserver.pipeline import respond

pytest_plugins = ["pytester", "tests.counting"]

SHARED = Path(__file__).parents[2] / "shared"

# They have an environment of their own, which `make sdks` makes and runs them in.
collect_ignore = [] if find_spec("langchain") else ["sdks"]

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
# `make fuzz`: other examples each time, by the seed that it prints, and so many of each property.
settings.register_profile(
    "fuzz",
    deadline=None,
    derandomize=False,
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "1000")),
    print_blob=True,
)
settings.load_profile("suite")

Respond = Callable[..., Exchange]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Spare the collector of garbage the ten thousand tests, which stay: a third of collecting them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_report_header() -> str:
    return "tests/sdks: `make sdks` runs them" if collect_ignore else "with tests/sdks"


@pytest.fixture(scope="session", autouse=True)
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trust one certificate, not all: each client would read them, for 20 ms, to speak plain HTTP."""
    every = Path(certifi.where()).read_text("utf-8")
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    file = tmp_path_factory.mktemp("trusted") / "one.pem"
    file.write_text(begin + every.partition(begin)[2].partition(end)[0] + end, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[MockServer]:
    with MockServer() as running:
        yield running


@pytest.fixture
def client(server: MockServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers={"x-goog-api-key": "any"}) as running:
        yield running


@pytest.fixture(scope="session")
def ask() -> Respond:
    """Ask the core without a server: a body as JSON or bytes, and what else makes a call."""

    def respond_to(
        body: Any = None,
        *,
        operator: str = "generateContent",
        model: str = "gemini-2.5-flash",
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        **options: Any,
    ) -> Exchange:
        call = Call(
            "POST",
            f"/v1beta/models/{model}:{operator}",
            query or {},
            {"x-goog-api-key": "any"} if headers is None else headers,
            body if isinstance(body, bytes) else json.dumps(body).encode(),
        )
        return respond(call, mock(Settings(**options)))

    return respond_to


@pytest.fixture(scope="session")
def traffic() -> list[dict[str, Any]]:
    file = SHARED / "traffic" / "exchanges.jsonl"
    if not file.exists():
        pytest.skip(
            "needs recorded traffic in ../shared, which only the project's own machines have"
        )
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
