"""What every SDK's agent is given: a question, two functions that answer it, a form to fill in."""

from typing import Literal

from pydantic import BaseModel, Field

QUESTION = "What is the weather in Paris and what time is it in Tokyo?"
CALLS = [("get_time", "Tokyo"), ("get_weather", "Paris")]  # what it asks for
FINDINGS = ("23 degrees and sunny", "14:05")  # what they say

# What each dialect answers to a wrong key, and to a model that nobody has.
WRONG_KEY = {"comet": 401, "google": 400, "vertex": 400}
NO_MODEL = {"comet": 503, "google": 404, "vertex": 404}

STORY = "Explain in detail how a lighthouse works"
ORDER = "Give me a recipe for pancakes as JSON"


class Tools:
    """Two functions that a model can call, and what they were called with."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def get_weather(self, city: str) -> str:
        """Get the current weather in a city."""
        self.calls.append(("get_weather", city))
        return f"23 degrees and sunny in {city}"

    def get_time(self, city: str) -> str:
        """Get the current time in a city."""
        self.calls.append(("get_time", city))
        return f"14:05 in {city}"


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
