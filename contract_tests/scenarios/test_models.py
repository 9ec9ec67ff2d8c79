"""Scenarios: the gateway's lists of models, beside Gemini's own (`test_counting`)."""

from dataclasses import replace

from contract_tests import judge
from contract_tests.call import Auth, Call
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.reading.members import mapping, rows, text
from contract_tests.scenario import Sender, got, holds


def _get(path: str, auth: Auth = "bearer") -> Call:
    return Call(method="GET", path=path, below="host", auth=auth)


def _broken(exchange: Exchange, schema: str) -> list[str]:
    """Return what an answer breaks of a schema; what is new breaks nothing."""
    found = judge.findings(schema, exchange.json)
    return [f"{each.pointer}: {each.message}" for each in found if not each.additive]


def _ids(exchange: Exchange) -> list[str]:
    return [text(each, "id") for each in rows(exchange.json, "data")]


@holds("models.openai-list")
def test_models_are_listed_as_openai_does(send: Sender) -> None:
    exchange = send(_get("/v1/models"))

    assert _broken(exchange, "openai/model_list.json") == [], got(exchange)
    assert _ids(exchange), f"expected models, {got(exchange)}"


@holds("models.openai-key")
def test_the_list_wants_a_key(send: Sender) -> None:
    exchange = send(replace(_get("/v1/models"), auth="none"), expecting={401, 403})

    assert exchange.status == 401, f"expected 401, {got(exchange)}"


@holds("models.openai-success")
def test_the_list_says_success(send: Sender) -> None:
    exchange = send(_get("/v1/models"))

    assert mapping(exchange.json).get("success") is True, got(exchange)


@holds("models.openai-get")
def test_one_model_is_told_of(send: Sender, models: Models) -> None:
    exchange = send(_get(f"/v1/models/{models.text}"))

    assert _broken(exchange, "openai/model.json") == [], got(exchange)
    assert text(exchange.json, "id") == models.text, got(exchange)


@holds("models.public")
def test_anybody_may_see_the_models_and_their_prices(send: Sender) -> None:
    exchange = send(_get("/api/models", "none"), expecting={401, 403})

    assert exchange.status == 200, f"expected 200, {got(exchange)}"
    assert _broken(exchange, "comet/catalog.json") == [], got(exchange)
    assert _ids(exchange), f"expected models, {got(exchange)}"
    first = rows(exchange.json, "data")[0]
    assert {"provider", "pricing"} <= first.keys(), f"expected provider and pricing, got {first}"
