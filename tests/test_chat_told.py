"""What is told of chats: to a test, in the journal and what is made of it, in recordings, by explain."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from mockserver import MockServer, Recordings
from mockserver.cli import cli
from mockserver.exports import FORMS, Session
from mockserver.exports.pytest_module import write
from mockserver.recorder import chatted, promotion
from tests import stubbed
from tests.chats import WEATHER, body

PATH = "/v1/chat/completions"
KEY = {"authorization": "Bearer any"}


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(max_body=5_000, metrics=True) as running:
        yield running


@pytest.fixture
def client(server: MockServer) -> Iterator[httpx.Client]:
    server.reset()
    with httpx.Client(base_url=server.url, headers=KEY) as running:
        yield running


def test_a_test_sees_what_was_chatted(server: MockServer, client: httpx.Client) -> None:
    server.add({"text": "Oslo."})
    asked = body("Capital?", messages=[*SYSTEM, {"role": "user", "content": "Capital?"}])
    client.post(PATH, json=asked)
    client.post(PATH, json={**asked, "stream": True, "tools": [WEATHER]})
    first, second = server.requests

    for each in (first, second):
        assert (each.operation, each.model) == ("chat.completions", "gemini-2.5-flash")
        assert (each.text, each.system) == ("Capital?", "Be brief.")
        assert (each.answer_text, each.stub, each.failed) == ("Oslo.", "added-1", False)
        assert (each.prompt, each.answer) == ("Capital?", "Oslo.")
    assert first.body["contents"] == [{"role": "user", "parts": [{"text": "Capital?"}]}]
    assert (first.streamed, second.streamed) == (False, True)
    assert second.tools == ("get_weather",)


SYSTEM = [{"role": "system", "content": "Be brief."}]


def test_a_test_sees_which_functions_a_chat_called(
    server: MockServer, client: httpx.Client
) -> None:
    server.add({"parts": [stubbed.CALL, {"functionCall": {"name": "get_weather", "args": {}}}]})
    for stream in (False, True):
        client.post(PATH, json=body(stream=stream, tools=[WEATHER]))

    for each in server.requests:
        assert each.function_calls == (
            {"name": "get_weather", "args": {"city": "Oslo"}},
            {"name": "get_weather", "args": {}},
        )


def test_a_test_sees_what_was_refused(server: MockServer, client: httpx.Client) -> None:
    client.post(PATH, json={"model": "gemini-2.5-flash"})
    client.post(PATH, content=b"{")
    client.post(PATH, json=[])
    client.post(PATH, json=5)
    client.post(PATH, json=body(), headers={"x-mock-fault": "no_finish"})

    assert [each.failed for each in server.requests] == [True] * 5
    assert [each.text for each in server.requests] == ["", "", "", "", "What is the capital?"]


def test_a_chat_has_the_namespace_of_its_base_url(server: MockServer, client: httpx.Client) -> None:
    inner = server.namespace("inner")
    inner.add({"text": "Inside."})
    below = client.post(f"/__ns/inner{PATH}", json=body()).json()
    named = client.post(PATH, json=body(), headers={"x-mock-namespace": "inner"}).json()
    outside = client.post(PATH, json=body()).json()

    said = [each["choices"][0]["message"]["content"] for each in (below, named, outside)]
    assert said[:2] == ["Inside.", "Inside."]
    assert said[2] != "Inside."


def test_a_chat_is_held_to_the_limits(client: httpx.Client) -> None:
    answer = client.post(PATH, json=body("x" * 6_000))

    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "read_request_body_failed"


def test_a_queued_fault_happens_to_the_next_chat(server: MockServer, client: httpx.Client) -> None:
    server.fail_next("429")

    assert [client.post(PATH, json=body()).status_code for _ in range(2)] == [429, 200]


# What is made of the journal.


def test_the_log_and_the_metrics_name_a_chat(
    server: MockServer, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mockserver")
    client.post(PATH, json=body())
    (line,) = (each for each in caplog.records if getattr(each, "path", "") == PATH)
    text = httpx.get(f"{server.url}/metrics").text

    assert vars(line)["operation"] == "chat.completions"
    assert vars(line)["model"] == "gemini-2.5-flash"
    assert 'operation="chat.completions"' in text


def test_the_journal_tells_what_was_chatted(server: MockServer, client: httpx.Client) -> None:
    server.add({"text": "Oslo."})
    parts = [{"type": "text", "text": "Capital?"}, {"type": "text", "text": "Now!"}]
    client.post(PATH, json=body(messages=[{"role": "user", "content": parts}], stream=True))
    query: dict[str, str | int] = {"operation": "chat.completions", "limit": 1}
    (told,) = httpx.get(f"{server.url}/__admin/journal", params=query).json()["entries"]

    assert (told["prompt"], told["answer"]) == ("Capital?\nNow!", "Oslo.")
    assert told["model"] == "gemini-2.5-flash"


def test_the_answer_in_the_journal_is_the_first_choice(
    server: MockServer, client: httpx.Client
) -> None:
    whole = client.post(PATH, json=body(n=2)).json()
    client.post(PATH, json=body(n=2, stream=True))

    said = whole["choices"][0]["message"]["content"]
    assert [each.answer for each in server.requests] == [said, said]


def test_a_test_that_is_made_of_chats_expects_what_they_said(
    server: MockServer, client: httpx.Client
) -> None:
    answers = [
        client.post(PATH, json=asked)
        for asked in (
            body("Capital?"),
            body("Capital?", stream=True),
            body(n=2, stream=True),
            body("mock-block-safety"),
            body("Weather in Oslo?", tools=[WEATHER]),
        )
    ]
    text = write(Session(entries=tuple(server.requests)))
    made: dict[str, Any] = {}
    exec(re.sub(r"^pytestmark = .*?\n\n", "", text, flags=re.MULTILINE | re.DOTALL), made)
    told = [made["said"](each) for each in answers]

    assert told == [each.answer for each in server.requests]
    assert [bool(each) for each in told] == [True] * 4 + [False]
    assert text.count("says=None") == 0


def test_a_chat_goes_into_all_forms(server: MockServer, client: httpx.Client) -> None:
    client.post(PATH, json=body("Capital?"))
    session = Session(entries=tuple(server.requests))
    har, curl, _ = (each.write(session) for each in FORMS.values())

    assert json.loads(har)["log"]["entries"][0]["request"]["url"].endswith(PATH)
    assert '-H "authorization: Bearer $COMETAPI_KEY"' in curl


# Recordings.


@pytest.fixture(scope="module")
def upstream() -> Iterator[MockServer]:
    with MockServer(seed=5) as running:
        running.add({"match": {"text": "Weather?"}, "parts": [stubbed.CALL]})
        yield running


def asked(url: str, **members: Any) -> httpx.Response:
    return httpx.post(url + PATH, json=body(**members), headers=KEY)


def looped(name: str) -> list[dict[str, Any]]:
    """Return a chat in which a function was called by the id *name*."""
    call = {"id": name, "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
    return [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": name, "content": "rain"},
    ]


def test_a_chat_is_recorded_and_replayed_byte_by_byte(upstream: MockServer, tmp_path: Path) -> None:
    recordings = Recordings(directory=tmp_path, record_mode="all", upstream=upstream.url)
    with MockServer(recordings=recordings) as recorder:
        whole = asked(recorder.url, messages=looped("call_1"), tools=[WEATHER])
        stream = asked(recorder.url, stream=True)
        models = [each.model for each in recorder.requests]
    with MockServer(recordings=Recordings(directory=tmp_path)) as replayer:
        again = asked(replayer.url, messages=looped("call_2"), tools=[WEATHER], user=None)
        streamed = asked(replayer.url, stream=True)
        other = asked(replayer.url, text="Something else")
        told = [(each.model, each.answer) for each in replayer.requests]

    assert whole.content == again.content
    assert stream.content == streamed.content
    assert again.headers["x-mock-recording"] == "default/001.json"
    assert other.status_code == 404
    assert models == ["gemini-2.5-flash"] * 2
    assert {model for model, _ in told} == {"gemini-2.5-flash"}
    assert told[0][1] == whole.json()["choices"][0]["message"]["content"]


def test_a_replay_refuses_what_is_no_chat(upstream: MockServer, tmp_path: Path) -> None:
    recordings = Recordings(directory=tmp_path, record_mode="all", upstream=upstream.url)
    with MockServer(recordings=recordings) as recorder:
        assert httpx.post(recorder.url + PATH, json=[], headers=KEY).status_code == 400
        assert [each.model for each in recorder.requests] == [""]
    with MockServer(recordings=Recordings(directory=tmp_path)) as replayer:
        assert httpx.post(replayer.url + PATH, json=[], headers=KEY).status_code == 400


def promoted(tmp_path: Path, upstream: MockServer, *, exact: bool = False) -> list[dict[str, Any]]:
    """Record some chats, and make stubs of them."""
    tape = tmp_path / "tape"
    recordings = Recordings(directory=tape, record_mode="all", upstream=upstream.url)
    with MockServer(recordings=recordings) as recorder:
        for members in CHATS:
            asked(recorder.url, **members)
    files = promotion.promote(tape, tmp_path / "stubs", exact=exact)
    yaml = YAML(typ="safe", pure=True)
    return [yaml.load(each) for each in files]


CHATS: list[dict[str, Any]] = [
    {"text": "Tell me of Oslo"},
    {"text": "Tell me of Bergen", "stream": True, "n": 2},
    {"text": "Weather?", "tools": [WEATHER], "stream": True},
    {"text": "mock-finish-safety"},
    {"text": "mock-finish-max_tokens"},
    {"text": "mock-block-safety"},
    {"text": "Hot", "temperature": 9},
    {"messages": looped("call_1"), "tools": [WEATHER]},
    {"messages": []},
]


def test_a_recorded_chat_becomes_a_stub_that_answers_it_the_same(
    upstream: MockServer, tmp_path: Path
) -> None:
    stubs = promoted(tmp_path, upstream)
    kinds = [
        next(each for each in ("text", "parts", "response", "error") if each in x) for x in stubs
    ]

    assert kinds == ["text", "response", "parts", "response", "response", "error", "error", "text"]
    assert stubs[0]["match"] == {
        "model": "gemini-2.5-flash",
        "operation": "chat.completions",
        "text": "Tell me of Oslo",
    }
    assert stubs[2]["parts"] == [stubbed.CALL]
    assert stubs[7]["match"]["function_response"] == {"name": "get_weather"}
    with MockServer(stubs=[tmp_path / "stubs"], seed=9) as mock:
        for members in CHATS[:-1]:  # The last is no chat that could be asked for.
            theirs, ours = asked(upstream.url, **members), asked(mock.url, **members)
            assert ours.status_code == theirs.status_code
            assert said(ours) == said(theirs)


def said(answer: httpx.Response) -> list[str]:
    """Return what each object of an answer says, but for what differs from one mock to another."""
    events = [each[6:] for each in answer.text.split("\n") if each.startswith("data: {")]
    objects = [json.loads(each) for each in events] or [answer.json()]
    choices = [choice for each in objects for choice in each.get("choices", ())]
    found: dict[int, str] = {}
    for each in choices:
        told = each.get("message", each.get("delta"))
        found[each["index"]] = found.get(each["index"], "") + (told.get("content") or "")
        for call in told.get("tool_calls", ()):
            found[each["index"]] += json.dumps(call["function"])
        found[each["index"]] += each["finish_reason"] or ""
    return list(found.values())


def test_a_choice_without_an_index_is_the_first() -> None:
    told = [{"choices": [{"delta": {"content": each}}]} for each in ("Os", "lo.")]

    assert chatted.whole([*told, {"choices": [{"delta": {}, "finish_reason": "stop"}]}]) == {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": "Oslo."}]}, "finishReason": "STOP"}
        ]
    }


def test_a_recorded_choice_without_an_index_is_the_one_of_its_place() -> None:
    said = [
        {"message": {"content": text}, "index": index} for text, index in (("a", None), ("b", {}))
    ]
    found = chatted.whole([{"choices": [*said, {"message": {"content": "c"}, "index": 2}]}])

    assert found == {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": "a"}]}},
            {"content": {"role": "model", "parts": [{"text": "b"}]}, "index": 1},
            {"content": {"role": "model", "parts": [{"text": "c"}]}, "index": 2},
        ]
    }


def test_a_recorded_chat_becomes_an_exact_stub(upstream: MockServer, tmp_path: Path) -> None:
    stubs = promoted(tmp_path, upstream, exact=True)

    assert all("raw" in each for each in stubs)
    assert stubs[1]["match"]["stream"] is True
    with MockServer(stubs=[tmp_path / "stubs"]) as mock:
        for members in CHATS[:3]:
            assert asked(mock.url, **members).content == asked(upstream.url, **members).content


# Explaining.


def explained(content: Any, *words: str) -> dict[str, Any]:
    done = CliRunner().invoke(
        cli, ["explain", "-", "--format", "json", *words], json.dumps(content)
    )

    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_body_with_messages_is_explained_as_a_chat(tmp_path: Path) -> None:
    stub = tmp_path / "oslo.yaml"
    stub.write_text("match: {operation: chat.completions, text: Capital?}\ntext: Oslo.\n", "utf-8")
    for content in (body("Capital?"), {"body": body("Capital?"), "headers": {"x-user": "ann"}}):
        told = explained(content, "--stubs", str(stub))
        assert (told["path"], told["operation"]) == (PATH, "chat.completions")
        assert (told["stub"]["name"], told["refused"]) == ("oslo", "")
        assert '"content": "Oslo."' in told["answer"]["body"]


def test_what_is_refused_of_a_chat_is_explained() -> None:
    assert explained({"messages": []})["refused"] == "model_missing"
    assert explained(body(), "--dialect", "google")["refused"] == "unknown_path"
    assert explained(body(), "--operation", "generateContent")["operation"] == "generateContent"
