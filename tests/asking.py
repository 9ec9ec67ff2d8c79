"""Requests for a text, made in place, and the texts of their answers."""

from typing import Any

from hypothesis import strategies as st

from mockserver.dialects import COMET
from mockserver.generate import answer
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.settings import Settings

FLASH_2_5 = "gemini-2.5-flash"
PRO_2_5 = "gemini-2.5-pro"
LITE_2_5 = "gemini-2.5-flash-lite"
FLASH_3 = "gemini-3-flash-preview"

PROMPTS = st.text(max_size=60) | st.sampled_from(
    ["Explain photosynthesis", "Write a poem about rain in detail", "List 7 rivers", "2 + 2", "Hi!"]
)


def ask(
    prompt: str = "Explain photosynthesis", model: str = FLASH_2_5, seed: int = 0, **config: Any
) -> GenerateRequest:
    contents = [{"role": "user", "parts": [{"text": prompt}]}]
    return GenerateRequest(
        MODELS[model], {"contents": contents, "generationConfig": config}, Settings(seed=seed)
    )


def texts(response: dict[str, Any]) -> list[str]:
    return [
        "".join(each["text"] for each in candidate["content"].get("parts", []))
        for candidate in response["candidates"]
    ]


def text(prompt: str, **config: Any) -> str:
    (only,) = texts(answer(ask(prompt, **config), COMET))
    return only
