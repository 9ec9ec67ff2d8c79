from typing import Any

import pytest

from mockserver.dialects import COMET
from mockserver.generate import answer, url_context
from mockserver.models import MODELS
from mockserver.request import GenerateRequest

Payload = dict[str, Any]


def respond(prompt: str, **members: Any) -> Payload:
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "tools": [{"urlContext": {}}],
        **members,
    }
    return answer(GenerateRequest(MODELS["gemini-3-flash-preview"], body), COMET)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        pytest.param("https://docs.example.com/a/b?c=d", "SUCCESS", id="public"),
        pytest.param("https://1.1.1.1/", "SUCCESS", id="public-address"),
        pytest.param("https://nowhere.invalid/", "ERROR", id="invalid"),
        pytest.param("http://localhost:8080/", "ERROR", id="localhost"),
        pytest.param("http://10.0.0.1/", "ERROR", id="private-address"),
        pytest.param("http://[::1]/", "ERROR", id="private-address-of-six"),
        pytest.param("https://[", "ERROR", id="no-address"),
        pytest.param("https:///path", "ERROR", id="no-host"),
        pytest.param("https://news.example/paywall/1", "PAYWALL", id="paywall"),
        pytest.param("https://malware.example/", "UNSAFE", id="unsafe"),
        pytest.param("https://example.com/unsafety", "SUCCESS", id="a-longer-word"),
    ],
)
def test_a_status_follows_from_the_address(url: str, status: str) -> None:
    assert url_context.status(url) == status


def test_pages_are_told_and_those_that_were_read_are_sources() -> None:
    first, second = "https://example.com/old-town_tour.html", "https://gone.invalid/x"
    candidate = respond(f"Compare {first} and {second}.")["candidates"][0]

    assert candidate["urlContextMetadata"] == {
        "urlMetadata": [
            {"retrievedUrl": first, "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_SUCCESS"},
            {"retrievedUrl": second, "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_ERROR"},
        ]
    }
    assert candidate["groundingMetadata"]["groundingChunks"] == [
        {"web": {"uri": first, "title": "Old Town Tour"}}
    ]
    assert candidate["groundingMetadata"]["groundingSupports"]


@pytest.mark.parametrize(
    ("url", "title"),
    [
        pytest.param("https://www.example.com/", "Www Example Com", id="host"),
        pytest.param("https://example.com/caf%C3%A9/menu/", "Menu", id="folder"),
        pytest.param("https://example.com/a/caf%C3%A9-menu", "Caf\u00e9 Menu", id="escaped"),
    ],
)
def test_a_title_is_made_of_the_address(url: str, title: str) -> None:
    (chunk,) = respond(url)["candidates"][0]["groundingMetadata"]["groundingChunks"]

    assert chunk["web"]["title"] == title


def test_what_could_not_be_read_is_no_source_and_counts_nothing() -> None:
    response = respond("Read https://gone.invalid/x")

    assert response["candidates"][0]["groundingMetadata"] == {}
    assert "toolUsePromptTokenCount" not in response["usageMetadata"]


def test_every_page_that_was_read_counts() -> None:
    one = respond("Read https://example.com/a")["usageMetadata"]
    three = respond("Read " + " ".join(f"https://example.com/{each}" for each in "abc"))

    assert one["toolUsePromptTokenCount"] >= 300
    assert three["usageMetadata"]["toolUsePromptTokenCount"] >= 900


@pytest.mark.parametrize(
    ("prompt", "members"),
    [
        pytest.param("Explain rain", {}, id="no-address"),
        pytest.param("Read https://example.com/a", {"tools": []}, id="no-tool"),
    ],
)
def test_without_tool_and_address_there_is_no_metadata(prompt: str, members: Payload) -> None:
    candidate = respond(prompt, **members)["candidates"][0]

    assert candidate.keys().isdisjoint({"urlContextMetadata", "groundingMetadata"})


def test_what_is_said_has_words_of_the_address() -> None:
    text = respond("Summarize https://docs.example.com/tutorial in detail")["candidates"][0]

    assert "docs.example.com/tutorial" in text["content"]["parts"][0]["text"]
