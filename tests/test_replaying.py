"""A replay gives what was recorded, to whom asked for it, and never guesses."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.targets import CouldNotCheck
from contract_tests.call import Call, chat, prompt
from contract_tests.exchange import KEY, Exchange, Frame
from contract_tests.recordings import recording
from contract_tests.recordings.recording import Occasion
from contract_tests.recordings.replaying import Replay, recorded
from contract_tests.scenario import Sender

SCENARIO = "test_a.py::test_b"
ROOT = "https://api.cometapi.com/v1beta"
OCCASION = Occasion(target="live", root=ROOT, dialect="comet", when="2026-11-24T08:00:00Z")
HI = prompt("Hi", "m")
JSON = {"content-type": "application/json"}


def answered(call: Call, *texts: str, key: str = KEY) -> Exchange:
    """Return what a client takes down of a call and its answer."""
    query = "&".join(f"{name}={value}" for name, value in call.query_with(key).items())
    return Exchange(
        source=SCENARIO,
        method=call.method,
        url=f"{ROOT}{call.target()}" + (f"?{query}" if query else ""),
        request_headers={**call.headers_with(key), **JSON},
        sent=call.body,
        status=200,
        headers=JSON,
        frames=tuple(Frame(text.encode(), at) for at, text in enumerate(texts, start=7)),
    )


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    client = Client(recorded(tmp_path, "comet"))
    yield client
    client.close()


def begin(client: Client) -> Sender:
    transport = client.target.transport
    assert isinstance(transport, Replay)
    transport.begin(SCENARIO)
    return Sender(client, SCENARIO)


def test_a_request_finds_its_answer_with_its_cuts_and_times(tmp_path: Path) -> None:
    recording.write(tmp_path, [answered(HI, '{"a"', ": 1}")], OCCASION)
    client = Client(recorded(tmp_path, "comet"))
    exchange = begin(client)(HI)
    client.close()

    assert exchange.frames == (Frame(b'{"a"', 7.0), Frame(b": 1}", 8.0))
    assert exchange.headers == JSON
    assert exchange.url == f"{ROOT}/models/m:generateContent"


def test_the_root_of_the_first_recording_is_that_of_the_target(tmp_path: Path) -> None:
    assert recorded(tmp_path, "comet").root == "http://recorded/v1beta"
    recording.write(tmp_path, [answered(HI)], OCCASION)

    assert recorded(tmp_path, "comet").root == ROOT


def test_answers_to_one_request_are_given_once_each_in_their_order(
    tmp_path: Path, client: Client
) -> None:
    other = prompt("Bye", "m")
    recording.write(
        tmp_path, [answered(HI, "1"), answered(other, "2"), answered(HI, "3")], OCCASION
    )
    send = begin(client)

    assert [send(each).text for each in (HI, HI, other)] == ["1", "3", "2"]
    with pytest.raises(CouldNotCheck, match="has 2 answers to this request, and it came again"):
        send(HI)


def test_what_is_beside_the_api_finds_its_answer_wherever_it_was_recorded(tmp_path: Path) -> None:
    there = replace(OCCASION, root="http://127.0.0.1:80/m/name/v1beta")
    told = replace(
        answered(chat("Hi", "m"), "1"), url="http://127.0.0.1:80/m/name/v1/chat/completions"
    )
    recording.write(tmp_path, [told], there)
    transport = Replay(tmp_path, "comet", ROOT)
    client = Client(replace(recorded(tmp_path, "comet"), root=ROOT, transport=transport))

    assert begin(client)(chat("Hi", "m")).text == "1"
    client.close()


def test_a_scenario_begins_anew(tmp_path: Path, client: Client) -> None:
    recording.write(tmp_path, [answered(HI, "1")], OCCASION)

    assert begin(client)(HI).text == "1"
    assert begin(client)(HI).text == "1"


@pytest.mark.parametrize("auth", ["header", "bearer", "bare", "query", "wrong", "none"])
def test_the_kind_of_auth_decides(auth: str, tmp_path: Path, client: Client) -> None:
    kinds = ["header", "bearer", "bare", "query", "wrong", "none"]
    calls = [replace(HI, auth=each) for each in kinds]  # type: ignore[arg-type]
    recording.write(tmp_path, [answered(each, each.auth) for each in calls], OCCASION)
    send = begin(client)

    assert send(calls[kinds.index(auth)]).text == auth


def test_the_same_body_in_bytes_or_in_another_order_is_the_same(
    tmp_path: Path, client: Client
) -> None:
    body: dict[str, Any] = {"contents": [], "generationConfig": {}}
    recording.write(tmp_path, [answered(replace(HI, body=body), "1")], OCCASION)
    send = begin(client)

    assert send(replace(HI, body=b'{"generationConfig":{}, "contents":[]}')).text == "1"


def test_a_body_that_is_no_json_is_told_from_another(tmp_path: Path, client: Client) -> None:
    calls = [replace(HI, body=each) for each in (b"{", b"\xff", None)]
    recording.write(tmp_path, [answered(each, str(each.body)) for each in calls], OCCASION)
    send = begin(client)

    assert [send(each).text for each in calls] == [str(each.body) for each in calls]


def test_an_empty_body_is_none(tmp_path: Path, client: Client) -> None:
    recording.write(tmp_path, [answered(replace(HI, body=b""), "1")], OCCASION)

    assert begin(client)(replace(HI, body=b"")).text == "1"


def test_an_answer_that_was_left_in_the_middle_is_replayed_as_far_as_it_was_read(
    tmp_path: Path, client: Client
) -> None:
    left = replace(answered(HI.over("sse"), "data: 1"), lost=frozenset({"end"}))
    recording.write(tmp_path, [left, answered(HI.over("sse"), "data: 1", "data: 2")], OCCASION)
    send = begin(client)
    with send.stream(HI.over("sse")) as answer:
        first = next(answer.frames)

    assert first.data == b"data: 1"
    assert send(HI.over("sse")).text == "data: 1data: 2"
    assert [each.lost for each in send.exchanges] == [{"end"}, frozenset()]
    assert send.exchanges[0].frames == (first,)
    assert send.exchanges[0].source == SCENARIO


def test_a_scenario_that_was_not_recorded_could_not_be_checked(client: Client) -> None:
    with pytest.raises(CouldNotCheck, match=r"no recording: .*test_b has none"):
        begin(client)(HI)


@pytest.mark.parametrize(
    ("call", "difference"),
    [
        (replace(HI, method="PUT"), "its method is POST, asked was PUT"),
        (
            prompt("Hi", "n"),
            "its path is /models/m:generateContent, asked was /models/n:generateContent",
        ),
        (replace(HI, query={"alt": "sse"}), "its query is none, asked was alt: sse"),
        (
            replace(HI, auth="bearer"),
            "its auth is x-goog-api-key: $COMETAPI_KEY, asked was authorization: Bearer $COMETAPI_KEY",
        ),
        (
            prompt("Hello", "m"),
            'its body has "Hi" at /contents/0/parts/0/text, asked was "Hello"',
        ),
        (prompt("Hi", "m", tools=[]), "its body has nothing at /tools, asked was []"),
        (
            replace(HI, body={"contents": []}),
            'its body has [{"role": "user", "parts": [{"text": "Hi"}]}] at /contents, asked was []',
        ),
        (
            prompt("x" * 80, "m"),
            f'its body has "Hi" at /contents/0/parts/0/text, asked was "{"x" * 59}...',
        ),
        (
            replace(prompt("Hello", "n"), method="PUT"),
            "its method is POST, asked was PUT (and 2 more)",
        ),
    ],
    ids=["method", "path", "query", "auth", "text", "more", "fewer", "long", "several"],
)
def test_a_request_that_was_never_recorded_is_told_with_the_nearest(
    call: Call, difference: str, tmp_path: Path, client: Client
) -> None:
    far = prompt("Something else", "another", systemInstruction={"parts": []})
    recording.write(tmp_path, [answered(far), answered(HI)], OCCASION)

    with pytest.raises(CouldNotCheck) as missed:
        begin(client)(call)
    place = tmp_path / "test_a" / "test_b"
    assert str(missed.value) == (
        f"not recorded: {place} has no such request; nearest is 002.json: {difference}"
    )


def test_true_is_not_one_in_a_body(tmp_path: Path, client: Client) -> None:
    recording.write(tmp_path, [answered(replace(HI, body={"a": True}))], OCCASION)

    with pytest.raises(CouldNotCheck, match="its body has true at /a, asked was 1"):
        begin(client)(replace(HI, body={"a": 1}))


def test_a_recording_of_another_dialect_is_not_held_to_this_ones_claims(
    tmp_path: Path, client: Client
) -> None:
    recording.write(tmp_path, [answered(HI)], replace(OCCASION, dialect="google"))

    with pytest.raises(CouldNotCheck, match="recorded in dialect google"):
        begin(client)(HI)
