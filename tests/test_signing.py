import base64
import json
from collections.abc import Sequence
from typing import Any

import pytest

from mockserver import signatures
from mockserver.dialects import COMET
from mockserver.generate import signing
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from tests.conftest import Respond

FLASH_2_5 = "gemini-2.5-flash"
FLASH_3 = "gemini-3-flash-preview"
IMAGE_3 = "gemini-3-pro-image-preview"
THOUGHT = {"text": "hm", "thought": True}
TEXT = {"text": "yes"}
CALL = {"functionCall": {"name": "f", "args": {}}}
CODE = {"executableCode": {"language": "PYTHON", "code": "1"}}
RESULT = {"codeExecutionResult": {"outcome": "OUTCOME_OK"}}
SEARCH = {"toolCall": {"toolType": "GOOGLE_SEARCH_WEB"}}
FOUND = {"toolResponse": {"toolType": "GOOGLE_SEARCH_WEB"}}
IMAGE = {"inlineData": {"mimeType": "image/png", "data": "QQ=="}}


TOOLS = [{"functionDeclarations": [{"name": "f"}]}]


def signed(
    model: str, *parts: dict[str, Any], thoughts: int = 50, tools: Sequence[Any] = TOOLS
) -> list[bool]:
    body = {"contents": [{"parts": [TEXT]}], "tools": tools}
    request = GenerateRequest(MODELS[model], body)
    draft = Draft(request, COMET, Choice(b"x"), thoughts=thoughts, parts=parts)
    return ["thoughtSignature" in each for each in signing.apply(draft).parts]


@pytest.mark.parametrize(
    ("model", "parts", "expected"),
    [
        pytest.param(FLASH_3, [TEXT], [True], id="text"),
        pytest.param(FLASH_3, [THOUGHT, TEXT], [False, True], id="text-not-thought"),
        pytest.param(FLASH_3, [THOUGHT], [False], id="thought-alone"),
        pytest.param(FLASH_3, [], [], id="nothing"),
        pytest.param(FLASH_3, [CALL, CALL], [True, False], id="first-call"),
        pytest.param(FLASH_3, [TEXT, CALL, CALL], [False, True, False], id="call-behind-text"),
        pytest.param(FLASH_3, [SEARCH, FOUND, TEXT], [True, True, True], id="built-in"),
        pytest.param(FLASH_3, [CODE, RESULT, TEXT], [True, False, True], id="code"),
        pytest.param(IMAGE_3, [THOUGHT, TEXT, IMAGE], [False, True, True], id="image-model"),
        pytest.param(FLASH_2_5, [THOUGHT, TEXT], [False, True], id="text-of-2.5"),
        pytest.param(FLASH_2_5, [CALL, CALL], [True, False], id="first-call-of-2.5"),
    ],
)
def test_the_parts_that_are_signed(
    model: str, parts: list[dict[str, Any]], expected: list[bool]
) -> None:
    assert signed(model, *parts) == expected


def test_who_has_not_thought_signs_calls_of_gemini_3_alone() -> None:
    assert signed(FLASH_3, CALL, thoughts=0) == [True]
    assert signed(FLASH_3, TEXT, thoughts=0) == [False]
    assert signed(FLASH_2_5, CALL, thoughts=0) == [False]


def test_a_2_5_without_functions_signs_nothing() -> None:
    assert signed(FLASH_2_5, TEXT, tools=[]) == [False]
    assert signed(FLASH_3, TEXT, tools=[]) == [True]


def test_a_signature_is_ours_and_comes_last_in_a_stream(ask: Respond) -> None:
    body = {"contents": [{"parts": [{"text": "Explain tides in detail"}]}]}
    (part,) = json.loads(ask(body, model=FLASH_3).reply.body)["candidates"][0]["content"]["parts"]
    chunks = json.loads(ask(body, model=FLASH_3, operator="streamGenerateContent").reply.body)
    pieces = [each["candidates"][0]["content"]["parts"][0] for each in chunks]

    assert signatures.verdict(part["thoughtSignature"]) == "ours"
    assert pieces[-1] == {"text": "", "thoughtSignature": part["thoughtSignature"]}
    assert not any("thoughtSignature" in each for each in pieces[:-1])
    assert "".join(each["text"] for each in pieces) == part["text"]


def test_an_answer_can_be_sent_back(ask: Respond) -> None:
    asked = {"role": "user", "parts": [{"text": "Explain tides"}]}
    answer = json.loads(ask({"contents": [asked]}, model=FLASH_3).reply.body)
    content = answer["candidates"][0]["content"]
    exchange = ask({"contents": [asked, content, asked]}, model=FLASH_3)

    assert exchange.reply.status == 200
    assert exchange.warnings == ()


def test_a_signature_of_somebody_else_is_taken_and_told(ask: Respond) -> None:
    foreign = base64.b64encode(b"\x0a" + bytes(range(100))).decode()
    answered = {"role": "model", "parts": [{"text": "Tides", "thoughtSignature": foreign}]}
    asked = {"role": "user", "parts": [{"text": "Explain tides"}]}
    exchange = ask({"contents": [asked, answered, asked]}, model=FLASH_3)

    assert exchange.reply.status == 200
    assert "was not minted by this mock" in exchange.reply.headers["x-mock-warning"]
