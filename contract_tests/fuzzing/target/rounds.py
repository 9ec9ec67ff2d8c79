"""A round of Hypothesis: it draws examples, and shrinks what fails, once for each cause."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from contract_tests.fuzzing.target.cause import Cause
from contract_tests.fuzzing.target.example import Example

Judge = Callable[[Example], Cause | None]


class _Crashed(BaseException):
    """The judge itself failed, for which no example is to be blamed.

    It isn't an `Exception`, which Hypothesis would take for a failing example, and shrink.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class _Failed(Exception):  # noqa: N818 - what it says is all it is
    """An example failed."""


def play(strategy: st.SearchStrategy[Example], judge: Judge, *, size: int, number: int) -> None:
    """Draw up to *size* examples, and hand each to *judge*; the same *number* draws the same ones.

    Of an example for which *judge* returns a cause, smaller ones are tried until it stays away. Hypothesis tells bugs
    apart by the type that is raised, so each cause gets a type of its own.

    Raises:
        Exception: The judge did.
    """
    types: dict[Cause, type[_Failed]] = {}

    def once(example: Example) -> None:
        try:
            cause = judge(example)
        except Exception as error:
            raise _Crashed(error) from error
        if cause is not None:
            raise types.setdefault(cause, type("_Failed", (_Failed,), {}))

    test = settings(
        max_examples=size,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=True,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
    )(given(example=strategy)(once))
    try:
        _played(seed(number)(test))
    except _Crashed as crashed:
        raise crashed.error from None


def _played(test: Callable[[], object]) -> None:
    """Run a test, whatever failed: the judge has seen it all."""
    try:
        test()
    except* (_Failed, Flaky):
        pass
