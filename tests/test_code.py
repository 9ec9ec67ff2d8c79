import json
from typing import Any

import pytest

from mockserver.dialects import COMET, DIALECTS, GOOGLE, Dialect
from mockserver.generate import answer
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.settings import Settings
from tests.conftest import Respond

FLASH_2_5 = "gemini-2.5-flash"
FLASH_3 = "gemini-3-flash-preview"
PRIMES = "What is the sum of the first 50 primes? Generate and run code for the calculation."

Payload = dict[str, Any]


def respond(
    prompt: str,
    dialect: Dialect = COMET,
    model: str = FLASH_2_5,
    seed: int = 0,
    **members: Any,
) -> Payload:
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "tools": [{"codeExecution": {}}],
        **members,
    }
    return answer(GenerateRequest(MODELS[model], body, Settings(seed=seed)), dialect)


def parts(response: Payload) -> list[Payload]:
    found: list[Payload] = response["candidates"][0]["content"].get("parts", [])
    return found


def kinds(response: Payload) -> list[str]:
    return [key for part in parts(response) for key in part]


def test_a_computation_is_a_program_its_output_and_a_text() -> None:
    *_, code, result, text = parts(respond(PRIMES))

    assert code["executableCode"]["language"] == "PYTHON"
    assert code["executableCode"]["code"].endswith("print(sum(primes))\n")
    assert result == {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "5117\n"}}
    assert text == {"text": "The sum of the first 50 primes is 5117."}


def test_several_sums_are_one_program_and_one_result() -> None:
    response = respond("Compute 17*23+4 and 2^10", seed=1)
    *_, code, result, text = parts(response)

    assert kinds(response)[-3:] == ["executableCode", "codeExecutionResult", "text"]
    assert len(kinds(response)) <= 4
    assert code["executableCode"]["code"] == "print(17 * 23 + 4)\nprint(2 ** 10)\n"
    assert result["codeExecutionResult"]["output"] == "395\n1024\n"
    assert text == {"text": "17 * 23 + 4 = 395. 2 ** 10 = 1024."}


def test_a_failure_is_said_to_be_one() -> None:
    *_, result, text = parts(respond("Run print(1/0)"))

    assert result["codeExecutionResult"]["outcome"] == "OUTCOME_FAILED"
    assert result["codeExecutionResult"]["output"].endswith("ZeroDivisionError: division by zero\n")
    assert "ZeroDivisionError" in text["text"]


def test_some_answers_have_words_before_the_program() -> None:
    every = [kinds(respond(PRIMES, seed=seed)) for seed in range(20)]

    assert ["executableCode", "codeExecutionResult", "text"] in every
    assert ["text", "executableCode", "codeExecutionResult", "text"] in every


def test_beside_a_search_the_only_text_is_the_last() -> None:
    tools: list[Payload] = [{"codeExecution": {}, "googleSearch": {}}]
    for seed in range(20):
        response = respond(PRIMES, seed=seed, tools=tools)

        assert kinds(response) == ["executableCode", "codeExecutionResult", "text"]
        supports = response["candidates"][0]["groundingMetadata"]["groundingSupports"]
        assert supports[0]["segment"]["partIndex"] == 2


@pytest.mark.parametrize(
    ("prompt", "members"),
    [
        pytest.param("Tell me a joke", {}, id="nothing-to-compute"),
        pytest.param(PRIMES, {"tools": [{"googleSearch": {}}]}, id="no-tool"),
        pytest.param(
            PRIMES, {"generationConfig": {"responseMimeType": "application/json"}}, id="json"
        ),
        pytest.param("", {}, id="no-words"),
    ],
)
def test_nothing_runs_without_tool_and_task(prompt: str, members: Payload) -> None:
    assert set(kinds(respond(prompt, **members))) <= {"text"}


def test_code_and_result_share_an_id_where_the_origin_has_them() -> None:
    *_, code, result, _text = parts(respond(PRIMES, GOOGLE, FLASH_3))
    made, told = code["executableCode"]["id"], result["codeExecutionResult"]["id"]

    assert made == told
    assert len(made) == 8


@pytest.mark.parametrize(
    ("name", "model"),
    [("comet", FLASH_3), ("vertex", FLASH_3), ("google", FLASH_2_5)],
)
def test_elsewhere_code_has_no_id(name: str, model: str) -> None:
    *_, code, result, _text = parts(respond(PRIMES, DIALECTS[name], model))

    assert "id" not in code["executableCode"]
    assert "id" not in result["codeExecutionResult"]


def test_what_ran_is_counted_as_read_and_what_was_written_as_said() -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "AA=="}}
    contents = [{"role": "user", "parts": [image, {"text": "2 + 3"}]}]
    usage = respond("", contents=contents, seed=1)["usageMetadata"]

    read = usage["toolUsePromptTokenCount"]
    assert usage["toolUsePromptTokensDetails"] == [{"modality": "TEXT", "tokenCount": read}]
    assert read > 20
    thoughts = usage["thoughtsTokenCount"]
    said = usage["promptTokenCount"] + usage["candidatesTokenCount"] + thoughts
    assert usage["totalTokenCount"] == said + read


def test_a_program_that_is_cut_off_did_not_run() -> None:
    config = {"maxOutputTokens": 5, "thinkingConfig": {"thinkingBudget": 0}}
    response = respond(PRIMES, seed=2, generationConfig=config)

    assert "codeExecutionResult" not in kinds(response)
    assert response["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert "toolUsePromptTokenCount" not in response["usageMetadata"]


def test_an_output_takes_no_room_from_the_text() -> None:
    config = {"maxOutputTokens": 210, "thinkingConfig": {"thinkingBudget": 0}}
    response = respond("What are the first 40 primes?", generationConfig=config)
    usage = response["usageMetadata"]

    assert response["candidates"][0]["finishReason"] == "STOP"
    assert usage["candidatesTokenCount"] + usage["toolUsePromptTokenCount"] > 210
    assert 105 < usage["candidatesTokenCount"] <= 210


def test_a_long_output_is_said_in_little_room() -> None:
    config = {"maxOutputTokens": 100, "thinkingConfig": {"thinkingBudget": 0}}
    response = respond("What are the first 300 primes?", generationConfig=config)

    assert "codeExecutionResult" in kinds(response)
    assert response["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert response["usageMetadata"]["candidatesTokenCount"] <= 100


def test_a_stream_has_program_and_output_whole(ask: Respond) -> None:
    body = {"contents": [{"parts": [{"text": PRIMES}]}], "tools": [{"codeExecution": {}}]}
    query = {"alt": "sse"}
    reply = ask(body, operator="streamGenerateContent", query=query, dialect="google").reply
    chunks = [json.loads(each.data.removeprefix(b"data: ")) for each in reply.frames]
    streamed = [part for each in chunks for part in parts(each)]
    whole = parts(json.loads(ask(body, dialect="google").reply.body))

    assert [each for each in streamed if "text" not in each] == [
        each for each in whole if "text" not in each
    ]
