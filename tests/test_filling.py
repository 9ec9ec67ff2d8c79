from typing import Any

import pytest

from mockserver import tokens
from mockserver.dialects import COMET, GOOGLE, VERTEX, Dialect
from mockserver.errors import ApiError
from mockserver.generate import answer
from mockserver.generate.filling import filled, said
from mockserver.request import GenerateRequest
from tests.asking import FLASH_2_5, FLASH_3, PRO_2_5, ask
from tests.stubbed import CALL, WEATHER

OSLO = {"text": "Oslo."}


def calling(model: str = FLASH_3, **config: Any) -> GenerateRequest:
    request = ask("What is the weather?", model, **config)
    body = {**request.body, "tools": [WEATHER]}
    return GenerateRequest(request.model, body, request.settings)


def saying(*parts: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": list(parts)}, **members}]}


def test_parts_are_said_with_all_that_goes_with_them() -> None:
    response = said([OSLO], ask("Hi"), COMET)

    assert response == {
        "candidates": [
            {
                "content": {"role": "model", "parts": [OSLO]},
                "finishReason": "STOP",
                "avgLogprobs": response["candidates"][0]["avgLogprobs"],
            }
        ],
        "usageMetadata": {
            "promptTokenCount": 1,
            "candidatesTokenCount": 2,
            "thoughtsTokenCount": (thoughts := response["usageMetadata"]["thoughtsTokenCount"]),
            "totalTokenCount": 3 + thoughts,
            "trafficType": "ON_DEMAND",
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1}],
            "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 2}],
        },
        **{
            key: answer(ask("Hi"), COMET)[key]
            for key in ("modelVersion", "createTime", "responseId")
        },
    }
    assert thoughts > 0


def test_the_model_thinks_as_much_as_it_would_for_its_own_answer() -> None:
    own, canned = answer(ask("Hi", FLASH_3), GOOGLE), said([OSLO], ask("Hi", FLASH_3), GOOGLE)

    thoughts = [each["usageMetadata"]["thoughtsTokenCount"] for each in (own, canned)]
    assert thoughts[0] == thoughts[1]


def test_thoughts_are_told_before_parts_where_they_are_asked_for() -> None:
    request = ask("Hi", thinkingConfig={"includeThoughts": True})

    parts = said([OSLO], request, COMET)["candidates"][0]["content"]["parts"]
    assert [each.get("thought", False) for each in parts] == [True, False]


def test_of_parts_with_thoughts_those_are_what_was_thought() -> None:
    thought = {"text": "Norway, so Oslo.", "thought": True}
    response = said([thought, OSLO], ask("Hi", thinkingConfig={"includeThoughts": True}), COMET)

    assert response["candidates"][0]["content"]["parts"] == [thought, OSLO]
    assert response["usageMetadata"]["thoughtsTokenCount"] == tokens.count("Norway, so Oslo.")


def test_thoughts_take_no_more_room_than_the_limit_leaves() -> None:
    usage = said([OSLO], ask("Hi", PRO_2_5, maxOutputTokens=10), COMET)["usageMetadata"]

    assert (usage["candidatesTokenCount"], usage["thoughtsTokenCount"]) == (2, 8)


def test_as_many_candidates_as_are_asked_for_say_the_same() -> None:
    response = said([OSLO], ask("Hi", candidateCount=2), GOOGLE)

    assert [each["content"]["parts"] for each in response["candidates"]] == [[OSLO], [OSLO]]
    assert [each["index"] for each in response["candidates"]] == [0, 1]
    assert response["usageMetadata"]["candidatesTokenCount"] == 4


def test_a_call_gets_arguments_an_id_a_signature_and_the_message_beside_it() -> None:
    (candidate,) = said([{"functionCall": {"name": "get_weather"}}], calling(), GOOGLE)[
        "candidates"
    ]

    (part,) = candidate["content"]["parts"]
    assert list(part["functionCall"]) == ["id", "name", "args"]
    assert part["functionCall"]["args"] == {}
    assert len(part["functionCall"]["id"]) == 8
    assert part["thoughtSignature"]
    assert candidate["finishMessage"] == "Model generated function call(s)."


def test_where_the_dialect_has_no_ids_a_call_gets_none() -> None:
    (candidate,) = said([CALL], calling(), VERTEX)["candidates"]

    assert candidate["content"]["parts"][0]["functionCall"] == CALL["functionCall"]
    assert "finishMessage" not in candidate


def test_an_id_and_a_signature_that_are_given_stay() -> None:
    given = {
        "functionCall": {"id": "mine", "name": "get_weather", "args": {}},
        "thoughtSignature": "c2lnbmVk",
    }

    (candidate,) = said([given], calling(), GOOGLE)["candidates"]
    assert candidate["content"]["parts"] == [given]


def test_after_functions_gave_something_a_model_that_is_free_not_to_think_does_not() -> None:
    request = calling(FLASH_2_5)
    contents = [
        *request.body["contents"],
        {"role": "model", "parts": [CALL]},
        {
            "role": "user",
            "parts": [{"functionResponse": {"name": "get_weather", "response": {"sun": True}}}],
        },
    ]
    request = GenerateRequest(
        request.model, {**request.body, "contents": contents}, request.settings
    )

    assert "thoughtsTokenCount" not in said([OSLO], request, COMET)["usageMetadata"]


@pytest.mark.parametrize("dialect", [COMET, GOOGLE, VERTEX])
def test_what_a_response_says_stays_as_it_is(dialect: Dialect) -> None:
    given = {
        "candidates": [
            {
                "content": {"role": "user", "parts": [OSLO]},
                "finishReason": "OTHER",
                "index": 7,
                "avgLogprobs": -0.5,
                "finishMessage": "odd",
                "tokenCount": 12,
            }
        ],
        "usageMetadata": {"totalTokenCount": 1, "promptTokenCount": 5},
        "modelVersion": "other",
        "createTime": "2020-01-01T00:00:00Z",
        "responseId": "mine",
        "modelStatus": {"modelStage": "STABLE"},
    }

    response = filled(given, ask("Hi"), dialect)
    usage = response.pop("usageMetadata")
    assert response == {key: each for key, each in given.items() if key != "usageMetadata"}
    assert usage["totalTokenCount"] == 1
    assert usage["promptTokenCount"] == 5


def test_a_response_with_feedback_alone_answers_a_blocked_prompt() -> None:
    given = {"promptFeedback": {"blockReason": "SAFETY"}}

    response = filled(given, ask("Hi"), GOOGLE)
    assert list(response) == ["promptFeedback", "usageMetadata", "modelVersion", "responseId"]
    assert response["usageMetadata"]["promptTokenCount"] == 1
    assert "promptTokenCount" not in filled(given, ask("Hi"), VERTEX)["usageMetadata"]


def test_a_candidate_that_ends_for_another_reason_needs_no_content() -> None:
    response = filled({"candidates": [{"finishReason": "SAFETY"}]}, ask("Hi"), COMET)

    assert response["candidates"] == [{"finishReason": "SAFETY"}]


def test_a_candidate_without_content_that_stops_has_an_empty_one() -> None:
    given: dict[str, Any]
    for given in ({}, {"finishReason": "MAX_TOKENS"}, {"content": {}}):
        (candidate,) = filled({"candidates": [given]}, ask("Hi"), COMET)["candidates"]

        assert candidate["content"] == {"role": "model"}


def test_who_counts_tokens_and_no_thoughts_wants_none() -> None:
    given = {**saying(OSLO), "usageMetadata": {"promptTokenCount": 900}}

    usage = filled(given, ask("Hi"), COMET)["usageMetadata"]
    assert "thoughtsTokenCount" not in usage
    assert usage["totalTokenCount"] == 902


def test_thoughts_that_are_counted_sign_as_if_they_were_thought() -> None:
    given = {**saying(OSLO), "usageMetadata": {"thoughtsTokenCount": 40}}

    (candidate,) = filled(given, ask("Hi", FLASH_3), GOOGLE)["candidates"]
    assert "thoughtSignature" in candidate["content"]["parts"][0]


def test_a_prompt_that_is_too_long_is_refused_whatever_is_to_be_said() -> None:
    with pytest.raises(ApiError, match="too_many_tokens"):
        said([OSLO], ask("a " * 1_100_000), COMET)
