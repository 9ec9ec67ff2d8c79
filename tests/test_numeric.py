from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mockserver.declared import numeric

SMALL = st.integers(-50, 50) | st.floats(-50, 50).map(lambda each: round(each, 3))
SCHEMAS = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={
        "minimum": SMALL,
        "maximum": SMALL,
        "exclusiveMinimum": SMALL,
        "exclusiveMaximum": SMALL,
        "multipleOf": st.sampled_from([1, 2, 7, 0.5, 0.25, 1.5, 0.01, 0.1]),
    },
)


def nearest(schema: dict[str, Any], wanted: float) -> int | float | None:
    within = numeric.allowed(schema, whole=schema.get("type") == "integer")
    return numeric.nearest(within, wanted)


@given(SCHEMAS, SMALL)
def test_what_is_found_is_valid(schema: dict[str, Any], wanted: float) -> None:
    found = nearest(schema, wanted)

    if found is not None:
        assert list(Draft202012Validator(schema).iter_errors(found)) == []


@given(SCHEMAS, st.integers(-50, 50))
def test_an_integer_that_is_allowed_is_found_itself(schema: dict[str, Any], wanted: int) -> None:
    if Draft202012Validator(schema).is_valid(wanted):
        assert nearest(schema, wanted) == wanted


@pytest.mark.parametrize(
    ("schema", "wanted", "found"),
    [
        ({}, 1.5, 1.5),
        ({"type": "integer"}, 1.6, 2),
        ({"minimum": 3}, 1, 3),
        ({"maximum": 3}, 9, 3),
        ({"exclusiveMinimum": 3}, 1, 4),
        ({"exclusiveMaximum": 3}, 9, 2),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0, 0.25),
        ({"minimum": 2, "exclusiveMinimum": 2, "type": "integer"}, 0, 3),
        ({"exclusiveMaximum": 6, "multipleOf": 3}, 9, 3),
        ({"multipleOf": 0.01}, 19.99, 20),
        ({"multipleOf": 1.5, "type": "integer"}, 4, 3),
        ({"minimum": 1e300, "type": "integer"}, 0, 10**300),
    ],
)
def test_the_nearest_is_found(schema: dict[str, Any], wanted: float, found: float) -> None:
    assert nearest(schema, wanted) == found


@pytest.mark.parametrize(
    "schema",
    [
        {"minimum": 2, "maximum": 1},
        {"exclusiveMinimum": 1, "maximum": 1},
        {"minimum": 1.2, "maximum": 1.8, "type": "integer"},
        {"exclusiveMinimum": 3, "exclusiveMaximum": 6, "multipleOf": 3},
    ],
)
def test_none_is_found_where_none_is_allowed(schema: dict[str, Any]) -> None:
    assert nearest(schema, 0) is None


@pytest.mark.parametrize(
    ("schema", "count"),
    [
        ({"minimum": 1, "maximum": 3}, 3),
        ({"minimum": 1, "exclusiveMaximum": 3}, 2),
        ({"minimum": 3, "maximum": 1}, 0),
        ({"minimum": 1}, float("inf")),
    ],
)
def test_whole_numbers_are_counted(schema: dict[str, Any], count: float) -> None:
    assert numeric.amount(numeric.allowed(schema, whole=True)) == count


def test_other_numbers_are_not_counted() -> None:
    within = numeric.allowed({"minimum": 0, "maximum": 1}, whole=False)

    assert numeric.amount(within) == float("inf")


def test_numbers_are_read_as_they_are_written() -> None:
    assert numeric.exact(0.1) == Fraction(1, 10)
    assert numeric.plain(Fraction(4, 2)) == 2
    assert numeric.plain(Fraction(1, 4)) == 0.25
