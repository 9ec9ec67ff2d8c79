"""Requests with exactly one flaw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.drawn import Invalid
from contract_tests.strategies.flaws import FLAWS, Flaw
from contract_tests.strategies.flaws.flaw import Scene
from contract_tests.strategies.wanted import dialect as named
from contract_tests.strategies.wanted import known
from mockserver.dialects import Dialect
from mockserver.models import MODELS, Model


def invalid_requests(
    model: str | None = None, *, dialect: str = "comet", flaw: str | None = None
) -> st.SearchStrategy[Invalid]:
    """Draw requests for *model*, or for any, with exactly one flaw, and what a dialect answers to it.

    *flaw* is the name of one in `FLAWS`, to draw no other. All that a model can be asked wrongly are drawn
    alike often.

    Raises:
        ValueError: There is no such dialect, model or flaw, or the model can't be asked so wrongly.
    """
    where = named(dialect)
    whom = Whom(scene=Scene, models=_answering(model), dialect=where)
    return drawn(FLAWS, whom, flaw, f"a flaw of {model or 'some model'} in {dialect}")


def _answering(model: str | None) -> tuple[str, ...]:
    """Return the models that answer, the usual one first: what is drawn shrinks to it."""
    answering = sorted(
        (each.id for each in MODELS.values() if each.outputs), key=lambda each: each != _USUAL
    )
    return (known(model, answering, "a model that answers"),) if model else tuple(answering)


_USUAL = "gemini-2.5-flash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Who is asked wrongly: models of a dialect, in the scene that a flaw is drawn for."""

    scene: Callable[[st.DrawFn, Model, Dialect], Scene]
    models: tuple[str, ...]
    dialect: Dialect

    def fitting(self, flaw: Flaw) -> list[str]:
        """Return the models for which a flaw is one."""
        return [each for each in self.models if flaw.fits(MODELS[each], self.dialect)]


def drawn(
    table: Mapping[str, Flaw], whom: Whom, flaw: str | None, what: str
) -> st.SearchStrategy[Invalid]:
    """Draw what is wrong by the flaws of a table, or by one alone; *what* it is to be is said with its article.

    Raises:
        ValueError: There is no such flaw, or nobody can be asked so wrongly.
    """
    fitting = {name: models for name, each in table.items() if (models := whom.fitting(each))}
    if flaw is not None:
        known(flaw, table, "a flaw")
        fitting = {flaw: fitting[known(flaw, fitting, what)]}
    return _drawn(table, whom, fitting)


@st.composite
def _drawn(
    draw: st.DrawFn, table: Mapping[str, Flaw], whom: Whom, fitting: Mapping[str, list[str]]
) -> Invalid:
    flaw = table[draw(st.sampled_from(tuple(fitting)))]
    event(f"flaw: {flaw.kind}")
    event(f"single flaw: {flaw.name}")
    model = MODELS[draw(st.sampled_from(fitting[flaw.name]))]
    broken = flaw.broken(whom.scene(draw, model, whom.dialect))
    return Invalid(
        call=broken.call,
        flaw=flaw.name,
        status=broken.status or flaw.status_in(whom.dialect.name),
        field=broken.field,
        kind=flaw.kind,
        grade=flaw.grade,
        sound=broken.sound,
    )
