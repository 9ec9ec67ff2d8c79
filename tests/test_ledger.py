"""The ledger of members."""

import re
from typing import Any

import pytest

from contract_tests.claims import claims, on_page
from contract_tests.outcome import Outcome
from contract_tests.report.answers import is_free, known_members
from contract_tests.report.ledger import ledger, presence
from tests.conftest import SHARED
from tests.results import outcome

FACTS = SHARED / "facts" / "real_field_paths.md"


def counted(answers: int = 1, **rest: Any) -> Outcome:
    return outcome(answers=answers, **rest)


def test_a_member_that_the_page_doesnt_name_is_told_with_an_example() -> None:
    told = ledger(
        [
            counted(4, fields={"modelStatus": 1, "shine": 2}, examples={"modelStatus": "{}"}),
            counted(6, fields={"shine": 1}, examples={"shine": "true"}),
        ]
    )

    assert told["answers"] == 10
    assert told["undocumented"] == [
        {"path": "modelStatus", "seen": 1, "of": 10, "known": True, "example": "{}"},
        {"path": "shine", "seen": 3, "of": 10, "known": False, "example": "true"},
    ]


def test_members_of_chats_are_counted_of_chats() -> None:
    told = ledger([counted(4, chats=2, fields={"choices[].shine": 1, "shine": 1, "usage": 2})])

    assert (told["answers"], told["chats"]) == (4, 2)
    assert {each["path"]: each["of"] for each in told["undocumented"]} == {
        "choices[].shine": 2,
        "shine": 4,
    }
    never = {each["path"] for each in told["never_seen"]}
    assert "system_fingerprint" in never
    assert "usage" not in never


def test_without_chats_nothing_of_theirs_is_missed() -> None:
    never = {each["path"] for each in ledger([counted(4)])["never_seen"]}

    assert "candidates" in never
    assert not {"choices", "usage", "system_fingerprint"} & never


def test_the_first_example_is_shown() -> None:
    told = ledger([counted(fields={"shine": 1}, examples={"shine": each}) for each in "12"])

    assert told["undocumented"][0]["example"] == "1"


def test_what_is_anybodys_is_no_member_of_the_api() -> None:
    arguments = "candidates[].content.parts[].functionCall.args"

    told = ledger([counted(fields={f"{arguments}.city": 1, f"{arguments}.list[].a": 1})])

    assert told["undocumented"] == []


def test_a_member_that_the_page_names_is_never_undocumented() -> None:
    told = ledger([counted(fields=dict.fromkeys(on_page(), 1))])

    assert told["undocumented"] == []
    assert told["never_seen"] == []


def test_a_documented_member_that_never_came_is_told_with_how_often_others_saw_it() -> None:
    told = ledger([counted(fields={"candidates": 1})])

    assert {"path": "candidates[].finishReason", "google": 100.0, "vertex": 99.7} in told["never_seen"]  # fmt: skip
    assert "candidates" not in {each["path"] for each in told["never_seen"]}


def test_the_share_seen_stands_beside_that_of_recorded_traffic() -> None:
    told = ledger([counted(8, fields={"candidates[].avgLogprobs": 2})])

    row = next(each for each in told["presence"] if each["path"] == "candidates[].avgLogprobs")
    assert row == {
        "path": "candidates[].avgLogprobs", "google": 9.5, "vertex": 73.7, "seen": 2, "of": 8, "share": 25.0,
    }  # fmt: skip


def test_of_no_answers_there_is_no_share() -> None:
    assert {each["share"] for each in ledger([])["presence"]} == {None}


def test_presence_is_that_of_the_facts() -> None:
    if not FACTS.exists():
        pytest.skip("needs ../shared, which only the project's own machines have")
    rows = {
        found[1]: (float(found[2] or 0), float(found[3] or 0))
        for found in re.finditer(
            r"^\| `([^` ]+)` \|[^|]*\| *([\d.]*) *\|[^|]*\| *([\d.]*) *\|", FACTS.read_text("utf-8"), re.MULTILINE
        )
    }  # fmt: skip

    assert len(presence()) >= 80
    for path, row in presence().items():
        assert rows[path] == (row["google"], row["vertex"]), path


def test_the_schemas_know_members_at_any_depth() -> None:
    known = known_members()

    assert "candidates[].content.parts[].functionCall.args" in known
    assert "candidates[].groundingMetadata.groundingSupports[].segment.endIndex" in known
    assert "usageMetadata.promptTokensDetails[].modality" in known
    assert "usageMetadata.shine" not in known


def test_free_members_are_those_below_one_that_may_hold_anything() -> None:
    assert is_free("candidates[].content.parts[].toolCall.args.a.b")
    assert not is_free("candidates[].content.parts[].toolCall.args")
    assert not is_free("candidates[].content.parts[].toolCall.shine")


def test_what_the_page_names_is_what_documented_claims_are_about() -> None:
    named, others = fields(documented=True), fields(documented=False)

    assert named <= on_page()
    assert "candidates" in on_page(), "what is around a member is named with it"
    assert not any(each.endswith("[]") for each in on_page())
    around = {x for x in others if any(each.startswith((f"{x}.", f"{x}[]")) for each in named)}
    assert not (others - named - around) & on_page()


def fields(*, documented: bool) -> set[str]:
    return {
        field
        for claim in claims().values()
        if (claim.grades.get("comet") == "documented") == documented
        for field in claim.fields
    }
