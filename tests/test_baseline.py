"""What is accepted, and the contract as it was."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract_tests.bad_files import BadFile
from contract_tests.baselines.baseline import Baseline, read, seal
from contract_tests.baselines.relaxations import EDITED, Relaxation, contract
from contract_tests.grouping import Key, key
from tests.results import CHECK, CLAIM, INFERRED, finding, outcome, result

WIDER = Relaxation("", 'schema gemini/usage.json#/$defs/UsageMetadata may property "serviceTier"')
FORMER = "claim usage.gone comet documented"  # a claim that there was, once


@pytest.fixture
def accepted(tmp_path: Path) -> Baseline:
    """A baseline that accepts one finding, with a reason."""
    found = Baseline.new(tmp_path / "baseline.json", "comet")
    return replace(found, findings={key(finding()): "The gateway counts twice; ticket 7."})


def edited(file: Path, change: Callable[[Any], None], *, sealed: bool = False) -> Baseline:
    """Change a file by hand, and read it."""
    value = json.loads(file.read_text("utf-8"))
    change(value)
    if sealed:
        value["seal"] = seal(value)
    file.write_text(json.dumps(value), "utf-8")
    return read(file, "comet")


def test_a_baseline_survives_its_file(accepted: Baseline) -> None:
    relaxed = {Relaxation(FORMER, ""): "Nobody kept it."}
    written = replace(accepted, relaxed=relaxed, contract=(FORMER, *contract()))
    written.write()

    assert read(accepted.file, "comet") == written


def test_an_accepted_finding_doesnt_count(accepted: Baseline) -> None:
    found = accepted.judged(result(outcome(finding())))

    assert found.verdict == "kept"
    assert found.known == (finding(),)
    assert found.reasons[key(finding())].startswith("The gateway")
    assert found.baseline == str(accepted.file)


def test_a_finding_that_isnt_in_it_breaks_the_claim(accepted: Baseline) -> None:
    found = accepted.judged(result(outcome(finding(), finding(pointer="/usageMetadata"))))

    assert found.verdict == "broken"
    assert [each.pointer for each in found.findings] == ["/usageMetadata"]


def test_an_accepted_finding_that_got_worse_counts(accepted: Baseline) -> None:
    learnt = replace(accepted, findings={key(finding(severity="to learn")): "Known."})

    assert learnt.judged(result(outcome(finding()))).verdict == "broken"


def test_a_finding_without_a_reason_is_relaxed(accepted: Baseline) -> None:
    bare = replace(accepted, findings={key(finding()): ""})

    found = bare.judged(result(outcome(finding())))

    assert found.verdict == "relaxed"
    assert found.relaxed == (
        f"accepted without a reason: {CLAIM} {CHECK} /usageMetadata/totalTokenCount breaking",
    )


def test_a_broken_claim_is_worse_than_a_relaxed_one(accepted: Baseline) -> None:
    bare = replace(accepted, findings={key(finding()): ""})

    assert bare.judged(result(outcome(finding(), finding(check="x")))).verdict == "broken"


def test_a_claim_that_is_gone_since_is_relaxed(accepted: Baseline) -> None:
    found = replace(accepted, contract=(FORMER, *contract()))

    assert found.judged(result(outcome())).relaxed == (f"gone: {FORMER}",)


def test_a_schema_that_takes_more_since_is_relaxed(accepted: Baseline) -> None:
    narrower = tuple(each for each in contract() if each != _line("serviceTier"))

    found = replace(accepted, contract=narrower)

    assert found.judged(result(outcome())).relaxed == (f"new: {_line('serviceTier')}",)


def _line(name: str) -> str:
    return f'schema gemini/usage.json#/$defs/UsageMetadata may property "{name}"'


def test_an_update_accepts_what_is_found_and_wants_a_reason(accepted: Baseline) -> None:
    new = finding(pointer="/new")

    found = accepted.updated(result(outcome(finding(), new)))

    assert found.findings == {key(new): "", key(finding()): "The gateway counts twice; ticket 7."}
    assert found.judged(result(outcome(finding(), new))).verdict == "relaxed"


def test_an_update_after_a_judgement_is_the_same(accepted: Baseline) -> None:
    run = result(outcome(finding(), finding(pointer="/new")))

    assert accepted.updated(accepted.judged(run)) == accepted.updated(run)


def test_an_update_drops_what_is_mended_and_keeps_what_nothing_looked_for(
    accepted: Baseline,
) -> None:
    scenario: Key = ("auth.bearer", "test_x.py::test_y", "", "breaking")
    elsewhere: Key = ("auth.bearer", "test_x.py::test_z", "", "breaking")
    both = replace(
        accepted,
        findings={key(finding()): "a", scenario: "b", elsewhere: "c", (CLAIM, "other", "", "additive"): "d"},
    )  # fmt: skip

    found = both.updated(result(outcome(claims=["auth.bearer"])))

    assert set(found.findings) == {elsewhere, (CLAIM, "other", "", "additive")}


def test_a_scenario_that_couldnt_be_checked_saw_nothing(accepted: Baseline) -> None:
    scenario: Key = ("auth.bearer", "test_x.py::test_y", "", "breaking")
    one = replace(accepted, findings={scenario: "b"})

    found = one.updated(result(outcome(claims=["auth.bearer"], state="could not check")))

    assert set(found.findings) == {scenario}


def test_an_update_takes_the_contract_as_it_is_and_wants_a_reason_for_what_is_weaker(
    accepted: Baseline,
) -> None:
    was = replace(accepted, contract=(FORMER, *contract()))

    found = was.updated(result(outcome()))

    assert found.contract == contract()
    assert found.relaxed == {Relaxation(FORMER, ""): ""}
    assert found.judged(result(outcome())).relaxed == (f"gone: {FORMER}",)
    assert found.updated(result(outcome())).relaxed == {Relaxation(FORMER, ""): ""}, "nor forgotten"


def test_what_is_weaker_for_a_reason_is_no_complaint(accepted: Baseline) -> None:
    found = replace(accepted, relaxed={Relaxation(FORMER, ""): "It was wrong.", WIDER: "It came."})

    assert found.judged(result(outcome())).relaxed == ()
    assert found.updated(result(outcome())).relaxed == found.relaxed


def test_a_claim_that_is_lowered_twice_is_weaker_twice(accepted: Baseline) -> None:
    steps = {
        Relaxation(f"claim {INFERRED} comet documented", f"claim {INFERRED} comet observed"): "a",
        Relaxation(f"claim {INFERRED} comet observed", f"claim {INFERRED} comet inferred"): "b",
    }

    assert replace(accepted, relaxed=steps).updated(result(outcome())).relaxed == steps


def test_what_isnt_weaker_any_more_is_forgotten(accepted: Baseline) -> None:
    back = f"claim {INFERRED} comet inferred"
    never = Relaxation("", "schema x# may type true")
    found = replace(accepted, relaxed={Relaxation(back, ""): "", never: ""})

    assert found.judged(result(outcome())).relaxed == ()
    assert found.updated(result(outcome())).relaxed == {}


def test_a_reason_may_be_written_by_hand(accepted: Baseline) -> None:
    replace(accepted, findings={key(finding()): ""}).write()

    found = edited(accepted.file, lambda value: value["findings"][0].update(reason=" Ticket 7. "))

    assert found.intact
    assert found.findings == {key(finding()): "Ticket 7."}


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["contract"].pop(),
        lambda value: value["findings"][0].update(pointer="/other"),
        lambda value: value.update(about=""),
    ],
    ids=["contract", "finding", "other"],
)
def test_any_other_edit_is_relaxed(accepted: Baseline, change: Callable[[Any], None]) -> None:
    accepted.write()

    found = edited(accepted.file, change)

    assert not found.intact
    assert found.judged(result(outcome())).relaxed == (str(EDITED),)


def test_an_update_doesnt_wash_an_edit_clean(accepted: Baseline) -> None:
    accepted.write()
    found = edited(accepted.file, lambda value: value["contract"].pop())

    updated = found.updated(result(outcome(finding())))

    assert updated.intact
    assert updated.judged(result(outcome(finding()))).relaxed == (str(EDITED),)
    told = replace(updated, relaxed={EDITED: "A merge."})
    assert told.judged(result(outcome(finding()))).relaxed == ()
    again = replace(told, intact=False)
    assert again.judged(result(outcome(finding()))).relaxed == (str(EDITED),)
    assert again.updated(result(outcome(finding()))).relaxed == {EDITED: ""}


def test_a_file_that_isnt_there_is_bad(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"none\.json: No such file.*--update-baseline"):
        read(tmp_path / "none.json", "comet")


def test_a_file_that_isnt_json_is_bad_at_a_line(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"version": 1,\n "findings": [,]}', "utf-8")

    with pytest.raises(
        BadFile, match=r"b\.json:2: it isn't JSON: .*; mend that line, or remove it"
    ):
        read(tmp_path / "b.json", "comet")


def test_a_file_that_is_nested_too_deep_is_bad(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("[" * 99_999, "utf-8")

    with pytest.raises(BadFile, match=r"b\.json: it can't be read as JSON: maximum recursion"):
        read(tmp_path / "b.json", "comet")


def test_a_file_that_isnt_text_is_bad(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(b"\xff\xfe")

    with pytest.raises(BadFile, match="UTF-8"):
        read(tmp_path / "b.json", "comet")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda value: value.update(version=2), "version 2"),
        (lambda value: value.pop("seal"), "seal"),
        (lambda value: value["findings"][0].pop("claim"), "claim"),
        (lambda value: value["findings"][0].update(severity="bad"), "severity 'bad'"),
        (lambda value: value.update(findings=None), "NoneType"),
        (lambda value: value["contract"].append("claim a.b"), "not enough values"),
        (
            lambda value: value["relaxed"].append({"was": "x", "now": "", "reason": ""}),
            "not enough",
        ),
    ],
    ids=["version", "seal", "member", "severity", "list", "line", "former-line"],
)
def test_a_file_that_isnt_a_baseline_is_bad(
    accepted: Baseline, change: Callable[[Any], None], told: str
) -> None:
    accepted.write()

    with pytest.raises(BadFile, match=told):
        edited(accepted.file, change, sealed="seal" not in told)


def test_json_of_another_kind_is_bad(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("[]", "utf-8")

    with pytest.raises(BadFile, match="it isn't a baseline of version 1"):
        read(tmp_path / "b.json", "comet")


def test_a_baseline_for_another_dialect_is_bad(accepted: Baseline) -> None:
    accepted.write()

    with pytest.raises(BadFile, match="for --dialect comet, not google"):
        read(accepted.file, "google")
