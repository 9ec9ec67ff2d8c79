import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from hypothesis import given
from jsonschema import Draft202012Validator

from mockserver.declared import google, json_schema
from mockserver.generate.choice import Choice
from mockserver.generate.instances import instance
from mockserver.generate.told import told
from tests.strategies_schemas import GOOGLE, PROMPTS, standard


def made(schema: Any, prompt: str = "", digest: bytes = b"x") -> Any:
    return instance(schema, Choice(digest), told(prompt))


def errors(schema: Any, value: Any) -> list[str]:
    """Ask the independent validator, formats included, and of formats the fast one, which knows more."""
    checker = Draft202012Validator.FORMAT_CHECKER
    found = [
        each.message
        for each in Draft202012Validator(schema, format_checker=checker).iter_errors(value)
    ]
    fast = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return found + [each.message for each in fast.iter_errors(value)]


def misplaced(schema: Any, value: Any) -> Iterator[str]:
    """Yield members that stand in another order than a plain object schema has them."""
    if isinstance(value, dict) and isinstance(schema, dict) and "properties" in schema:
        order = list(dict.fromkeys([*schema.get("propertyOrdering", ()), *schema["properties"]]))
        if list(value) != [each for each in order if each in value]:
            yield f"{list(value)} instead of {order}"
        for name, each in schema["properties"].items():
            yield from misplaced(each, value.get(name))


@given(GOOGLE, PROMPTS)
def test_an_instance_of_any_google_schema_is_valid_and_in_order(schema: Any, prompt: str) -> None:
    assert list(google.violations(schema, "s")) == []

    meant = google.json_schema(schema)
    value = made(meant, prompt)

    assert errors(meant, value) == []
    assert list(misplaced(meant, value)) == []


@given(standard(), PROMPTS)
def test_an_instance_of_any_json_schema_is_valid_and_in_order(schema: Any, prompt: str) -> None:
    assert list(json_schema.violations(schema, "s")) == []

    value = made(schema, prompt)

    assert errors(schema, value) == []
    assert list(misplaced(schema, value)) == []
    assert len(json.dumps(value)) < 100_000


@given(standard(), PROMPTS)
def test_the_same_is_made_from_the_same(schema: Any, prompt: str) -> None:
    assert json.dumps(made(schema, prompt)) == json.dumps(made(schema, prompt))
