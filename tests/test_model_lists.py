"""The gateway's own lists of models, and what is where they are not."""

import json
from typing import Any

import httpx
import pytest

from contract_tests import judge
from mockserver import MockServer, Settings
from mockserver.dialects import DIALECTS
from mockserver.exchange import Call, Exchange
from mockserver.mock import Mock, mock
from mockserver.models import MODELS
from mockserver.pipeline import respond

BEARER = {"authorization": "Bearer sk-good"}
NATIVE = {"x-goog-api-key": "sk-good"}
ADDED = {"gemini-9": "gemini-2.5-flash"}
DOORS = ["/v1/models", "/v1/models/gemini-2.5-flash", "/api/models"]


def gateway(**settings: Any) -> Mock:
    return mock(Settings(self_check=True, api_keys=("sk-good",), **settings))


def send(
    server: Mock, line: str, headers: dict[str, str] = BEARER, query: dict[str, str] | None = None
) -> Exchange:
    method, path = line.split()
    return respond(Call(method, path, query or {}, headers, b""), server)


def answer(server: Mock, path: str, headers: dict[str, str] = BEARER) -> dict[str, Any]:
    reply = send(server, f"GET {path}", headers).reply

    assert reply.status == 200, reply.body
    found: dict[str, Any] = json.loads(reply.body)
    return found


def hint(exchange: Exchange) -> str:
    return exchange.reply.headers.get("x-mock-warning", "")


# In OpenAI's shape.


def test_the_list_has_all_models_in_openais_shape() -> None:
    found = answer(gateway(), "/v1/models")

    assert list(found) == ["data", "object", "success"]
    assert (found["object"], found["success"]) == ("list", True)
    assert [each["id"] for each in found["data"]] == list(MODELS)
    assert found["data"][0] == {
        "id": "gemini-2.0-flash",
        "object": "model",
        "created": 1_626_777_600,
        "owned_by": "vertex-ai",
        "supported_endpoint_types": ["gemini", "openai"],
    }


def test_one_model_is_as_in_the_list() -> None:
    listed = answer(gateway(), "/v1/models")["data"]

    for each in listed:
        assert answer(gateway(), f"/v1/models/{each['id']}") == each


def test_a_model_that_there_is_not_is_told_with_the_status_of_an_answer() -> None:
    exchange = send(gateway(), "GET /v1/models/gemini-2.5-flsh")

    assert exchange.reply.status == 200
    assert json.loads(exchange.reply.body) == {
        "error": {
            "message": "The model 'gemini-2.5-flsh' does not exist",
            "type": "invalid_request_error",
            "param": "model",
            "code": "model_not_found",
        }
    }
    assert exchange.cause == "no_such_model"
    assert "did you mean gemini-2.5-flash?" in hint(exchange)


def test_one_model_is_not_documented_and_the_mock_says_so() -> None:
    one = send(gateway(), "GET /v1/models/gemini-2.5-flash")

    assert one.warnings == ("comet doesn't document openai.models.get; that it has it is inferred",)
    assert send(gateway(), "GET /v1/models").warnings == ()


# The catalog.


def test_the_catalog_has_all_models_on_no_page_and_without_prices() -> None:
    found = answer(gateway(), "/api/models")

    assert list(found) == ["success", "page", "page_size", "total", "data"]
    assert (found["success"], found["page"], found["page_size"]) == (True, 0, 0)
    assert [each["id"] for each in found["data"]] == list(MODELS)
    assert found["total"] == len(MODELS)
    assert found["data"][list(MODELS).index("gemini-2.5-pro")] == {
        "id": "gemini-2.5-pro",
        "provider": "Google",
        "model_type": "text",
        "features": ["text-to-text", "image-to-text", "video-to-text", "speech-to-text"],
        "pricing": {
            "currency": "USD / M Tokens",
            "input": None,
            "output": None,
            "per_request": None,
            "per_second": None,
        },
        "api_doc_url": "https://apidoc.cometapi.com/api/text/gemini-generating-content",
    }


@pytest.mark.parametrize(
    ("name", "kind", "features", "page"),
    [
        (
            "gemini-2.5-flash-image",
            "image",
            ["text-to-image", "image-to-image"],
            "/image/gemini/gemini-generates-image",
        ),
        ("gemini-2.5-flash-preview-tts", "audio", ["text-to-speech"], ""),
        ("gemini-embedding-001", "embedding", [], ""),
    ],
)
def test_the_catalog_says_what_a_model_is_for(
    name: str, kind: str, features: list[str], page: str
) -> None:
    records = {each["id"]: each for each in answer(gateway(), "/api/models")["data"]}

    assert records[name]["model_type"] == kind
    assert records[name]["features"] == features
    assert records[name]["api_doc_url"] == (
        f"https://apidoc.cometapi.com/api{page}" if page else None
    )


def test_the_catalog_has_no_pages_whoever_asks_for_one() -> None:
    plain, asked = (
        send(gateway(), "GET /api/models", query=each).reply.body
        for each in ({}, {"page": "2", "page_size": "5"})
    )

    assert plain == asked


# Who may ask.


@pytest.mark.parametrize("headers", [{}, NATIVE, {"authorization": "Bearer sk-bad"}])
@pytest.mark.parametrize(
    "line", ["GET /v1/models", "GET /v1/models/gemini-2.5-flash", "POST /v1/chat/completions"]
)
def test_what_has_openais_shape_wants_a_bearer_and_a_good_one(
    line: str, headers: dict[str, str]
) -> None:
    reply = send(gateway(), line, headers).reply

    assert reply.status == 401
    assert json.loads(reply.body)["error"]["message"].startswith("Invalid token (request id: ")
    assert list(judge.findings("errors/comet.json", json.loads(reply.body))) == []


@pytest.mark.parametrize(
    ("headers", "query", "where"),
    [(NATIVE, {}, "x-goog-api-key"), ({}, {"key": "sk-good"}, "?key=")],
)
def test_a_key_that_nobody_looks_for_there_is_told(
    headers: dict[str, str], query: dict[str, str], where: str
) -> None:
    told = f"at this path a key in {where} isn't looked at; send Authorization: Bearer"

    assert hint(send(gateway(), "GET /v1/models", headers, query)) == told
    assert hint(send(gateway(), "GET /v1/models", {})) == ""


@pytest.mark.parametrize("headers", [{}, BEARER, {"authorization": "Bearer sk-bad"}])
def test_nobody_asks_for_a_key_at_the_catalog(headers: dict[str, str]) -> None:
    assert len(answer(gateway(), "/api/models", headers)["data"]) == len(MODELS)


# Models that were added, and other origins.


def test_a_model_that_was_added_is_in_every_list() -> None:
    server = gateway(models=ADDED)
    last = {path: answer(server, path)["data"][-1] for path in ("/v1/models", "/api/models")}

    assert last["/v1/models"]["id"] == last["/api/models"]["id"] == "gemini-9"
    assert answer(server, "/v1beta/models")["models"][-1]["name"] == "gemini-9"
    assert answer(server, "/v1/models/gemini-9")["owned_by"] == "custom"
    assert last["/api/models"]["model_type"] == "text"


@pytest.mark.parametrize("dialect", ["google", "vertex"])
def test_other_origins_have_no_catalog_and_no_chat(dialect: str) -> None:
    server = gateway(dialect=dialect)

    for line in ("GET /api/models", "POST /v1/chat/completions"):
        assert send(server, line).reply.status == 404


def test_the_same_path_is_another_list_at_google() -> None:
    server = gateway(dialect="google")

    assert answer(server, "/v1/models", NATIVE)["models"][0]["name"] == "models/gemini-2.0-flash"
    assert send(server, "GET /v1/models/nope", NATIVE).reply.status == 404
    assert send(gateway(dialect="vertex"), "GET /v1/models", NATIVE).reply.status == 404


# Paths that lead nowhere.


@pytest.mark.parametrize(
    "line",
    [
        "GET /v1",
        "GET /v1/",
        "GET /v1/chat",
        "GET /v1/chat/completions",
        "PUT /v1/chat/completions",
        "POST /v1/models",
        "HEAD /v1/models",
        "DELETE /v1/models/gemini-2.5-flash",
        "POST /api/models",
        "GET /api/models/gemini-2.5-flash",
        "GET /v1alpha/models",
        "GET /nowhere",
    ],
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_where_there_is_nothing_each_origin_says_so_in_its_way(dialect: str, line: str) -> None:
    if (dialect, line) == ("google", "GET /v1alpha/models"):
        return  # Google has its list in every version.
    reply = send(gateway(dialect=dialect), line).reply

    assert reply.status == (301 if dialect == "comet" else 404)
    assert reply.headers.get("Location") == ("/" if dialect == "comet" else None)
    assert reply.media_type.startswith("text/html")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/embeddings",
        "/v1/completions",
        "/v1/responses",
        "/v1/messages",
        "/v1/images/generations",
        "/v1/videos",
        "/v1/audio/speech",
        "/v1/files",
    ],
)
def test_what_the_gateway_has_and_the_mock_does_not_is_told_as_that(path: str) -> None:
    told = "comet has such a path, but this mock doesn't; known: POST /v1beta/models/"

    assert hint(send(gateway(), f"POST {path}")).startswith(told)
    assert hint(send(gateway(dialect="google"), f"POST {path}")).startswith("known: POST ")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("GET /v1/models/", "/v1/models"),
        ("GET //v1/models", "/v1/models"),
        ("GET /api//models/", "/api/models"),
        ("POST /v1/chat/completions/", "/v1/chat/completions"),
        ("POST /v1beta//models/m:generateContent", "/v1beta/models/m:generateContent"),
    ],
)
def test_a_slash_too_many_leads_nowhere_and_the_path_that_was_meant_is_told(
    line: str, meant: str
) -> None:
    exchange = send(gateway(), line)

    assert exchange.reply.status == 301
    assert hint(exchange).startswith(f"did you mean {meant}? known: ")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "PATCH"])
def test_whoever_is_led_away_comes_to_a_page_and_not_there_again(method: str) -> None:
    reply = send(gateway(), f"{method} /v1/files").reply
    there = send(gateway(), f"{method} {reply.headers['Location']}").reply

    assert (reply.status, there.status) == (301, 200)
    assert b"The API is below /v1beta and /v1." in there.body


@pytest.mark.parametrize("path", [*DOORS, "/v1/chat/completions", "/nowhere"])
def test_a_page_of_another_site_may_ask_first(path: str) -> None:
    reply = send(gateway(), f"OPTIONS {path}", {}).reply

    assert reply.status == 204
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_they_are_served_below_a_namespace_too_and_stand_in_the_journal() -> None:
    with MockServer(api_keys=("sk-good",)) as server:
        url = f"{server.url}/__ns/mine"
        with httpx.Client(headers={"Authorization": "Bearer sk-good"}) as client:
            answers = [client.get(f"{url}{each}") for each in DOORS]
        seen = [each.operation for each in server.namespace("mine").requests]

    assert [each.status_code for each in answers] == [200, 200, 200]
    assert seen == ["openai.models.list", "openai.models.get", "catalog.list"]


def test_a_stub_answers_in_place_of_a_list() -> None:
    with MockServer() as server:
        mine: dict[str, Any] = {"data": [], "object": "list"}
        server.add(match={"operation": "openai.models.list"}, response=mine)
        found = httpx.get(f"{server.url}/v1/models", headers=BEARER)

    assert found.json() == mine


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("POST /chat/completions", "/v1/chat/completions"),
        ("POST /v1/v1/chat/completions", "/v1/chat/completions"),
        ("POST /v1beta/openai/chat/completions", "/v1/chat/completions"),
        ("GET /v1beta/openai/models", "/v1/models"),
    ],
)
def test_a_path_below_another_base_url_is_told_which_one_was_meant(line: str, meant: str) -> None:
    assert hint(send(gateway(), line)).startswith(f"did you mean {meant}? ")
    assert "did you mean" not in hint(send(mock(Settings(dialect="google")), line))
