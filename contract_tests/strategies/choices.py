"""Small JSON objects in all their variants, so that one draw chooses among them."""

from collections.abc import Iterable
from itertools import product
from typing import Any

from hypothesis import strategies as st

JSON = dict[str, Any]
Variants = tuple[JSON, ...]

_ABSENT = object()

# Free-form JSON: arguments, responses, and members that are described nowhere.
FREE: Variants = (
    {},
    {"city": "Paris"},
    {"city": "Z\u00fcrich", "days": 3, "units": "celsius"},
    {"nested": {"list": [1, 2.5, -0.0, [], {}], "nothing": None, "yes": True}},
    {"": "", "with space": "\u2028", "snake_case": 1, "camelCase": 2},
    {"large": 9007199254740993, "small": -1e-300, "huge": 1.7e308},
    {"text": 'a "quoted" \\ \u0001 \U0001f600 text', "\u540d": "\u6771\u4eac"},
    {"type": "OBJECT", "mime_type": "text/plain", "contents": [{"parts": []}]},
)


def variants(**members: Iterable[Any]) -> Variants:
    """Return every object with some of *members*, each with one of its values; the empty one first."""
    options = [(_ABSENT, *values) for values in members.values()]
    return tuple(
        {key: value for key, value in zip(members, row, strict=True) if value is not _ABSENT}
        for row in product(*options)
    )


def one_of(options: Iterable[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy of one of the options, the first of which is the simplest."""
    return st.sampled_from(tuple(options))


def apart(value: Any) -> Any:
    """Return JSON that shares nothing with what strategies draw from, so that it may be changed."""
    if isinstance(value, dict):
        return {key: apart(each) for key, each in value.items()}
    return [apart(each) for each in value] if isinstance(value, list) else value


_SCALARS = st.one_of(
    one_of((None, True, 0, "", 1e300, [], {})),
    st.text(max_size=8),
    st.integers(),
    st.floats(-1e9, 1e9),
)
FREE_FORM: st.SearchStrategy[JSON] = st.one_of(
    one_of(FREE), st.dictionaries(st.text(max_size=6), _SCALARS, max_size=3)
)
