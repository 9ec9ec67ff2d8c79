"""What is drawn of chat completions: all of it, often enough, as predicted, and small."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import httpx_sse
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import judge
from contract_tests.call import Call
from contract_tests.choices import chosen
from contract_tests.strategies import (
    Invalid,
    Stream,
    chat_completions,
    chat_requests,
    chat_streams,
    differences,
    invalid_chat_requests,
    rewritten,
)
from contract_tests.strategies.chat.chunks import chunks
from contract_tests.strategies.chat.completions import SAID, completion
from contract_tests.strategies.chat.flaws import OF_CHATS
from contract_tests.strategies.chat.parameters import PARAMETERS
from contract_tests.strategies.chat.requests import chat_call
from contract_tests.strategies.flaws import OF_TEXTS
from contract_tests.strategies.predictions import kind_of
from contract_tests.strategies.prompts import SPECIAL
from contract_tests.strategies.response import shapes
from mockserver import schemas
from mockserver.models import MODELS
from tests import drawing
from tests.chatting import answered
from tests.drawing import Drawn
from tests.shares import tries
from tests.test_rewriting import text_of
from tests.test_strategies_streams import read

REQUEST = "openai/chat_completion_request.json"
COMPLETION = "openai/chat_completion.json"
CHUNK = "openai/chat_completion_chunk.json"
LEAST = 0.01


@pytest.fixture(scope="module")
def seen() -> Drawn:
    return drawing.drawn(chat_requests(), 1_000, runs=1)


# Requests. That whatever is drawn is answered is held by `test_properties_chat`.

KINDS = {
    "parameter": {"model", "messages", *PARAMETERS},
    "message": {"user", "assistant", "system", "developer", "tool", "function"},
    "member": {"role", "content", "name", "tool_calls", "tool_call_id", "refusal", "annotations", "audio"},
    "part": {"text", "image_url", "input_audio", "file"},
    "format": {"text", "json_object", "json_schema"},
    "choice": {"auto", "none", "required", "named"},
    "text": {"plain", "any", *SPECIAL},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_one_of_a_hundred_chats(seen: Drawn, kind: str) -> None:
    assert seen.rare(kind, KINDS[kind], LEAST) == {}
    assert seen.told(kind) == KINDS[kind]


def test_every_parameter_that_the_gateway_knows_is_drawn(seen: Drawn) -> None:
    known = schemas.documents()[REQUEST]["properties"]

    assert known.keys() <= {each for call in seen.examples for each in call.body}


def test_every_model_that_answers_with_text_is_asked(seen: Drawn) -> None:
    writing = {each.id for each in MODELS.values() if each.outputs == {"TEXT"}}

    assert {call.body["model"] for call in seen.examples} == writing


@given(chat_requests())
def test_a_chat_keeps_the_schema_which_says_nothing_of_what_is_null(call: Call) -> None:
    assert list(judge.findings(REQUEST, without_nulls(call.body))) == []


def test_a_message_that_calls_may_have_null_for_a_content() -> None:
    calling = drawing.minimal(chat_requests(), _calls_without_a_word)

    assert list(judge.findings(REQUEST, calling.body)) == []


def _calls_without_a_word(call: Call) -> bool:
    messages = call.body["messages"]
    return any("tool_calls" in each and each.get("content", "") is None for each in messages)


@tries(1 / 2)
@given(chat_requests("gemini-3-flash-preview", features={"temperature", "messages.system"}))
def test_nothing_is_drawn_that_is_not_asked_for(call: Call) -> None:
    assert call.body["model"] == "gemini-3-flash-preview"
    assert call.body.keys() <= {"model", "messages", "temperature"}
    assert {each["role"] for each in call.body["messages"]} <= {"system", "user"}


def test_what_is_drawn_may_be_changed() -> None:
    def draw(*, and_change: bool = False) -> list[str]:
        found = []

        @tries(1 / 2)
        @given(chat_requests(features=["messages.image_url", "tools"]))
        def hold(call: Call) -> None:
            found.append(json.dumps(call.body))
            if and_change:
                call.body["messages"][0].clear()
                for each in call.body.get("tools", ()):
                    each["function"].clear()

        hold()
        return found

    before = draw()
    draw(and_change=True)

    assert draw() == before


def simplest(*names: str) -> dict[str, Any]:
    found = drawing.minimal(chat_requests(), lambda call: call.body.keys() >= {*names})
    body: dict[str, Any] = found.body
    return body


HI = {"model": "gemini-2.5-flash", "messages": [{"role": "user", "content": "Hi"}]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", 1),
        ("stop", "zzz"),
        ("tools", [{"type": "function", "function": {"name": "get_weather"}}]),
        ("response_format", {"type": "text"}),
    ],
)
def test_the_simplest_chat_with_a_parameter_has_no_other(name: str, value: Any) -> None:
    assert simplest(name) == {**HI, name: value}


def test_the_simplest_chat_is_a_word() -> None:
    assert drawing.minimal(chat_requests(), lambda _: True) == chat_call(HI)


def test_the_simplest_round_of_calls_is_one() -> None:
    found = drawing.minimal(
        chat_requests(), lambda call: any(x["role"] == "tool" for x in call.body["messages"])
    )
    call = {
        "id": "call_0",
        "type": "function",
        "function": {"name": "get_weather", "arguments": "{}"},
    }

    assert found.body["messages"] == [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_0", "content": '{"result": "sunny"}'},
    ]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"model": "gpt-4"}, "expected a model that answers with text, got 'gpt-4'; there are gemini-2.5-flash, "),
        ({"model": "gemini-2.5-flash-image"}, "expected a model that answers with text, got "),
        ({"features": {"temprature"}}, "expected a feature, got 'temprature'; did you mean temperature"),
        ({"features": "temperature"}, "expected names in a list, got 'temperature'"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused(wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        chat_requests(**wanted)


# Written otherwise.


def without_nulls(value: Any, holder: str = "") -> Any:
    """Leave out what is null, but for where it is data."""
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    if not isinstance(value, dict) or holder in {"parameters", "schema", "made_up", "metadata"}:
        return value
    return {key: without_nulls(each, key) for key, each in value.items() if each is not None}


@given(data=st.data())
def test_another_form_of_a_chat_says_the_same(data: st.DataObject) -> None:
    call = data.draw(chat_requests())
    other = data.draw(rewritten(call))

    assert without_nulls(json.loads(text_of(other))) == without_nulls(call.body)
    assert other.target() == call.target()


def test_a_form_has_null_members_another_order_and_schemas_as_they_are() -> None:
    call = drawing.minimal(chat_requests(), lambda each: "tools" in each.body)
    call.body["tools"][0]["function"]["parameters"] = {"type": "object", "properties": {}}
    forms = [json.loads(each.body) for each in _forms(call)]

    assert {next(iter(each)) for each in forms} > {"model", "messages"}
    assert any("stop" in each and each["stop"] is None for each in forms)
    assert any("name" in each["messages"][0] for each in forms)
    taken = {json.dumps(each["tools"][0]["function"]["parameters"]) for each in forms}
    assert len(taken) == 1


def _forms(call: Call) -> list[Call]:
    drawn = drawing.drawn(rewritten(call), 200, runs=1).examples
    return [each for each in drawn if not each.headers]


# Wrong.


def hold(invalid: Invalid) -> None:
    """Hold a mock to a prediction, word for word, and the prediction to be about one flaw."""
    assert answered(invalid.sound).status == 200
    reply = answered(invalid.call)
    body = json.loads(reply.body)
    text = body["error"]["message"].partition(" (request id: ")[0]

    assert list(differences(invalid, reply.status, body)) == []
    assert kind_of(text) == invalid.kind


@pytest.mark.parametrize("name", OF_CHATS)
def test_each_flaw_of_a_chat_is_refused_as_predicted(name: str) -> None:
    @tries(1 / 12)
    @given(invalid=invalid_chat_requests(flaw=name))
    def run(invalid: Invalid) -> None:
        hold(invalid)

    run()


def test_each_kind_of_flaw_is_drawn_often_and_most_flaws_soon() -> None:
    invalid = drawing.drawn(invalid_chat_requests("gemini-3-flash-preview"), 100).examples
    kinds = Counter(each.kind for each in invalid)
    names = {each.flaw for each in invalid}

    assert {kind for kind, count in kinds.items() if count >= 4} == {
        each.kind for each in OF_CHATS.values()
    }
    assert len(names) > 0.6 * len(OF_CHATS)
    assert "JSON beside functions before Gemini 3" not in names


def test_what_was_sound_in_a_chat_is_told_beside_it() -> None:
    found = drawing.minimal(
        invalid_chat_requests("gemini-2.5-flash", flaw="parameter out of range"), lambda _: True
    )

    assert found.call.body == {**HI, "temperature": 3}
    assert found.sound.body == HI
    assert (found.status, found.field) == (400, "generation_config.temperature")


def test_a_flaw_that_a_chat_cannot_have_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^expected a flaw, got 'temperature out of range'; "):
        invalid_chat_requests(flaw="temperature out of range")
    with pytest.raises(ValueError, match=r"^expected a flaw of a chat of gemini-2\.5-flash, got "):
        invalid_chat_requests("gemini-2.5-flash", flaw="last message of the assistant")


# Answers.


@given(chat_completions())
def test_a_completion_keeps_the_schema_and_is_true_to_itself(said: dict[str, Any]) -> None:
    usage = said["usage"]
    calls = [call for each in said["choices"] for call in each["message"].get("tool_calls", ())]

    assert list(judge.findings(COMPLETION, said)) == []
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert len({each["id"] for each in calls}) == len(calls)
    for each in said["choices"]:
        called = "tool_calls" in each["message"]
        assert (each["finish_reason"] == "tool_calls") == called
        if each["logprobs"]:
            tokens = "".join(x["token"] for x in each["logprobs"]["content"])
            assert tokens == each["message"]["content"]


@st.composite
def cut(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    whole = completion(draw)
    return whole, chunks(draw, whole)


@given(cut())
def test_chunks_put_together_are_the_completion(
    drawn: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    whole, said = drawn

    assert [x for each in said for x in judge.findings(CHUNK, each)] == []
    assert [spoken(each) for each in chosen(said)] == [spoken(each) for each in chosen([whole])]
    told = [each["usage"] for each in said if each.get("usage")]
    assert told in ([], [whole["usage"]])


def spoken(choice: dict[str, Any]) -> dict[str, Any]:
    """Return a choice, nothing said being as good as nothing."""
    message = choice["message"]
    return {**choice, "message": {**message, "content": message.get("content") or ""}}


@given(chat_streams(beyond_standard=False))
def test_a_reader_by_the_standard_reads_what_a_chat_says(stream: Stream) -> None:
    assert read(stream.pieces, end="[DONE]") == list(stream.chunks)
    assert b"".join(stream.pieces) == stream.data
    assert all(stream.pieces)


@given(chat_streams(beyond_standard=False, without={"bom"}))
def test_httpx_sse_reads_what_a_chat_says(stream: Stream) -> None:
    head = {"content-type": "text/event-stream"}
    told = httpx.Response(200, headers=head, content=iter(stream.pieces))
    found = [each.data for each in httpx_sse.EventSource(told).iter_sse() if each.data]

    assert found[-1] == "[DONE]"
    assert [json.loads(each) for each in found[:-1]] == list(stream.chunks)


ENDS = {"alone", "with the last delta"}
CALLS = {"in two deltas", "whole", "in pieces"}
COUNTS = {"no usage", "usage behind", "usage with the last", "usage null before"}


def test_every_shape_of_a_chat_comes_often_enough() -> None:
    drawn = drawing.drawn(chat_streams(finished=False), 400, runs=1)
    told = {f"finish {each}" for each in ENDS} | {f"calls {each}" for each in CALLS} | COUNTS

    assert drawn.rare("shape", shapes.SHAPES) == {}
    assert drawn.rare("chunks", {*told, "choices one by one", "blocked", "broken off"}) == {}
    assert drawn.rare("said", SAID, LEAST) == {}
    assert drawn.rare("end", {"done", "nothing"}) == {}


def test_a_chat_breaks_off_only_if_it_may() -> None:
    streams = drawing.drawn(chat_streams(beyond_standard=False), 60, runs=1).examples
    broken = drawing.drawn(chat_streams(beyond_standard=False, finished=False), 60, runs=1).examples

    assert all(b"[DONE]" in each.data for each in streams)
    assert not all(b"[DONE]" in each.data for each in broken)


def test_a_chat_shrinks_to_a_short_chunk_in_one_piece() -> None:
    smallest = drawing.minimal(chat_streams(), lambda each: b'"Hi"' in each.data)

    assert smallest.data.decode().split("\n\n")[1:] == [
        'data: {"id":"chatcmpl-CeynaY3LDtvG4","created":1774412503,"model":"gemini-2.5-flash","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}]}',
        'data: {"id":"chatcmpl-CeynaY3LDtvG4","created":1774412503,"model":"gemini-2.5-flash","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}',
        "data: [DONE]",
        "",
    ]
    assert len(smallest.pieces) == 1


# The guide.

GUIDE = (Path(__file__).parents[1] / "docs" / "strategies.md").read_text("utf-8")
SECTION = GUIDE.partition("## Chat completions\n")[2].partition("\n## ")[0]


def test_the_guide_has_all_flaws_of_chats_and_no_others() -> None:
    own = [each for name, each in OF_CHATS.items() if name not in OF_TEXTS]
    rows = [
        f"| {each.name} | {each.kind} | {each.status_in('comet')} | {each.grade} | {each.says} |"
        for each in own
    ]

    assert re.findall(r"^\| .* \| \d{3} \| .*$", SECTION, re.MULTILINE) == rows
