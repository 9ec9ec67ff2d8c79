"""Recording and replaying, end to end: a mock as the upstream, real sockets, files on disk."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from google import genai

from contract_tests.captures import captured
from contract_tests.recordings import recording
from mockserver import MockServer, Recordings
from tests.upstreams import HEAD, Upstream

KEY = "sk-planted/0123+456789"
FLASH = "/v1beta/models/gemini-2.5-flash"
SSE = f"{FLASH}:streamGenerateContent?alt=sse"
HEADERS = {"x-goog-api-key": KEY}


def saying(text: str) -> dict[str, Any]:
    return {"contents": [{"role": "user", "parts": [{"text": text}]}]}


@pytest.fixture(scope="module")
def upstream() -> Iterator[MockServer]:
    with MockServer(dialect="google", api_keys=(KEY,)) as server:
        yield server


def recorder(folder: Path, upstream: MockServer, mode: Any = "all", **more: Any) -> MockServer:
    recordings = Recordings(directory=folder, record_mode=mode, upstream=upstream.url, **more)
    return MockServer(dialect="google", recordings=recordings)


def replayer(folder: Path, **more: Any) -> MockServer:
    return MockServer(dialect="google", recordings=Recordings(directory=folder, **more))


def pieces(url: str, body: Any) -> list[bytes]:
    with httpx.stream("POST", url, json=body, headers=HEADERS) as answer:
        return list(answer.iter_raw())


def names(folder: Path) -> list[str]:
    return [each.relative_to(folder).as_posix() for each in recording.files(folder)]


@pytest.mark.parametrize(
    "path", [f"{FLASH}:generateContent", SSE, f"{FLASH}:streamGenerateContent"]
)
def test_what_is_replayed_is_what_the_upstream_said_byte_by_byte(
    path: str, upstream: MockServer, tmp_path: Path
) -> None:
    body = saying("Describe the sea in detail")
    with recorder(tmp_path, upstream) as server:
        recorded = httpx.post(server.url + path, json=body, headers=HEADERS)
    with replayer(tmp_path) as server:
        replayed = httpx.post(server.url + path, json=body, headers={})
    said = httpx.post(upstream.url + path, json=body, headers=HEADERS)

    assert said.content == recorded.content == replayed.content
    assert said.headers["content-type"] == replayed.headers["content-type"]
    assert said.headers.get("content-disposition") == replayed.headers.get("content-disposition")
    assert replayed.headers["x-mock-recording"] == "default/001.json"


def test_a_stream_comes_again_in_the_pieces_in_which_it_came(
    upstream: MockServer, tmp_path: Path
) -> None:
    body = saying("Describe the sea in detail")
    with recorder(tmp_path, upstream) as server:
        passed = pieces(server.url + SSE, body)
    with replayer(tmp_path) as server:
        replayed = pieces(server.url + SSE, body)

    assert len(passed) > 3
    assert passed == replayed


def test_no_key_reaches_the_disk_in_any_form(upstream: MockServer, tmp_path: Path) -> None:
    inner = base64.b64encode(f"my key is {KEY}!".encode()).decode()
    body = saying(f"Repeat {KEY}")
    body["contents"][0]["parts"].append({"inlineData": {"mimeType": "text/plain", "data": inner}})
    with recorder(tmp_path, upstream) as server:
        for path, headers in (
            (SSE, HEADERS),
            (SSE, {"authorization": f"Bearer {KEY}", "cookie": f"session={KEY}"}),
            (f"{SSE}&key={quote(KEY, safe='')}", {"x-note": f"it is {KEY}"}),
        ):
            answer = httpx.post(server.url + path, json=body, headers=headers)
            assert answer.status_code == 200
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    forms = [KEY, quote(KEY, safe=""), json.dumps(KEY)[1:-1], quote(KEY)]
    forms += [base64.b64encode(b"\0" * skip + KEY.encode()).decode()[4:24] for skip in range(3)]

    assert len(files) == 3
    for file in files:
        text = file.read_text("utf-8")
        assert not [each for each in forms if each in text]
        assert "$COMETAPI_KEY" in text


def test_the_upstream_gets_its_own_key_in_place_of_the_clients(
    upstream: MockServer, tmp_path: Path
) -> None:
    with recorder(tmp_path, upstream, upstream_key=KEY) as server:
        statuses = [
            httpx.post(server.url + path, json=saying("Hi"), headers=headers).status_code
            for path, headers in (
                (SSE, {}),
                (SSE, {"x-goog-api-key": "mine-which-is-wrong"}),
                (SSE, {"authorization": "Bearer mine-which-is-wrong"}),
                (f"{SSE}&key=mine-which-is-wrong", {}),
            )
        ]
    text = "".join(each.read_text("utf-8") for each in tmp_path.rglob("*.json"))

    assert statuses == [200] * 4
    assert "planted" not in text
    assert "mine-which" not in text


def test_the_contract_suite_reads_what_was_recorded(upstream: MockServer, tmp_path: Path) -> None:
    with recorder(tmp_path, upstream) as server:
        httpx.post(server.url + SSE, json=saying("Hi"), headers=HEADERS)
        httpx.post(f"{server.url}/__ns/a.py::b{FLASH}:generateContent", headers=HEADERS)
    found = captured.read(tmp_path)
    result = captured.checked(found.exchanges, target="app", dialect="comet")

    assert (len(found.exchanges), result.dialect) == (2, "google")
    assert not [finding for each in result.outcomes for finding in each.findings]


def test_each_namespace_has_a_folder_and_is_answered_from_it_first(
    upstream: MockServer, tmp_path: Path
) -> None:
    body = saying("Hi")
    with recorder(tmp_path, upstream) as server:
        httpx.post(server.url + SSE, json=body, headers=HEADERS)
        httpx.post(f"{server.url}/__ns/one{SSE}", json=body, headers=HEADERS)
        httpx.post(
            server.url + SSE, json=body, headers={**HEADERS, "x-mock-namespace": "tests::two[x]"}
        )
    with replayer(tmp_path) as server:
        answered = [
            httpx.post(f"{server.url}{base}{SSE}", json=body).headers["x-mock-recording"]
            for base in ("", "/__ns/one", "/__ns/three")
        ]

    assert len(names(tmp_path)) == 3
    assert names(tmp_path)[:2] == ["default/001.json", "one/001.json"]
    assert names(tmp_path)[2].startswith("tests-two-x-")
    assert answered == ["default/001.json", "one/001.json", "default/001.json"]


def test_spelling_order_and_the_key_make_no_difference(
    upstream: MockServer, tmp_path: Path
) -> None:
    with recorder(tmp_path, upstream) as server:
        body = {**saying("Hi"), "generationConfig": {"maxOutputTokens": 64, "temperature": 1}}
        httpx.post(server.url + SSE, json=body, headers=HEADERS)
    other = b'{"generation_config": {"temperature": 1.0, "max_output_tokens": "64"},\n  "contents": {"parts": {"text": "Hi"}, "role": "user"}}'
    with replayer(tmp_path) as server:
        answer = httpx.post(
            f"{server.url}/v1beta/models/models/gemini-2.5-flash:streamGenerateContent?key=x&$alt=sse",
            content=other,
        )

    assert answer.headers["x-mock-recording"] == "default/001.json"


def test_a_miss_shows_the_nearest_recording_and_where_it_differs(
    upstream: MockServer, tmp_path: Path
) -> None:
    with recorder(tmp_path, upstream) as server:
        httpx.get(f"{server.url}/v1beta/models", headers=HEADERS)
        httpx.post(server.url + SSE, json=saying("Explain rain"), headers=HEADERS)
    with replayer(tmp_path) as server:
        answer = httpx.post(server.url + SSE, json=saying("Explain snow"))

    assert answer.status_code == 404
    message = answer.json()["error"]["message"]
    assert message.startswith(
        "cometapi-mock: no recording is for this request. Nearest: default/002.json"
        ' (body /contents/0/parts/0/text: wanted "Explain rain", got "Explain snow"); default/001'
    )


def test_several_answers_to_one_request_come_in_their_order_and_the_last_again(
    upstream: MockServer, tmp_path: Path
) -> None:
    body = saying("Hi")
    with recorder(tmp_path, upstream) as server:
        for _ in range(2):
            httpx.post(server.url + SSE, json=body, headers=HEADERS)
    with replayer(tmp_path) as server:
        several = [httpx.post(server.url + SSE, json=body) for _ in range(3)]
    with replayer(tmp_path, playback_repeats=False) as server:
        spent = [httpx.post(server.url + SSE, json=body) for _ in range(3)]

    told = [each.headers.get("x-mock-recording") for each in several]
    assert told == ["default/001.json", "default/002.json", "default/002.json"]
    assert [each.status_code for each in spent] == [200, 200, 404]
    assert "wanted as often as recorded, got once more" in spent[2].text


@pytest.mark.parametrize(
    ("mode", "statuses", "files"),
    [
        ("none", [200, 404], ["default/001.json"]),
        ("once", [200, 404], ["default/001.json"]),
        ("new_episodes", [200, 200], ["default/001.json", "default/002.json"]),
        ("all", [200, 200], ["default/002.json", "default/003.json"]),
    ],
)
def test_a_mode_records_what_it_says(
    mode: Any, statuses: list[int], files: list[str], upstream: MockServer, tmp_path: Path
) -> None:
    with recorder(tmp_path, upstream, "once") as server:
        httpx.post(server.url + SSE, json=saying("known"), headers=HEADERS)
    with recorder(tmp_path, upstream, mode) as server:
        got = [
            httpx.post(server.url + SSE, json=saying(each), headers=HEADERS).status_code
            for each in ("known", "new")
        ]

    assert got == statuses
    assert names(tmp_path) == files


def test_once_records_a_namespace_that_has_nothing_yet(
    upstream: MockServer, tmp_path: Path
) -> None:
    with recorder(tmp_path, upstream, "once") as server:
        httpx.post(server.url + SSE, json=saying("one"), headers=HEADERS)
    with recorder(tmp_path, upstream, "once") as server:
        there = f"{server.url}/__ns/new{SSE}"
        got = [httpx.post(there, json=saying(x), headers=HEADERS) for x in ("one", "two", "two")]

    assert [each.status_code for each in got] == [200] * 3
    assert names(tmp_path) == ["default/001.json", "new/001.json", "new/002.json"]


def test_a_miss_can_be_answered_by_the_mock_or_by_the_upstream(
    upstream: MockServer, tmp_path: Path
) -> None:
    tmp_path.joinpath("default").mkdir()
    with replayer(tmp_path, on_miss="generate") as server:
        generated = httpx.post(server.url + SSE, json=saying("Hi"), headers=HEADERS)
    with replayer(tmp_path, on_miss="record", upstream=upstream.url) as server:
        passed = httpx.post(server.url + SSE, json=saying("Hi"), headers=HEADERS)

    assert generated.status_code == 200
    assert generated.content == passed.content
    assert names(tmp_path) == ["default/001.json"]


def test_faults_happen_to_replayed_answers_too(upstream: MockServer, tmp_path: Path) -> None:
    body = saying("Describe the sea in detail")
    with recorder(tmp_path, upstream) as server:
        httpx.post(server.url + SSE, json=body, headers=HEADERS)
    with replayer(tmp_path) as server:
        refused = httpx.post(server.url + SSE, json=body, headers={"x-mock-fault": "429"})
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(server.url + SSE, json=body, headers={"x-mock-fault": "disconnect"})

    assert refused.status_code == 429


def test_an_upstream_in_trouble_is_told_and_nothing_is_recorded(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "mockserver")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        recordings = Recordings(directory=tmp_path, record_mode="all", upstream=url)
        with MockServer(recordings=recordings) as server:
            answer = httpx.post(server.url + SSE, json=saying("Hi"), headers=HEADERS)

    assert answer.status_code == 502
    assert answer.json()["error"]["message"].startswith(f"cometapi-mock: {url} gave no answer: ")
    assert names(tmp_path) == []
    assert (
        f"POST /v1beta/models/gemini-2.5-flash:streamGenerateContent: no answer of {url}: "
        in caplog.text
    )


def test_pieces_pass_as_they_come_and_a_client_that_leaves_closes_the_upstream(
    tmp_path: Path,
) -> None:
    forever = threading.Event()
    upstream = Upstream(HEAD, b"5\r\nfirst\r\n", forever)
    recordings = Recordings(directory=tmp_path, record_mode="all", upstream=upstream.url)
    with MockServer(recordings=recordings) as server:
        with httpx.stream("GET", f"{server.url}/x?a=1") as answer:
            first = next(answer.iter_raw())
        forever.set()
        closed = upstream.left.wait(20)
    (file,) = recording.files(tmp_path)
    kept = recording.read(file).exchange

    assert first == b"first"
    assert closed
    assert upstream.asked.startswith(b"GET /base/x?a=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"accept-encoding: identity" in upstream.asked.lower()
    assert kept.lost == {"end"}
    assert kept.body == b"first"


def test_an_answer_that_breaks_off_breaks_off_for_the_client_and_is_never_replayed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    upstream = Upstream(HEAD, b"5\r\nfirst\r\n")
    recordings = Recordings(directory=tmp_path, record_mode="all", upstream=upstream.url)
    with MockServer(recordings=recordings) as server, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{server.url}/x")
    with MockServer(recordings=tmp_path) as server:
        replayed = httpx.get(f"{server.url}/x")

    assert names(tmp_path) == ["default/001.json"]
    assert replayed.status_code == 404
    assert "There is none of any" in replayed.text
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []


def test_no_header_is_replayed_that_was_not_recorded_but_what_marks_the_answer(
    tmp_path: Path,
) -> None:
    upstream = Upstream(HEAD, b"2\r\nok\r\n0\r\n\r\n")
    recordings = Recordings(directory=tmp_path, record_mode="all", upstream=upstream.url)
    with MockServer(recordings=recordings) as server:
        recorded = httpx.get(f"{server.url}/x")
    with MockServer(recordings=tmp_path) as server:
        replayed = httpx.get(f"{server.url}/x")

    marks = {"x-mock", "x-mock-seed", "x-mock-recording"}
    framing = {"transfer-encoding", "content-length"}
    assert set(replayed.headers) - framing == set(recorded.headers) - framing | marks


def test_a_redirect_is_passed_on_and_not_followed(tmp_path: Path) -> None:
    upstream = Upstream(
        b"HTTP/1.1 302 Found\r\nlocation: http://elsewhere/\r\ncontent-length: 0\r\n\r\n"
    )
    recordings = Recordings(directory=tmp_path, record_mode="all", upstream=upstream.url)
    with MockServer(recordings=recordings) as server:
        answer = httpx.get(f"{server.url}/x")
    with MockServer(recordings=tmp_path) as server:
        replayed = httpx.get(f"{server.url}/x")

    assert (answer.status_code, answer.headers["location"]) == (302, "http://elsewhere/")
    assert (replayed.status_code, replayed.headers["location"]) == (302, "http://elsewhere/")


def test_what_belongs_to_one_connection_is_not_passed_on(tmp_path: Path) -> None:
    upstream = Upstream(
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: x-hop, close\r\nx-hop: 1\r\nx-end: 2\r\n\r\nok"
    )
    recordings = Recordings(directory=tmp_path, record_mode="all", upstream=upstream.url)
    headers = {"connection": "close, x-mine", "x-mine": "1", "te": "trailers", "x-mock-seed": "7"}
    with MockServer(recordings=recordings) as server:
        answer = httpx.get(f"{server.url}/x", headers=headers)

    assert "x-hop" not in answer.headers
    assert answer.headers["x-end"] == "2"
    assert not any(each in upstream.asked.lower() for each in (b"x-mine", b"te:", b"x-mock"))


def test_the_sdk_replays_what_it_recorded(upstream: MockServer, tmp_path: Path) -> None:
    def ask(server: MockServer) -> list[str]:
        options: Any = {"api_version": "v1beta", "base_url": server.url}
        with genai.Client(api_key=KEY, http_options=options) as client:
            models = client.models
            prompt: Any = {"model": "gemini-2.5-flash", "contents": "Describe the sea in detail"}
            chunks = [each.text or "" for each in models.generate_content_stream(**prompt)]
            return [*chunks, models.generate_content(**prompt).text or ""]

    with recorder(tmp_path, upstream) as server:
        recorded = ask(server)
    with replayer(tmp_path) as server:
        replayed = ask(server)

    assert len(recorded) > 3
    assert recorded == replayed
