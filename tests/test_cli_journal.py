"""The command that shows the journal of a running mock."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from mockserver import MockServer
from mockserver.cli import cli
from tests.answering import Answering, Reply

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
TOKEN = "a-token"


@pytest.fixture(scope="module")
def running() -> Iterator[MockServer]:
    with MockServer(admin_token=TOKEN) as server:
        with httpx.Client(base_url=server.url, headers={"x-goog-api-key": "k"}) as client:
            client.headers["x-mock-admin-token"] = TOKEN
            stub = {"match": {"text": {"contains": "Norway"}}, "text": "Oslo."}
            client.put("/__admin/stubs/oslo", json=stub, params={"namespace": "mine"})
            for text, below in (
                ("Hi\nthere", ""),
                ("Norway " * 20, "/__ns/mine"),
                ("x", "/__ns/mine"),
            ):
                body = {"contents": [{"parts": [{"text": text}]}]}
                client.post(below + PATH, json=body, headers={"x-mock-fault": "latency; seconds=0"})
            client.get("/v1beta/nowhere")
        yield server


def journal(server: MockServer | None, *arguments: str, token: str = TOKEN) -> Result:
    url = ["--url", server.url] if server else []
    return CliRunner().invoke(cli, ["journal", *url, "--admin-token", token, *arguments])


def message(result: Result) -> str:
    assert result.exit_code == 1
    return result.output


def test_a_table_has_a_line_for_each_request(running: MockServer) -> None:
    lines = [" ".join(each.split()) for each in journal(running).output.splitlines()]

    assert lines[0] == "number at seconds status progress operation model beside"
    assert [each.split()[0] for each in lines[1:]] == ["1", "2", "3", "4"]
    assert lines[1].endswith(
        "200 sent generateContent gemini-2.5-flash latency; seconds=0; Hi there"
    )
    assert "in mine; stub oslo; latency; seconds=0; Norway Norway" in lines[2]
    assert lines[2].endswith("...")
    assert "in mine; unmatched; latency; seconds=0; x" in lines[3]
    assert lines[4].endswith("301 sent GET /v1beta/nowhere")


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        (["--namespace", "mine"], [2, 3]),
        (["--status", "301"], [4]),
        (["--unmatched"], [3]),
        (["--stub", "oslo"], [2]),
        (["--fault", "latency"], [1, 2, 3]),
        (["--operation", "countTokens"], []),
        (["--model", "gemini-*", "--limit", "1"], [3]),
        (["--since", "1", "--limit", "1"], [2]),
        (["--text", "there"], [1]),
    ],
    ids=str,
)
def test_a_filter_is_passed_on(
    running: MockServer, arguments: list[str], numbers: list[int]
) -> None:
    shown = json.loads(journal(running, "--format", "json", *arguments).output)

    assert [each["number"] for each in shown["entries"]] == numbers


def test_a_namespaced_url_is_of_one_namespace(running: MockServer) -> None:
    with_url = CliRunner().invoke(
        cli, ["journal", "--url", f"{running.url}/__ns/mine/", "--admin-token", TOKEN]
    )

    assert len(with_url.output.splitlines()) == 3


def test_nothing_to_show_is_said(running: MockServer) -> None:
    assert journal(running, "--namespace", "nobody").output == "no requests\n"


def test_an_export_is_written_into_a_file(running: MockServer, tmp_path: Path) -> None:
    file = tmp_path / "session.har"
    done = journal(running, "--format", "har", "-o", str(file))

    assert (done.exit_code, done.output) == (0, "")
    assert len(json.loads(file.read_text("utf-8"))["log"]["entries"]) == 4
    assert list(tmp_path.iterdir()) == [file]
    assert journal(running, "--format", "curl").output.startswith("#!/bin/sh\n")


def test_an_answer_that_has_not_ended_has_no_time() -> None:
    with MockServer(latency_ms=60_000) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as waiting:
            waiting.sendall(b"GET /v1beta/models HTTP/1.1\r\nhost: x\r\n\r\n")
            while (table := journal(server).output) == "no requests\n":
                pass
    number, _, *rest = table.splitlines()[1].split()

    assert (number, rest) == ("1", ["401", "sending", "models.list"])


def test_a_wrong_token_is_told(running: MockServer) -> None:
    told = message(journal(running, token="wrong"))

    assert "answered 401: the admin API wants its token" in told


def test_a_file_that_cannot_be_written_is_told(running: MockServer, tmp_path: Path) -> None:
    told = message(journal(running, "-o", str(tmp_path / "nowhere" / "x.har")))

    assert "can't write" in told
    assert "No such file or directory" in told


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1", "no mock answers at http://127.0.0.1:1/__admin/journal: [Errno"),
        ("127.0.0.1:8707", "--url takes a base URL such as http://127.0.0.1:8707"),
        ("http://[", "no mock answers at http://["),
    ],
)
def test_a_mock_that_is_not_there_is_told(url: str, reason: str) -> None:
    told = message(CliRunner().invoke(cli, ["journal", "--url", url]))

    assert reason in told


def test_another_server_is_told_from_a_mock() -> None:
    with Answering(Reply(status=404, body="<html>")) as server:
        told = message(CliRunner().invoke(cli, ["journal", "--url", server.url]))

    assert "this isn't the admin API of a mock; is the --url right?" in told
