"""Recordings become stubs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from contract_tests.exchange import Exchange, Frame
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Occasion
from mockserver import ConfigurationError, MockServer, Recordings
from mockserver.recorder import promotion
from tests.exchanges import response, saying

OCCASION = Occasion(
    target="https://api.cometapi.com",
    root="https://api.cometapi.com",
    dialect="comet",
    when="2026-11-24T08:00:00Z",
)
BASE = "https://api.cometapi.com/v1beta/models/gemini-2.5-flash"


def said(text: str) -> dict[str, Any]:
    return {"role": "user", "parts": [{"text": text}]}


def exchange(
    answer: Any, *contents: Any, operator: str = "generateContent", **more: Any
) -> Exchange:
    data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    made = Exchange(
        source="recorded::default",
        url=f"{BASE}:{operator}",
        sent={"contents": list(contents or [said("Hi")])},
        status=200,
        headers={"content-type": "application/json"},
        frames=(Frame(data, 0.1),),
        dialect="comet",
    )
    return replace(made, **more)


def promoted(folder: Path, *exchanges: Exchange, exact: bool = False) -> list[dict[str, Any]]:
    for number, each in enumerate(exchanges, start=1):
        recording.add(folder / "tapes", each, OCCASION, number=number)
    files = promotion.promote(folder / "tapes", folder / "stubs", exact=exact)
    return [YAML(typ="safe", pure=True).load(each) for each in files]


def test_a_text_is_a_stub_that_reads_well(tmp_path: Path) -> None:
    made = saying({"text": "One.\n\nTwo.\n"})
    promoted(tmp_path, exchange(made, said("Say\ntwo things")))

    assert (tmp_path / "stubs" / "default" / "001.yaml").read_text("utf-8") == (
        "description: recorded 2026-11-24T08:00:00Z of https://api.cometapi.com\n"
        "match:\n"
        "  model: gemini-2.5-flash\n"
        "  text: |-\n"
        "    Say\n"
        "    two things\n"
        "text: |\n"
        "  One.\n"
        "\n"
        "  Two.\n"
    )


def test_a_stub_has_the_chunks_of_a_stream_as_one_text_or_exactly(tmp_path: Path) -> None:
    chunks = [response(candidates=[{"content": {"parts": [{"text": x}]}}]) for x in ("a", "b")]
    events = b"".join(b"data: " + json.dumps(each).encode() + b"\r\n\r\n" for each in chunks)
    made = exchange(
        events, operator="streamGenerateContent", headers={"content-type": "text/event-stream"}
    )
    (stub,) = promoted(tmp_path, made)
    (exact,) = promoted(tmp_path / "exact", made, exact=True)

    assert stub["text"] == "ab"
    assert exact["chunks"] == chunks
    assert exact["match"]["stream"] is True


def test_calls_and_responses_of_functions_are_told(tmp_path: Path) -> None:
    call = {"functionCall": {"id": "x", "name": "get_weather", "args": {"id": 7}}}
    answered = {"functionResponse": {"name": "get_weather", "response": {"sky": "grey"}}}
    question, model = said("Weather?"), {"role": "model", "parts": [call]}
    spoken = {**call, "thoughtSignature": "c2ln"}
    later = [question, model, {"role": "user", "parts": [answered]}]
    stubs = promoted(
        tmp_path, exchange(saying(spoken), question), exchange(saying({"text": "Grey."}), *later)
    )
    (_, exact) = promoted(
        tmp_path / "exact",
        exchange(saying(spoken), question),
        exchange(saying({"text": "Grey."}), *later),
        exact=True,
    )

    assert stubs[0]["parts"] == [{"functionCall": {"name": "get_weather", "args": {"id": 7}}}]
    assert stubs[0]["match"] == {"model": "gemini-2.5-flash", "text": "Weather?"}
    assert stubs[1]["match"]["text"] == "Weather?"
    assert stubs[1]["match"]["function_response"] == {"name": "get_weather"}
    assert exact["match"]["function_response"]["content"] == {"sky": "grey"}
    assert exact["response"] == saying({"text": "Grey."})


def test_a_later_turn_of_the_user_is_told(tmp_path: Path) -> None:
    model = {"role": "model", "parts": [{"text": "Hello"}]}
    (stub,) = promoted(
        tmp_path, exchange(saying({"text": "Yes"}), said("Hi"), model, said("Sure?"))
    )

    assert stub["match"] == {"model": "gemini-2.5-flash", "text": "Sure?", "turn": 2}
    assert stub["priority"] == 1


def test_a_picture_without_words_asks_for_no_text(tmp_path: Path) -> None:
    picture = {"parts": [{"inlineData": {"mimeType": "image/png", "data": ""}}]}
    (stub,) = promoted(tmp_path, exchange(saying({"text": "A cat"}), picture))

    assert stub["match"] == {"model": "gemini-2.5-flash"}
    assert stub["priority"] == -1


def test_what_is_asked_twice_is_answered_in_turn(tmp_path: Path) -> None:
    one, two = exchange(saying({"text": "1"})), exchange(saying({"text": "2"}))
    (stub,) = promoted(tmp_path, one, two)
    (same,) = promoted(tmp_path / "same", one, one)

    assert stub["responses"] == [{"text": "1"}, {"text": "2"}]
    assert same["text"] == "1"


def test_what_is_more_than_plain_speech_stays_a_response(tmp_path: Path) -> None:
    blocked = response(candidates=None, promptFeedback={"blockReason": "SAFETY"})
    (cut, refused, thought, empty) = promoted(
        tmp_path,
        exchange(saying({"text": "a"}, finishReason="MAX_TOKENS"), said("cut")),
        exchange(blocked, said("refused")),
        exchange(saying({"text": "hm", "thought": True}, {"text": "a"}), said("thought")),
        exchange(saying({"text": "", "thoughtSignature": "c2ln"}), said("empty")),
    )

    assert cut["response"]["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert set(cut["response"]) == {"candidates"}
    assert refused["response"] == {"promptFeedback": {"blockReason": "SAFETY"}}
    assert thought["parts"] == [{"text": "hm", "thought": True}, {"text": "a"}]
    assert "candidates" in empty["response"]


def test_a_refusal_is_an_error_and_what_is_none_of_ours_is_raw(tmp_path: Path) -> None:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"}
    told = {"code": 429, "message": "Slow", "status": "RESOURCE_EXHAUSTED", "details": [info]}
    frames = (Frame(b"<p>", 0.1), Frame(b"\xff", 0.2))
    stubs = promoted(
        tmp_path,
        exchange({"error": told}, said("429"), status=429),
        exchange({"error": {"message": "No", "code": "x"}}, said("400"), status=400),
        exchange(b"", said("502"), status=502, frames=frames, headers={"content-type": "a/b"}),
        exchange(b"", said("504"), status=504, frames=(), headers={}),
        exchange({"error": told}, said("200")),
        exchange(b"\xff", said("503"), status=503),
    )

    assert stubs[0]["error"] == told
    assert stubs[1]["error"] == {"code": 400, "message": "No"}
    assert stubs[2]["raw"] == {
        "status": 502,
        "headers": {"content-type": "a/b"},
        "frames": ["<p>", {"base64": "/w=="}],
    }
    assert stubs[3]["raw"] == {"status": 504, "headers": {}, "body": ""}
    assert json.loads(stubs[4]["raw"]["body"]) == {"error": told}
    assert stubs[5]["raw"]["base64"] == "/w=="


def test_other_operations_are_named(tmp_path: Path) -> None:
    base = "https://api.cometapi.com/v1beta/models"
    models = exchange({"models": []}, method="GET", url=base, sent=None)
    counted, listed, strange, unknown = promoted(
        tmp_path,
        exchange({"totalTokens": 3}, operator="countTokens"),
        models,
        replace(models, url=f"{base}/x", frames=(Frame(b"[{}]"),)),
        exchange({"a": 1}, operator="unheardOf"),
    )

    assert counted["match"] == {"model": "gemini-2.5-flash", "operation": "countTokens"}
    assert counted["response"] == {"totalTokens": 3}
    assert listed["match"] == {"operation": "models.list"}
    assert strange["raw"]["body"] == "[{}]"
    assert unknown["match"] == {"model": "gemini-2.5-flash"}


def test_what_looks_like_a_template_is_none(tmp_path: Path) -> None:
    (stub,) = promoted(tmp_path, exchange(saying({"text": "Write {{ name }}"})))

    assert stub["template"] is False


def test_what_was_broken_off_is_left_out_and_nothing_is_an_error(tmp_path: Path) -> None:
    broken = exchange(saying({"text": "1"}), lost=frozenset({"end"}))
    silent = exchange({"error": {"message": "No"}}, status=400, sent={})

    with pytest.raises(ConfigurationError, match="no recording there that could be a stub"):
        promoted(tmp_path, broken, silent)


def test_nothing_is_written_over_unless_that_is_asked(tmp_path: Path) -> None:
    promoted(tmp_path, exchange(saying({"text": "1"})))
    file = tmp_path / "stubs" / "default" / "001.yaml"
    file.write_text("mine", "utf-8")
    source = tmp_path / "tapes" / "default" / "001.json"
    with pytest.raises(ConfigurationError, match=r"001\.yaml: there already; --force writes over"):
        promotion.promote(tmp_path / "tapes", tmp_path / "stubs")
    kept = file.read_text("utf-8")
    promotion.promote(tmp_path / "tapes", tmp_path / "stubs", force=True)
    alone = promotion.promote(source, tmp_path / "alone")

    assert kept == "mine"
    assert "text: '1'" in file.read_text("utf-8")
    assert alone == [tmp_path / "alone" / "001.yaml"]


@given(
    st.text(max_size=30) | st.sampled_from(["a\nb", " a\nb", "a \nb", "\na", "a\n\n\n", "a\r\nb"])
)
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    written = promotion.written({"text": text, "list": [text, {"a": 1.5, "b": None}]})

    read = YAML(typ="safe", pure=True).load(written)
    assert read == {"text": text, "list": [text, {"a": 1.5, "b": None}]}


def test_a_stub_answers_as_was_recorded(tmp_path: Path) -> None:
    body = {"contents": [said("Describe the sea in detail")]}
    path = "/v1beta/models/gemini-2.5-flash:generateContent"
    headers = {"x-goog-api-key": "any-key"}
    with MockServer(generator="lorem") as upstream:
        options = Recordings(directory=tmp_path / "a", record_mode="all", upstream=upstream.url)
        with MockServer(recordings=options) as server:
            recorded = httpx.post(server.url + path, json=body, headers=headers).json()
    (file,) = promotion.promote(tmp_path / "a", tmp_path / "stubs")
    stub = YAML(typ="safe", pure=True).load(file)
    (tmp_path / "stub.json").write_text(json.dumps(stub), "utf-8")
    with MockServer(stubs=(tmp_path / "stub.json",), strict_stubs=True) as server:
        answered = httpx.post(server.url + path, json=body, headers=headers).json()

    assert answered["candidates"][0]["content"] == recorded["candidates"][0]["content"]
