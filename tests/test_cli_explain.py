"""`cometapi-mock explain`: what would be answered, and why."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import cli

NORWAY = {"contents": [{"parts": [{"text": "Capital of Norway?"}]}]}
HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}
STUBS = """\
- match: {text: {contains: Norway}, headers: {x-user: ann}}
  text: Oslo.
- match: {text: {contains: Sweden}}
  text: Stockholm.
"""


@pytest.fixture
def stubs(tmp_path: Path) -> Path:
    folder = tmp_path / "stubs"
    folder.mkdir()
    (folder / "a.yaml").write_text(STUBS, "utf-8")
    return folder


def explain(content: Any, *words: str | Path) -> Result:
    """Explain a request that comes by standard input."""
    text = content if isinstance(content, str) else json.dumps(content)
    return CliRunner().invoke(cli, ["explain", "-", *map(str, words)], input=text)


def told(content: Any, *words: str | Path) -> dict[str, Any]:
    done = explain(content, *words, "--format", "json")

    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_stub_is_told_with_all_that_it_asks_for(stubs: Path) -> None:
    done = explain(NORWAY, "--stubs", stubs, "--header", "X-User: ann")

    assert done.exit_code == 0
    assert done.stdout.startswith(
        f"""\
request   POST /v1beta/models/gemini-2.5-flash:generateContent (generateContent), dialect comet
verdict   good
stub      a ({stubs}/a.yaml:1)
  ✓ text contains 'Norway'
  ✓ header x-user 'ann'
  answers text 'Oslo.'
answer    200 application/json; charset=UTF-8
"""
    )
    assert '"text": "Oslo."' in done.stdout


def test_where_no_stub_is_for_it_the_nearest_are_told(stubs: Path) -> None:
    done = explain(NORWAY, "--stubs", stubs)

    assert (
        f"""\
stub      none of 2 is for this; the answer is generated
nearest   a ({stubs}/a.yaml:1)
  ✗ header x-user: wanted 'ann', got nothing
nearest   a#2 ({stubs}/a.yaml:3)
  ✗ text: wanted contains 'Sweden', got 'Capital of Norway?'
"""
        in done.stdout
    )


def test_without_stubs_the_answer_is_generated() -> None:
    lines = explain(HELLO).stdout.splitlines()

    assert lines[2] == "stub      none; the answer is generated"
    assert lines[-1] == "  ..."


def test_a_strict_mock_refuses(stubs: Path) -> None:
    done = explain(HELLO, "--stubs", stubs, "--strict-stubs")

    assert "verdict   refused: no_stub" in done.stdout
    assert "stub      none of 2 is for this\n" in done.stdout
    assert "answer    404" in done.stdout


def test_a_refusal_is_told_in_the_words_of_the_dialect() -> None:
    found = told({"contents": [{"parts": [{"txt": "Hello"}]}]}, "--dialect", "google")

    assert found["refused"] == "invalid_fields"
    assert found["answer"]["status"] == 400
    assert 'Unknown name \\"txt\\"' in found["answer"]["body"]


def test_what_is_no_json_is_refused_as_the_api_would() -> None:
    assert told('{"contents": [')["refused"] == "malformed_json"


def test_a_model_is_that_of_the_path() -> None:
    found = told(HELLO, "--model", "gemini-9")

    assert (found["model"], found["refused"]) == ("gemini-9", "unknown_model")
    assert "add one with --model NAME=LIKE" in found["warnings"][0]


def test_a_model_may_behave_like_another() -> None:
    found = told(HELLO, "--model", "gemini-9=gemini-2.5-flash")

    assert (found["model"], found["refused"]) == ("gemini-9", "")


@pytest.mark.parametrize(
    ("operation", "body", "path"),
    [
        pytest.param(
            "countTokens", HELLO, "/v1beta/models/gemini-2.5-flash:countTokens", id="count"
        ),
        pytest.param("models.list", "", "/v1beta/models", id="list"),
    ],
)
def test_an_operation_is_called(operation: str, body: Any, path: str) -> None:
    found = told(body, "--operation", operation)

    assert (found["operation"], found["path"], found["refused"]) == (operation, path, "")


def test_a_stream_is_of_events() -> None:
    done = explain(HELLO, "--operation", "streamGenerateContent")

    assert "answer    200 text/event-stream" in done.stdout
    assert "  data: {" in done.stdout


def test_a_whole_call_may_stand_in_the_file(stubs: Path) -> None:
    call = {
        "path": "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
        "headers": {"X-User": "ann"},
        "body": NORWAY,
    }
    found = told(call, "--stubs", stubs)

    assert (found["model"], found["operation"]) == ("gemini-2.5-pro", "streamGenerateContent")
    assert found["stub"]["name"] == "a"
    assert found["answer"]["media_type"] == "text/event-stream"


def test_a_call_may_have_a_method_and_a_body_as_text() -> None:
    assert (
        told({"method": "GET", "path": "/v1beta/models", "body": ""})["operation"] == "models.list"
    )


def test_a_fault_is_told() -> None:
    done = explain(HELLO, "--header", "x-mock-fault: 429")

    assert "fault     429" in done.stdout
    assert "refused: quota_exceeded" in done.stdout


def test_what_is_warned_of_is_told() -> None:
    assert "warning   unknown model" in explain(HELLO, "--model", "gemini-9").stdout


def test_a_header_without_a_value_is_wrong_usage() -> None:
    done = explain(HELLO, "--header", "x-user")

    assert done.exit_code == 2
    assert "--header takes NAME:VALUE, such as x-user:ann, not 'x-user'" in done.output


def test_a_file_is_explained_and_stubs_are_those_of_the_environment(
    tmp_path: Path, stubs: Path
) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(NORWAY), "utf-8")

    done = CliRunner().invoke(
        cli,
        ["explain", str(file), "--header", "x-user:ann"],
        env={"COMETAPI_MOCK_STUBS": os.fspath(stubs)},
    )

    assert "stub      a (" in done.stdout


def test_long_lines_and_answers_are_cut(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": "x" * 500}), "utf-8")

    lines = explain(HELLO, "--stubs", tmp_path).stdout.splitlines()

    assert max(map(len, lines)) < 200
    assert "  ✓ asks for nothing" in lines


@pytest.mark.parametrize("content", ["[" * 100_000, '{"body": "\\ud800"}'])
def test_what_no_client_could_send_is_refused_as_the_api_does(content: str) -> None:
    assert "refused" in explain(content).stdout


def test_headers_that_are_none_are_told() -> None:
    done = explain({"headers": 3, "body": HELLO})

    assert done.exit_code == 2
    assert "the headers of a request are an object of names and texts, not 3" in done.output
