"""Requests with exactly one flaw."""

from functools import cache

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.drawn import Invalid
from contract_tests.strategies.flaws import FLAWS
from contract_tests.strategies.flaws.flaw import Scene
from contract_tests.strategies.wanted import dialect as named
from contract_tests.strategies.wanted import known
from mockserver.models import MODELS


def invalid_requests(
    model: str | None = None, *, dialect: str = "comet", flaw: str | None = None
) -> st.SearchStrategy[Invalid]:
    """Draw requests for *model*, or for any, with exactly one flaw, and what a dialect answers to it.

    *flaw* is the name of one in `FLAWS`, to draw no other. All that a model can be asked wrongly are drawn
    alike often.

    Raises:
        ValueError: There is no such dialect, model or flaw, or the model can't be asked so wrongly.
    """
    there = _answering(model)
    named(dialect)
    names = tuple(each for each in FLAWS if any(_fits(each, one, dialect) for one in there))
    if flaw is not None:
        known(flaw, FLAWS, "a flaw")
        names = (known(flaw, names, f"a flaw of {model or 'some model'} in {dialect}"),)
    return _drawn(names, there, dialect)


def _answering(model: str | None) -> tuple[str, ...]:
    """Return the models that answer, the usual one first: what is drawn shrinks to it."""
    answering = sorted(
        (each.id for each in MODELS.values() if each.outputs), key=lambda each: each != _USUAL
    )
    return (known(model, answering, "a model that answers"),) if model else tuple(answering)


_USUAL = "gemini-2.5-flash"


@cache
def _fits(flaw: str, model: str, dialect: str) -> bool:
    return FLAWS[flaw].fits(MODELS[model], named(dialect))


@cache
def _fitting(flaw: str, models: tuple[str, ...], dialect: str) -> list[str]:
    return [each for each in models if _fits(flaw, each, dialect)]


@st.composite
def _drawn(
    draw: st.DrawFn, flaws: tuple[str, ...], models: tuple[str, ...], dialect: str
) -> Invalid:
    flaw = FLAWS[draw(st.sampled_from(flaws))]
    event(f"flaw: {flaw.kind}")
    event(f"single flaw: {flaw.name}")
    model = MODELS[draw(st.sampled_from(_fitting(flaw.name, models, dialect)))]
    broken = flaw.broken(Scene(draw, model, named(dialect)))
    return Invalid(
        call=broken.call,
        flaw=flaw.name,
        status=broken.status or flaw.status_in(dialect),
        field=broken.field,
        kind=flaw.kind,
        grade=flaw.grade,
        sound=broken.sound,
    )
