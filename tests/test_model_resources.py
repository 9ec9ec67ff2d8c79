"""The models as resources: ``models.list`` and ``models.get``."""

import json
from typing import Any

import pytest

from contract_tests import judge
from mockserver import Settings
from mockserver.mock import Mock, mock
from mockserver.models import MODELS
from mockserver.operations.model_resources import resource
from tests.calls import answer, refusal, send

LIST = "GET /v1beta/models"


def google(**settings: Any) -> Mock:
    return mock(Settings(dialect="google", self_check=True, **settings))


def test_a_model_is_described_as_recorded_ones_are() -> None:
    assert answer(google(), "GET /v1beta/models/gemini-3.5-flash") == {
        "name": "models/gemini-3.5-flash",
        "version": "3.5-flash-05-2026",
        "displayName": "Gemini 3.5 Flash",
        "description": "Gemini 3.5 Flash",
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": [
            "generateContent", "countTokens", "createCachedContent", "batchGenerateContent",
        ],
        "temperature": 1,
        "topP": 0.95,
        "topK": 64,
        "maxTemperature": 2,
        "thinking": True,
    }  # fmt: skip


def test_an_embedding_model_samples_nothing() -> None:
    assert answer(google(), "GET /v1beta/models/gemini-embedding-2") == {
        "name": "models/gemini-embedding-2",
        "version": "2",
        "displayName": "Gemini Embedding 2",
        "description": "Obtain a distributed representation of multimodal content.",
        "inputTokenLimit": 8_192,
        "outputTokenLimit": 1,
        "supportedGenerationMethods": [
            "embedContent", "countTextTokens", "countTokens", "asyncBatchEmbedContent",
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gemini-2.0-flash", {"topK": 40, "version": "2.0"}),
        ("gemini-2.5-flash-image", {"displayName": "Nano Banana", "maxTemperature": 1}),
        ("gemini-2.5-flash-preview-tts", {"displayName": "Gemini 2.5 Flash Preview TTS"}),
        ("gemini-3.8-flash", {"version": "001", "displayName": "Gemini 3.8 Flash"}),
        (
            "gemini-flash-latest",
            {"version": "Gemini Flash Latest", "description": "Latest release of Gemini Flash"},
        ),
        (
            "gemini-embedding-001",
            {"description": "Obtain a distributed representation of a text.", "version": "001"},
        ),
    ],
)
def test_models_differ_as_recorded_ones_do(name: str, expected: dict[str, Any]) -> None:
    found = resource(MODELS[name])

    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("name", ["gemini-2.0-flash", "gemini-2.5-flash-image"])
def test_a_model_that_does_not_think_says_nothing_of_it(name: str) -> None:
    assert "thinking" not in resource(MODELS[name])


@pytest.mark.parametrize("name", MODELS)
def test_every_model_keeps_the_schema(name: str) -> None:
    assert list(judge.findings("gemini/model.json", resource(MODELS[name]))) == []


def test_recorded_models_have_the_same_limits_and_methods(traffic: list[dict[str, Any]]) -> None:
    lists = [
        each["response"]["models"] for each in traffic if "models" in (each.get("response") or {})
    ]
    recorded = {each["name"]: each for found in lists for each in found}
    compared = 0
    for model in MODELS.values():
        ours = resource(model)
        if ours["name"] not in recorded:
            continue
        theirs = recorded[ours["name"]]
        compared += 1
        for key in (
            "displayName", "inputTokenLimit", "outputTokenLimit", "version", "topK", "maxTemperature",
        ):  # fmt: skip
            assert ours.get(key) == theirs.get(key), (model.id, key)
        assert bool(ours.get("thinking")) == bool(theirs.get("thinking")), model.id
        if not model.id.endswith("-tts"):
            methods = ours["supportedGenerationMethods"]

            assert methods == theirs["supportedGenerationMethods"], model.id
    assert compared > 20


def test_models_are_listed_page_by_page() -> None:
    server = google()
    first = answer(server, LIST, pageSize="20")
    second = answer(server, LIST, pageSize="20", pageToken=first["nextPageToken"])
    names = [each["name"] for each in first["models"] + second["models"]]

    assert len(first["models"]) == 20
    assert names == [f"models/{each}" for each in MODELS]
    assert "nextPageToken" not in second


def test_fifty_models_are_on_a_page_when_not_told() -> None:
    more = {f"gemini-{number}-test": "gemini-2.5-flash" for number in range(60)}
    server = google(models=more)

    assert len(answer(server, LIST)["models"]) == 50
    assert len(answer(server, LIST, pageSize="5000")["models"]) == len(MODELS) + 60


def test_an_added_model_is_listed_and_described() -> None:
    server = google(models={"gemini-4-pro": "gemini-3.8-flash"})

    assert answer(server, "GET /v1beta/models/gemini-4-pro")["displayName"] == "Gemini 4 Pro"
    assert "models/gemini-4-pro" in {each["name"] for each in answer(server, LIST)["models"]}


@pytest.mark.parametrize("query", [{"pageSize": "-1"}, {"pageToken": "x"}], ids=["size", "token"])
def test_a_page_that_is_none_is_refused(query: dict[str, str]) -> None:
    assert refusal(google(), LIST, **query)[0] == 400


def test_an_unknown_model_is_not_found_in_other_words_than_by_an_operation_on_it() -> None:
    exchange = send(google(), "GET /v1beta/models/gemini-2.5-flsh")

    assert json.loads(exchange.reply.body)["error"] == {
        "code": 404,
        "message": "Model is not found: models/gemini-2.5-flsh for api version v1beta",
        "status": "NOT_FOUND",
    }
    assert "did you mean gemini-2.5-flash?" in exchange.warnings[0]


def test_the_gateway_lists_ids_and_nothing_else_on_one_page() -> None:
    found = answer(mock(Settings(self_check=True)), LIST, pageSize="2")

    assert list(found) == ["models", "nextPageToken"]
    assert found["nextPageToken"] is None
    assert found["models"] == [{"name": each, "displayName": each} for each in MODELS]


@pytest.mark.parametrize(
    ("dialect", "line"),
    [
        ("comet", "GET /v1beta/models/gemini-2.5-flash"),
        ("comet", "GET /v1alpha/models"),
        ("vertex", LIST),
        ("vertex", "GET /v1beta/models/gemini-2.5-flash"),
        ("google", "POST /v1beta/models"),
        ("google", "DELETE /v1beta/models/gemini-2.5-flash"),
    ],
)
def test_where_there_is_no_such_path_there_is_a_page(dialect: str, line: str) -> None:
    assert send(mock(Settings(dialect=dialect)), line).reply.media_type.startswith("text/html")


def test_the_gateways_list_is_not_documented_and_the_mock_says_so() -> None:
    exchange = send(mock(Settings()), LIST)

    assert exchange.warnings == ("comet doesn't document models.list; that it has it is inferred",)
    assert send(google(), LIST).warnings == ()


def test_the_list_of_models_is_in_every_version_of_google() -> None:
    assert answer(google(), "GET /v1/models") == answer(google(), LIST)


# A model is for some operations only.

HELLO = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}


@pytest.mark.parametrize(
    ("dialect", "model", "operator", "status", "message"),
    [
        (
            "google",
            "gemini-embedding-001",
            "generateContent",
            404,
            (
                "models/gemini-embedding-001 is not found for API version v1beta, or is not supported"
                " for generateContent. Call ModelService.ListModels to see the list of available models"
                " and their supported methods."
            ),
        ),
        (
            "google",
            "gemini-2.5-flash",
            "batchEmbedContents",
            404,
            (
                "models/gemini-2.5-flash is not found for API version v1beta, or is not supported for"
                " embedContent. Call ModelService.ListModels to see the list of available models and"
                " their supported methods."
            ),
        ),
        (
            "google",
            "nope",
            "countTokens",
            404,
            (
                "models/nope is not found for API version v1beta, or is not supported for countTokens."
                " Call ModelService.ListModels to see the list of available models and their supported"
                " methods."
            ),
        ),
        (
            "vertex",
            "gemini-embedding-001",
            "embedContent",
            400,
            (
                "Publisher Model `projects/mock/locations/global/publishers/google/models/"
                "gemini-embedding-001` is not supported in the embedContent API."
            ),
        ),
        (
            "comet",
            "gemini-embedding-001",
            "generateContent",
            400,
            (
                "Publisher Model `projects/mock/locations/global/publishers/google/models/"
                "gemini-embedding-001` is not supported in the generateContent API."
            ),
        ),
    ],
)
def test_a_model_is_refused_for_what_it_is_not_for(
    dialect: str, model: str, operator: str, status: int, message: str
) -> None:
    server = mock(Settings(dialect=dialect))

    assert refusal(server, f"POST /v1beta/models/{model}:{operator}", HELLO) == (status, message)


def test_a_stream_is_refused_in_the_words_of_the_unary_operation() -> None:
    line = "POST /v1beta/models/nope:streamGenerateContent"

    assert "not supported for generateContent." in refusal(google(), line, HELLO, alt="sse")[1]


def test_comet_has_no_channel_for_a_model_that_nobody_has_whatever_is_asked() -> None:
    status, message = refusal(mock(Settings()), "POST /v1beta/models/nope:countTokens", HELLO)

    assert status == 503
    assert message.startswith("no available channel for group default and model nope (distributor)")
