import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.generate.reading.dictation import dictated
from tests.conftest import Respond


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Reply with exactly: pong", "pong"),
        ("Reply with exactly: final metadata ok", "final metadata ok"),
        ("Do not call any tools. Reply with exactly these three words: cache probe ready", "cache probe ready"),
        ("The token is NOVA. Reply exactly ACK-ALPHA.", "ACK-ALPHA"),
        ("Reply with exactly this one word and nothing else: parity", "parity"),
        ("Reply with exactly the word: cedar.", "cedar"),
        ("Reply with exactly the word PONG.", "PONG"),
        ("Say only the word beta, nothing else", "beta"),
        ('Respond with just "yes, sir".', "yes, sir"),
        ("say exactly: A\nReply with exactly: B", "B"),
        ("Return exactly this text: 12.34", "12.34"),
    ],
)  # fmt: skip
def test_what_is_dictated_is_found(prompt: str, expected: str) -> None:
    assert dictated(prompt) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "Reply with only JSON",
        "Answer with only the number.",
        "Answer only YES or NO",
        "Reply with exactly three sentences about rain.",
        "Reply exactly SUM=<tool result>.",
        "Just say what it is: a poem",
        "Explain: reply with care",
    ],
)
def test_nothing_is_dictated(prompt: str) -> None:
    assert dictated(prompt) == ""


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert dictated(f"{text}\nReply with exactly: pong") == "pong"
    assert dictated(text) in text


def test_an_answer_is_what_is_dictated_and_nothing_more(ask: Respond) -> None:
    body = {
        "contents": [{"role": "user", "parts": [{"text": "Reply with exactly: pong"}]}],
        "systemInstruction": {"parts": [{"text": "You are a pirate."}]},
    }
    answer = json.loads(ask(body).reply.body)

    assert answer["candidates"][0]["content"]["parts"] == [{"text": "pong"}]
