"""What a hunt finds, makes small and counts: with a made-up target, that fails by what is said to it."""

from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import strategies as st

from contract_tests.asking.spending import TooDear
from contract_tests.asking.targets import CouldNotCheck
from contract_tests.fuzzing.target.cause import Cause, Failure
from contract_tests.fuzzing.target.example import Example
from contract_tests.fuzzing.target.hunting import Hunt, Plan
from contract_tests.fuzzing.target.trying import WentDown
from tests.fuzzing import cause, failure, flawed, said, texts, valid


def failing(*letters: str) -> Callable[[Example], tuple[Failure, ...]]:
    """Fail for each of some letters that is said."""
    return lambda each: tuple(failure(x) for x in letters if x in said(each))


def watched(_: Hunt) -> None:
    """See nothing."""


def hunted(attempt: Callable[[Example], tuple[Failure, ...]], **plan: object) -> Hunt:
    told: dict[str, object] = {"seed": 1, "examples": 300}
    hunt = Hunt(attempt, Plan(**told | plan), watched)  # type: ignore[arg-type]
    hunt.run(texts())
    return hunt


def test_each_cause_is_found_once_with_the_smallest_example() -> None:
    hunt = hunted(failing("x", "y"))

    assert {each.what: said(found.example) for each, found in hunt.found.items()} == {
        "x": "x",
        "y": "y",
    }
    assert all(each.steady and not each.known for each in hunt.found.values())
    assert hunt.drawn == {"valid": 300}
    assert not hunt.stopped


def test_examples_are_counted_and_shrinking_is_not() -> None:
    tried: list[Example] = []

    def attempt(example: Example) -> tuple[Failure, ...]:
        tried.append(example)
        return failing("x")(example)

    hunt = hunted(attempt)

    (found,) = hunt.found.values()
    assert 10 < found.count < 300
    assert len(tried) > 300


def test_a_cause_is_made_small_once() -> None:
    shrinking: list[bool] = []
    hunt = Hunt(
        failing("x"), Plan(seed=1, examples=300), lambda each: shrinking.append(each.is_shrinking)
    )

    hunt.run(texts())

    assert sum(now and not before for before, now in pairwise([False, *shrinking])) == 1


def test_causes_that_always_come_together_are_both_made_small() -> None:
    seen: list[set[Cause]] = []

    def attempt(example: Example) -> tuple[Failure, ...]:
        found = (failure("b"), failure("a")) if len(said(example)) > 3 else ()
        seen.append({each.cause for each in found})
        return found

    hunt = hunted(attempt)

    assert {each.what: said(x.example) for each, x in hunt.found.items()} == {
        "a": "aaaa",
        "b": "aaaa",
    }


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    def drawn(seed: int) -> list[str]:
        tried: list[str] = []

        def attempt(example: Example) -> tuple[Failure, ...]:
            tried.append(said(example))
            return ()

        hunted(attempt, seed=seed, examples=40)
        return tried

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
    assert len(drawn(7)) == 40


def test_where_requests_cost_nothing_is_made_smaller() -> None:
    hunt = hunted(failing("x"), examples=30, shrinking=0.0)

    assert hunt.drawn.total() == 30
    (found,) = hunt.found.values()
    assert found.count >= 1
    assert not hunt.is_shrinking


def test_shrinking_ends_in_time_and_what_was_found_is_kept() -> None:
    clock = count(step=0.5)
    hunt = Hunt(
        failing("x"), Plan(seed=1, examples=60, shrinking=1.0), watched, lambda: next(clock)
    )

    hunt.run(texts())

    (found,) = hunt.found.values()
    assert "x" in said(found.example)
    assert hunt.drawn.total() == 60


def test_a_run_ends_in_time() -> None:
    clock = count(step=1.0)
    hunt = Hunt(failing(), Plan(seed=1, seconds=30), watched, lambda: next(clock))

    hunt.run(texts())

    assert 5 < hunt.drawn.total() < 30
    assert not hunt.stopped


def test_what_fails_once_and_not_again_is_told_as_such() -> None:
    tried: set[str] = set()

    def attempt(example: Example) -> tuple[Failure, ...]:
        first = said(example) not in tried
        tried.add(said(example))
        return failing("x")(example) if first else ()

    hunt = hunted(attempt, examples=40)

    (found,) = hunt.found.values()
    assert not found.steady


def test_so_many_causes_are_enough() -> None:
    hunt = hunted(lambda each: (failure(said(each)),), shrinking=0.0)

    assert hunt.stopped == "50 causes were found, which is enough"
    assert len(hunt.found) == 50


@pytest.mark.parametrize(
    ("error", "tries", "dear"), [(CouldNotCheck("a quota"), 3, False), (TooDear("spent"), 1, True)]
)
def test_a_target_that_does_not_answer_is_left_alone(
    *, error: CouldNotCheck, tries: int, dear: bool
) -> None:
    tried: list[Example] = []

    def attempt(example: Example) -> tuple[Failure, ...]:
        tried.append(example)
        raise error

    hunt = hunted(attempt)

    assert hunt.stopped == str(error)
    assert (len(tried), hunt.too_dear) == (tries, dear)


def test_an_answer_now_and_then_is_enough_to_go_on() -> None:
    turns = count()

    def attempt(_: Example) -> tuple[Failure, ...]:
        if next(turns) % 3:
            raise CouldNotCheck("busy")
        return ()

    hunt = hunted(attempt, examples=30)

    assert not hunt.stopped
    assert hunt.unanswered["busy"] == 20
    assert hunt.drawn.total() == 30


def test_what_brings_a_target_down_is_found_and_ends_the_run() -> None:
    def attempt(example: Example) -> tuple[Failure, ...]:
        if "x" in said(example):
            raise WentDown(failure("a valid request", "no answer"))
        return ()

    hunt = hunted(attempt)

    assert [each.kind for each in hunt.found] == ["no answer"]
    assert hunt.stopped == "the target can't be reached any more: 200"


def test_a_fault_of_the_suite_is_no_failing_example() -> None:
    def attempt(_: Example) -> tuple[Failure, ...]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hunted(attempt)


def test_a_flaw_that_was_accepted_is_not_sent_again_where_it_costs() -> None:
    sent: list[str] = []

    def attempt(example: Example) -> tuple[Failure, ...]:
        sent.append(example.flaw)
        return (failure(example.flaw),) if example.flaw == "too hot" else ()

    hunt = Hunt(attempt, Plan(seed=1, examples=40, shrinking=0.0, avoids=True), watched)
    hunt.run(st.sampled_from(["too hot", "too cold"]).flatmap(numbered))

    assert sent.count("too hot") == 1
    assert hunt.drawn == {"invalid": 40}


def numbered(flaw: str) -> st.SearchStrategy[Example]:
    return st.integers(0, 10_000).map(lambda number: flawed(flaw=flaw, field=f"a[{number}]"))


def test_where_nothing_is_left_that_may_be_sent_a_run_ends() -> None:
    hunt = Hunt(
        lambda each: (failure(each.flaw),),
        Plan(seed=1, examples=40, shrinking=0.0, avoids=True),
        watched,
    )

    hunt.run(numbered("too hot"))

    assert hunt.drawn.total() == 1
    assert hunt.stopped == "nothing is left that may be sent"


def test_many_causes_share_the_time_and_are_enough_while_they_are_made_small() -> None:
    clock = count(step=0.01)
    hunt = Hunt(
        lambda each: (failure(said(each)),),
        Plan(seed=1, examples=5000, shrinking=1.0),
        watched,
        lambda: next(clock),
    )

    hunt.run(texts())

    assert hunt.stopped == "50 causes were found, which is enough"
    assert hunt.drawn.total() < 5
    assert hunt.seconds < 10


# Cases of former runs.


def test_a_case_that_still_fails_is_known_and_not_made_smaller() -> None:
    hunt = Hunt(failing("x"), Plan(seed=1, examples=50), watched)

    right = hunt.replay({Path("a.json"): valid("xxxxx"), Path("b.json"): valid("abc")})
    hunt.run(st.just(valid("xxxxxxx")))

    assert right == (Path("b.json"),)
    found = hunt.found[cause("x")]
    assert (said(found.example), found.known, found.count) == ("xxxxx", True, 50)


def test_a_case_that_got_no_answer_is_not_right() -> None:
    def attempt(_: Example) -> tuple[Failure, ...]:
        raise CouldNotCheck("busy")

    hunt = Hunt(attempt, Plan(seed=1, examples=50), watched)

    right = hunt.replay({Path(f"{number}.json"): valid() for number in range(4)})
    hunt.run(texts())

    assert right == ()
    assert hunt.stopped == "busy"
    assert hunt.drawn.total() == 0
