"""The models that scenarios ask, and what they cost: ``models.toml``."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

UNKNOWN = "no-such-model-1"
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model: how it is told to think, whether it draws, its prices in USD, and when it ended."""

    id: str
    thinking: Literal["budget", "level"]
    input: float
    output: float
    priced: str
    pictures: bool = False
    picture: float = 0.0
    ended: str = ""

    def cost(self, *, prompt: int, output: int, pictures: int = 0) -> float:
        """Return what so many tokens and pictures cost, in USD."""
        return (prompt * self.input + output * self.output) / _MILLION + pictures * self.picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The model for each need: the first wish that suits, else the cheapest.

    Attributes:
        text: For whatever any model can do; it thinks by budget, as the page's first example does.
        budget: One that is told by budget how much to think, and does think if told nothing.
        level: One that is told by level, and does think if told nothing.
        pictures: One that draws.
    """

    text: str
    budget: str
    level: str
    pictures: str


@cache
def table() -> Mapping[str, Model]:
    """Return the known models by id, cheapest first."""
    text = files(__package__).joinpath("models.toml").read_text("utf-8")
    return {row["id"]: Model(**row) for row in tomllib.loads(text)["model"]}


def picked(wishes: Iterable[str] = ()) -> Models:
    """Pick the models for a run; *wishes* come first where they suit."""
    known = table()
    rows = [price(each) for each in wishes] + [x for x in known.values() if not x.ended]
    writers = [each for each in rows if not each.pictures]
    return Models(
        text=writers[0].id,
        budget=next(x.id for x in writers if x.thinking == "budget" and _thinks(x)),
        level=next(x.id for x in writers if x.thinking == "level" and _thinks(x)),
        pictures=next(each.id for each in rows if each.pictures),
    )


def _thinks(model: Model) -> bool:
    """Whether a model thinks if it is told nothing of it; the lite ones don't."""
    return "lite" not in model.id


def _unpriced(name: str) -> Model:
    """Take a model that has no row for what its name says, at the highest prices that are known."""
    dearest = max(table().values(), key=lambda each: each.output)
    return Model(
        id=name,
        thinking="budget" if "2.5" in name else "level",
        pictures="image" in name,
        input=dearest.input,
        output=dearest.output,
        picture=max(each.picture for each in table().values()),
        priced="unknown: the highest of the others",
    )


def price(name: str) -> Model:
    """Return the row of a model; of one without a row, the highest prices that are known."""
    return table().get(name) or _unpriced(name)
