"""Captures of every kind become exchanges, and what is broken is told with its place."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.bad_files import BadFile
from contract_tests.captures import reading as captures
from contract_tests.exchange import KEY, Exchange, Frame, NotToldError
from contract_tests.looks import looks
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Occasion
from tests.exchanges import CHAT, deltas

LINE = {"source": "an-app", "endpoint": "generateContent", "status": 200}
ANSWER = {"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"totalTokenCount": 1}}
STREAM = 'data: {"candidates": []}\r\n\r\n'
URL = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"


def written(folder: Path, name: str, *lines: Any) -> Path:
    file = folder / name
    file.write_text("".join(f"{json.dumps(each)}\n" for each in lines), "utf-8")
    return file


def one(folder: Path, line: dict[str, Any]) -> Exchange:
    (found,) = captures.read(written(folder, "x.jsonl", {**LINE, **line})).exchanges
    return found


def entry(url: str = URL, **response: Any) -> dict[str, Any]:
    content = {"mimeType": "application/json", "text": json.dumps(ANSWER)}
    return {
        "time": 1234.5,
        "request": {
            "method": "POST",
            "url": url,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "postData": {"mimeType": "application/json", "text": '{"contents": []}'},
        },
        "response": {"status": 200, "headers": [], "content": content, **response},
    }


def har(folder: Path, *entries: Any) -> captures.Capture:
    file = folder / "x.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}, indent=1), "utf-8")
    return captures.read(file)


def test_a_line_tells_of_a_chat(tmp_path: Path) -> None:
    asked = {"model": "gemini-2.5-flash", "messages": [], "stream": True}
    line = {"endpoint": "chat.completions", "request": asked, "chunks": deltas("4")}
    found = one(tmp_path, line)

    assert (found.operator, found.model, found.in_pieces) == (
        "chat.completions",
        asked["model"],
        True,
    )
    assert found.choices[0]["message"]["content"] == "4"
    looked = {each.check: each.findings for each in looks(found, "comet")}
    assert looked["the_first_delta_says_the_role"] == ()
    assert "done_ends_a_chat" not in looked, "its end isn't told"


def test_a_chat_in_an_archive_is_looked_at(tmp_path: Path) -> None:
    asked = {"model": "gemini-2.5-flash", "messages": []}
    told = entry("https://api.cometapi.com/v1/chat/completions", content={"text": json.dumps(CHAT)})
    told["request"]["postData"]["text"] = json.dumps(asked)
    (found,) = har(tmp_path, told).exchanges

    assert (found.dialect, found.model) == ("comet", asked["model"])
    looked = {each.check: each.findings for each in looks(found, "google")}
    assert looked["the_total_of_a_chat_is_the_sum"] == ()
    assert found.chat_usage["total_tokens"] == 30


def test_a_line_says_what_was_asked_and_answered(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        {
            "backend": "gemini-api", "api_version": "v1beta", "method": "POST :generateContent",
            "model": "models/gemini-2.5-flash", "request": {"contents": []}, "response": ANSWER,
            "content_type": "application/json; charset=UTF-8", "alt": None,
        },
    )  # fmt: skip

    assert found.url == URL.replace("/m:", "/gemini-2.5-flash:")
    assert found.model == "gemini-2.5-flash"
    assert found.sent == {"contents": []}
    assert found.json == ANSWER
    assert found.media_type == "application/json"
    assert found.dialect == "google"
    assert found.lost == {"headers", "raw"}
    assert found.source == f"{tmp_path / 'x.jsonl'}:1: an-app"


def test_a_line_may_be_of_vertex_ai(tmp_path: Path) -> None:
    found = one(tmp_path, {"backend": "vertex", "endpoint": "streamGenerateContent", "alt": "sse",
                           "model": "m", "raw_stream": STREAM})  # fmt: skip

    assert found.dialect == "vertex"
    assert found.url.startswith("https://aiplatform.googleapis.com/v1beta1/projects/p/locations/l/")
    assert found.path.endswith("/publishers/google/models/m:streamGenerateContent")
    assert found.asks_for_events
    assert found.body == STREAM.encode()
    assert found.lost == {"headers", "request"}


def test_a_line_without_an_origin_is_of_the_dialect_of_the_run(tmp_path: Path) -> None:
    assert one(tmp_path, {"response": ANSWER}).dialect is None


def test_events_show_that_they_were_asked_for(tmp_path: Path) -> None:
    line = {"endpoint": "streamGenerateContent", "model": "m"}

    assert one(tmp_path, {**line, "raw_stream": STREAM}).asks_for_events
    assert not one(tmp_path, {**line, "raw_stream": "[{}]"}).asks_for_events


def test_a_method_names_the_operator_and_an_endpoint_the_resource(tmp_path: Path) -> None:
    batch = one(tmp_path, {"endpoint": "embedContent", "method": "POST :batchEmbedContents"})
    models = one(tmp_path, {"endpoint": "models", "method": "GET models", "response": {}})

    assert batch.operator == "batchEmbedContents"
    assert (models.method, models.path) == ("GET", "/v1beta/models")
    assert "request" not in models.lost


@pytest.mark.parametrize(
    ("told", "body"),
    [
        ({"chunks": [ANSWER]}, json.dumps([ANSWER]).encode()),
        ({"response": "<html>"}, b"<html>"),
        ({"response": None}, b""),
        ({}, b""),
    ],
    ids=["chunks", "text", "null", "nothing"],
)
def test_an_answer_may_come_in_other_members(
    told: dict[str, Any], body: bytes, tmp_path: Path
) -> None:
    assert one(tmp_path, told).body == body


def test_what_the_journal_of_the_mock_says_is_lost(tmp_path: Path) -> None:
    told = [{**entry(), "_lost": each} for each in (["base64", "end"], "base64", ["other"])]
    found = [each.lost for each in har(tmp_path, *told).exchanges]

    assert found == [{"headers", "base64", "end"}, {"headers"}, {"headers"}]


def test_what_a_line_does_not_tell_is_lost(tmp_path: Path) -> None:
    found = one(tmp_path, {"truncated": True, "scrubbed": True, "response": ANSWER})

    assert found.lost == {"base64", "headers", "ids", "model", "raw", "request"}
    assert found.operator == "generateContent"
    with pytest.raises(NotToldError):
        _ = found.model
    with pytest.raises(NotToldError):
        _ = found.request


def test_a_stream_of_which_only_the_start_was_kept_is_put_together_from_its_chunks(
    tmp_path: Path,
) -> None:
    line = {"endpoint": "streamGenerateContent", "alt": "sse", "raw_stream": f"{STREAM}data: {{"}
    cut = one(tmp_path, {**line, "chunks": [{"candidates": []}, ANSWER]})
    whole = one(tmp_path, {**line, "chunks": [{"candidates": []}]})

    assert cut.answers == ({"candidates": []}, ANSWER)
    assert "raw" in cut.lost
    assert whole.text == f"{STREAM}data: {{"
    assert "raw" not in whole.lost


def test_empty_lines_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(f"\n{json.dumps(LINE)}\n \n{json.dumps(LINE)}", "utf-8")

    assert [each.source for each in captures.read(file).exchanges] == [
        f"{file}:2: an-app", f"{file}:4: an-app",
    ]  # fmt: skip


def test_an_entry_of_an_archive_says_what_was_asked_and_answered(tmp_path: Path) -> None:
    (found,) = har(tmp_path, entry(headers=[{"name": "Content-Type", "value": "a/b"}])).exchanges

    assert (found.method, found.url, found.status) == ("POST", URL, 200)
    assert found.sent == {"contents": []}
    assert found.request_headers == {"content-type": "application/json"}
    assert found.headers == {"content-type": "a/b"}
    assert found.json == ANSWER
    assert [each.at for each in found.frames] == [1.2345]
    assert found.source == f"{tmp_path / 'x.har'} at /log/entries/0"
    assert found.dialect == "google"
    assert found.lost == set()


def test_an_archive_may_be_one_line_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("\ufeff" + json.dumps({"log": {"entries": [entry()]}}), "utf-8")

    assert len(captures.read(file).exchanges) == 1


@pytest.mark.parametrize(
    ("url", "dialect"),
    [
        ("https://api.cometapi.com/v1beta/models/m:generateContent", "comet"),
        ("https://us-east1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/m:generateContent", "vertex"),
        ("https://notcometapi.com/v1beta/models/m:generateContent", None),
        ("http://localhost:8080/gateway/v1beta/models", None),
    ],
)  # fmt: skip
def test_whose_answer_it_is_the_host_says(url: str, dialect: str | None, tmp_path: Path) -> None:
    (found,) = har(tmp_path, entry(url)).exchanges

    assert found.dialect == dialect


@pytest.mark.parametrize(
    ("sent", "looked_at"),
    [
        (b'{"model": "gemini-2.5-flash", "messages": []}', 1),
        (b'{"model": "google/gemini-2.5-flash"', 1),  # cut off
        (b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "Is gemini good?"}]}', 0),
    ],
)
def test_with_whom_a_chat_is_its_model_says(sent: bytes, looked_at: int, tmp_path: Path) -> None:
    told = entry("https://api.cometapi.com/v1/chat/completions", content={"text": json.dumps(CHAT)})
    told["request"]["postData"] = {"text": base64.b64encode(sent).decode(), "encoding": "base64"}

    assert len(har(tmp_path, told).exchanges) == looked_at


def test_what_is_none_of_ours_is_ignored_and_counted(tmp_path: Path) -> None:
    preflight = entry()
    preflight["request"]["method"] = "OPTIONS"
    socket = {**entry("wss://h/v1beta/models/m:x"), "_webSocketMessages": []}
    found = har(
        tmp_path,
        entry("https://example.org/style.css"),
        entry("https://example.org/v1/chat/completions"),
        socket,
        preflight,
        entry(status=0),
        entry(content={"size": 0, "mimeType": "x-unknown"}),
        entry(),
    )

    assert len(found.exchanges) == 1
    assert found.ignored == {
        "not of this API": 2,
        "a chat with another model than Gemini": 1,
        "a browser's preflight": 1,
        "without an answer": 1,
        "without the body of the answer": 1,
    }


def test_a_body_may_be_in_base64_and_was_decoded_before(tmp_path: Path) -> None:
    content = {"text": "eyJhIjogMX0=", "encoding": "base64", "size": 9, "compression": 4}
    headers = [{"name": name, "value": "gzip"} for name in ("Content-Encoding", "Content-Length")]
    (found,) = har(tmp_path, entry(content=content, headers=[*headers, {}, "x"])).exchanges

    assert found.json == {"a": 1}
    assert found.headers == {}
    assert found.lost == set()


def test_an_archive_may_lack_headers_a_time_and_a_request(tmp_path: Path) -> None:
    told = entry(content={"text": ""})
    del told["time"], told["request"]["postData"], told["response"]["headers"]
    (found,) = har(tmp_path, told).exchanges

    assert found.lost == {"headers", "request"}
    assert found.frames == ()


@pytest.mark.parametrize("posted", [{"text": "{not json"}, {"params": []}])
def test_a_request_need_not_be_json(posted: dict[str, Any], tmp_path: Path) -> None:
    told = entry()
    told["request"]["postData"] = posted
    (found,) = har(tmp_path, told).exchanges

    assert found.sent == (b"{not json" if "text" in posted else None)


def test_headers_of_one_name_are_joined_and_those_of_http2_are_none(tmp_path: Path) -> None:
    pairs = [(":status", "200"), ("Vary", "a"), ("vary", "b")]
    headers = [{"name": name, "value": value} for name, value in pairs]
    (found,) = har(tmp_path, entry(headers=headers)).exchanges

    assert found.headers == {"vary": "a, b"}


def test_keys_in_captures_are_not_kept(tmp_path: Path) -> None:
    key = "AIza-planted-0123456789"
    told = entry(f"{URL}?key={key}", content={"text": f'{{"error": "bad key {key}"}}'})
    told["request"]["headers"].append({"name": "Authorization", "value": f"Bearer {key}"})
    told["request"]["headers"].append({"name": "Cookie", "value": "session=planted-cookie"})
    (found,) = har(tmp_path, told).exchanges

    assert "planted" not in repr((found.url, found.request_headers, found.sent, found.frames))
    assert found.request_headers["authorization"] == f"Bearer {KEY}"
    assert found.url == f"{URL}?key={KEY}"


def test_a_folder_is_read_for_recordings(tmp_path: Path) -> None:
    told = Exchange(
        source="test_a.py::test_b", url="https://h/v1beta/models/m:generateContent", status=200,
        frames=(Frame(b"{}", 0.5),), dialect="vertex",
    )  # fmt: skip
    occasion = Occasion(
        target="live", root="https://h/v1beta", dialect="vertex", when="2026-11-24T08:00:00Z"
    )
    recording.write(tmp_path, [told, told], occasion)

    assert captures.read(tmp_path).exchanges == (told, told)
    assert captures.read(tmp_path / "test_a" / "test_b" / "001.json").exchanges == (told,)


def test_of_a_folder_every_file_that_may_be_a_capture_is_read(tmp_path: Path) -> None:
    har(tmp_path, entry())
    for name in ("a.jsonl", "notes.txt", ".hidden.jsonl"):
        written(tmp_path, name, LINE)

    found = captures.read(tmp_path).exchanges

    assert len(found) == 2
    for name, each in zip(("a.jsonl", "x.har"), found, strict=True):
        assert each.source.startswith(str(tmp_path / name))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "x:1: expected a recording, HAR 1.2 or an exchange on each line, got Expecting value"),
        (b"\x89PNG", "x: expected a recording, HAR 1.2 or an exchange on each line, in UTF-8, got"),
        (b'{"log":\n [}', "x:2: expected a recording, HAR 1.2 or an exchange on each line, got Exp"),
        (b'{\n"a": 1}', 'x: expected a recording, HAR 1.2 or an exchange on each line, got {"a": 1}'),
        (b'{"log": 1}', "x at /log/entries: expected HAR 1.2: a list of entries, got null"),
        (b'{"log": {"entries": [1]}}', "/log/entries/0/request/url: expected str, as HAR 1.2 says"),
        (b'{"scenario": "a"}', "x at /: expected a recording as contract/recording.json says"),
        (b"[1]", "x:1: expected an exchange: a JSON object with source, endpoint and status, got"),
        (b'{"a": 1}', "x:1: expected an exchange: a JSON object with source, endpoint and status, got source: null"),
        (json.dumps(LINE).encode() + b'\n{"source": ', "x:2: expected an exchange"),
        (json.dumps(LINE).encode() + b"\n\xff", "x:2: expected an exchange"),
        (json.dumps({**LINE, "status": "200"}).encode(), 'got status: "200"'),
        (b"[" * 99_999, "x: expected a recording, HAR 1.2 or an exchange on each line, got maximum recursion"),
        (b'{\n"log": ' + b"9" * 5000 + b"}", "got Exceeds the limit"),
        (json.dumps(LINE).encode() + b"\n" + b"[" * 99_999, "x:2: expected an exchange"),
        (json.dumps({"log": {"entries": [entry("http://[::1/")]}}).encode(), "/log/entries/0/request/url: expected a URL, got http://[::1/ (Invalid IPv6 URL)"),
    ],
    ids=[
        "empty", "binary", "broken-har", "other-json", "no-entries", "no-request", "no-recording",
        "no-object", "no-exchange", "broken-line", "no-utf-8", "no-status",
        "too-deep", "too-long-a-number", "too-deep-a-line", "no-url",
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_the_place(
    content: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / "x").write_bytes(content)

    with pytest.raises(BadFile) as refused:
        captures.read(tmp_path / "x")
    assert message in str(refused.value)


def test_broken_base64_is_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="/log/entries/0/response/content/text: expected base64"):
        har(tmp_path, entry(content={"text": "?", "encoding": "base64"}))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="nowhere: it can't be read: No such file"):
        captures.read(tmp_path / "nowhere")
