import re
from typing import Any

import pytest

from mockserver.dialects import COMET, GOOGLE, VERTEX, Dialect
from mockserver.generate import answer
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.settings import Settings

FLASH_2_5 = "gemini-2.5-flash"
FLASH_3 = "gemini-3-flash-preview"

Payload = dict[str, Any]


def respond(
    prompt: str = "Who won the euro 2024?",
    dialect: Dialect = COMET,
    model: str = FLASH_2_5,
    seed: int = 0,
    **search: Any,
) -> Payload:
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "tools": [{"googleSearch": search}],
    }
    return answer(GenerateRequest(MODELS[model], body, Settings(seed=seed)), dialect)


def metadata(response: Payload) -> Payload:
    found: Payload = response["candidates"][0]["groundingMetadata"]
    return found


def test_a_search_is_told_whole() -> None:
    found = metadata(respond())

    assert list(found) == [
        "webSearchQueries", "searchEntryPoint", "groundingChunks", "groundingSupports",
    ]  # fmt: skip
    assert "euro 2024" in found["webSearchQueries"][0]
    assert found["webSearchQueries"][0] in found["searchEntryPoint"]["renderedContent"]


def test_sources_are_two_to_five_sites_that_nobody_has() -> None:
    counts = set()
    for seed in range(40):
        sites = [each["web"] for each in metadata(respond(seed=seed))["groundingChunks"]]
        counts.add(len(sites))

        assert sites[0]["title"] == "euro-2024.example"
        for each in sites:
            assert re.search(r"(?:^example\.(?:com|net|org)|\.example)$", each["title"])
            assert re.fullmatch(
                r"https://vertexaisearch\.cloud\.google\.com/grounding-api-redirect/[\w-]{96}",
                each["uri"],
            )
        assert len({each["uri"] for each in sites}) == len(sites)
        assert len({each["title"] for each in sites}) == len(sites)
    assert counts == {2, 3, 4, 5}


def test_another_script_names_no_site() -> None:
    (first, *_) = metadata(respond("\u4e2d\u56fd\u7684\u9996\u90fd\u662f\u54ea\u91cc"))[
        "groundingChunks"
    ]

    assert first["web"]["title"].isascii()


@pytest.mark.parametrize(("dialect", "named"), [(COMET, False), (GOOGLE, False), (VERTEX, True)])
def test_a_site_says_its_domain_where_the_origin_does(dialect: Dialect, *, named: bool) -> None:
    for each in metadata(respond(dialect=dialect))["groundingChunks"]:
        assert each["web"].get("domain") == (each["web"]["title"] if named else None)


def test_what_needs_no_search_has_empty_metadata() -> None:
    response = respond("Hello!")

    assert metadata(response) == {}
    assert "toolUsePromptTokenCount" not in response["usageMetadata"]


def test_without_the_tool_there_is_no_metadata() -> None:
    body = {"contents": [{"parts": [{"text": "Who won the euro 2024?"}]}]}
    response = answer(GenerateRequest(MODELS[FLASH_2_5], body), COMET)

    assert "groundingMetadata" not in response["candidates"][0]


def test_excluded_domains_are_no_sources() -> None:
    excluded = ["Example", "example.com"]
    titles = [
        each["web"]["title"]
        for seed in range(20)
        for each in metadata(respond(seed=seed, excludeDomains=excluded))["groundingChunks"]
    ]

    assert set(titles) == {"example.net", "example.org"}


def test_where_all_is_excluded_there_are_queries_alone() -> None:
    found = metadata(
        respond(excludeDomains=["example", "example.com", "example.net", "example.org"])
    )

    assert list(found) == ["webSearchQueries", "searchEntryPoint"]


def test_images_are_found_if_they_are_looked_for() -> None:
    found = metadata(respond(searchTypes={"imageSearch": {}}))

    assert "webSearchQueries" not in found
    assert len(found["imageSearchQueries"]) == 1
    for each in found["groundingChunks"]:
        image = each["image"]
        assert image["imageUri"] == f"{image['sourceUri']}.jpg"
        assert image["sourceUri"].startswith(f"https://{image['domain']}/")
        assert image["title"] == found["imageSearchQueries"][0]


def test_web_and_images_are_found_together() -> None:
    found = metadata(respond(searchTypes={"webSearch": {}, "imageSearch": {}}))

    assert {key for each in found["groundingChunks"] for key in each} == {"web", "image"}
    assert found["imageSearchQueries"] == found["webSearchQueries"][:1]


@pytest.mark.parametrize(("model", "counted"), [(FLASH_2_5, True), (FLASH_3, False)])
def test_what_was_found_counts_as_read_up_to_2_5(model: str, *, counted: bool) -> None:
    usage = respond(model=model)["usageMetadata"]

    assert ("toolUsePromptTokenCount" in usage) is counted
    assert 60 <= usage.get("toolUsePromptTokenCount", 60) < 300
