"""Strategies of valid requests.

A request is a list of features that go together (`combining`), a model that takes them all, and a value
for each. So every feature comes about as often as any other, and whatever a failure doesn't need
shrinks away.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies import embeddings
from contract_tests.strategies.asked import Asked, candidates
from contract_tests.strategies.choices import one_of
from contract_tests.strategies.combining import NAMES, REQUEST, combined
from contract_tests.strategies.features import FEATURES
from contract_tests.strategies.spelling import Picks, Speller
from contract_tests.strategies.turns import PIECES, contents
from mockserver.descriptors import root
from mockserver.dialects import DIALECTS
from mockserver.models import MODELS

JSON = dict[str, Any]

_MOST = 16  # features of a request; five, as a rule

# The schema of each operator's body.
SCHEMAS: Mapping[str, str] = {
    "generateContent": REQUEST,
    "streamGenerateContent": REQUEST,
    "countTokens": "gemini/count_tokens_request.json",
    "embedContent": "gemini/embed_content_request.json",
    "batchEmbedContents": "gemini/batch_embed_contents_request.json",
}

_BODIES: Mapping[str, Callable[[st.DrawFn, Asked], JSON]] = {
    "embedContent": embeddings.one,
    "batchEmbedContents": embeddings.several,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What requests are wanted: of which models, with which features, for which operator."""

    models: tuple[str, ...]
    dialect: str
    operator: str
    features: st.SearchStrategy[list[str]]
    caches: tuple[str, ...]
    canonical: bool


def requests(  # noqa: PLR0913 - what is wanted, by name
    model: str | None = None,
    *,
    dialect: str = "comet",
    operator: str = "generateContent",
    features: Collection[str] = NAMES,
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
        ValueError: There is no such model, dialect, operator or feature.
    """
    able = candidates(model, dialect, operator)
    unknown = sorted({*features} - {*NAMES, "cachedContent"})
    if unknown:
        msg = f"expected names of FEATURES, got {', '.join(unknown)}"
        raise ValueError(msg)
    names = [each for each in NAMES if each in features and each != "cachedContent"]
    names += ["cachedContent"] if caches else []
    drawn = st.lists(one_of(names), max_size=_MOST) if names else st.just([])
    return _calls(
        Wanted(
            models=able,
            dialect=dialect,
            operator=operator,
            features=drawn,
            caches=tuple(caches),
            canonical=canonical,
        )
    )


_FORMS = st.one_of(st.just(0), st.integers(1, 2**96))


@st.composite
def _calls(draw: st.DrawFn, wanted: Wanted) -> Call:
    make = _BODIES.get(wanted.operator)
    if make is None:
        model, body = _generating(draw, wanted)
    else:
        model = draw(_among(wanted.models))
        body = make(draw, _asked(model, wanted))
    number = 0 if wanted.canonical else draw(_FORMS)
    event(f"form: {'any' if number else 'canonical'}")
    speller = Speller(Picks(number), DIALECTS[wanted.dialect])
    body = speller.message(body, root(SCHEMAS[wanted.operator]))
    return Call(model=model, operator=wanted.operator, body=_apart(body))


def _apart(value: Any) -> Any:
    """Return JSON that shares nothing with what strategies draw from, so that it may be changed."""
    if isinstance(value, dict):
        return {key: _apart(each) for key, each in value.items()}
    return [_apart(each) for each in value] if isinstance(value, list) else value


def _asked(model: str, wanted: Wanted) -> Asked:
    return Asked(MODELS[model], DIALECTS[wanted.dialect], wanted.caches)


@cache
def _among(models: tuple[str, ...]) -> st.SearchStrategy[str]:
    return one_of(models)


def _generating(draw: st.DrawFn, wanted: Wanted) -> tuple[str, JSON]:
    """Draw a model, and what it is to generate from."""
    chosen, models = combined(draw(wanted.features), wanted.models, wanted.dialect)
    model = draw(_among(models))
    asked = _asked(model, wanted)
    body: JSON = {"contents": contents(draw, asked, [each for each in chosen if each in PIECES])}
    for name in (each for each in chosen if each in FEATURES):
        _place(body, name, draw(_values(name, model, wanted.dialect, wanted.caches)))
    for finish in _FINISHING:
        finish(body, asked)
    if len(body.get("tools", ())) > 1 and draw(st.booleans()):
        body["tools"] = [{key: each for tool in body["tools"] for key, each in tool.items()}]
    if wanted.operator == "countTokens":
        body = draw(_counted(wanted.dialect))(body, model)
    for kind in sorted(set(_told(body.get(_INNER, body)))):
        event(kind)
    return model, body


@cache
def _values(name: str, model: str, dialect: str, caches: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return FEATURES[name].values(Asked(MODELS[model], DIALECTS[dialect], caches))


def _place(body: JSON, name: str, value: Any) -> None:
    match FEATURES[name].holder:
        case "":
            body[name] = value
        case "tools":
            body.setdefault("tools", []).append({name: value})
        case holder:
            body.setdefault(holder, {})[name] = value


# What one member makes of another.


def _ask_for_sound(body: JSON, asked: Asked) -> None:
    """Ask a model that speaks to do so: it does nothing else."""
    if asked.speaks:
        body.setdefault("generationConfig", {})["responseModalities"] = ["AUDIO"]


def _give_the_type(body: JSON, _: Asked) -> None:
    """Name the MIME type that goes with a schema."""
    config = body.get("generationConfig", {})
    if config.keys().isdisjoint(_DECLARING):
        return
    enum = config.get("responseSchema", {}).get("type") == "STRING" and "responseMimeType" in config
    chosen = enum and config["responseSchema"].get("enum")
    config["responseMimeType"] = "text/x.enum" if chosen else "application/json"


def _ask_for_log_probabilities(body: JSON, _: Asked) -> None:
    config = body.get("generationConfig", {})
    if "logprobs" in config:
        config["responseLogprobs"] = True


def _name_the_functions(body: JSON, _: Asked) -> None:
    """Put names where `features` says how many of the declared functions are allowed."""
    calling = body.get("toolConfig", {}).get("functionCallingConfig", {})
    if "allowedFunctionNames" in calling:
        most = calling["allowedFunctionNames"]
        names = [each["name"] for tool in body["tools"] for each in tool.get(_FUNCTIONS, ())]
        body["toolConfig"]["functionCallingConfig"] = {
            **calling,
            "allowedFunctionNames": names[:most],
        }


def _announce_tools(body: JSON, asked: Asked) -> None:
    """Announce built-in tools beside functions, where that is asked for."""
    used = {key for tool in body.get("tools", ()) for key in tool}
    if asked.dialect.announces_tools and _FUNCTIONS in used and len(used) > 1:
        body.setdefault("toolConfig", {})["includeServerSideToolInvocations"] = True


_FUNCTIONS = "functionDeclarations"
_DECLARING = frozenset({"responseSchema", "responseJsonSchema", "_responseJsonSchema"})
_FINISHING: tuple[Callable[[JSON, Asked], None], ...] = (
    _ask_for_sound,
    _give_the_type,
    _ask_for_log_probabilities,
    _name_the_functions,
    _announce_tools,
)


# What is to be counted.

_INNER = "generateContentRequest"


@cache
def _counted(dialect: str) -> st.SearchStrategy[Callable[[JSON, str], JSON]]:
    """Return a strategy of the ways in which a dialect takes what it is to count."""
    where, counting = DIALECTS[dialect], root(SCHEMAS["countTokens"])
    ways: list[Callable[[JSON, str], JSON]] = [_contents_alone]
    if counting.fields["tools"].origin not in where.lacks:
        ways.append(_members_beside)
    inner = counting.fields[_INNER].origin not in where.lacks
    if inner and counting.name not in where.gateway.demands:
        ways.append(_whole_request)
    return one_of(ways)


def _contents_alone(body: JSON, _model: str) -> JSON:
    return {"contents": body["contents"]}


def _members_beside(body: JSON, _model: str) -> JSON:
    known = root(SCHEMAS["countTokens"]).fields
    return {key: each for key, each in body.items() if key in known}


def _whole_request(body: JSON, model: str) -> JSON:
    return {_INNER: {**body, "model": f"models/{model}"}}


# What was drawn.


def _told(body: JSON) -> Iterator[str]:
    """Yield what a canonical request holds, as events tell it."""
    for holder in (
        body,
        body.get("generationConfig", {}),
        body.get("toolConfig", {}),
        *body.get("tools", ()),
    ):
        yield from (f"feature: {each}" for each in holder if each in FEATURES)
    for content in body["contents"]:
        for part in content["parts"]:
            yield from (f"part: {each}" for each in part)
