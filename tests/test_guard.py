"""Who may ask the admin API."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from mockserver import ConfigurationError, MockServer, Settings
from mockserver.admin.guard import hold
from mockserver.app import create_app
from mockserver.hosts import is_loopback

TOKEN = "a-token-of-some-length"


def asked(path: str, server: str, **settings: Any) -> int:
    """Ask an application as a client of a socket on the address *server* would; return the status."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": "",
        "headers": [], "server": (server, 80), "scheme": "http",
    }  # fmt: skip
    asyncio.run(create_app(Settings(**settings))(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {TOKEN}"},
        {"authorization": f"bearer {TOKEN}"},
        {"x-mock-admin-token": TOKEN},
        {"x-mock-admin-token": TOKEN, "host": "mock.example"},
    ],
    ids=["bearer", "small", "header", "by-name"],
)
def test_who_has_the_token_may_ask(headers: dict[str, str]) -> None:
    with MockServer(admin_token=TOKEN) as server:
        answer = httpx.get(f"{server.url}/__admin/version", headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer x"}, {"authorization": TOKEN}, {"x-mock-admin-token": "é"}],
    ids=["none", "wrong", "bare", "letters"],
)
def test_who_has_it_not_may_ask_only_whether_the_mock_is_well(headers: dict[str, str]) -> None:
    with MockServer(admin_token=TOKEN) as server, httpx.Client(base_url=server.url) as client:
        refused = client.get(
            "/__admin/journal", headers=[(k.encode(), v.encode()) for k, v in headers.items()]
        )
        other = client.patch("/__admin/journal")
        opened = [client.get(f"/__admin/{each}").status_code for each in ("health", "ready")]

    assert (refused.status_code, other.status_code) == (401, 401)
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "Authorization: Bearer TOKEN" in refused.json()["error"]["where"]
    assert opened == [200, 200]


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("host", "127.0.0.1:1234", 200),
        ("host", "localhost", 200),
        ("host", "mock.localhost:80", 200),
        ("host", "[::1]:80", 200),
        ("host", "evil.example", 403),
        ("host", "[", 403),
        ("origin", "http://localhost:3000", 200),
        ("origin", "https://evil.example", 403),
        ("origin", "http://127.0.0.1:3000", 200),
        ("origin", "http://192.0.2.7", 403),
        ("origin", "null", 403),
    ],
)
def test_a_page_of_another_site_may_not_ask(header: str, value: str, status: int) -> None:
    with MockServer() as server:
        answer = httpx.get(f"{server.url}/__admin/version", headers={header: value})

    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"]["where"] == f"header {header}: {value}"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_a_mock_that_others_reach_needs_a_token_or_no_admin_api(host: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"--admin-token .* or leave it out with --no-admin"
    ):
        MockServer(host=host)
    hold(host, Settings(admin_token=TOKEN))
    hold(host, Settings(admin=False))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "256.0.0.1", "a\0b", "", 5])
def test_a_host_that_is_this_machine_or_none_needs_nothing(host: Any) -> None:
    hold(host, Settings())


def test_a_request_that_came_to_another_address_is_refused_without_a_token() -> None:
    assert asked("/__admin/version", "192.0.2.7") == 403
    assert asked("/__admin/health", "192.0.2.7") == 200
    assert asked("/__admin/version", "127.0.0.1") == 200


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        ("127.0.0.1", True), ("127.3.2.1", True), ("::1", True), ("localhost", True),
        ("::1%lo", True), ("10.0.0.1", False), ("example.com", False), ("", False),
    ],
)  # fmt: skip
def test_an_address_of_this_machine_is_told(host: str, is_it: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) == is_it


def test_without_the_admin_api_only_health_and_ready_are_there() -> None:
    with MockServer(admin=False) as server, httpx.Client(base_url=server.url) as client:
        found = {each: client.get(f"/__admin/{each}") for each in ("health", "ready", "journal")}

    assert [each.status_code for each in found.values()] == [200, 200, 404]
    assert "the admin API is off (--no-admin)" in json.dumps(found["journal"].json())


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"admin": "no"}, "admin takes True or False"),
        ({"admin_token": 5}, "admin_token takes a text"),
        ({"metrics": "no"}, "metrics takes True or False"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_refused(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        MockServer(**setting)
