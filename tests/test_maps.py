import re
from typing import Any

import pytest

from mockserver.dialects import COMET
from mockserver.generate import answer
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.settings import Settings

FLASH_2_5 = "gemini-2.5-flash"
FLASH_3 = "gemini-3-flash-preview"
NEAR = "Which Italian restaurants are near here?"
VIENNA = {"latitude": 48.2, "longitude": 16.37}

Payload = dict[str, Any]


def respond(
    prompt: str = NEAR,
    maps: Payload | None = None,
    model: str = FLASH_2_5,
    seed: int = 0,
    **members: Any,
) -> Payload:
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "tools": [{"googleMaps": maps or {}}],
        **members,
    }
    return answer(GenerateRequest(MODELS[model], body, Settings(seed=seed)), COMET)


def around(where: Payload) -> Payload:
    return {"toolConfig": {"retrievalConfig": {"latLng": where}}}


def metadata(response: Payload) -> Payload:
    found: Payload = response["candidates"][0]["groundingMetadata"]
    return found


def places(response: Payload) -> list[Payload]:
    return [each["maps"] for each in metadata(response)["groundingChunks"]]


def test_places_are_of_the_kind_that_was_asked_for() -> None:
    counts = set()
    for seed in range(30):
        found = places(respond(seed=seed))
        counts.add(len(found))

        for each in found:
            assert each["title"].endswith(" Italian Restaurant")
            assert re.fullmatch(r"places/ChIJ[\w-]{23}", each["placeId"])
            assert re.fullmatch(r"https://maps\.google\.com/\?cid=\d+", each["uri"])
        assert len({each["title"] for each in found}) == len(found)
    assert counts == {2, 3, 4}


@pytest.mark.parametrize(
    ("prompt", "end"),
    [
        pytest.param("Find a chess club", "Chess Club", id="one"),
        pytest.param("Where is good glass?", "Good Glass", id="no-plural"),
        pytest.param("\u6771\u4eac\u306e\u5bff\u53f8", "\u6771\u4eac\u306e\u5bff\u53f8", id="not-latin"),
    ],
)  # fmt: skip
def test_a_place_is_named_by_the_last_words(prompt: str, end: str) -> None:
    assert places(respond(prompt))[0]["title"].endswith(f" {end}")


def test_some_places_have_a_text_and_a_review() -> None:
    every = [each for seed in range(10) for each in places(respond(seed=seed))]
    told = [each for each in every if "text" in each]

    assert 0 < len(told) < len(every)
    for each in told:
        (review,) = each["placeAnswerSources"]["reviewSnippets"]
        assert each["title"] in each["text"]
        assert each["title"] in review["title"]
        assert review["googleMapsUri"] == each["uri"]
        assert review["reviewId"]


@pytest.mark.parametrize(
    ("where", "written"),
    [(VIENNA, "&ll=48.2,16.37"), ({"latitude": -3.5}, "&ll=-3.5,0"), ({}, "&ll=0,0")],
)
def test_an_address_has_the_coordinates_it_was_looked_for_around(
    where: Payload, written: str
) -> None:
    assert all(each["uri"].endswith(written) for each in places(respond(**around(where))))


def test_elsewhere_there_are_other_places() -> None:
    here, there = respond(**around(VIENNA)), respond(**around({"latitude": 10}))

    assert {each["placeId"] for each in places(here)}.isdisjoint(
        each["placeId"] for each in places(there)
    )


def test_a_widget_gets_a_token_on_request() -> None:
    token = metadata(respond(maps={"enableWidget": True}))["googleMapsWidgetContextToken"]

    assert re.fullmatch(r"widgetcontent/[\w-]{64}", token)
    assert "googleMapsWidgetContextToken" not in metadata(respond(maps={"enableWidget": False}))


def test_a_greeting_is_not_looked_up() -> None:
    assert metadata(respond("Hello!")) == {}


@pytest.mark.parametrize(("model", "counted"), [(FLASH_2_5, True), (FLASH_3, False)])
def test_places_count_as_read_up_to_2_5(model: str, *, counted: bool) -> None:
    assert ("toolUsePromptTokenCount" in respond(model=model)["usageMetadata"]) is counted


def test_places_stand_behind_sites() -> None:
    response = respond(tools=[{"googleMaps": {}, "googleSearch": {}}])
    kinds = [key for each in metadata(response)["groundingChunks"] for key in each]

    assert kinds == sorted(kinds, reverse=True)
    assert set(kinds) == {"web", "maps"}
