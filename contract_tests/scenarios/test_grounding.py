"""Scenarios: answers that rest on a search, on places or on pages."""

from typing import Any

from contract_tests.call import Call, Way, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.reading.members import mapping, refusal, rows
from contract_tests.scenario import Sender, both_ways, holds

_ASK = "Who won the euro 2024?"
_TRIES = 5  # a model may believe that it knows
_PAGE = "https://www.example.com/"
_CAFES = "Which cafes are near the Brandenburg Gate in Berlin? Name two."


def _sources(exchange: Exchange, kind: str) -> list[dict[str, Any]]:
    grounding = [mapping(each, "groundingMetadata") for each in exchange.candidates]
    chunks = [chunk for each in grounding for chunk in rows(each, "groundingChunks")]
    return [mapping(each, kind) for each in chunks if kind in each]


def _grounding(exchange: Exchange) -> dict[str, Any]:
    return mapping(exchange.candidates[0], "groundingMetadata") if exchange.candidates else {}


@both_ways
@holds("grounding.search")
def test_a_search_tells_its_sources(send: Sender, models: Models, way: Way) -> None:
    call = prompt(_ASK, models.budget, tools=[{"google_search": {}}]).over(way)

    send.sample(call, lambda each: _sources(each, "web") and each.said, of=_TRIES)


@holds("grounding.search-spelling")
def test_the_search_may_be_written_in_camel_case(send: Sender, models: Models) -> None:
    call = prompt(_ASK, models.budget, tools=[{"googleSearch": {}}])

    send.sample(call, lambda each: _sources(each, "web"), of=_TRIES)


@both_ways
@holds("grounding.search")
def test_a_model_with_levels_searches(send: Sender, models: Models, way: Way) -> None:
    thinking = {"thinkingConfig": {"thinkingLevel": "LOW"}}
    call = prompt(_ASK, models.level, tools=[{"google_search": {}}], generationConfig=thinking)

    send.sample(call.over(way), lambda each: _sources(each, "web"), of=_TRIES)


@holds("grounding.offsets")
def test_supports_count_bytes_and_not_letters(send: Sender, models: Models) -> None:
    words = "Who won the euro 2024? Begin with “¡Olé!” and name who shot the goals."
    call = prompt(words, models.budget, tools=[{"google_search": {}}]).over("sse")

    send.sample(call, lambda each: rows(_grounding(each), "groundingSupports"), of=_TRIES)


@both_ways
@holds("grounding.maps")
def test_maps_tell_their_places(send: Sender, models: Models, way: Way) -> None:
    call = prompt(_CAFES, models.budget, tools=[{"googleMaps": {}}]).over(way)

    send.sample(call, lambda each: _sources(each, "maps"))


def _near(latitude: float, model: str) -> Call:
    place = {"latLng": {"latitude": latitude, "longitude": 13.3777}, "languageCode": "en"}
    return prompt(
        "Which cafes are near here? Name two.",
        model,
        tools=[{"googleMaps": {}}],
        toolConfig={"retrievalConfig": place},
    )


@holds("grounding.location")
def test_maps_are_told_where_one_is(send: Sender, models: Models) -> None:
    send.sample(_near(52.5163, models.budget), lambda each: _sources(each, "maps"))


@holds("grounding.location-range")
def test_a_place_that_is_not_on_earth_is_refused(send: Sender, models: Models) -> None:
    exchange = send(_near(200.0, models.budget))

    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"
    assert refusal(exchange), f"expected an error with a message, got {exchange.text[:200]}"


@both_ways
@holds("url-context.read")
def test_pages_that_are_named_are_read(send: Sender, models: Models, way: Way) -> None:
    words = f"What is {_PAGE} about? Answer in one sentence."
    call = prompt(words, models.budget, tools=[{"urlContext": {}}]).over(way)

    send.sample(call, _pages)


def _pages(exchange: Exchange) -> list[dict[str, Any]]:
    held = [mapping(each, "urlContextMetadata") for each in exchange.candidates]
    return [page for each in held for page in rows(each, "urlMetadata")]


@both_ways
@holds("grounding.combined")
def test_search_and_code_go_together(send: Sender, models: Models, way: Way) -> None:
    tools: list[dict[str, Any]] = [{"googleSearch": {}}, {"codeExecution": {}}]

    exchange = send(prompt("What is 2+2?", models.budget, tools=tools).over(way))

    assert exchange.status == 200, exchange.text
