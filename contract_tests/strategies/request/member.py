"""A member of a request as strategies know it: what it may be, and of whom it can be asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.choices import FREE_FORM, one_of
from contract_tests.strategies.request.asked import Asked

Values = Callable[[Asked], st.SearchStrategy[Any]]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a request.

    Attributes:
        values: The strategy of its values, by who is asked.
        fits: Of whom it can be asked.
        needs: The members that it makes no sense without.
    """

    values: Values
    fits: Callable[[Asked], bool] = lambda _: True
    needs: frozenset[str] = frozenset()


def of(values: Any) -> Values:
    """Return the same values for everybody: a strategy, or what can be listed."""
    strategy = values if isinstance(values, st.SearchStrategy) else one_of(values)
    return lambda _: strategy


def takes_json(asked: Asked) -> bool:
    """Whether one who is asked has JSON mode and functions."""
    return asked.takes_json


FREE_JSON = of(FREE_FORM)
