"""Flaws of quantity: numbers and lists beyond what a field takes. Ranges: gemini.md 3.2 to 3.7, 7."""

from collections.abc import Iterator, Sequence
from typing import Any

from contract_tests.strategies.flaws.bodies import config
from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.descriptors import snake_case
from mockserver.dialects import Dialect
from mockserver.models import Budget, Model

_VERTEX_TOP_K = 100  # O
_MOST_STOPS = 5
_INT32 = 2**31


def _of_config(name: str, wrong: Sequence[Any], **beside: Any) -> Iterator[Case]:
    """Yield a case for each wrong value of a member of the generation config."""
    where = f"generation_config.{snake_case(name)}"
    for each in wrong:
        yield Case(config(**{name: each}, **beside), config(**beside), where)


@cases("temperature out of range", "out of range", "observed")
def temperature(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From 0 to 2."""
    yield from _of_config("temperature", (3, -0.5, 2.01, 1000, -1e-9))


@cases("topP out of range", "out of range", "documented")
def top_p(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From 0 to 1."""
    yield from _of_config("topP", (1.5, -1, 1.0001))


@cases("topK out of range", "out of range", "documented")
def top_k(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """At least 1; on Vertex AI 100 at the most."""
    above = () if dialect.name == "google" else (_VERTEX_TOP_K + 1, _INT32 - 1)
    yield from _of_config("topK", (0, -1, *above))


@cases("candidateCount out of range", "out of range", "documented")
def candidate_count(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From 1 to 8, whatever the model."""
    yield from _of_config("candidateCount", (0, -1, 9, _INT32 - 1))


@cases("maxOutputTokens out of range", "out of range", "documented")
def max_output_tokens(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """At least 1, and not more than the model's limit."""
    yield from _of_config("maxOutputTokens", (0, -1, model.output_limit + 1, _INT32 - 1))


@cases("too many stop sequences", "out of range", "documented")
def stop_sequences(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Five at the most."""
    wrong = [[str(each) for each in range(_MOST_STOPS + more)] for more in (1, 20)]
    yield from _of_config("stopSequences", wrong)


@cases("penalty out of range", "out of range", "documented")
def penalty(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """From -2 to below 2, where there are penalties: Google's own API has none."""
    if dialect.name != "google":
        for name in ("presencePenalty", "frequencyPenalty"):
            yield from _of_config(name, (2, -2.5, 99))


@cases("logprobs out of range", "out of range", "documented")
def logprobs(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """From 0 to 20, where there are any: Google's own API has none."""
    if dialect.name != "google":
        yield from _of_config("logprobs", (21, -1), responseLogprobs=True)


@cases("thinkingBudget out of range", "out of range", "observed")
def thinking_budget(model: Model, dialect: Dialect) -> Iterator[Case]:
    """Each 2.5 model has its own range; -1 lets it decide, and 0 turns it off where it can be off."""
    if isinstance(model.thinking, Budget):
        low, high = model.thinking.least, model.thinking.most
        wrong = [high + 1, -2, *([low - 1] if low > 1 else [])]
        if not model.thinking.can_be_off and dialect.name != "google":
            wrong.append(0)
        for each in wrong:
            yield Case(config(thinkingConfig={"thinkingBudget": each}))


@cases("place on no map", "out of range", "documented")
def place_on_no_map(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Latitudes end at 90 degrees, longitudes at 180."""
    place: dict[str, float] = {"latitude": 46.5, "longitude": 8}
    for name, wrong in (
        ("latitude", 91),
        ("latitude", -90.5),
        ("longitude", 181),
        ("longitude", -1e3),
    ):
        where = f"tool_config.retrieval_config.lat_lng.{name}"
        yield Case(_at({**place, name: wrong}), _at(place), where)


def _at(place: dict[str, float]) -> dict[str, Any]:
    return {"toolConfig": {"retrievalConfig": {"latLng": place}}}
