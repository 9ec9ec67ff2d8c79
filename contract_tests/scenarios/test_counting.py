"""Scenarios: the neighbours of generateContent: tokens counted, texts embedded, models listed."""

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.call import Call, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import UNKNOWN, Models
from contract_tests.scenario import Sender, got, holds

_EMBEDDER = "gemini-embedding-001"
_LEAST = 128  # dimensions that it can be told to have


def _good(exchange: Exchange) -> Any:
    """Return the body of a good answer."""
    assert exchange.status == 200, got(exchange)
    return exchange.json


def _count(text: str, model: str) -> Call:
    return replace(prompt(text, model), operator="countTokens")


@holds("counting.tokens")
def test_tokens_are_counted(send: Sender, models: Models) -> None:
    exchange = send(_count("Say hi", models.text))

    assert _good(exchange)["totalTokens"] > 0, got(exchange)


@holds("counting.grows")
def test_a_longer_prompt_has_more_tokens(send: Sender, models: Models) -> None:
    short = _good(send(_count("The sea is wide.", models.text)))["totalTokens"]
    long = _good(send(_count("The sea is wide. " * 10, models.text)))["totalTokens"]

    assert long > 5 * short, f"expected about 10 times {short}, got {long}"


@holds("counting.details")
def test_the_details_of_a_count_add_up(send: Sender, models: Models) -> None:
    counted = _good(send(_count("Say hi", models.text)))

    details = [each["tokenCount"] for each in counted.get("promptTokensDetails", ())]
    assert not details or sum(details) == counted["totalTokens"], (
        f"expected the sum of {details}, got {counted['totalTokens']}"
    )


@holds("counting.whole-request")
def test_a_whole_request_is_counted(send: Sender, models: Models) -> None:
    told = {"parts": [{"text": "You are a math tutor. Always show your work, step by step."}]}
    whole = {"model": f"models/{models.text}", **prompt("Say hi", models.text).body}
    body = {"generateContentRequest": {**whole, "systemInstruction": told}}

    alone = _good(send(_count("Say hi", models.text)))["totalTokens"]
    together = send(Call(model=models.text, operator="countTokens", body=body))

    assert _good(together)["totalTokens"] > alone, f"expected more than {alone}, {got(together)}"


@holds("counting.unknown-model")
def test_an_unknown_model_counts_nothing(send: Sender) -> None:
    exchange = send(_count("Say hi", UNKNOWN), expecting={503})

    assert exchange.status in {404, 503}, f"expected 404 or 503, {got(exchange)}"


# Embeddings.


def _embed(text: str, **more: Any) -> Call:
    content = {"parts": [{"text": text}]}
    return Call(model=_EMBEDDER, operator="embedContent", body={"content": content, **more})


@holds("embedding.values")
def test_a_text_is_embedded(send: Sender) -> None:
    exchange = send(_embed("Say hi"))

    values = _good(exchange)["embedding"]["values"]
    assert values, got(exchange)
    assert {type(each) for each in values} <= {float, int}, got(exchange)


@holds("embedding.dimensions")
def test_an_embedding_has_the_dimensions_asked_for(send: Sender) -> None:
    exchange = send(_embed("Say hi", outputDimensionality=_LEAST))

    assert len(_good(exchange)["embedding"]["values"]) == _LEAST, got(exchange)


@holds("embedding.batch")
def test_a_batch_has_an_embedding_for_each(send: Sender) -> None:
    requests = [
        {"model": f"models/{_EMBEDDER}", "outputDimensionality": _LEAST, **_embed(each).body}
        for each in ("sea", "land", "sea")
    ]

    exchange = send(
        Call(model=_EMBEDDER, operator="batchEmbedContents", body={"requests": requests})
    )

    found = [each["values"] for each in _good(exchange)["embeddings"]]
    assert len(found) == len(requests), got(exchange)
    assert found[0] == pytest.approx(found[2], abs=1e-3), "expected the same for the same text"
    assert found[0] != pytest.approx(found[1], abs=1e-3), "expected another for another text"


# Models.


def _list(**query: str) -> Call:
    return Call(method="GET", path="/models", query=query)


@holds("models.list")
def test_the_models_are_listed(send: Sender) -> None:
    exchange = send(_list(pageSize="3"))

    names = [each["name"] for each in _good(exchange)["models"]]
    assert 0 < len(names) <= 3, f"expected 1 to 3 models, got {names}"
    assert all(each.startswith("models/") for each in names), names


@holds("models.pages")
def test_the_list_has_pages(send: Sender) -> None:
    first = _good(send(_list(pageSize="1")))

    second = _good(send(_list(pageSize="1", pageToken=first["nextPageToken"])))

    assert first["models"] != second["models"], f"expected another model, got {second['models']}"


@holds("models.bare-ids")
def test_the_models_are_listed_by_id(send: Sender) -> None:
    exchange = send(_list())

    names = [each["name"] for each in _good(exchange)["models"]]
    assert names, got(exchange)
    assert not any(each.startswith("models/") for each in names), names[:5]


@holds("models.get")
def test_a_model_tells_what_it_can(send: Sender, models: Models) -> None:
    exchange = send(Call(method="GET", path=f"/models/{models.text}"))

    told = _good(exchange)
    assert told["name"] == f"models/{models.text}", got(exchange)
    assert "generateContent" in told["supportedGenerationMethods"], got(exchange)
    assert told["inputTokenLimit"] > told["outputTokenLimit"] > 0, got(exchange)


@holds("models.unknown")
def test_an_unknown_model_tells_nothing(send: Sender) -> None:
    exchange = send(Call(method="GET", path=f"/models/{UNKNOWN}"))

    assert exchange.status == 404, f"expected 404, {got(exchange)}"


@holds("models.not-by-name")
def test_no_model_can_be_asked_by_name(send: Sender, models: Models) -> None:
    exchange = send(Call(method="GET", path=f"/models/{models.text}"))

    assert exchange.media_type != "application/json", got(exchange)
