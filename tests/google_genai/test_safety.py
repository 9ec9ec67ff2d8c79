"""Prompts that are blocked and answers that are stopped, as google-genai tells them."""

import pytest
from google import genai
from google.genai import types

from tests.sdks.agent import STORY


@pytest.mark.parametrize(
    "reason",
    [
        types.FinishReason.SAFETY,
        types.FinishReason.RECITATION,
        types.FinishReason.PROHIBITED_CONTENT,
        types.FinishReason.MALFORMED_FUNCTION_CALL,
    ],
)
def test_a_stopped_answer_has_its_reason(
    any_client: genai.Client, model: str, reason: types.FinishReason
) -> None:
    prompt = f"mock-finish-{reason.value}"
    response = any_client.models.generate_content(model=model, contents=prompt)
    *_, last = any_client.models.generate_content_stream(model=model, contents=prompt)

    for each in (response, last):
        assert each.candidates
        assert each.candidates[0].finish_reason == reason


def test_a_chat_goes_on_after_a_block(any_client: genai.Client, model: str) -> None:
    chat = any_client.chats.create(model=model)
    blocked = chat.send_message("mock-block-safety")
    answer = chat.send_message(STORY)

    assert blocked.prompt_feedback is not None
    assert "lighthouse" in (answer.text or "")
    assert [each.role for each in chat.get_history(curated=True)] == ["user", "model"]
