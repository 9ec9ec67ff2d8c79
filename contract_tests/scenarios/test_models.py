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


def _keeps(exchange: Exchange, schema: str) -> None:
    """Hold an answer to a schema; what is new breaks nothing."""
    found = [each for each in judge.findings(schema, exchange.json) if not each.additive]
    broken = [f"{each.message} at {each.pointer or '/'}" for each in found]
    assert broken == [], f"expected what {schema} says: {'; '.join(broken)}; {got(exchange)}"


def _ids(exchange: Exchange) -> list[str]:
    return [text(each, "id") for each in rows(exchange.json, "data")]


@holds("models.openai-list")
def test_models_are_listed_as_openai_does(send: Sender) -> None:
    exchange = send(_get("/v1/models"))

    _keeps(exchange, "openai/model_list.json")
    assert _ids(exchange), f"expected models, {got(exchange)}"


@holds("models.openai-key")
def test_the_list_wants_a_key(send: Sender) -> None:
    exchange = send(replace(_get("/v1/models"), auth="none"), expecting={401, 403})

    assert exchange.status == 401, f"expected 401, {got(exchange)}"


@holds("models.openai-success")
def test_the_list_says_success(send: Sender) -> None:
    exchange = send(_get("/v1/models"))

    told = mapping(exchange.json).get("success")
    assert told is True, f"expected true as success, got {told!r}"


@holds("models.openai-get")
def test_one_model_is_told_of(send: Sender, models: Models) -> None:
    exchange = send(_get(f"/v1/models/{models.text}"))

    _keeps(exchange, "openai/model.json")
    assert text(exchange.json, "id") == models.text, f"expected {models.text}, {got(exchange)}"


@holds("models.public")
def test_anybody_may_see_the_models_and_their_prices(send: Sender) -> None:
    exchange = send(_get("/api/models", "none"), expecting={401, 403})

    assert exchange.status == 200, f"expected 200, {got(exchange)}"
    _keeps(exchange, "comet/catalog.json")
    assert _ids(exchange), f"expected models, {got(exchange)}"
    first = rows(exchange.json, "data")[0]
    assert {"provider", "pricing"} <= first.keys(), f"expected provider and pricing, got {first}"
