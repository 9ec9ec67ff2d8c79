"""What the mock is held to for any valid request, in each dialect: see docs/properties.md."""

import json
import os
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from contract_tests.call import Call, Way
from contract_tests.exchange import Exchange, Frame
from contract_tests.looks import findings
from contract_tests.strategies import requests, rewritten
from mockserver.dialects import DIALECTS
from mockserver.exchange import Exchange as Answered
from tests.commands import COMMAND
from tests.conftest import Respond
from tests.shares import tries

ELSEWHERE = "google"  # the dialect of the other process
WAYS: tuple[Way, ...] = ("unary", "sse", "array")

ANY = {name: requests(dialect=name) for name in DIALECTS}
IN_ANY = st.one_of([st.tuples(st.just(name), each) for name, each in ANY.items()])
OTHERS = [
    st.tuples(st.just(name), requests(dialect=name, operator=each))
    for name, dialect in DIALECTS.items()
    for each in ("countTokens", "embedContent", "batchEmbedContents")
    if each not in dialect.lacks_operations
]


def asked(ask: Respond, call: Call, name: str) -> Answered:
    """Send a call to a mock that was never asked anything else."""
    return ask(
        call.body if isinstance(call.body, bytes) else json.dumps(call.body).encode(),
        operator=call.operator,
        model=call.model,
        query=dict(call.query),
        headers=call.headers_with("any"),
        dialect=name,
    )


def seen(answered: Answered, call: Call) -> Exchange:
    """Return an exchange as a client sees it."""
    reply, query = answered.reply, urlencode(call.query)
    headers = {"content-type": reply.media_type, **reply.headers}
    return Exchange(
        source="the mock",
        url=f"http://mock/v1beta{call.target()}{'?' if query else ''}{query}",
        request_headers=call.headers_with("any"),
        sent=call.body,
        status=reply.status,
        headers={key.lower(): value for key, value in headers.items()},
        frames=tuple(Frame(each.data) for each in reply.frames),
    )


@pytest.mark.parametrize("name", DIALECTS)
@tries(1 / 2)
@given(data=st.data())
def test_a_valid_request_is_answered_as_the_contract_has_it(
    ask: Respond, name: str, data: st.DataObject
) -> None:
    call = data.draw(ANY[name])
    for way in WAYS:
        answered = asked(ask, call.over(way), name)
        assert answered.reply.status == 200, answered.reply.body
        found = list(findings(seen(answered, call.over(way)), name))
        assert found == []


@given(drawn=st.one_of(OTHERS))
def test_what_generates_nothing_keeps_the_contract_too(
    ask: Respond, drawn: tuple[str, Call]
) -> None:
    name, call = drawn
    answered = asked(ask, call, name)

    assert answered.reply.status == 200, answered.reply.body
    assert list(findings(seen(answered, call), name)) == []


@given(drawn=IN_ANY, way=st.sampled_from(WAYS), data=st.data())
def test_the_same_request_written_otherwise_gets_the_same_bytes(
    ask: Respond, drawn: tuple[str, Call], way: Way, data: st.DataObject
) -> None:
    name, call = drawn
    other = data.draw(rewritten(call, dialect=name))
    event(f"way: {way}")
    first, second = (asked(ask, each.over(way), name).reply for each in (call, other))

    assert second.body == first.body
    assert without_warnings(second.headers) == without_warnings(first.headers)
    assert (second.status, second.media_type) == (200, first.media_type)


def without_warnings(headers: Any) -> dict[str, str]:
    return {key: value for key, value in headers.items() if key != "x-mock-warning"}


@given(drawn=IN_ANY, way=st.sampled_from(WAYS), seed=st.integers(1, 2**40))
def test_the_same_request_gets_the_same_reply_and_another_seed_another(
    ask: Respond, drawn: tuple[str, Call], way: Way, seed: int
) -> None:
    name, call = drawn
    first = asked(ask, call.over(way), name).reply
    other = ask(call.body, model=call.model, dialect=name, seed=seed).reply

    assert asked(ask, call.over(way), name).reply == first
    assert json.loads(other.body)["responseId"] not in first.body.decode()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[httpx.Client]:
    """Ask another process, where texts have other hashes."""
    command = [*COMMAND, "serve", "--port", "0", "--dialect", ELSEWHERE, "--log-level", "error"]
    other = {**os.environ, "PYTHONHASHSEED": "8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=other) as process:
        assert process.stdout
        url = process.stdout.readline().split(" serves ")[1].split()[0]
        with httpx.Client(base_url=f"{url}/v1beta") as client:
            yield client
        process.terminate()


@given(call=ANY[ELSEWHERE], way=st.sampled_from(WAYS))
def test_another_process_answers_with_the_same_bytes(
    ask: Respond, elsewhere: httpx.Client, call: Call, way: Way
) -> None:
    here = asked(ask, call.over(way), ELSEWHERE).reply
    there = elsewhere.post(
        call.over(way).target(),
        json=call.body,
        params=dict(call.over(way).query),
        headers=call.headers_with("any"),
    )

    assert there.content == here.body
    told = {"content-type": here.media_type, **here.headers}
    assert {key: there.headers.get(key) for key in told} == told


LIMITED = frozenset({"temperature", "seed", "candidateCount", "stopSequences", "thinkingConfig"})
PARTS = frozenset({"parts.text", "parts.inlineData", "parts.fileData", "systemInstruction"})
PROSE = [
    st.tuples(st.just(name), requests(dialect=name, features=PARTS | LIMITED, canonical=True))
    for name in DIALECTS
]


@tries(1 / 2)
@given(
    drawn=st.one_of(PROSE),
    limits=st.lists(st.integers(1, 900), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_a_larger_limit_extends_what_is_said(
    ask: Respond, drawn: tuple[str, Call], limits: list[int]
) -> None:
    name, call = drawn
    answers = [said(ask, call, name, each) for each in limits]
    for shorter, longer in pairwise(answers):
        assert len(shorter) == len(longer)
        for one, other in zip(shorter, longer, strict=True):
            event(f"limit: {'cuts' if one != other else 'is far'}")
            assert other.startswith(one)


def said(ask: Respond, call: Call, name: str, limit: int) -> list[str]:
    """Return what each candidate says under a limit."""
    config = {**call.body.get("generationConfig", {}), "maxOutputTokens": limit}
    body = {**call.body, "generationConfig": config}
    reply = ask(body, model=call.model, dialect=name).reply
    assert reply.status == 200, reply.body
    candidates = json.loads(reply.body).get("candidates", [])
    return [texts(each.get("content", {}).get("parts", [])) for each in candidates]


def texts(parts: list[dict[str, Any]]) -> str:
    return "".join(each.get("text", "") for each in parts if not each.get("thought"))
