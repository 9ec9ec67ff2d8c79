"""Flaws of safety settings. Facts: gemini.md 3.6, 6.5."""

from collections.abc import Iterator

from contract_tests.strategies.flaws.bodies import Body
from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.dialects import Dialect
from mockserver.models import Model


@cases("category of another model", "unknown value", "observed")
def category_of_another_model(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """PaLM's categories can be read, and fail; Google's own API has none of Vertex AI's, either."""
    foreign = ["JAILBREAK", "IMAGE_HATE"] if dialect.name == "google" else []
    for index, before in enumerate(([], [_setting("HARASSMENT")])):
        for word in ("TOXICITY", "VIOLENCE", "UNSPECIFIED", *foreign):
            wrong = [*before, _setting(word)]
            yield Case(
                {"safetySettings": wrong}, {"safetySettings": before}, f"safety_settings[{index}]"
            )


@cases("category twice", "duplicate", "documented")
def category_twice(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Each has one threshold."""
    one, other = _setting("HARASSMENT"), _setting("HATE_SPEECH")
    again = {**one, "threshold": "OFF"}
    yield Case({"safetySettings": [one, again]}, {"safetySettings": [one]}, "safety_settings[1]")
    both = [one, other]
    yield Case({"safetySettings": [*both, again]}, {"safetySettings": both}, "safety_settings[2]")


@cases("safety settings beside Model Armor", "not allowed", "documented")
def settings_beside_armor(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """Vertex AI's Model Armor takes their place."""
    if dialect.name == "vertex":
        armor: Body = {"modelArmorConfig": {"promptTemplateName": "a"}}
        yield Case({**armor, "safetySettings": [_setting("HARASSMENT")]}, armor)


def _setting(word: str) -> Body:
    return {"category": f"HARM_CATEGORY_{word}", "threshold": "BLOCK_NONE"}
