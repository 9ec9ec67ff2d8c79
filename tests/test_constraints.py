"""Schemas as lines."""

from contract_tests.baselines.constraints import lines


def said(schema: dict[str, object]) -> list[str]:
    """Return the lines of a schema, without the place of their root, which all have."""
    return [each.removeprefix("schema f.json#") for each in lines({"f.json": schema})]


def test_what_must_hold_and_what_may_stand_there() -> None:
    assert said({"type": "integer", "minimum": 0, "format": "int32"}) == [
        ' may type "integer"',
        " must exist true",
        ' must format "int32"',
        " must minimum 0",
        " must type true",
    ]


def test_several_types_are_several_permissions() -> None:
    assert said({"type": ["string", "null"]}) == [
        ' may type "null"', ' may type "string"', " must exist true", " must type true",
    ]  # fmt: skip


def test_members_have_places_of_their_own() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"enum": ["X"]}},
        "required": ["a"],
        "additionalProperties": False,
    }

    assert said(schema) == [
        ' may property "a"',
        ' may type "object"',
        " must additionalProperties true",
        " must exist true",
        " must property true",
        ' must required "a"',
        " must type true",
        '/properties/a may enum "X"',
        "/properties/a must enum true",
        "/properties/a must exist true",
    ]


def test_what_is_open_asks_nothing_of_others() -> None:
    assert said({"additionalProperties": True}) == [" must exist true"]


def test_others_of_some_kind_have_a_place() -> None:
    assert said({"additionalProperties": {"maximum": 1}}) == [
        " must additionalProperties true",
        " must exist true",
        "/additionalProperties must exist true",
        "/additionalProperties must maximum 1",
    ]


def test_items_and_definitions_have_places() -> None:
    found = said({"items": {"$ref": "#/$defs/A b~/"}, "$defs": {"A b~/": {}}})

    assert found == [
        " must exist true",
        " must items true",
        "/$defs/A%20b~0~1 must exist true",
        '/items must $ref "#/$defs/A b~/"',
        "/items must exist true",
    ]


def test_what_only_describes_is_left_out() -> None:
    assert said({"description": "d", "$comment": "c", "x-oneof": {}, "errorMessage": {}}) == [
        " must exist true"
    ]


def test_combinations_are_one_line_however_their_members_are_ordered() -> None:
    one = said({"anyOf": [{"required": ["a"], "type": "object"}]})
    other = said({"anyOf": [{"type": "object", "required": ["a"]}]})

    assert one == other
    assert len(one) == 2
