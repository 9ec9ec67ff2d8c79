from typing import Any

import pytest

import contract_tests.checks  # noqa: F401 - registers them
from tests.answered import answer, asking, said, streamed, unary

PLANET = {
    "type": "OBJECT",
    "properties": {"name": {"type": "STRING"}, "moons": {"type": "INTEGER"}},
    "required": ["name"],
    "propertyOrdering": ["moons", "name"],
}
JSON_PLANET = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
GOOD = '{"moons": 2, "name": "Mars"}'


def _asking(media_type: str = "application/json", **config: Any) -> dict[str, Any]:
    return asking(generationConfig={"responseMimeType": media_type, **config})


def _text(text: str, **candidate: Any) -> dict[str, Any]:
    return answer({"text": text}, **candidate)


@pytest.mark.parametrize("text", [GOOD, "[1, 2]", '"word"', " null\n"])
def test_any_json_will_do_without_a_schema(text: str) -> None:
    assert said("json_mode_parses", unary(_text(text), _asking())) == []


@pytest.mark.parametrize("text", ["Mars has two moons.", f"```json\n{GOOD}\n```", GOOD[:-1]])
def test_what_is_no_json_is_found(text: str) -> None:
    (found,) = said("json_mode_parses", unary(_text(text), _asking())) or []

    assert found.startswith("expected JSON: ")
    assert text[:10] in found.encode().decode("unicode_escape")


def test_the_chunks_of_a_stream_are_one_json() -> None:
    first, last = _text(GOOD[:9], finishReason=None), _text(GOOD[9:])

    assert said("json_mode_parses", streamed(first, last, sent=_asking())) == []
    assert said("json_mode_parses", streamed(_text(GOOD[9:]), sent=_asking())) != []


@pytest.mark.parametrize(
    ("answered", "sent"),
    [
        (_text(GOOD[:9], finishReason="MAX_TOKENS"), _asking()),
        (_text(GOOD[:9]), _asking(stopSequences=["}"])),
        (_text("Hi"), asking()),
        (_text("Hi"), _asking("text/plain")),
        (answer(), _asking()),
        (answer({"text": "Hi"}, {"functionCall": {"name": "f"}}), _asking()),
    ],
    ids=["cut by a limit", "cut by a stop", "no mode", "plain", "nothing", "a call"],
)
def test_what_is_cut_or_no_json_mode_is_not_looked_at(
    answered: dict[str, Any], sent: dict[str, Any]
) -> None:
    assert said("json_mode_parses", unary(answered, sent)) is None


def test_thoughts_are_no_part_of_the_json() -> None:
    thinking = answer({"text": "Let me see.", "thought": True}, {"text": GOOD})

    assert said("json_mode_parses", unary(thinking, _asking())) == []


FORMAT = {"text": {"mimeType": "APPLICATION_JSON", "schema": JSON_PLANET}}
SCHEMAS = {
    "Google's": _asking(responseSchema=PLANET),
    "JSON Schema": _asking(responseJsonSchema=JSON_PLANET),
    "JSON Schema by its other name": _asking(_responseJsonSchema=JSON_PLANET),
    "a format": asking(generationConfig={"responseFormat": FORMAT}),
}


@pytest.mark.parametrize("sent", SCHEMAS.values(), ids=SCHEMAS)
def test_the_json_must_keep_the_schema(sent: dict[str, Any]) -> None:
    check = "json_mode_keeps_the_schema"

    assert said(check, unary(_text(GOOD), sent)) == []
    assert said(check, unary(_text('{"moons": 2}'), sent)) == [
        "the whole: 'name' is a required property"
    ]
    assert said(check, unary(_text('{"name": 7}'), sent)) == ["/name: 7 is not of type 'string'"]


@pytest.mark.parametrize("sent", [_asking(), _asking(responseSchema="x")])
def test_without_a_schema_that_can_be_read_nothing_is_held(sent: dict[str, Any]) -> None:
    assert said("json_mode_keeps_the_schema", unary(_text(GOOD), sent)) is None


def test_what_does_not_parse_has_no_schema_to_keep() -> None:
    sent = _asking(responseSchema=PLANET)

    assert said("json_mode_keeps_the_schema", unary(_text("Mars"), sent)) is None


def test_members_must_come_in_the_order_asked_for() -> None:
    check, sent = "members_come_in_the_order_asked_for", _asking(responseSchema=PLANET)

    assert said(check, unary(_text(GOOD), sent)) == []
    assert said(check, unary(_text('{"name": "Mars"}'), sent)) == []
    assert said(check, unary(_text('{"name": "Mars", "moons": 2}'), sent)) == [
        "expected the order moons and name, got name and moons"
    ]


def test_lists_have_no_order_of_members() -> None:
    check, sent = "members_come_in_the_order_asked_for", _asking(responseSchema=PLANET)
    two = {
        "candidates": [
            _text(GOOD)["candidates"][0],
            {**_text("[1]")["candidates"][0], "index": 1},
        ]
    }

    assert said(check, unary(_text("[1]"), sent)) is None
    assert said(check, unary(two, sent)) == []
    assert said(check, unary(_text(GOOD), _asking())) is None


def test_enum_mode_says_one_of_its_values() -> None:
    check = "enum_mode_says_one_of_the_values"
    sent = _asking("text/x.enum", responseSchema={"type": "STRING", "enum": ["fruit", "mineral"]})

    assert said(check, unary(_text("fruit\n"), sent)) == []
    assert said(check, unary(_text("A fruit."), sent)) == [
        "expected one of fruit and mineral, got 'A fruit.'"
    ]
    assert said(check, unary(_text("fruit"), _asking("text/x.enum"))) is None
