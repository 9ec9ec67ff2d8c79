"""What every SDK's agent is given: questions, functions that answer them, a form to fill in."""

import json
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, Field

QUESTION = "What is the weather in Paris and what time is it in Tokyo?"
CALLS = [("get_time", "Tokyo"), ("get_weather", "Paris")]  # what it asks for
FINDINGS = ("23 degrees and sunny", "14:05")  # what they say

# Two steps: where to look in the second is known from the first.
CHAIN = "Find user 42 and then get the weather in their city."
LINKS = [("find_user", "42"), ("get_weather", "Oslo")]

# What each dialect answers to a wrong key, and to a model that nobody has.
WRONG_KEY = {"comet": 401, "google": 400, "vertex": 400}
NO_MODEL = {"comet": 503, "google": 404, "vertex": 404}

STORY = "Explain in detail how a lighthouse works"
ORDER = "Give me a recipe for pancakes as JSON"


class Tools:
    """Functions that a model can call, and what they were called with."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.all = (self.get_weather, self.get_time, self.find_user)

    def get_weather(self, city: str) -> str:
        """Get the current weather in a city."""
        self.calls.append(("get_weather", city))
        return f"23 degrees and sunny in {city}"

    def get_time(self, city: str) -> str:
        """Get the current time in a city."""
        self.calls.append(("get_time", city))
        return f"14:05 in {city}"

    def find_user(self, user_id: int) -> dict[str, str]:
        """Find a user by their number."""
        self.calls.append(("find_user", str(user_id)))
        return {"name": "Kim", "city": "Oslo"}


# The same functions, as chat completions have them declared.
DECLARATIONS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": description,
            "parameters": {"type": "object", "properties": {key: kind}, "required": [key]},
        },
    }
    for name, description, key, kind in (
        ("get_weather", "Get the current weather in a city.", "city", {"type": "string"}),
        ("get_time", "Get the current time in a city.", "city", {"type": "string"}),
        ("find_user", "Find a user by their number.", "user_id", {"type": "integer"}),
    )
]


def converse(step: Callable[[list[Any]], Any], question: str, tools: Tools) -> str:
    """Do what the model asks for until it asks for nothing; *step* gets its next message for those before."""
    messages: list[Any] = [{"role": "user", "content": question}]
    for _ in range(4):
        message = step(messages)
        messages.append(message)
        if not message.tool_calls:
            return str(message.content)
        for call in message.tool_calls:
            result = getattr(tools, call.function.name)(**json.loads(call.function.arguments))
            messages.append(
                {"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)}
            )
    raise AssertionError("the model never stopped asking for tools")  # noqa: TRY003 - for a test


class Ingredient(BaseModel):
    """One line of the list."""

    name: str
    grams: float


class Recipe(BaseModel):
    """A recipe."""

    title: str
    minutes: int = Field(ge=1, le=240)
    difficulty: Literal["easy", "medium", "hard"]
    ingredients: list[Ingredient] = Field(min_length=1)
    vegetarian: bool
