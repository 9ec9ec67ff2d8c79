import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.generate.reading import prompted
from tests.conftest import Respond

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WRITTEN = json.dumps(CITY)


@pytest.mark.parametrize(
    "text",
    [
        f"Always respond with a JSON object that's compatible with this schema:\n\n{WRITTEN}\n\nNo fences.",
        f'Output JSON. For the schema {{"properties": {{"a": {{}}}}}} it is so.\nHere is the schema:\n```json\n{WRITTEN}\n```',
        f"Return JSON for this schema: {WRITTEN} and not for this schema: {{}} or schema: {{]",
    ],
    ids=["plain", "last-of-two", "others-broken"],
)  # fmt: skip
def test_a_schema_in_words_is_found(text: str) -> None:
    assert prompted.schema(text) == CITY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Respond with JSON.",
        f"Explain this schema: {WRITTEN}",
        f"Respond with JSON like this: {WRITTEN}",
        'Respond with JSON that keeps this schema: {"enum": []}',
        'Respond with JSON that keeps this schema: {"properties": 3}',
        "Respond with JSON that keeps this schema: " + "[" * 5_000,
    ],
)
def test_nothing_else_is_one(text: str) -> None:
    assert prompted.schema(text) is None


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert prompted.schema(f"Return JSON by this schema: {{{text}") is None


@pytest.mark.parametrize("config", [{}, {"responseMimeType": "application/json"}])
@pytest.mark.parametrize("place", ["systemInstruction", "prompt"])
def test_an_answer_keeps_it(ask: Respond, place: str, config: dict[str, Any]) -> None:
    demand = {"text": f"Respond with a JSON object that keeps this schema: {WRITTEN}"}
    asked = {"text": "Where is the Louvre, in Paris?"}
    inside = place == "prompt"
    body = {
        "contents": [{"role": "user", "parts": [demand, asked] if inside else [asked]}],
        "generationConfig": config,
        **({} if inside else {"systemInstruction": {"parts": [demand]}}),
    }
    (part,) = json.loads(ask(body).reply.body)["candidates"][0]["content"]["parts"]

    assert json.loads(part["text"]) == {"city": "Paris"}


@pytest.mark.parametrize(
    ("model", "modality"),
    [("gemini-2.5-flash-image", "IMAGE"), ("gemini-2.5-flash-preview-tts", "AUDIO")],
)
def test_who_draws_or_speaks_does_so_all_the_same(ask: Respond, model: str, modality: str) -> None:
    text = f"Respond with a JSON object that keeps this schema: {WRITTEN}"
    body = {
        "contents": [{"role": "user", "parts": [{"text": text}]}],
        "generationConfig": {"responseModalities": [modality]},
    }
    (part,) = json.loads(ask(body, model=model).reply.body)["candidates"][0]["content"]["parts"]

    assert "inlineData" in part
