"""A whole run, claim by claim, and its verdict."""

from typing import Any

import pytest

from contract_tests.check import CHECKS, Check
from contract_tests.claims import applying
from contract_tests.findings import Finding
from contract_tests.grouping import key
from contract_tests.outcome import Outcome, Sent
from contract_tests.result import EXIT_CODES, Held, Result, assembled, is_moody

CLAIM = "usage.total"  # documented of comet
INFERRED = "stream.finish-last"


def finding(claim: str = CLAIM, **rest: Any) -> Finding:
    return Finding(pointer="/x", message="m", claim=claim, check="a_check", **rest)


def outcome(**rest: Any) -> Outcome:
    return Outcome(source="test_x.py::test_y", **rest)


def held(*outcomes: Outcome, claim: str = CLAIM) -> Held:
    claims, _ = assembled(outcomes, dialect="comet")
    return next(each for each in claims if each.claim.id == claim)


def result(*outcomes: Outcome, **rest: Any) -> Result:
    claims, known = assembled(outcomes, dialect="comet")
    return Result(
        target="mock", dialect="comet", outcomes=outcomes, claims=claims, known=known, **rest
    )


def test_every_claim_of_the_dialect_is_accounted_for() -> None:
    claims, _ = assembled([], dialect="comet")

    assert [each.claim.id for each in claims] == list(applying("comet"))
    assert {each.state for each in claims} == {"not looked at"}


def test_a_claim_that_a_check_looked_at_is_kept() -> None:
    found = held(outcome(looked={f"{CLAIM} a_check": 3}), outcome(looked={f"{CLAIM} b": 1}))

    assert (found.state, found.looked) == ("kept", 4)


def test_a_claim_that_a_scenario_held_is_kept() -> None:
    only_held = "auth.bearer"

    assert held(outcome(claims=[only_held]), claim=only_held).state == "kept"


def test_where_a_check_holds_it_too_it_is_the_check_that_must_have_looked() -> None:
    assert held(outcome(claims=[CLAIM])).state == "not looked at"
    assert held(outcome(claims=[CLAIM], looked={f"{CLAIM} a_check": 1})).state == "kept"


def test_one_breaking_finding_breaks_a_claim() -> None:
    found = held(
        outcome(looked={f"{CLAIM} a_check": 9}),
        outcome(looked={f"{CLAIM} a_check": 1}, findings=[finding()]),
    )

    assert (found.state, found.findings) == ("broken", (finding(),))


def test_an_inferred_claim_is_to_learn() -> None:
    assert held(outcome(findings=[finding(severity="to learn")])).state == "to learn"


def test_what_is_new_breaks_nothing() -> None:
    found = held(outcome(looked={f"{CLAIM} a_check": 1}, findings=[finding(severity="additive")]))

    assert found.state == "kept"
    assert len(found.findings) == 1


def test_what_could_not_be_checked_isnt_kept() -> None:
    found = held(outcome(claims=[CLAIM], state="could not check", reason="it answers 429"))

    assert (found.state, found.reason) == ("could not check", "it answers 429")


def test_a_skipped_scenario_holds_nothing() -> None:
    assert held(outcome(claims=[CLAIM], state="skipped")).state == "not looked at"


def test_a_known_finding_doesnt_count() -> None:
    claims, known = assembled(
        [outcome(looked={f"{CLAIM} a_check": 1}, findings=[finding()])],
        dialect="comet",
        known={key(finding())},
    )

    assert next(each.state for each in claims if each.claim.id == CLAIM) == "known"
    assert known == (finding(),)


@pytest.fixture
def moody(monkeypatch: pytest.MonkeyPatch) -> None:
    check = Check(
        name="a_check", claim=CLAIM, says="", rule=lambda _: iter(()), applies=bool, mood=0.25
    )
    monkeypatch.setitem(CHECKS, "a_check", check)


@pytest.mark.usefixtures("moody")
@pytest.mark.parametrize(
    ("bad", "state"), [(1, "kept"), (2, "kept"), (4, "kept"), (5, "broken"), (8, "broken")]
)
def test_a_mood_is_allowed_its_share_and_what_is_no_rare_chance(bad: int, state: str) -> None:
    found = held(
        outcome(
            looked={f"{CLAIM} a_check": 8},
            bad={f"{CLAIM} a_check": bad},
            findings=[finding()] * bad,
        )
    )

    assert found.state == state
    assert len(found.moody) == (bad if state == "kept" else 0)


@pytest.mark.parametrize(
    ("mood", "bad", "looked", "moody"),
    [
        (0.02, 1, 30, True),  # nearly every second run has one
        (0.02, 3, 30, False),
        (0.02, 1, 2, False),
        (0.2, 1, 2, True),
        (0.2, 1, 1, False),  # always is no mood
        (0.0, 1, 99, False),
        (0.1, 0, 9, False),
    ],
)
def test_few_looks_prove_little_against_a_mood(
    mood: float,
    bad: int,
    looked: int,
    moody: bool,  # noqa: FBT001
) -> None:
    assert is_moody(mood, bad, looked) is moody


def test_verdicts_are_the_worst_that_can_be_said() -> None:
    good = outcome(looked={f"{CLAIM} a_check": 1})
    bad = outcome(looked={f"{CLAIM} a_check": 1}, findings=[finding()])
    learnt = outcome(findings=[finding(INFERRED, severity="to learn")])
    unchecked = outcome(claims=["auth.bearer"], state="could not check")

    assert result(good).verdict == "kept"
    assert result(good, learnt).verdict == "kept"
    assert result(good, bad, unchecked).verdict == "broken"
    assert result(good, unchecked).verdict == "could not check"
    assert result().verdict == "could not check", "nothing was looked at"
    assert result(skipped=True).verdict == "skipped"
    assert result(good, too_dear=True).verdict == "too dear"
    assert result(good, bad, stopped="interrupted").verdict == "interrupted"
    assert result(good, relaxed=("a schema is wider",)).verdict == "relaxed"
    assert result(good, bad, relaxed=("x",), too_dear=True).verdict == "broken"


def test_exit_codes_are_frozen() -> None:
    assert EXIT_CODES == {
        "kept": 0, "skipped": 0, "broken": 1, "relaxed": 1, "could not check": 4, "too dear": 5,
        "interrupted": 130,
    }  # fmt: skip


def test_what_it_cost_is_summed() -> None:
    sent = Sent(
        model="gemini-2.5-flash", operator="generateContent", status=200,
        first=0.1, last=0.2, prompt=1_000_000, output=1_000_000, pictures=0,
    )  # fmt: skip
    found = result(outcome(sent=[sent, sent]))

    assert found.cost == pytest.approx(5.60)


def test_an_outcome_survives_json() -> None:
    sent = Sent(
        model="m", operator="o", status=200, first=0.1, last=0.2, prompt=1, output=2, pictures=0
    )
    one = outcome(claims=[CLAIM], findings=[finding()], sent=[sent], looked={"a b": 1}, answers=2)

    assert Outcome.from_json(one.to_json()) == one
