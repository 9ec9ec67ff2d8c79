"""Checks of what an answer says of itself: its id, its time, its model; and of whose it looks."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading.members import mapping
from contract_tests.reading.places import candidates, responses

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_FRACTION = re.compile(r"\.\d+")  # of any length, which datetime doesn't read
_URL_SAFE = re.compile(r"[A-Za-z0-9_-]{12,}")
# What a name may have behind it, and still be of the same model: a date, a number, a stage, or the
# way to think that gateways write there.
_VARIANT = re.compile(
    r"([-@](preview|exp|experimental|stable|latest|default|thinking|nothinking|\d+))+$"
)


def _has(name: str) -> Callable[[Exchange], bool]:
    """Say of an exchange whether its responses have a member, as a string."""
    return lambda exchange: any(isinstance(each.get(name), str) for each in exchange.responses)


def _chunked(name: str) -> Callable[[Exchange], bool]:
    """Say of an exchange whether it is a stream in which more than one chunk has a member."""
    return lambda exchange: (
        exchange.streams and sum(isinstance(each.get(name), str) for each in exchange.responses) > 1
    )


def _one(exchange: Exchange, name: str) -> Iterator[Finding]:
    """Yield the first chunk that says another *name* than those before it."""
    told = [
        (f"{place}/{name}", each[name])
        for place, each in responses(exchange)
        if isinstance(each.get(name), str)
    ]
    other = next(((place, each) for place, each in told if each != told[0][1]), None)
    if other:
        yield Finding(
            pointer=other[0],
            message=f"expected {told[0][1]!r} in every chunk, got {other[1]!r}",
        )


@check("identity.one-id", applies=_chunked("responseId"))
def a_stream_has_one_id(exchange: Exchange) -> Iterator[Finding]:
    """All chunks of a stream have the same id."""
    yield from _one(exchange, "responseId")


@check("identity.one-model", applies=_chunked("modelVersion"))
def a_stream_has_one_model(exchange: Exchange) -> Iterator[Finding]:
    """All chunks of a stream are of the same model."""
    yield from _one(exchange, "modelVersion")


@check("identity.one-time", applies=_chunked("createTime"))
def a_stream_has_one_time(exchange: Exchange) -> Iterator[Finding]:
    """All chunks of a stream have the same time."""
    yield from _one(exchange, "createTime")


@check("identity.id-form", applies=_has("responseId"))
def ids_are_url_safe(exchange: Exchange) -> Iterator[Finding]:
    """An id is a dozen or more letters, digits, dashes and underscores."""
    for place, each in responses(exchange):
        told = each.get("responseId", "A" * 12)
        if not (isinstance(told, str) and _URL_SAFE.fullmatch(told)):
            yield Finding(
                pointer=f"{place}/responseId", message=f"expected URL-safe base64, got {told!r}"
            )


def _is_time(text: object) -> bool:
    if not (isinstance(text, str) and _RFC3339.fullmatch(text)):
        return False
    try:
        datetime.fromisoformat(_FRACTION.sub("", text).upper())
    except ValueError:
        return False
    return True


@check("identity.time-form", applies=_has("createTime"))
def times_are_rfc_3339(exchange: Exchange) -> Iterator[Finding]:
    """The time is a date and time as ISO 8601 and RFC 3339 have it."""
    for place, each in responses(exchange):
        if "createTime" in each and not _is_time(each["createTime"]):
            yield Finding(
                pointer=f"{place}/createTime",
                message=f"expected a time such as 2026-03-25T04:21:43.756483Z, got {each['createTime']!r}",
            )


@check("identity.time-utc", applies=_has("createTime"))
def times_are_utc(exchange: Exchange) -> Iterator[Finding]:
    """The time is in UTC, written with Z."""
    for place, each in responses(exchange):
        if _is_time(each.get("createTime")) and not each["createTime"].endswith("Z"):
            yield Finding(
                pointer=f"{place}/createTime",
                message=f"expected a time that ends with Z, got {each['createTime']!r}",
            )


def _names_a_model(exchange: Exchange) -> bool:
    return (
        bool(exchange.model) and "latest" not in exchange.model and _has("modelVersion")(exchange)
    )


def is_version_of(told: str, asked: str) -> bool:
    """Whether a name is that of the model that was asked, with a prefix, a version or a stage of it."""
    return _plain(told) == _plain(asked)


def _plain(name: str) -> str:
    return _VARIANT.sub("", name.rpartition("/")[2].lower())


@check("identity.model", applies=_names_a_model)
def the_model_is_the_one_asked(exchange: Exchange) -> Iterator[Finding]:
    """The model that answered is the one asked, with a prefix, a version or a stage of it."""
    for place, each in responses(exchange):
        told = each.get("modelVersion")
        if isinstance(told, str) and not is_version_of(told, exchange.model):
            yield Finding(
                pointer=f"{place}/modelVersion",
                message=f"expected {exchange.model!r} or a version of it, got {told!r}",
            )


def _has_responses(exchange: Exchange) -> bool:
    return bool(exchange.responses)


def _foreign(place: str, name: str, owner: str) -> Finding:
    return Finding(
        pointer=f"{place}/{name}",
        message=f"expected none: only {owner} was known to have it",
        additive=True,
    )


@check("origin.google-lacks", applies=_has_responses)
def google_has_no_members_of_vertex(exchange: Exchange) -> Iterator[Finding]:
    """AI Studio tells no time and no kind of traffic; if it begins to, that is additive."""
    for place, each in responses(exchange):
        if "createTime" in each:
            yield _foreign(place, "createTime", "Vertex AI")
        if "trafficType" in mapping(each, "usageMetadata"):
            yield _foreign(f"{place}/usageMetadata", "trafficType", "Vertex AI")


@check("origin.vertex-lacks", applies=_has_responses)
def vertex_has_no_members_of_google(exchange: Exchange) -> Iterator[Finding]:
    """Vertex AI tells no index and no service tier; if it begins to, that is additive."""
    for place, each in responses(exchange):
        if "serviceTier" in mapping(each, "usageMetadata"):
            yield _foreign(f"{place}/usageMetadata", "serviceTier", "AI Studio")
    several = len(exchange.candidates) > 1  # nobody has seen how it tells these apart
    for place, each in candidates(exchange):
        if "index" in each and not several:
            yield _foreign(place, "index", "AI Studio")
