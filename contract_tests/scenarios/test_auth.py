"""Scenarios: who is let in, and by which header."""

from dataclasses import replace

import pytest

from contract_tests.call import WRONG_KEY, Auth, Call, Way, brief
from contract_tests.models import Models
from contract_tests.scenario import Sender, both_ways, got, holds, smoke

_NOT_LET_IN = {401, 403}  # what a key in the wrong place comes to


@holds("auth.header")
def test_the_key_is_taken_in_its_own_header(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text), expecting=_NOT_LET_IN)

    assert exchange.responses, got(exchange)


@smoke
@both_ways
@holds("auth.bearer")
def test_the_key_is_taken_as_bearer(send: Sender, models: Models, way: Way) -> None:
    call = replace(brief(models.text), auth="bearer")

    exchange = send(call.over(way), expecting=_NOT_LET_IN)

    assert exchange.responses, got(exchange)


@holds("auth.query")
def test_the_key_is_taken_in_the_query(send: Sender, models: Models) -> None:
    exchange = send(replace(brief(models.text), auth="query"), expecting=_NOT_LET_IN)

    assert exchange.responses, got(exchange)


@holds("auth.no-scheme")
def test_the_key_is_taken_without_a_scheme(send: Sender, models: Models) -> None:
    exchange = send(replace(brief(models.text), auth="bare"), expecting=_NOT_LET_IN)

    assert exchange.responses, got(exchange)


@holds("auth.header-first")
@pytest.mark.parametrize(
    "wrong",
    [
        Call(query={"key": WRONG_KEY}),
        Call(headers={"authorization": f"Bearer {WRONG_KEY}"}),
    ],
    ids=["query", "bearer"],
)
def test_the_keys_own_header_counts_before_others(
    send: Sender, models: Models, wrong: Call
) -> None:
    call = replace(brief(models.text), query=wrong.query, headers=wrong.headers)

    exchange = send(call, expecting=_NOT_LET_IN)

    assert exchange.responses, got(exchange)


@holds("auth.query-before-bearer")
def test_the_query_counts_before_bearer(send: Sender, models: Models) -> None:
    headers = {"authorization": f"Bearer {WRONG_KEY}"}

    exchange = send(
        replace(brief(models.text), auth="query", headers=headers), expecting=_NOT_LET_IN
    )

    assert exchange.responses, got(exchange)


# No key, or a wrong one.


@smoke
@both_ways
@holds("auth.no-key-401")
def test_no_key_is_401(send: Sender, models: Models, way: Way) -> None:
    exchange = send(replace(brief(models.text), auth="none").over(way), expecting=_NOT_LET_IN)

    assert exchange.status == 401, got(exchange)


@both_ways
@holds("auth.no-key-403")
def test_no_key_is_403(send: Sender, models: Models, way: Way) -> None:
    exchange = send(replace(brief(models.text), auth="none").over(way), expecting=_NOT_LET_IN)

    assert exchange.status == 403, got(exchange)


@holds("auth.empty-key")
def test_an_empty_key_is_none(send: Sender, models: Models) -> None:
    call = replace(brief(models.text), auth="none")
    none = send(call, expecting=_NOT_LET_IN)

    empty = send(replace(call, headers={"x-goog-api-key": ""}), expecting=_NOT_LET_IN)

    assert empty.status == none.status, got(empty)


@both_ways
@holds("auth.wrong-key-401")
def test_a_wrong_key_is_401(send: Sender, models: Models, way: Way) -> None:
    exchange = send(replace(brief(models.text), auth="wrong").over(way), expecting=_NOT_LET_IN)

    assert exchange.status == 401, got(exchange)


@holds("auth.malformed-key")
@pytest.mark.parametrize("key", ["nonsense", "sk-", "Bearer"])
def test_a_malformed_key_is_401(send: Sender, models: Models, key: str) -> None:
    call = replace(brief(models.text), auth="none", headers={"x-goog-api-key": key})

    exchange = send(call, expecting=_NOT_LET_IN)

    assert exchange.status == 401, got(exchange)


@both_ways
@holds("auth.wrong-key-400")
def test_a_wrong_key_is_400(send: Sender, models: Models, way: Way) -> None:
    exchange = send(replace(brief(models.text), auth="wrong").over(way), expecting=_NOT_LET_IN)

    assert exchange.status == 400, got(exchange)


@holds("auth.wrong-key-reason")
def test_a_wrong_key_has_its_reason(send: Sender, models: Models) -> None:
    exchange = send(replace(brief(models.text), auth="wrong"), expecting=_NOT_LET_IN)

    assert "API_KEY_INVALID" in exchange.text, got(exchange)


@holds("auth.gateway-words")
@pytest.mark.parametrize("auth", ["none", "wrong"])
def test_the_gateway_words_it(send: Sender, models: Models, auth: Auth) -> None:
    exchange = send(replace(brief(models.text), auth=auth), expecting=_NOT_LET_IN)

    assert "comet_api_error" in exchange.text, got(exchange)
