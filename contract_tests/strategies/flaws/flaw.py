"""A flaw: one way in which a request can be wrong, and what is answered to it.

To add one, write a function with `flaw`, `text` or `cases` in the module of its noun: what it is called, what
the answer is about, and how that is known. It takes a `Scene` and returns what is `Broken`. Statuses
and paths are written down from what is known of the API, never computed by the mock.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies.drawn import Grade, MessageKind
from contract_tests.strategies.flaws.bodies import Body, merged
from contract_tests.strategies.request.calls import requests
from mockserver.dialects import DIALECTS, Dialect
from mockserver.models import MODELS, Model

Breaking = Callable[["Scene"], "Broken"]
Fitting = Callable[[Model, Dialect], bool]

FLAWS: dict[str, "Flaw"] = {}
OF_TEXTS: dict[str, "Flaw"] = {}  # those of a text that is no JSON, whatever it asks for
BAD = 400
# The gateway answers 500 to what it can't decode itself (S; O for its twin of the chat route).
UNDECODABLE: Mapping[str, int] = {"comet": 500}

_EXTRAS: tuple[Body, ...] = (
    {},
    {"generationConfig": {"temperature": 0.5}},
    {"generationConfig": {"seed": -7, "maxOutputTokens": 64}},
    {"systemInstruction": {"parts": [{"text": "Be brief."}]}},
)
_TEXTS = ("Hi", "", "Where is Zürich? \U0001f3d4\ufe0f", "List 3 rivers\n\tand why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What came of a flaw: the request with it and the same without it.

    *field* is where it is, as the front end writes paths; "" where no path is told. *status* is given
    where it depends on the place.
    """

    call: Call
    sound: Call
    field: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One way in which a request can be wrong.

    Attributes:
        name: What is wrong.
        kind: What the answer is about.
        grade: How it is known that the API refuses it.
        says: What is to be known of it, in a sentence.
        status: What is answered, by dialect; 400 where nothing is said.
        broken: How to break a request.
        fits: For which models and dialects it is a flaw.
    """

    name: str
    kind: MessageKind
    grade: Grade
    says: str
    broken: Breaking
    fits: Fitting
    status: Mapping[str, int] = field(default_factory=dict)

    def status_in(self, dialect: str) -> int:
        """Return the status that a dialect answers."""
        return self.status.get(dialect, BAD)


@dataclass(frozen=True, slots=True)
class Case:
    """Members that are wrong in a plain request, and those without the flaw; *field* is where it is."""

    broken: Body
    sound: Body = field(default_factory=dict)
    field: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a flaw is drawn for: a model of a dialect."""

    draw: st.DrawFn
    model: Model
    dialect: Dialect

    def request(self) -> Call:
        """Draw a valid request, of whatever features."""
        return self.draw(_valid(self.model.id, self.dialect.name))

    def plain(self) -> Body:
        """Draw a valid body that asks for little, so that most members can stand beside it."""
        text = self.draw(st.sampled_from(_TEXTS))
        body: Body = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
        if "AUDIO" in self.model.outputs:
            body["generationConfig"] = {"responseModalities": ["AUDIO"]}
        return merged(body, self.draw(st.sampled_from(_EXTRAS)))

    def call(self, body: object) -> Call:
        """Return a call of the model."""
        return Call(model=self.model.id, body=body)


@cache
def _valid(model: str, dialect: str) -> st.SearchStrategy[Call]:
    return requests(model, dialect=dialect)


def flaw(  # noqa: PLR0913 - what a flaw is, by name
    name: str,
    kind: MessageKind,
    grade: Grade,
    *,
    status: Mapping[str, int] | None = None,
    fits: Fitting = lambda _model, _dialect: True,
    table: dict[str, Flaw] = FLAWS,
) -> Callable[[Breaking], Breaking]:
    """Make a function from a scene to what is broken a flaw of a table."""

    def register(broken: Breaking) -> Breaking:
        if name in table:
            msg = f"two flaws are called {name!r}"
            raise ValueError(msg)
        says = " ".join((broken.__doc__ or "").split())
        table[name] = Flaw(
            name=name, kind=kind, grade=grade, says=says, broken=broken, fits=fits, status=status or {}
        )  # fmt: skip
        return broken

    return register


Spoiling = Callable[[st.DrawFn, str], str | bytes]


def text(
    name: str, kind: MessageKind = "syntax", grade: Grade = "observed"
) -> Callable[[Spoiling], Spoiling]:
    """Make a function that spoils the JSON text of a body a flaw."""

    def register(spoil: Spoiling) -> Spoiling:
        def broken(scene: Scene) -> Broken:
            call = scene.request()
            spoilt = spoil(scene.draw, json.dumps(call.body, ensure_ascii=False))
            body = spoilt if isinstance(spoilt, bytes) else spoilt.encode()
            return Broken(call=replace(call, body=body), sound=call)

        broken.__doc__ = spoil.__doc__
        flaw(name, kind, grade, status=UNDECODABLE, table=OF_TEXTS)(broken)
        return spoil

    return register


Telling = Callable[[Model, Dialect], Iterator[Case]]


def cases(
    name: str,
    kind: MessageKind,
    grade: Grade,
    *,
    status: Mapping[str, int] | None = None,
    table: dict[str, Flaw] = FLAWS,
) -> Callable[[Telling], Telling]:
    """Make a generator of cases a flaw of the models and dialects for which it yields any."""

    def register(tell: Telling) -> Telling:
        @cache
        def told(model: str, dialect: str) -> tuple[Case, ...]:
            return tuple(tell(MODELS[model], DIALECTS[dialect]))

        def any_told(model: Model, dialect: Dialect) -> bool:
            return bool(told(model.id, dialect.name))

        def broken(scene: Scene) -> Broken:
            case = scene.draw(st.sampled_from(told(scene.model.id, scene.dialect.name)))
            plain = scene.plain()
            call, sound = (scene.call(merged(plain, each)) for each in (case.broken, case.sound))
            return Broken(call=call, sound=sound, field=case.field)

        broken.__doc__ = tell.__doc__
        flaw(name, kind, grade, status=status, fits=any_told, table=table)(broken)
        return tell

    return register
