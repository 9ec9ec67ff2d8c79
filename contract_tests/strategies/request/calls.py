"""Strategies of valid requests: a model, what it takes, and how that is spelled."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies.choices import JSON, apart, one_of
from contract_tests.strategies.request.asked import Asked, candidates
from contract_tests.strategies.request.combining import FEATURES, REQUEST
from contract_tests.strategies.request.counting import COUNTING, counted
from contract_tests.strategies.request.embeddings import embedded, embedded_together
from contract_tests.strategies.request.generating import Features, features_of, generation
from contract_tests.strategies.request.spelling import Picks, Speller
from contract_tests.strategies.wanted import all_known, listed
from mockserver.descriptors import root
from mockserver.dialects import DIALECTS
from mockserver.models import MODELS


@dataclass(frozen=True, slots=True)
class _Operator:
    """What is asked: the schema of its body, and what draws one."""

    schema: str
    body: Callable[[st.DrawFn, Asked, Features], JSON]


_OPERATORS: Mapping[str, _Operator] = {
    "generateContent": _Operator(REQUEST, generation),
    "countTokens": _Operator(COUNTING, counted),
    "embedContent": _Operator("gemini/embed_content_request.json", embedded),
    "batchEmbedContents": _Operator("gemini/batch_embed_contents_request.json", embedded_together),
}

# The schema of each operator's body.
SCHEMAS: Mapping[str, str] = {
    **{name: each.schema for name, each in _OPERATORS.items()},
    "streamGenerateContent": REQUEST,
}


def requests(  # noqa: PLR0913 - what is wanted, by name
    model: str | None = None,
    *,
    dialect: str = "comet",
    operator: str = "generateContent",
    features: Collection[str] = FEATURES,
    caches: Sequence[str] = (),
    canonical: bool = False,
) -> st.SearchStrategy[Call]:
    """Strategy of valid requests, each of which *dialect* answers with status 200.

    *model* is one that the dialect has; None for any. *operator* is ``generateContent``,
    ``countTokens``, ``embedContent`` or ``batchEmbedContents``; for streams, `Call.over`. *features* are the
    names in `FEATURES` that may be drawn. *caches* are names of cached contents that are there for
    the model. Bodies are JSON in any form that the API takes, *canonical* ones as they are documented:
    lowerCamelCase, numbers and enums as such.

    Raises:
        ValueError: There is no such model, dialect, operator or feature, or names are one text.
    """
    able, named = candidates(model, dialect, operator), listed(caches)
    wished = all_known(features, FEATURES, "a feature")
    names = [each for each in FEATURES if each in wished and each != "cachedContent"]
    names += ["cachedContent"] if named else []
    where = DIALECTS[dialect]
    asked = {each: Asked(MODELS[each], where, named) for each in able}
    wanted = _Wanted(
        operator=operator,
        models=one_of(able),
        asked=asked,
        features={each: features_of(one, names) for each, one in asked.items()},
        forms=_CANONICAL if canonical else _FORMS,
    )

    @st.composite
    def valid_requests(draw: st.DrawFn) -> Call:  # without arguments: Hypothesis would show them
        return _call(draw, wanted)

    return valid_requests()


_CANONICAL = st.just(0)
_FORMS = st.one_of(_CANONICAL, st.integers(1, 2**96))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What calls are wanted: the operator, whom to ask, what for, and in which forms it is written."""

    operator: str
    models: st.SearchStrategy[str]
    asked: Mapping[str, Asked]
    features: Mapping[str, Features]
    forms: st.SearchStrategy[int]


def _call(draw: st.DrawFn, wanted: _Wanted) -> Call:
    row = _OPERATORS[wanted.operator]
    model = draw(wanted.models)
    body = row.body(draw, wanted.asked[model], wanted.features[model])
    number = draw(wanted.forms)
    for each in sorted({*_told(body), f"form: {'any' if number else 'canonical'}"}):
        event(each)
    speller = Speller(Picks(number), wanted.asked[model].dialect)
    spelled = speller.message(body, root(row.schema))
    return Call(model=model, operator=wanted.operator, body=apart(spelled))


def _told(body: JSON) -> Iterator[str]:
    """Yield what a canonical request holds, as events tell it."""
    asked = body.get("generateContentRequest", body)
    holders = (asked, asked.get("generationConfig", {}), asked.get("toolConfig", {}))
    for holder in (*holders, *asked.get("tools", ()), *asked.get("requests", ())):
        yield from (f"feature: {each}" for each in holder if each not in _HOLDING)
    for content in (*asked.get("contents", ()), asked.get("content", {})):
        for part in content.get("parts", ()):
            yield from (f"part: {each}" for each in part)


_HOLDING = frozenset({"contents", "content", "requests", "generationConfig", "tools", "toolConfig"})
