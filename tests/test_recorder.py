"""What the recorder is made of: requests in canonical form, folders, options, what is passed on."""

import asyncio
import gzip
import json
import logging
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.exchange import Exchange, Frame
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Occasion
from mockserver import ConfigurationError, MockServer, Recordings
from mockserver.dialects import COMET, GOOGLE
from mockserver.exchange import Call
from mockserver.recorder import needing_extra
from mockserver.recorder.console import Console, lines
from mockserver.recorder.essence import essence
from mockserver.recorder.folder import opened
from mockserver.recorder.keeping import checked
from mockserver.recorder.passing import Passed, Passing
from mockserver.recorder.replies import reply
from mockserver.recorder.upstream import Upstream
from tests.exchanges import HEALTHY
from tests.upstreams import HEAD
from tests.upstreams import Upstream as Scripted

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
BODY = b'{"contents": [{"parts": [{"text": "Hi"}]}]}'
OCCASION = Occasion(
    target="https://up", root="https://up/v1beta", dialect="google", when="2026-11-24T08:00:00Z"
)
EXCHANGE = Exchange(
    source="test_a.py::test_b",
    url=f"https://up{PATH}",
    sent={"contents": [{"parts": [{"text": "Hi"}]}]},
    status=200,
    frames=(Frame(b"{}", 0.5), Frame(b"\n", 2.0)),
    dialect="google",
)  # fmt: skip


def call(body: bytes = BODY, **more: Any) -> Call:
    return Call(**{"method": "POST", "path": PATH, "body": body, **more})


def differences(one: bytes, other: bytes) -> list[str]:
    found = essence(call(one), GOOGLE).differences(essence(call(other), GOOGLE))
    return [str(each) for each in found]


@pytest.mark.parametrize(
    "same",
    [
        call(b'{ "contents" : {"parts": {"text": "Hi"}} }'),
        call(headers={"x-goog-api-key": "k"}, query={"key": "k", "access_token": "k"}),
        call(path="/v1beta/models/models/gemini-2.5-flash:generateContent"),
    ],
)
def test_what_is_spelled_otherwise_is_the_same(same: Call) -> None:
    assert essence(same, GOOGLE).key == essence(call(), GOOGLE).key


@pytest.mark.parametrize(
    "other",
    [
        call(b'{"contents": [{"parts": [{"text": "Hi!"}]}]}'),
        call(b""),
        call(b"{"),
        call(method="PUT"),
        call(path="/v1/models/gemini-2.5-flash:generateContent"),
        call(path="/v1beta/models/gemini-2.5-flash:countTokens"),
        call(query={"alt": "sse"}),
    ],
)
def test_what_asks_for_something_else_is_not(other: Call) -> None:
    assert essence(other, GOOGLE).key != essence(call(), GOOGLE).key


def test_numbers_are_told_by_their_value_and_from_truth() -> None:
    assert differences(b"[1.0, 2]", b"[1, 2.0]") == []
    assert differences(b"[1]", b"[true]") == ["body /0: wanted true, got 1"]


def test_what_is_volatile_makes_no_difference() -> None:
    def conversation(name: str, at: str) -> bytes:
        called = {"functionCall": {"id": name, "name": "f"}, "thoughtSignature": f"c2ln{name}"}
        answered = {"functionResponse": {"id": name, "name": "f", "response": {"at": at}}}
        model = {"role": "model", "parts": [called]}
        return json.dumps({"contents": [model, {"parts": [answered]}]}).encode()

    one, same, later = (conversation(*x) for x in (("a", "1"), ("b", "1"), ("a", "2")))

    assert differences(one, same) == []
    assert differences(one, later) == [
        'body /contents/1/parts/0/functionResponse/response/at: wanted "2", got "1"'
    ]
    pointer = "/contents/1/parts/*/functionResponse/response/at"
    assert (
        essence(call(one), GOOGLE, (pointer,)).key == essence(call(later), GOOGLE, (pointer,)).key
    )


def test_a_difference_is_shown_where_it_is() -> None:
    long = "word " * 30

    assert differences(b'["%bx"]' % long.encode(), b'["%by"]' % long.encode()) == [
        'body /0: wanted ..."word word word word y", got ..."word word word word x"'
    ]
    assert differences(b'[1, {"a/b": 1}]', b'[1, {"c~d": 2}, 3]') == [
        "body /1/c~0d: wanted 2, got nothing",
        "body /1/a~1b: wanted nothing, got 1",
        "body /2: wanted 3, got nothing",
    ]
    assert differences(b"[]", b'["%b"]' % (b"a" * 100)) == [
        f'body /0: wanted "{"a" * 79}..., got nothing'
    ]


def test_a_body_that_is_coded_is_told_by_what_it_says() -> None:
    coded = call(gzip.compress(BODY), headers={"content-encoding": "gzip"})
    odd = call(b"\xff", headers={"content-encoding": "br"})

    assert essence(coded, GOOGLE).key == essence(call(), GOOGLE).key
    assert essence(odd, GOOGLE).body == "\\xff"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"record_mode": "sometimes"}, "record_mode takes one of none, once, new_episodes, all"),
        ({"on_miss": "shrug"}, "on_miss takes one of fail, generate, record, not 'shrug'"),
        ({"timing": -1}, "timing takes none, original or a factor such as 0.5, not -1"),
        ({"timing": None}, "timing takes none, original or a factor"),
        ({"upstream": "https://x:port"}, "upstream takes a base URL that begins with https://"),
        ({"upstream": "https://x?key=k"}, "upstream takes a base URL alone: no user, no query"),
        ({"volatile": ("contents",)}, "volatile: expected a JSON pointer"),
        ({"volatile": "/contents"}, "volatile takes a tuple of JSON pointers, not '/contents'"),
        ({"volatile": (1,)}, "volatile takes a tuple of JSON pointers, not (1,)"),
        ({"upstream": 1}, "upstream takes the base URL of an API, not another type"),
        ({"upstream_key": 1}, "upstream_key takes a text, not another type"),
        ({"playback_repeats": "no"}, "playback_repeats takes True or False, not 'no'"),
        ({"directory": ""}, "directory takes a folder of recordings, not ''"),
        ({"directory": 1}, "directory takes a folder of recordings, not 1"),
    ],
    ids=str,
)
def test_options_that_cannot_be_are_refused(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        Recordings(**{"directory": "x", **more})

    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("more", "mode", "factor"),
    [
        ({}, "none", 0),
        ({"on_miss": "record", "upstream": "http://x"}, "new_episodes", 0),
        ({"record_mode": "once", "on_miss": "fail", "upstream": "http://x"}, "once", 0),
        ({"timing": "original"}, "none", 1),
        ({"timing": "0.5"}, "none", 0.5),
        ({"timing": 2}, "none", 2),
    ],
)
def test_options_go_together(more: dict[str, Any], mode: str, factor: float) -> None:
    found = Recordings(directory="x", **more)

    assert (found.mode, found.factor) == (mode, factor)


def test_waits_are_those_that_were_recorded_times_a_factor() -> None:
    assert [each.delay for each in reply(EXCHANGE, 0.5).frames] == [0.25, 0.75]
    assert [each.delay for each in reply(EXCHANGE, 0).frames] == [0, 0]


def test_an_answer_without_a_content_type_comes_without_one(tmp_path: Path) -> None:
    recording.write(tmp_path, [EXCHANGE], OCCASION)
    with MockServer(recordings=tmp_path, marks=False) as server:
        answer = httpx.post(server.url + PATH, content=BODY)

    assert answer.content == b"{}\n"
    assert "content-type" not in answer.headers


@pytest.mark.parametrize(
    ("root", "url"),
    [
        ("https://up/v1beta", f"https://up{PATH}"),
        ("https://up", f"https://up{PATH}"),
        ("https://up/gateway", f"https://up/gateway{PATH}"),
        ("https://up/gateway/v1beta", f"https://up/gateway{PATH}"),
    ],
)
def test_recordings_of_the_suite_and_of_any_base_url_are_found(
    root: str, url: str, tmp_path: Path
) -> None:
    recording.write(tmp_path, [replace(EXCHANGE, url=url)], replace(OCCASION, root=root))
    folder = opened(Recordings(directory=tmp_path), GOOGLE)

    assert folder.find(call(), lambda _: 0).recording == "test_a/test_b/001.json"


def test_a_path_without_a_version_is_found_too(tmp_path: Path) -> None:
    made = replace(EXCHANGE, url="https://up/base/x", method="GET", sent=b"{")
    recording.write(tmp_path, [made], replace(OCCASION, root="https://up/base"))
    folder = opened(Recordings(directory=tmp_path), GOOGLE)

    assert folder.find(call(b"{", method="GET", path="/x"), lambda _: 0).reply


def test_a_folder_can_declare_what_is_volatile(tmp_path: Path) -> None:
    recording.write(tmp_path, [EXCHANGE], OCCASION)
    file = tmp_path / "volatile.txt"
    file.write_text("# what differs\n\n/contents/*/parts/*/text  # the prompt\n", "utf-8")
    folder = opened(Recordings(directory=tmp_path), GOOGLE)
    other = call(BODY.replace(b"Hi", b"Ho"))

    assert folder.find(other, lambda _: 0).reply
    file.write_text("\ncontents", "utf-8")
    with pytest.raises(ConfigurationError, match=r"volatile\.txt:2: expected a JSON pointer"):
        opened(Recordings(directory=tmp_path), GOOGLE)
    file.write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match=r"volatile\.txt: expected UTF-8"):
        opened(Recordings(directory=tmp_path), GOOGLE)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("", "utf-8")
    with pytest.raises(ConfigurationError, match="no such folder of recordings"):
        opened(Recordings(directory=file, record_mode="all", upstream="http://x"), GOOGLE)


WRONG = b'{"contents": [{"role": "robot", "parts": [{"text": "Hi"}]}]}'


def test_stubs_stand_in_for_what_is_not_recorded(tmp_path: Path) -> None:
    (tmp_path / "tapes").mkdir()
    stub = tmp_path / "stub.json"
    stub.write_text('{"match": {"text": "Hi"}, "text": "Ho"}', "utf-8")
    headers = {"x-goog-api-key": "any-key"}
    with MockServer(recordings=tmp_path / "tapes", stubs=(stub,)) as server:
        found = httpx.post(server.url + PATH, content=BODY, headers=headers)
        missed = httpx.post(server.url + PATH, content=BODY.replace(b"Hi", b"?"), headers=headers)
        wrong = httpx.post(server.url + PATH, content=WRONG, headers=headers)

    assert "no recording is for this request" in wrong.text
    assert found.json()["candidates"][0]["content"]["parts"] == [{"text": "Ho"}]
    assert missed.status_code == 404
    assert "no recording is for this request" in missed.text


def test_what_the_contract_says_is_told() -> None:
    bad = replace(EXCHANGE, frames=())
    verdict = checked(bad, "default/001.json", "google")
    cut = checked(replace(EXCHANGE, lost=frozenset({"end"})), "x", "google")

    head, *found = lines(verdict)
    assert head.startswith("POST generateContent gemini-2.5-flash 200 0 ms, 0 frames: ")
    assert head.endswith(f"{len(found)} findings (default/001.json)")
    assert all(each.startswith("  breaking: ") for each in found)
    assert list(lines(cut)) == [
        "POST generateContent gemini-2.5-flash 200 2000 ms, 2 frames: broken off, so it won't be replayed (x)"
    ]


def test_the_summary_counts() -> None:
    said: list[str] = []
    console = Console(said.append)

    assert console.summary() == "nothing was asked"
    console.record(checked(replace(EXCHANGE, lost=frozenset({"end"})), "x", "google"))
    console.refuse("no answer")
    assert console.summary() == "1 recorded, 1 broken off, 1 without an answer of the upstream"
    assert said[-1] == "no answer"


def test_a_coded_answer_is_kept_decoded_and_one_that_cannot_be_is_broken(tmp_path: Path) -> None:
    for number, body in enumerate((gzip.compress(b"hello"), b"no gzip"), start=1):
        head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(
            body
        )
        upstream = Scripted(head, body)
        folder = tmp_path / str(number)
        options = Recordings(directory=folder, record_mode="all", upstream=upstream.url)
        with (
            MockServer(recordings=options) as server,
            httpx.stream("GET", f"{server.url}/x") as got,
        ):
            raw = b"".join(got.iter_raw())
        assert raw == body
    kept = [recording.read(each).exchange for each in recording.files(tmp_path)]

    assert [each.body for each in kept] == [b"hello", b"no gzip"]
    assert [set(each.lost) for each in kept] == [{"raw"}, {"end"}]


def test_what_cannot_be_written_is_told_and_answered_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    upstream = Scripted(HEAD, b"2\r\nok\r\n0\r\n\r\n")
    options = Recordings(directory=tmp_path / "a", record_mode="all", upstream=upstream.url)
    caplog.set_level(logging.INFO, "mockserver")
    with MockServer(recordings=options) as server:
        (tmp_path / "a").write_text("a file", "utf-8")
        answer = httpx.get(f"{server.url}/x")

    assert answer.text == "ok"
    assert "GET /x: not recorded: " in caplog.text


def test_a_body_that_is_too_large_goes_nowhere(tmp_path: Path) -> None:
    options = Recordings(directory=tmp_path, record_mode="all", upstream="http://127.0.0.1:9")
    with MockServer(recordings=options, max_body=10) as server:
        answer = httpx.post(server.url + PATH, content=b"x" * 11)

    assert answer.status_code == 413
    assert "more than --max-body, 10 bytes" in answer.json()["error"]["message"]


def test_a_client_that_leaves_before_it_has_said_what_it_wants_is_let_go(tmp_path: Path) -> None:
    options = Recordings(directory=tmp_path, record_mode="all", upstream="http://127.0.0.1:9")
    with MockServer(recordings=options) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n")

    assert list(tmp_path.iterdir()) == []


def test_only_the_upstream_is_called_whatever_a_path_says() -> None:
    scope = {
        "query_string": b"",
        "headers": [],
        "path": "@elsewhere/x",
        "raw_path": b"@elsewhere/x",
    }
    upstream = Upstream("http://up:8/base")
    request = upstream.request(httpx.AsyncClient(), Call("GET", "/"), scope)
    named = Upstream("http://localhost:8").client()

    assert str(request.url) == "http://up:8/base/"
    assert request.headers["host"] == "up:8"
    assert not named.trust_env


def test_httpx_logs_no_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "httpx")
    with MockServer() as server:
        httpx.get(f"{server.url}/v1beta/models?key=sk-planted&pageSize=1")
    logging.getLogger("httpx").info("plain")
    logging.getLogger("httpx").info("%(a)s", {"a": 1})

    assert "key=%2A%2A%2A&pageSize=1" in caplog.text
    assert "planted" not in caplog.text


def test_a_module_of_our_own_that_is_lacking_is_a_fault() -> None:
    with pytest.raises(ModuleNotFoundError), needing_extra():
        raise ModuleNotFoundError(name="mockserver.nowhere")


def test_numbers_go_on_where_others_write_too(tmp_path: Path) -> None:
    made = replace(EXCHANGE, source="recorded::default")
    first = recording.add(tmp_path, made, OCCASION, number=7)
    second = recording.add(tmp_path, made, OCCASION, number=7)

    assert [first.name, second.name] == ["007.json", "008.json"]
    assert sorted(each.name for each in first.parent.iterdir()) == ["007.json", "008.json"]


def test_a_healthy_answer_keeps_the_contract() -> None:
    frames = (Frame(json.dumps(HEALTHY).encode(), 0.1),)
    headers = {"content-type": "application/json; charset=UTF-8"}
    good = replace(EXCHANGE, dialect="comet", headers=headers, frames=frames)

    (line,) = lines(checked(good, "a", COMET.name))
    assert (
        line == "POST generateContent gemini-2.5-flash 200 100 ms, 1 frame: keeps the contract (a)"
    )


def test_who_has_all_bytes_of_an_answer_with_a_length_may_count_on_it_that_it_was_kept() -> None:
    upstream = Scripted(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", b"he", b"llo")
    seen: list[Any] = []

    async def receive() -> Any:
        return await asyncio.Event().wait()

    async def send(message: Any) -> None:
        seen.append((message.get("body"), message.get("more_body", False)))

    async def keep(passed: Passed) -> None:
        seen.append(passed.reply.body)

    scope = {"query_string": b"", "headers": [], "path": "/x"}
    passing = Passing(Upstream(upstream.url), keep)
    asyncio.run(passing.pass_on(Call("GET", "/x"), scope, receive, send))

    *begun, kept, last = seen
    assert kept == b"hello"
    assert begun[0] == (None, False)
    assert b"".join(each for each, _ in begun[1:]) + last[0] == b"hello"
    assert last[0].endswith(b"o")
    assert not last[1]


def test_what_is_no_departure_lets_an_answer_go_on() -> None:
    upstream = Scripted(HEAD, b"2\r\nok\r\n0\r\n\r\n")
    told: list[Any] = [{"type": "http.request"}]
    sent: list[Any] = []
    kept: list[Passed] = []

    async def receive() -> Any:
        return told.pop() if told else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    async def keep(passed: Passed) -> None:
        kept.append(passed)

    scope = {"query_string": b"", "headers": [], "path": "/x"}
    passing = Passing(Upstream(upstream.url), keep)
    passed = asyncio.run(passing.pass_on(Call("GET", "/x"), scope, receive, send))

    assert passed.progress == "sent"
    assert kept == [passed]
    assert [each.get("body") for each in sent] == [None, b"ok", b""]
