"""Who is asked: a model in a dialect. What can be asked of it follows from both."""

from collections.abc import Mapping
from dataclasses import dataclass

from contract_tests.strategies.wanted import dialect as named
from contract_tests.strategies.wanted import known
from mockserver.dialects import Dialect
from mockserver.models import GEMINI_3, MODELS, Model

DRAWING, SPEAKING, WRITING = "IMAGE", "AUDIO", "TEXT"

# The models, the plainest first: what shrinks ends there.
_PLAINEST = (
    "gemini-2.5-flash",
    "gemini-3-flash-preview",
    "gemini-2.5-flash-image",
    "gemini-embedding-001",
)
ORDERED: tuple[str, ...] = tuple(dict.fromkeys((*_PLAINEST, *MODELS)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A model in a dialect, and the cached contents that there are for it."""

    model: Model
    dialect: Dialect
    caches: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it answers with text alone."""
        return self.model.outputs == {WRITING}

    @property
    def speaks(self) -> bool:
        """Whether it answers with sound."""
        return SPEAKING in self.model.outputs

    @property
    def draws(self) -> bool:
        """Whether it answers with pictures too."""
        return DRAWING in self.model.outputs

    @property
    def is_new(self) -> bool:
        """Whether it is of generation 3 or later."""
        return self.model.generation >= GEMINI_3

    @property
    def takes_json(self) -> bool:
        """Whether it has JSON mode and functions; those up to 2.5 that draw or speak don't."""
        return self.writes or self.is_new

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of media that it takes beside its own text (gemini.md 3.3)."""
        if self.speaks:
            return frozenset()
        return _SEEN if self.draws else _SEEN | {"audio", "video"}


_SEEN = frozenset({"image", "document", "text"})

# By what a model has to be able to do.
_METHODS: Mapping[str, str] = {
    "generateContent": "generateContent",
    "countTokens": "countTokens",
    "embedContent": "embedContent",
    "batchEmbedContents": "embedContent",
}


def candidates(model: str | None, dialect: str, operator: str) -> tuple[str, ...]:
    """Return the models that can be asked, the plainest first: *model* alone, or all of the dialect.

    Raises:
        ValueError: There is no such dialect, operator or model, or none of them go together.
    """
    where = named(dialect)
    known(operator, _METHODS, "an operator")
    if operator in where.lacks_operations:
        msg = f"{dialect} has no {operator}; ask another dialect"
        raise ValueError(msg)
    able = tuple(each for each in ORDERED if _does(MODELS[each], where, operator))
    if model is None:
        return able
    return (known(model, able, f"a model for {operator} of {dialect}"),)


def _does(model: Model, dialect: Dialect, operator: str) -> bool:
    method = _METHODS[operator]
    served = method != "embedContent" or model.id not in dialect.embeds_by_predict
    return served and method in model.methods
