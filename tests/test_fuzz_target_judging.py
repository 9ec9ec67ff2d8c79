"""What is wrong with an answer, and which failures have one cause."""

import json
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.call import Call
from contract_tests.exchange import Exchange, Frame
from contract_tests.fuzzing.target.cause import Cause, general_field, general_message
from contract_tests.fuzzing.target.example import Example, of_invalid
from contract_tests.fuzzing.target.judging import (
    answer_failures,
    contrasts,
    repetition_failures,
    stream_failures,
)
from contract_tests.looks import findings
from tests.answering import ENGLISH
from tests.fuzzing import MODEL, call, exchange, flawed, invalid, valid

GOOD = json.dumps({**ENGLISH, "modelVersion": MODEL})
ID = "(request id: 2026032520154680766654630Abcdefg)"
HOT = "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n"
WORDS = "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [*.*, *.*]."


def refusal(message: str, status: int = 400) -> Exchange:
    error = {"code": status, "message": message, "status": "INVALID_ARGUMENT"}
    return exchange(json.dumps({"error": error}), status)


def causes(example: Example, came: Exchange, dialect: str = "google") -> list[Cause]:
    found = answer_failures(example, came, dialect, ours=True)
    return [each.cause for each in found if each.cause.kind != "claim"]


@pytest.mark.parametrize(
    ("example", "came", "cause"),
    [
        (valid(), refusal("Bad 'a' at 3"), Cause("refused", "Bad * at *", "", 400)),
        (valid(), exchange("<html>", 400), Cause("refused", "<html>", "", 400)),
        (valid(), refusal("oh", 500), Cause("server error", "a valid request", "", 500)),
        (flawed(field="a[3].b"), exchange(GOOD), Cause("accepted", "too hot", "a[*].b", 200)),
        (flawed(), refusal("no", 404), Cause("status", "no", "", 404)),
        (flawed(), refusal(HOT, 422),
         Cause("status", "as predicted, but for the status 400", "", 422)),
        (flawed(field="a.b"), refusal(HOT, 422), Cause("status", WORDS, "", 422)),
        (flawed(field=""), refusal("no", 503), Cause("server error", "too hot", "", 503)),
    ],
)  # fmt: skip
def test_another_status_than_predicted_is_a_failure(
    example: Example, came: Exchange, cause: Cause
) -> None:
    assert causes(example, came) == [cause]


def test_the_predicted_status_is_none_whatever_it_is() -> None:
    assert causes(valid(), exchange(GOOD)) == []
    assert causes(flawed(status=503, field=""), refusal("no", 503)) == []


def test_words_about_another_field_are_a_failure() -> None:
    (found,) = (
        each
        for each in answer_failures(flawed(), refusal("no"), "google", ours=True)
        if each.cause.kind == "error"
    )

    place = "generation_config.temperature"
    assert found.cause == Cause("error", "too hot", place, 400)
    assert found.expected == f"too hot: expected the field '{place}', got '' in 'no'"
    assert found.came.startswith("400: ")


def test_a_gateway_that_says_nothing_of_a_refusal_says_nothing_wrong() -> None:
    error = {"error": {"message": "openai_error", "code": "bad_response_status_code"}}

    assert causes(flawed(), exchange(json.dumps(error), 400), "comet") == []


def test_a_failure_says_what_was_expected_and_what_came() -> None:
    (found,) = (
        each
        for each in answer_failures(flawed(), exchange(GOOD), "google", ours=True)
        if each.cause.kind == "accepted"
    )
    (bare,) = answer_failures(flawed(field=""), exchange(GOOD), "google", ours=True)
    (other,) = answer_failures(valid(), refusal("No."), "google", ours=True)

    assert found.expected == ("status 400: too hot at generation_config.temperature (out of range)")
    assert found.came.startswith('200: {"candidates": [')
    assert bare.expected == "status 400: too hot (out of range)"
    assert other.expected == "status 200: the request is valid"


# Checks.


def wrong_sum() -> Exchange:
    usage = {**ENGLISH["usageMetadata"], "totalTokenCount": 99}  # type: ignore[dict-item]
    return exchange(json.dumps({**ENGLISH, "usageMetadata": usage}))


def test_what_a_check_finds_is_a_failure_with_its_claim_and_place() -> None:
    (found,) = (
        each
        for each in answer_failures(valid(), wrong_sum(), "google", ours=True)
        if "usage.total" in each.cause.what
    )

    assert found.cause == Cause(
        "claim", "usage.total (total_is_the_sum)", "/usageMetadata/totalTokenCount", 200
    )
    assert "usage.total: " in found.expected
    assert found.came == "99"


def new_field() -> Exchange:
    return exchange(json.dumps({**json.loads(GOOD), "shine": True}))


@pytest.mark.parametrize(("ours", "severity"), [(True, "breaking"), (False, "additive")])
def test_a_new_field_is_a_fault_of_the_mock_only(*, ours: bool, severity: str) -> None:
    (found,) = answer_failures(valid(), new_field(), "google", ours=ours)

    assert (found.cause.place, found.severity) == ("/shine", severity)


def test_of_another_target_one_answer_says_nothing_of_a_mood() -> None:
    config = {"responseMimeType": "application/json"}
    asked = Example(call=call(generationConfig=config))
    came = exchange(GOOD, sent=asked.call.body)

    assert "claim" in {
        each.cause.kind for each in answer_failures(asked, came, "google", ours=True)
    }
    assert not list(answer_failures(asked, came, "google", ours=False))


def test_when_pieces_come_is_not_looked_at() -> None:
    usage = {"promptTokenCount": 1, "candidatesTokenCount": 400, "totalTokenCount": 401}
    said = streamed("h", "i", usage=usage)
    late = replace(said, frames=(Frame(said.body[:9], 9.0), Frame(said.body[9:], 9.0)))

    assert "stream.while-generated" in {each.claim for each in findings(late, "google")}
    found = answer_failures(valid(way="sse"), late, "google", ours=True)
    assert not [each for each in found if "while-generated" in each.cause.what]


# Streams and repetitions.


def streamed(*texts: str, **rest: Any) -> Exchange:
    candidate: Any = json.loads(GOOD)["candidates"][0]
    said = [{**candidate, "content": {"role": "model", "parts": [{"text": x}]}} for x in texts]
    usage = {"usageMetadata": rest.pop("usage", ENGLISH["usageMetadata"])}
    chunks = [{**json.loads(GOOD), **usage, "candidates": [each]} for each in said]
    body = "".join(f"data: {json.dumps(each)}\n\n" for each in chunks)
    url = f"http://127.0.0.1:1/v1beta/models/{MODEL}:streamGenerateContent?alt=sse"
    return Exchange(
        source="fuzz",
        url=url,
        headers={"content-type": "text/event-stream"},
        frames=(Frame(body.encode()),),
        **{"status": 200, **rest},
    )


def test_a_stream_that_says_the_same_is_the_unary_answer() -> None:
    assert not list(stream_failures(streamed("h", "i"), exchange(GOOD), "google"))


def test_a_stream_may_lack_what_no_stream_carries() -> None:
    answer = json.loads(GOOD)
    answer["candidates"][0]["avgLogprobs"] = -0.5

    assert not list(stream_failures(streamed("hi"), exchange(json.dumps(answer)), "google"))


def test_a_stream_that_says_something_else_is_told_with_the_first_place() -> None:
    (found,) = stream_failures(streamed("h", "o"), exchange(GOOD), "google")

    place = "/candidates/*/content/parts/*/text"
    assert found.cause == Cause("stream", "isn't the unary answer", place, 200)
    assert found.expected.endswith('at /candidates/0/content/parts/0/text: "hi"')
    assert found.came == '"ho"'


def test_a_stream_without_candidates_is_compared_as_well() -> None:
    blocked = json.dumps({"promptFeedback": {"blockReason": "SAFETY"}})

    (found, *_) = stream_failures(streamed("hi"), exchange(blocked), "google")

    assert found.expected == "put together, at /candidates: nothing"


@pytest.mark.parametrize(
    ("stream", "unary"),
    [(streamed("h", status=400), exchange(GOOD)), (streamed("h"), refusal("no"))],
)
def test_what_was_refused_is_not_compared(stream: Exchange, unary: Exchange) -> None:
    assert not list(stream_failures(stream, unary, "google"))


def test_the_same_request_gets_the_same_bytes() -> None:
    assert not list(repetition_failures(exchange(GOOD), exchange(GOOD)))

    (found,) = repetition_failures(exchange(GOOD), exchange("{}"))
    assert found.cause == Cause("repetition", "isn't the same answer", "", 200)
    assert found.came == "200: {}"


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, [("/a/1/b", "2", "3")]),
        ({"a": 1}, {"c": 1}, [("/a", "1", "nothing"), ("/c", "nothing", "1")]),
        ([1], [1, 2], [("", "[1]", "[1, 2]")]),
        ({"a/b": None}, {"a/b": None}, []),
    ],
)
def test_differences_of_values_are_told_with_their_place(
    one: Any, other: Any, found: list[tuple[str, str, str]]
) -> None:
    assert list(contrasts(one, other)) == found


# What makes two failures the same.


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("Invalid value at 'contents[0].parts[3]' (text), \"x\"", "Invalid value at * (text), *"),
        (f"json: cannot unmarshal {ID}", "json: cannot unmarshal"),
        ("between 0 and  2\n", "between * and *"),
        ("x" * 200, "x" * 100),
    ],
)
def test_messages_are_the_same_whatever_they_name(message: str, text: str) -> None:
    assert general_message(message) == text


def test_fields_are_the_same_whatever_the_index() -> None:
    assert general_field("contents[3].parts[12].text") == "contents[*].parts[*].text"


def test_a_cause_is_told_in_a_line() -> None:
    assert str(Cause("accepted", "too hot", "a.b", 200)) == "accepted: too hot at a.b (200)"
    assert str(Cause("no answer", "too hot", "", 0)) == "no answer: too hot"


@pytest.mark.parametrize(
    ("asked", "way"),
    [(call(), "sse"), (call().over("array"), "unary"), (replace(call(), path="/models"), "unary")],
)
def test_what_is_not_asked_for_content_goes_its_only_way(asked: Call, way: str) -> None:
    assert of_invalid(invalid(call=asked), "sse").way == way
