import json
from typing import Any

import pytest

from tests.conftest import Respond

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
