"""How an example is sent, on real sockets: how often, what is compared, what no answer means."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from contract_tests.asking.manners import Manners
from contract_tests.asking.targets import CouldNotCheck, Target, Unreachable
from contract_tests.fuzzing.target.cause import Failure
from contract_tests.fuzzing.target.example import Example
from contract_tests.fuzzing.target.trying import Trying, WentDown, manners
from tests.answering import ENGLISH, Answering, Asked, Reply
from tests.fuzzing import MODEL, asking, chatting, flawed, valid

GOOD = {**ENGLISH, "modelVersion": MODEL}
STREAMED = Reply(200, f"data: {json.dumps(GOOD)}\n\n", {"content-type": "text/event-stream"})
NO = Reply(400, {"error": {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT"}})
JSON = {"content-type": "application/json; charset=UTF-8"}


def tried(
    example: Example, *replies: Reply | Callable[[Asked], Reply], ours: bool = True
) -> tuple[list[Failure], list[Asked]]:
    """Return what is wrong, claims left out, and what was asked."""
    with Answering(*replies) as server, asking(server.url, ours=ours) as client:
        found = Trying(client, "google")(example)
        return [each for each in found if each.cause.kind != "claim"], server.asked


def test_a_request_to_the_mock_is_sent_twice_and_the_answers_compared() -> None:
    found, asked = tried(valid(), Reply(200, GOOD), Reply(200, {**GOOD, "responseId": "another"}))

    assert [each.cause.kind for each in found] == ["repetition"]
    assert asked[0].body == asked[1].body


def test_a_stream_of_the_mock_is_compared_with_the_unary_answer() -> None:
    other = {**GOOD, "modelVersion": "another"}
    found, asked = tried(valid(way="sse"), STREAMED, Reply(200, other))

    assert [(each.cause.kind, each.cause.place) for each in found] == [("stream", "/modelVersion")]
    assert [each.path.rpartition(":")[2] for each in asked] == [
        "streamGenerateContent?alt=sse",
        "generateContent",
    ]


def test_a_chat_that_streams_is_compared_with_one_that_does_not() -> None:
    chunk = {"id": "a", "choices": [{"index": 0, "delta": {"content": "hi"}}]}
    whole = {"id": "a", "choices": [{"index": 0, "message": {"content": "ho"}}]}
    stream = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n"
    events = Reply(200, stream, {"content-type": "text/event-stream"})
    found, asked = tried(chatting(stream=True), events, Reply(200, whole))

    assert [(each.cause.kind, each.cause.place) for each in found] == [
        ("stream", "/choices/*/message/content")
    ]
    assert {each.path for each in asked} == {"/v1/chat/completions"}
    assert ["stream" in json.loads(each.body) for each in asked] == [True, False]


@pytest.mark.parametrize(("ours", "times"), [(True, 2), (False, 1)])
def test_another_target_is_asked_once(*, ours: bool, times: int) -> None:
    found, asked = tried(valid(), Reply(200, GOOD, JSON), ours=ours)

    assert (found, len(asked)) == ([], times)


def test_a_stream_that_is_refused_is_compared_with_nothing() -> None:
    found, asked = tried(replace(flawed(field=""), way="array"), NO)

    assert (found, len(asked)) == ([], 1)


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
def test_on_this_machine_any_status_says_something_of_the_request(status: int) -> None:
    (found,), asked = tried(valid(), Reply(status, {"error": {"message": "Oh."}}), ours=False)

    assert (found.cause.status, len(asked)) == (status, 1)


def test_a_quota_says_nothing_of_the_request() -> None:
    with pytest.raises(CouldNotCheck, match="it answers 429: slow"):
        tried(valid(), Reply(429, "slow"))


def test_what_comes_has_no_key() -> None:
    def telling(asked: Asked) -> Reply:
        return Reply(400, f"No good key: {asked.headers['x-goog-api-key']}")

    (found, *_), _ = tried(valid(), telling, ours=False)

    assert "sk-test-key" not in f"{found}"
    assert found.came == "400: No good key: $COMETAPI_K"  # as many bytes as before


# No answer.


def closing(asked: Asked) -> Reply:
    return Reply(0) if b"bye" in asked.body else Reply(200, GOOD)


def test_a_connection_that_is_lost_is_a_failure_if_the_target_lives() -> None:
    (found,), _ = tried(valid("bye"), closing)

    assert (found.cause.kind, found.cause.what, found.cause.status) == (
        "no answer", "a valid request", 0,
    )  # fmt: skip
    assert "Server disconnected" in found.came
    assert found.exchange.sent["contents"][0]["parts"][0]["text"] == "bye"


def test_a_target_that_loses_a_chat_is_asked_whether_it_lives_by_its_native_door() -> None:
    def losing(asked: Asked) -> Reply:
        return Reply(0) if asked.path.endswith("completions") else Reply(200, GOOD)

    (found,), asked = tried(chatting(), losing)

    assert found.cause.kind == "no answer"
    assert asked[-1].path.endswith(":generateContent")


def test_it_is_a_failure_time_after_time() -> None:
    with Answering(closing) as server, asking(server.url) as client:
        trying = Trying(client, "google")
        kinds = [trying(valid("bye"))[0].cause.kind for _ in range(5)]

    assert kinds == ["no answer"] * 5
    assert trying.requests == 10


def test_a_target_that_went_down_is_told_with_what_was_sent_last() -> None:
    with pytest.raises(WentDown, match=r"^the target can't be reached any more: ") as raised:
        tried(flawed(), Reply(0))

    assert raised.value.failure.cause.what == "too hot"


def test_a_dear_target_is_not_asked_more_to_know_that() -> None:
    with Answering(Reply(0)) as server, asking(server.url, dear=True) as client:
        with pytest.raises(Unreachable):
            Trying(client, "google")(valid())

        assert len(server.asked) == 1


def test_a_dear_target_in_trouble_could_not_be_checked() -> None:
    with (
        Answering(Reply(500, "busy")) as server,
        asking(server.url, dear=True) as client,
        pytest.raises(CouldNotCheck, match="it answers 500: busy"),
    ):
        Trying(client, "google")(flawed())


@pytest.mark.parametrize(
    ("dear", "rate", "expected"),
    [
        (True, None, Manners(retries=4, timeout=30, rate=20)),
        (True, 5.0, Manners(retries=4, timeout=30, rate=5)),
        (False, None, Manners(retries=1, backoff=0, timeout=30)),
        (False, 9.0, Manners(retries=1, backoff=0, timeout=30, rate=9)),
    ],
)
def test_a_dear_target_is_asked_seldom_and_with_patience(
    *, dear: bool, rate: float | None, expected: Manners
) -> None:
    assert manners(Target(name="x", root="http://x", dear=dear), rate) == expected
