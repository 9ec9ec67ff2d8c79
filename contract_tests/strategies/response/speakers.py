"""Who answers: a model, and the origin behind a dialect, since they write answers differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

from contract_tests.strategies.wanted import known

Origin = Literal["google", "vertex"]

_SIGNS_CALLS = 3  # the generation from which the first call is signed (gemini.md 5.1)
# Both stand behind CometAPI's gateway, which passes on what they write (cometapi.md 2.6, S).
ORIGINS: Mapping[str, tuple[Origin, ...]] = {
    "comet": ("vertex", "google"),
    "google": ("google",),
    "vertex": ("vertex",),
}
MODELS = ("gemini-2.5-flash", "gemini-3-flash-preview", "gemini-3.1-pro-preview")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A model that answers.

    Attributes:
        dialect: Whose API an app speaks to.
        origin: Who really answers.
        model: Its name.
    """

    dialect: str
    origin: Origin
    model: str

    @property
    def generation(self) -> int:
        """Its major version."""
        return int(self.model.partition("-")[2][0])

    @property
    def signs_calls(self) -> bool:
        """Whether its first function call always has a signature."""
        return self.generation >= _SIGNS_CALLS


def speakers(dialect: str) -> st.SearchStrategy[Speaker]:
    """Draw a model that answers in a dialect.

    Raises:
        ValueError: There is no such dialect.
    """
    origins = ORIGINS[known(dialect, ORIGINS, "a dialect")]
    return st.sampled_from(
        [Speaker(dialect, origin, model) for model in MODELS for origin in origins]
    )
