"""The end of the output."""

from dataclasses import replace
from pathlib import Path

from contract_tests.baselines.baseline import Baseline
from contract_tests.grouping import key
from contract_tests.report.contents import contents
from contract_tests.report.terminal import Line, lines
from contract_tests.result import Result
from tests.results import CLAIM, INFERRED, finding, outcome, result, sent


def told(run: Result) -> list[str]:
    return [each.text for each in lines(contents(run))]


def test_when_all_is_well_there_is_one_line() -> None:
    (line,) = lines(contents(result(outcome(sent=[sent()]))))

    assert line.text.startswith("kept: mock, comet: 1 kept, ")
    assert line.text.endswith(" not looked at; 1 exchanges, cost 0 (mock)")
    assert line == Line(line.text, "green", bold=True)


def test_a_broken_claim_is_told_with_its_place_and_a_command() -> None:
    found = list(lines(contents(result(outcome(finding(), finding(check="other", curl="x" * 5000))))))  # fmt: skip

    assert found[0].text.startswith(f"broken: {CLAIM} (documented; page ")
    assert (found[0].colour, found[0].bold) == ("red", True)
    assert [each.text for each in found[2:7]] == [
        "  1 x other at /usageMetadata/totalTokenCount: expected 3, got 4",
        "    in test_x.py::test_y",
        "  1 x total_is_the_sum at /usageMetadata/totalTokenCount: expected 3, got 4",
        "    in test_x.py::test_y",
        "    curl http://x",
    ]
    assert found[-1].text.startswith("broken: mock, comet: ")


def test_a_finding_of_the_whole_answer_is_at_its_root() -> None:
    assert "  1 x total_is_the_sum at /: expected 3, got 4" in told(
        result(outcome(finding(pointer="")))
    )


def test_what_is_to_learn_and_what_is_new_has_a_line_each() -> None:
    learnt = finding(claim=INFERRED, severity="to learn")
    new = finding(claim="schema.answers", severity="additive")

    found = told(result(outcome(learnt, new)))

    assert found[0].startswith(f"to learn: {INFERRED} (1 x total_is_the_sum) at /usage")
    assert found[1].startswith("additive: schema.answers (1 x ")
    assert len(found) == 3


def test_what_couldnt_be_checked_is_told_by_reason() -> None:
    some = [
        outcome(source=f"test_a.py::test_{n}", state="could not check", reason="it answers 429")
        for n in range(3)
    ]

    assert told(result(*some))[0] == "could not check: it answers 429 (3 scenarios)"


def test_only_so_many_findings_are_told() -> None:
    some = [finding(check=f"check_{n:02}") for n in range(25)]

    found = told(result(outcome(*some)))

    assert "  and 5 more, which --report FILE has" in found
    assert not any("check_20" in each for each in found)


def test_only_so_many_relaxations_are_told() -> None:
    found = told(result(outcome(), relaxed=tuple(f"line {n}" for n in range(25))))

    assert "RELAXED: line 19" in found
    assert "RELAXED: line 20" not in found
    assert "  and 5 more, which --report FILE has" in found


def test_with_a_baseline_new_findings_are_marked_and_known_ones_counted(tmp_path: Path) -> None:
    accepted = replace(Baseline.new(tmp_path / "b", "comet"), findings={key(finding()): "Ticket."})

    found = told(accepted.judged(result(outcome(finding(), finding(check="other")))))

    assert "  1 x other at /usageMetadata/totalTokenCount (new): expected 3, got 4" in found
    assert f"known: 1 finding, accepted in {tmp_path / 'b'}" in found
    assert not any(CLAIM in each and "total_is_the_sum" in each for each in found)


def test_a_run_that_was_stopped_says_why() -> None:
    assert told(result(stopped="interrupted"))[-1].endswith("; stopped: interrupted")
