import json
from typing import Any

import pytest

from mockserver.dialects import COMET
from mockserver.generate import limits
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from tests.conftest import Respond

WORDS = "one two three"  # as many tokens
RESULT = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}}


@pytest.mark.parametrize(
    ("room", "kept", "reason"),
    [
        (None, [WORDS, WORDS], "STOP"),
        (6, [WORDS, WORDS], "STOP"),
        (5, [WORDS, "one two"], "MAX_TOKENS"),
        (3, [WORDS], "MAX_TOKENS"),
        (0, [], "MAX_TOKENS"),
    ],
)
def test_what_one_part_takes_is_not_there_for_the_next(
    room: int | None, kept: list[str], reason: str
) -> None:
    request = GenerateRequest(MODELS["gemini-2.5-flash"], {"contents": []})
    parts = ({"text": WORDS}, RESULT, {"text": WORDS})
    cut = limits.apply(Draft(request, COMET, Choice(b"x"), room, parts=parts))

    assert [each["text"] for each in cut.parts if "text" in each] == kept
    assert cut.finish_reason == reason


SPEAKER = "gemini-2.5-flash-preview-tts"


def spoken(words: int) -> dict[str, Any]:
    return {
        "contents": [{"role": "user", "parts": [{"text": "word " * words}]}],
        "generationConfig": {"responseModalities": ["AUDIO"]},
    }


@pytest.mark.parametrize("dialect", ["google", "vertex", "comet"])
def test_a_model_reads_no_more_than_it_can(ask: Respond, dialect: str) -> None:
    error = json.loads(ask(spoken(9_000), model=SPEAKER, dialect=dialect).reply.body)["error"]

    assert error["code"] == 400
    assert error["message"] == (
        "The input token count (9001) exceeds the maximum number of tokens allowed (8192)."
    )


def test_a_model_reads_as_much_as_it_can(ask: Respond) -> None:
    assert ask(spoken(8_000), model=SPEAKER).reply.status == 200
