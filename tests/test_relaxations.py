"""What became weaker."""

from typing import Any

import pytest

from contract_tests.baselines import constraints
from contract_tests.baselines.relaxations import EDITED, Relaxation, contract, relaxations
from contract_tests.check import CHECKS
from contract_tests.claims import claims
from mockserver.schemas import close

OBJECT = {
    "type": "object",
    "properties": {"a": {"type": "integer", "minimum": 0}},
    "required": ["a"],
}


def told(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return what is weaker of a schema, without the words that all such lines have."""
    before, after = (constraints.lines({"f": close(each)}) for each in (was, now))
    return [str(each).replace("schema f#", "") for each in relaxations(before, after)]


def test_the_contract_against_itself_is_no_weaker() -> None:
    assert relaxations(contract(), contract()) == []


def test_the_contract_has_every_claim_check_and_schema() -> None:
    lines = contract()

    assert sum(each.startswith("claim ") for each in lines) == sum(
        len(each.grades) for each in claims().values()
    )
    assert sum(each.startswith("check ") for each in lines) == len(CHECKS)
    files = {each.split(" ")[1].partition("#")[0] for each in lines if each.startswith("schema ")}
    assert {"gemini/usage.json", "errors/comet.json", "openai/chat_completion.json"} <= files
    assert not any(each.startswith("contract/") for each in files), (
        "our own formats promise nothing"
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (["claim a.b comet documented"], []),
        (
            ["claim a.b comet observed"],
            ["claim a.b comet documented: now claim a.b comet observed"],
        ),
        (["claim a.b google documented"], ["gone: claim a.b comet documented"]),
        ([], ["gone: claim a.b comet documented"]),
    ],
)
def test_a_claim_is_weaker_with_a_lower_grade_or_gone(now: list[str], expected: list[str]) -> None:
    found = relaxations(["claim a.b comet documented"], now)

    assert [str(each) for each in found] == expected


def test_a_claim_that_is_new_or_surer_is_no_weaker() -> None:
    now = ["claim a.b comet documented", "claim c.d comet inferred"]

    assert relaxations(["claim a.b comet inferred"], now) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (["check x a.b 0.1"], []),
        (["check x a.b 0.0"], []),
        (["check x a.b 0.5"], ["check x a.b 0.1: now check x a.b 0.5"]),
        (["check x c.d 0.1"], ["check x a.b 0.1: now check x c.d 0.1"]),
        ([], ["gone: check x a.b 0.1"]),
    ],
)
def test_a_check_is_weaker_with_more_mood_or_another_claim(
    now: list[str], expected: list[str]
) -> None:
    assert [str(each) for each in relaxations(["check x a.b 0.1"], now)] == expected


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ({"minimum": 0}, {}, ["gone:  must minimum 0"]),
        ({"minimum": 0}, {"minimum": -5}, [" must minimum 0: now  must minimum -5"]),
        ({"minimum": 0}, {"minimum": 1}, []),
        ({"maximum": 9}, {"maximum": 10}, [" must maximum 9: now  must maximum 10"]),
        ({"maximum": 9}, {"maximum": 8}, []),
        ({"pattern": "^a$"}, {"pattern": "a"}, [' must pattern "^a$": now  must pattern "a"']),
        ({"enum": ["A"]}, {"enum": ["A", "B"]}, ['new:  may enum "B"']),
        ({"enum": ["A", "B"]}, {"enum": ["A"]}, []),
        ({"enum": ["A"]}, {}, ["gone:  must enum true"]),
        ({}, {"enum": ["A"]}, []),
        ({"type": "string"}, {"type": ["string", "null"]}, ['new:  may type "null"']),
        ({}, {"type": "string"}, []),
        ({"items": {"minimum": 0}}, {}, ["gone:  must items true"]),
        ({"items": {"minimum": 0}}, {"items": {}}, ["gone: /items must minimum 0"]),
    ],
)  # fmt: skip
def test_a_schema_is_weaker_where_it_takes_more(
    was: dict[str, Any], now: dict[str, Any], expected: list[str]
) -> None:
    assert told(was, now) == expected


def test_a_member_that_is_new_is_told_once() -> None:
    properties = {**OBJECT["properties"], "b": {"type": "string", "pattern": "x"}}  # type: ignore[dict-item]

    assert told(OBJECT, {**OBJECT, "properties": properties}) == ['new:  may property "b"']


def test_a_member_that_went_is_no_relaxation_but_its_requirement_is() -> None:
    assert told(OBJECT, {"type": "object", "properties": {}}) == ['gone:  must required "a"']
    assert told(OBJECT, {"type": "object", "properties": {}, "required": ["a"]}) == []


def test_an_object_that_was_opened_is_weaker() -> None:
    found = told(OBJECT, {**OBJECT, "additionalProperties": True})

    assert found == ["gone:  must additionalProperties true", "gone:  must property true"]


def test_an_object_that_was_closed_is_not() -> None:
    assert told({**OBJECT, "additionalProperties": True}, OBJECT) == []


def test_a_requirement_that_went_beside_another_is_gone() -> None:
    was, now = {"required": ["a", "b"]}, {"required": ["b", "c"]}

    assert told(was, now) == ['gone:  must required "a"']


def test_narrowing_beside_it_excuses_nothing() -> None:
    assert told({"minimum": 0}, {"maximum": 1}) == ["gone:  must minimum 0"]


@pytest.mark.parametrize(
    "line", ["", "claim a.b comet certain", "check x a.b much", "schema f# shall type true", "schema f# must minimum x"]
)  # fmt: skip
def test_a_line_that_is_none_isnt_taken(line: str) -> None:
    with pytest.raises((LookupError, ValueError)):
        relaxations([line], [])


def test_an_edit_is_told_in_words() -> None:
    assert str(EDITED) == "the baseline was edited by hand, and not only its reasons"
    assert str(Relaxation("", "x")) == "new: x"
