"""Flaws of what is cached. Texts: gemini.md 6.7."""

from collections.abc import Iterator

from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.dialects import Dialect
from mockserver.models import Model


@cases(
    "unknown cached content",
    "not found",
    "observed",
    status={"google": 403, "vertex": 404, "comet": 404},
)
def unknown_cached_content(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A cached content that there isn't, or isn't anymore."""
    yield Case({"cachedContent": "cachedContents/none-of-this-name"})
