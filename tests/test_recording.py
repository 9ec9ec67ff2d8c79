"""Recordings: what is written, and that it is read as it was."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract_tests.asking.targets import Target
from contract_tests.bad_files import BadFile
from contract_tests.exchange import KEY, Exchange, Frame
from contract_tests.recordings import recording
from contract_tests.recordings.recorder import Recorder
from contract_tests.recordings.recording import Occasion

SCENARIO = "test_streams.py::test_order[sse]"
FILE = Path("test_streams") / "test_order-sse" / "001.json"
OCCASION = Occasion(
    target="live",
    root="https://api.cometapi.com/v1beta",
    dialect="comet",
    when="2026-11-24T08:00:00Z",
)
EXCHANGE = Exchange(
    source=SCENARIO,
    url="https://api.cometapi.com/v1beta/models/m:streamGenerateContent?alt=sse",
    request_headers={"content-type": "application/json", "x-goog-api-key": KEY},
    sent={"contents": [{"parts": [{"text": "Hei på deg"}]}]},
    status=200,
    headers={"content-type": "text/event-stream", "x-request-id": "7"},
    frames=(Frame('data: {"a": "bl\u00e5'.encode()[:-1], 0.25), Frame(b'\xa5"}\r\n\r\n', 0.5)),
    dialect="comet",
)  # fmt: skip


def test_an_exchange_is_read_as_it_was_written(tmp_path: Path) -> None:
    recording.write(tmp_path, [EXCHANGE], OCCASION)
    found = recording.read(tmp_path / FILE)

    assert found.exchange == EXCHANGE
    assert found.occasion == OCCASION
    assert found.name == "001.json"


@pytest.mark.parametrize("sent", [None, b"{not json", b"\xff\xfe", [1], {"text": "half \ud83d"}])
def test_any_body_is_read_as_it_was_sent(sent: Any, tmp_path: Path) -> None:
    recording.write(tmp_path, [replace(EXCHANGE, sent=sent)], OCCASION)

    assert recording.read(tmp_path / FILE).exchange.sent == sent


@pytest.mark.parametrize("body", [b"", b"\x89PNG\xff", "a\u2028b\x85c\r\rd".encode()])
def test_any_answer_is_read_byte_by_byte(body: bytes, tmp_path: Path) -> None:
    frames = (Frame(body, 1.0),) if body else ()
    recording.write(tmp_path, [replace(EXCHANGE, frames=frames)], OCCASION)

    assert recording.read(tmp_path / FILE).exchange.frames == frames


def test_a_file_reads_well_in_a_diff(tmp_path: Path) -> None:
    recording.write(tmp_path, [EXCHANGE], OCCASION)
    text = (tmp_path / FILE).read_text("utf-8")

    assert '"text": "Hei på deg"' in text
    assert '"data: {\\"a\\": \\"blå\\"}\\r\\n",\n' in text
    assert text.endswith("}\n")
    assert list(json.loads(text)) == [
        "version", "scenario", "target", "root", "dialect", "when", "lost", "request", "response",
    ]  # fmt: skip


def test_only_headers_that_say_something_are_kept(tmp_path: Path) -> None:
    told = replace(
        EXCHANGE,
        request_headers={"user-agent": "x", "x-goog-api-client": "y", "cookie": "a=b"},
        headers={"date": "now", "retry-after": "7", "set-cookie": "a=b", "cf-ray": "1"},
    )
    recording.write(tmp_path, [told], OCCASION)
    found = recording.read(tmp_path / FILE).exchange

    assert found.request_headers == {"x-goog-api-client": "y"}
    assert found.headers == {"retry-after": "7"}


def test_headers_of_a_coding_are_not_kept_since_the_body_is_decoded(tmp_path: Path) -> None:
    headers = {"content-encoding": "gzip", "content-length": "7", "content-type": "a/b"}
    recording.write(tmp_path, [replace(EXCHANGE, headers=headers)], OCCASION)

    assert recording.read(tmp_path / FILE).exchange.headers == {"content-type": "a/b"}


def test_no_key_reaches_the_disk(tmp_path: Path) -> None:
    key = "sk-planted-0123456789"
    told = replace(
        EXCHANGE,
        url=f"{EXCHANGE.url}&key={key}",
        request_headers={"authorization": f"Bearer {key}"},
        sent={"text": key},
        headers={"x-key": key, "set-cookie": "session=planted-cookie"},
        frames=(Frame(b"sk-planted-0123"), Frame(b"456789, planted-cookie")),
    )
    recording.write(tmp_path, [told], OCCASION, keys=[key])
    files = [each.read_text("utf-8") for each in tmp_path.rglob("*") if each.is_file()]

    assert len(files) == 1
    assert "planted" not in files[0]


def test_a_recording_is_replaced_as_a_whole_and_others_are_left(tmp_path: Path) -> None:
    other = replace(EXCHANGE, source="test_streams.py::test_order[unary]")
    recording.write(tmp_path, [other], OCCASION)
    recording.write(tmp_path, [EXCHANGE] * 3, OCCASION)
    recording.write(tmp_path, [EXCHANGE] * 2, OCCASION)

    assert [str(each.relative_to(tmp_path)) for each in recording.files(tmp_path)] == [
        str(Path("test_streams") / "test_order-sse" / "001.json"),
        str(Path("test_streams") / "test_order-sse" / "002.json"),
        str(Path("test_streams") / "test_order-unary" / "001.json"),
    ]
    assert sorted(each.name for each in (tmp_path / "test_streams").iterdir()) == [
        "test_order-sse", "test_order-unary",
    ]  # fmt: skip


def test_what_is_hidden_in_a_folder_is_no_recording(tmp_path: Path) -> None:
    recording.write(tmp_path / ".git", [EXCHANGE], OCCASION)

    assert list(recording.files(tmp_path)) == []


def test_a_scenario_that_sent_nothing_leaves_what_was_kept(tmp_path: Path) -> None:
    recording.write(tmp_path, [EXCHANGE], OCCASION)
    recording.write(tmp_path, [], OCCASION)

    assert len(recording.of_scenario(tmp_path, SCENARIO)) == 1


def test_what_cannot_be_written_leaves_nothing_half_done(tmp_path: Path) -> None:
    recording.write(tmp_path, [EXCHANGE], OCCASION)
    with pytest.raises(TypeError):
        recording.write(tmp_path, [EXCHANGE, replace(EXCHANGE, sent={1j})], OCCASION)

    assert len(recording.of_scenario(tmp_path, SCENARIO)) == 1
    assert [each.name for each in (tmp_path / "test_streams").iterdir()] == ["test_order-sse"]


@pytest.mark.parametrize(
    ("scenario", "name"),
    [
        ("test_a.py::test_b", "test_b"),
        ("test_a.py::test_b[sse]", "test_b-sse"),
        ("test_a.py::test_b[gemini-2.5-flash-sse]", "test_b-gemini-2.5-flash-sse"),
    ],
)
def test_a_folder_is_called_as_its_scenario(scenario: str, name: str) -> None:
    assert recording.folder(Path("d"), scenario) == Path("d", "test_a", name)


@pytest.mark.parametrize("parameter", ["a/b", "A-b", "å", "a.", "a:b?", "x" * 300, ""])
def test_a_folder_has_a_name_that_windows_takes(parameter: str) -> None:
    name = recording.folder(Path("d"), f"test_a.py::test_b[{parameter}]").name

    assert name.isascii()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-.")
    assert not name.endswith(".")
    assert len(name) < 120


def test_scenarios_whose_names_differ_only_in_case_have_folders_of_their_own() -> None:
    names = {
        recording.folder(Path("d"), f"a.py::test_b[{each}]").name for each in ("x/y", "X/Y", "x y")
    }

    assert len({each.lower() for each in names}) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff", "expected UTF-8"),
        (b'{\n"version": 1,\n', "001.json:3: expected a recording in JSON"),
        (b"[]", "001.json at /: expected a recording as contract/recording.json says"),
        (b"[" * 99_999, "001.json: expected a recording in JSON, got maximum recursion"),
    ],
    ids=["not-utf-8", "not-json", "not-a-recording", "too-deep"],
)
def test_a_file_that_is_none_is_refused_with_the_place(
    content: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / "001.json").write_bytes(content)

    with pytest.raises(BadFile, match=r"001\.json") as refused:
        recording.read(tmp_path / "001.json")
    assert message in str(refused.value)


def test_frames_that_are_not_the_body_are_refused(tmp_path: Path) -> None:
    recording.write(tmp_path, [EXCHANGE], OCCASION)
    value = json.loads((tmp_path / FILE).read_text("utf-8"))
    value["response"]["frames"]["bytes"] = [1]

    with pytest.raises(BadFile, match="/response/frames: expected a time for each frame, and 23"):
        recording.of_json(value, "f.json")


def test_a_recorder_says_when_and_of_whom_and_hides_the_port_of_the_mock(tmp_path: Path) -> None:
    target = Target(name="mock", root="http://127.0.0.1:4711/v1beta", key="sk-mock-0123456789")
    told = replace(EXCHANGE, url="http://127.0.0.1:4711/v1/models/m:generateContent")
    Recorder(tmp_path, target, "google").keep([replace(told, sent={"text": target.key})])
    found = recording.read(tmp_path / FILE)

    assert found.exchange.url == "http://mock/v1/models/m:generateContent"
    assert found.occasion.root == "http://mock/v1beta"
    assert target.key not in (tmp_path / FILE).read_text("utf-8")
    assert (found.occasion.target, found.occasion.dialect) == ("mock", "google")
    assert found.occasion.when.startswith("20")


def test_a_recorder_keeps_the_urls_of_others(tmp_path: Path) -> None:
    target = Target(name="live", root=OCCASION.root, key="")
    Recorder(tmp_path, target, "comet").keep([EXCHANGE])

    assert recording.read(tmp_path / FILE).exchange.url == EXCHANGE.url
