"""What the mock is held to for any valid chat: see docs/properties.md."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.exchange import Exchange
from contract_tests.looks import findings
from contract_tests.strategies import chat_requests, rewritten
from contract_tests.strategies.chat.requests import chat_call
from mockserver import chat
from mockserver.dialects import COMET
from mockserver.exchange import Reply
from tests.chatting import answered, seen
from tests.conftest import Respond
from tests.shares import tries

ANY = chat_requests()
PROSE = chat_requests(
    features=("messages.system", "messages.talk", "messages.image_url", "temperature", "seed", "stop", "n")
)  # fmt: skip


def over(call: Call, *, stream: bool) -> Call:
    """Return a chat that is answered at once, or in a stream that tells the usage."""
    rest = {key: each for key, each in call.body.items() if not key.startswith("stream")}
    streamed = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    return chat_call({**rest, **streamed})


def exchanged(call: Call) -> Exchange:
    reply = answered(call)
    assert reply.status == 200, reply.body
    return seen(reply, call)


@given(call=ANY)
def test_a_valid_chat_is_answered_as_the_contract_has_it(call: Call) -> None:
    found = exchanged(call)

    assert found.completions
    assert list(findings(found, "comet")) == []


@tries(1 / 2)
@given(call=ANY)
def test_a_stream_put_together_is_the_completion(call: Call) -> None:
    whole, streamed = (exchanged(over(call, stream=each)) for each in (False, True))

    assert streamed.choices == whole.choices
    assert streamed.chat_usage == whole.chat_usage
    for each in whole.choices:
        event(f"finish: {each['finish_reason']}")


@tries(1 / 2)
@given(call=ANY)
def test_both_faces_give_the_same_text_and_count_alike(ask: Respond, call: Call) -> None:
    body = chat.FACE.translate(call.body, COMET).body
    native = json.loads(ask(body, model=call.body["model"]).reply.body)
    found = exchanged(over(call, stream=False))
    usage, counted = native["usageMetadata"], found.chat_usage
    thoughts = usage.get("thoughtsTokenCount", 0)

    assert [each["message"].get("content") or "" for each in found.choices] == [
        text_of(each) for each in native["candidates"]
    ]
    assert counted["prompt_tokens"] == usage["promptTokenCount"]
    assert counted["completion_tokens"] == usage.get("candidatesTokenCount", 0) + thoughts
    assert counted["total_tokens"] == usage["totalTokenCount"]


def text_of(candidate: dict[str, Any]) -> str:
    parts = candidate.get("content", {}).get("parts", [])
    return "".join(each.get("text", "") for each in parts if not each.get("thought"))


@given(call=ANY, data=st.data())
def test_the_same_chat_written_otherwise_gets_the_same_bytes(
    call: Call, data: st.DataObject
) -> None:
    first, second = answered(call), answered(data.draw(rewritten(call)))

    assert second.body == first.body
    assert plain(second) == plain(first)


def plain(reply: Reply) -> tuple[int, str, dict[str, str]]:
    headers = {key: each for key, each in reply.headers.items() if key != "x-mock-warning"}
    return reply.status, reply.media_type, headers


@tries(1 / 2)
@given(call=ANY, seed=st.integers(1, 2**40))
def test_the_same_chat_gets_the_same_reply_and_another_seed_another(call: Call, seed: int) -> None:
    first = answered(call)

    assert answered(call) == first
    assert exchanged(call).answers[0]["id"] not in answered(call, seed=seed).body.decode()


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
@tries(1 / 4)
@given(
    call=PROSE,
    limits=st.lists(st.integers(1, 900), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_a_larger_limit_extends_what_a_chat_is_told(
    name: str, call: Call, limits: list[int]
) -> None:
    told = [exchanged(over(chat_call({**call.body, name: each}), stream=False)) for each in limits]
    for limit, each in zip(limits, told, strict=True):
        assert each.chat_usage["completion_tokens"] <= limit * len(each.choices)
    answers = [each.choices for each in told]
    for shorter, longer in pairwise(answers):
        assert len(shorter) == len(longer)
        for one, other in zip(shorter, longer, strict=True):
            texts = [each["message"].get("content") or "" for each in (one, other)]
            event(f"limit: {'cuts' if one != other else 'is far'}")
            assert texts[1].startswith(texts[0])
