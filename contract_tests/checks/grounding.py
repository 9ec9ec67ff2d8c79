"""Checks of grounding: where it comes from, and that it points at what it says."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from contract_tests.check import check, texts
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import asked
from contract_tests.reading.members import (
    endings,
    items,
    mapping,
    parts,
    rows,
    said,
    text,
    whole_number,
)

_GROUNDS = frozenset({
    "googleSearch", "googleSearchRetrieval", "googleMaps", "urlContext", "fileSearch", "retrieval",
    "enterpriseWebSearch", "parallelAiSearch", "exaAiSearch",
})  # fmt: skip
_AT = "/candidates/0/groundingMetadata"
_PAGES = 20  # that one request may have read


def _groundings(exchange: Exchange) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the candidates that are grounded, each with its grounding metadata."""
    pairs = [(each, mapping(each, "groundingMetadata")) for each in exchange.candidates]
    return [(candidate, found) for candidate, found in pairs if found]


def _has(name: str) -> Callable[[Exchange], bool]:
    """Return whether any grounding has a list of this name with something in it."""
    return lambda exchange: any(rows(found, name) for _, found in _groundings(exchange))


def _is_grounded(exchange: Exchange) -> bool:
    return bool(_groundings(exchange))


def _is_grounded_in_what_is_told(exchange: Exchange) -> bool:
    return _is_grounded(exchange) and asked.is_told(exchange)


@check("grounding.asked-for", applies=_is_grounded_in_what_is_told)
def grounding_comes_if_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """Grounding metadata comes only where a tool that looks things up was given."""
    if not asked.tools(exchange) & _GROUNDS:
        yield Finding(
            pointer=_AT,
            message=f"grounding, though the tools are {texts(sorted(asked.tools(exchange)))}",
        )


@check("grounding.indices", applies=_has("groundingSupports"))
def supports_point_at_sources(exchange: Exchange) -> Iterator[Finding]:
    """Each support names sources by their places in groundingChunks."""
    for _, found in _groundings(exchange):
        many = len(items(found, "groundingChunks"))
        for number, support in enumerate(rows(found, "groundingSupports")):
            indices = items(support, "groundingChunkIndices")
            if any(not isinstance(x, int) or not 0 <= x < many for x in indices):
                yield Finding(
                    pointer=f"{_AT}/groundingSupports/{number}/groundingChunkIndices",
                    message=f"expected places among {many} sources, got {indices}",
                )


@check("grounding.offsets", applies=_has("groundingSupports"), mood=0.2)
def segments_are_slices_of_the_text(exchange: Exchange) -> Iterator[Finding]:
    """A segment's offsets count bytes of UTF-8, and cut out of the text what it quotes."""
    for candidate, found in _groundings(exchange):
        for number, support in enumerate(rows(found, "groundingSupports")):
            segment = mapping(support, "segment")
            slices = list(_slices(segment, _readings(exchange, candidate, segment)))
            if segment and text(segment, "text") not in slices:
                yield Finding(
                    pointer=f"{_AT}/groundingSupports/{number}/segment",
                    message=f"expected a slice that says {text(segment, 'text')[:60]!r}, "
                    f"got {slices[0][:60]!r}",
                )


def _readings(
    exchange: Exchange, candidate: dict[str, Any], segment: dict[str, Any]
) -> Iterator[str]:
    """Yield the texts that offsets may count in: of the part that is named, and of all parts."""
    index = whole_number(segment, "partIndex") or 0
    raw = rows(exchange.responses[0], "candidates") if len(exchange.responses) == 1 else []
    for each in (*raw, candidate):
        if index < len(parts(each)):
            yield text(parts(each)[index], "text")
    yield said(candidate)


def _slices(segment: dict[str, Any], readings: Iterator[str]) -> Iterator[str]:
    start, end = whole_number(segment, "startIndex") or 0, whole_number(segment, "endIndex") or 0
    for each in readings:
        yield each.encode()[start:end].decode("utf-8", "replace")


def _scores(support: dict[str, Any]) -> list[Any]:
    return items(support, "confidenceScores")


def _is_scored(exchange: Exchange) -> bool:
    return any(
        _scores(support)
        for _, found in _groundings(exchange)
        for support in rows(found, "groundingSupports")
    )


@check("grounding.confidence", applies=_is_scored)
def confidence_is_told_for_each_source(exchange: Exchange) -> Iterator[Finding]:
    """Where confidence is told, each source of a support has its score, from 0 to 1."""
    for _, found in _groundings(exchange):
        for number, support in enumerate(rows(found, "groundingSupports")):
            scores, sources = _scores(support), items(support, "groundingChunkIndices")
            fit = all(isinstance(each, int | float) and 0 <= each <= 1 for each in scores)
            if scores and (len(scores) != len(sources) or not fit):
                yield Finding(
                    pointer=f"{_AT}/groundingSupports/{number}/confidenceScores",
                    message=f"expected {len(sources)} scores from 0 to 1, got {scores}",
                )


def _sources(exchange: Exchange, kind: str) -> list[tuple[int, dict[str, Any]]]:
    return [
        (number, mapping(each, kind))
        for _, found in _groundings(exchange)
        for number, each in enumerate(rows(found, "groundingChunks"))
        if kind in each
    ]


def _cites_the_web(exchange: Exchange) -> bool:
    return bool(_sources(exchange, "web"))


@check("grounding.web", applies=_cites_the_web)
def sources_of_the_web_have_an_address(exchange: Exchange) -> Iterator[Finding]:
    """A source of the web has the URL of its page."""
    for number, web in _sources(exchange, "web"):
        if urlsplit(text(web, "uri")).scheme not in {"http", "https"}:
            yield Finding(
                pointer=f"{_AT}/groundingChunks/{number}/web/uri",
                message=f"expected a URL, got {web.get('uri')!r}",
            )


def _searched(exchange: Exchange) -> bool:
    """Whether sources came of a search: pages that were read are sources, too."""
    return "googleSearch" in asked.tools(exchange) and _cites_the_web(exchange)


@check("grounding.queries", applies=_searched, mood=0.1)
def a_search_tells_what_it_looked_for(exchange: Exchange) -> Iterator[Finding]:
    """Beside sources of the web it stands what was searched for."""
    if not any(items(found, "webSearchQueries") for _, found in _groundings(exchange)):
        yield Finding(pointer=f"{_AT}/webSearchQueries", message="expected queries, got none")


@check("grounding.entry-point", applies=_searched, mood=0.1)
def a_search_comes_with_what_is_to_be_shown(exchange: Exchange) -> Iterator[Finding]:
    """Beside sources of the web there is HTML that is to be shown."""
    shown = [mapping(found, "searchEntryPoint") for _, found in _groundings(exchange)]
    if not any(text(each, "renderedContent") for each in shown):
        yield Finding(
            pointer=f"{_AT}/searchEntryPoint",
            message=f"expected renderedContent, got {shown or 'none'}",
        )


def _cites_places(exchange: Exchange) -> bool:
    return bool(_sources(exchange, "maps"))


@check("grounding.places", applies=_cites_places)
def sources_of_maps_are_places(exchange: Exchange) -> Iterator[Finding]:
    """A source of Google Maps has a name and a URL; its id, if told, is one of a place."""
    for number, place in _sources(exchange, "maps"):
        known = text(place, "placeId")
        if not (text(place, "uri") and text(place, "title")) or (
            known and not known.startswith("places/")
        ):
            yield Finding(
                pointer=f"{_AT}/groundingChunks/{number}/maps",
                message=f"expected a place with uri, title and places/... as id, got {place}",
            )


def _was_on_the_map(exchange: Exchange) -> bool:
    return "googleMaps" in asked.tools(exchange) and _is_grounded(exchange)


@check("grounding.widget", applies=_was_on_the_map)
def widget_comes_if_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """A token for a map's widget comes only with enableWidget."""
    wanted = any(
        mapping(each, "googleMaps").get("enableWidget") for each in rows(exchange.request, "tools")
    )
    for _, found in _groundings(exchange):
        if "googleMapsWidgetContextToken" in found and not wanted:
            yield Finding(
                pointer=f"{_AT}/googleMapsWidgetContextToken",
                message="a token for a widget, without enableWidget",
            )


def _pages(exchange: Exchange) -> list[dict[str, Any]]:
    return [
        page
        for each in exchange.candidates
        for page in rows(mapping(each, "urlContextMetadata"), "urlMetadata")
    ]


def _read_pages(exchange: Exchange) -> bool:
    return bool(_pages(exchange)) and asked.is_told(exchange)


@check("url-context.asked-for", applies=_read_pages)
def pages_are_read_if_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """Pages that were read come only with the tool urlContext, twenty at the most, with their URLs."""
    pages = _pages(exchange)
    asked_for = "urlContext" in asked.tools(exchange)
    named = all(text(each, "retrievedUrl") for each in pages)
    if not asked_for or not named or len(pages) > _PAGES:
        yield Finding(
            pointer="/candidates/0/urlContextMetadata",
            message=f"expected up to {_PAGES} pages with URLs, of the tool urlContext; got "
            f"{len(pages)}, {'with' if asked_for else 'without'} the tool",
        )


def _cited(exchange: Exchange) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each citation with its candidate, whichever name the list has."""
    return [
        (candidate, each)
        for candidate in exchange.candidates
        for name in ("citationSources", "citations")
        for each in rows(mapping(candidate, "citationMetadata"), name)
    ]


def _cites_what_is_said(exchange: Exchange) -> bool:
    ended = endings(exchange) == {"STOP"}  # what is withheld is cited, too
    return ended and any("endIndex" in each for _, each in _cited(exchange))


@check("citations.offsets", applies=_cites_what_is_said)
def citations_lie_in_the_text(exchange: Exchange) -> Iterator[Finding]:
    """A citation's start and end are bytes of the text, in this order."""
    for candidate, each in _cited(exchange):
        start, end = whole_number(each, "startIndex") or 0, whole_number(each, "endIndex") or 0
        length = len(said(candidate).encode())
        if not 0 <= start <= end <= length:
            yield Finding(
                pointer="/candidates/0/citationMetadata",
                message=f"expected a piece of {length} bytes, got {start} to {end}",
            )
