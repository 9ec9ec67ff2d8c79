from typing import Any

import pytest

from mockserver.dialects import GOOGLE
from mockserver.generate import answer
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.settings import Settings
from tests.conftest import Respond

Payload = dict[str, Any]

STORES = ["fileSearchStores/first-1", "fileSearchStores/second-2"]


def respond(
    prompt: str = "What is the capital of France?", seed: int = 0, **search: Any
) -> Payload:
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "tools": [{"fileSearch": {"fileSearchStoreNames": STORES, **search}}],
    }
    return answer(GenerateRequest(MODELS["gemini-2.5-flash"], body, Settings(seed=seed)), GOOGLE)


def metadata(response: Payload) -> Payload:
    found: Payload = response["candidates"][0]["groundingMetadata"]
    return found


def passages(response: Payload) -> list[Payload]:
    return [each["retrievedContext"] for each in metadata(response)["groundingChunks"]]


def test_passages_are_on_the_topic_and_from_the_stores() -> None:
    counts = set()
    for seed in range(30):
        found = passages(respond(seed=seed))
        counts.add(len(found))

        for each, store in zip(found, STORES * 2, strict=False):
            assert each["fileSearchStore"] == store
            assert "the capital of France" in each["text"]
            assert each["title"].startswith("the-capital-of-france-")
            assert "customMetadata" not in each
        assert metadata(respond(seed=seed))["groundingSupports"]
    assert counts == {1, 2, 3}


def test_there_are_no_more_passages_than_asked_for() -> None:
    assert {len(passages(respond(seed=seed, topK=1))) for seed in range(20)} == {1}
    assert max(len(passages(respond(seed=seed, topK=0))) for seed in range(20)) == 3


def test_a_passage_has_the_metadata_that_it_was_found_by() -> None:
    written = 'author = "Ann" AND year=1999 AND weight = -2.5'
    for each in passages(respond(metadataFilter=written)):
        assert each["customMetadata"] == [
            {"key": "author", "stringValue": "Ann"},
            {"key": "year", "numericValue": 1999},
            {"key": "weight", "numericValue": -2.5},
        ]


def test_passages_count_as_read() -> None:
    usage = respond()["usageMetadata"]

    assert usage["toolUsePromptTokenCount"] > 250
    assert "toolUsePromptTokenCount" not in respond("Hello!")["usageMetadata"]


@pytest.mark.parametrize(
    ("prompt", "stores"),
    [
        pytest.param("Hello!", STORES, id="greeting"),
        pytest.param("Explain rain", [], id="no-store"),
    ],
)
def test_nothing_found_is_empty_metadata(prompt: str, stores: list[str]) -> None:
    assert metadata(respond(prompt, fileSearchStoreNames=stores)) == {}


@pytest.mark.parametrize(("name", "status"), [("comet", 200), ("google", 200), ("vertex", 400)])
def test_vertex_does_not_know_the_tool(ask: Respond, name: str, status: int) -> None:
    body = {
        "contents": [{"role": "user", "parts": [{"text": "Explain rain"}]}],
        "tools": [{"fileSearch": {"fileSearchStoreNames": STORES}}],
    }
    reply = ask(body, dialect=name).reply

    assert reply.status == status
    assert (b"Unknown name \\\"fileSearch\\\" at 'tools[0]'" in reply.body) == (status == 400)
