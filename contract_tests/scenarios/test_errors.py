"""Scenarios: what is refused, with which status, and in whose words.

What a body gets wrong is in ``test_requests.py`` too; here are the answers to it.
"""

from typing import Any

import pytest

from contract_tests.call import Call, Way, brief, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import UNKNOWN, Models
from contract_tests.scenario import Sender, both_ways, got, holds, row, smoke

_USER = {"role": "user", "parts": [{"text": "Say hi"}]}
_MEGABYTE = 1024 * 1024

_NOT_JSON = b'{"contents": [{"parts": ['

_BODIES: dict[str, Any] = {
    "no-contents": {},
    "empty-contents": {"contents": []},
    "empty-body": b"",
    "not-json": _NOT_JSON,
    "list": [1],
    "string": "Say hi",
    "contents-string": {"contents": "Say hi"},
    "text-object": {"contents": [{"parts": [{"text": {"a": 1}}]}]},
    "number-string": {"contents": [_USER], "generationConfig": {"maxOutputTokens": "many"}},
}


def _error(exchange: Exchange) -> dict[str, Any]:
    """Return the error of a refusal, also of one in a list; empty if there is none."""
    body = exchange.json[0] if isinstance(exchange.json, list) and exchange.json else exchange.json
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


# The body.


@pytest.mark.parametrize("body", _BODIES.values(), ids=_BODIES)
@holds("error.invalid-body")
def test_an_invalid_body_is_refused(send: Sender, models: Models, body: Any) -> None:
    exchange = send(Call(model=models.text, body=body), expecting={500})

    assert exchange.status in {400, 500}, f"expected 400 or 500, {got(exchange)}"


@pytest.mark.parametrize("body", _BODIES.values(), ids=_BODIES)
@holds("error.invalid-request")
def test_the_gateway_calls_it_an_invalid_request(send: Sender, models: Models, body: Any) -> None:
    exchange = send(Call(model=models.text, body=body), expecting={500})

    assert (exchange.status, _error(exchange).get("code")) == (500, "invalid_request"), got(
        exchange
    )


@pytest.mark.parametrize("body", _BODIES.values(), ids=_BODIES)
@holds("error.invalid-argument")
def test_google_calls_it_an_invalid_argument(send: Sender, models: Models, body: Any) -> None:
    exchange = send(Call(model=models.text, body=body))

    assert (exchange.status, _error(exchange).get("status")) == (400, "INVALID_ARGUMENT"), got(
        exchange
    )


@smoke
@both_ways
@holds("error.empty-contents")
def test_a_request_without_contents_is_refused(send: Sender, models: Models, way: Way) -> None:
    call = Call(model=models.text, body={"contents": []}).over(way)

    exchange = send(call, expecting={500})

    assert exchange.status in {400, 500}, f"expected 400 or 500, {got(exchange)}"
    assert _error(exchange).get("message"), got(exchange)


@holds("error.json-text")
def test_what_is_not_json_is_called_so(send: Sender, models: Models) -> None:
    exchange = send(Call(model=models.text, body=_NOT_JSON))

    assert "Invalid JSON payload received" in _error(exchange).get("message", ""), got(exchange)


@pytest.mark.parametrize(
    ("config", "path"),
    [
        row("error.field-path", "unknown", {"nonsense": 1}, "'generation_config'"),
        row("error.field-path", "type", {"maxOutputTokens": "many"}, "max_output_tokens"),
        row("error.field-path", "int32", {"seed": 3_812_238_859}, "'generation_config.seed'"),
        row("error.field-path", "range", {"temperature": 9}, "temperature"),
    ],
)
def test_an_error_names_the_field(
    send: Sender, models: Models, config: dict[str, Any], path: str
) -> None:
    exchange = send(prompt("Say hi", models.text, generationConfig=config))

    assert path in _error(exchange).get("message", ""), got(exchange)


@holds("error.bad-request")
def test_each_fault_is_a_violation(send: Sender, models: Models) -> None:
    config = {"seed": 3_812_238_859, "topK": "many", "nonsense": 1}

    exchange = send(prompt("Say hi", models.text, generationConfig=config))

    details = _error(exchange).get("details", [])
    fields = [len(each.get("fieldViolations", [])) for each in details]
    assert fields == [3], f"expected one detail with 3 violations, got {fields}: {got(exchange)}"


@holds("error.passed-on")
def test_a_refusal_of_the_provider_is_passed_on(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text, generationConfig={"temperature": 9}))

    error = _error(exchange)
    assert (error.get("type"), error.get("code")) == ("upstream_error", 400), got(exchange)


@holds("error.unreadable-upstream")
def test_a_refusal_of_a_stream_is_unreadable_to_the_gateway(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text, generationConfig={"temperature": 9}).over("sse"))

    assert _error(exchange).get("code") == "bad_response_status_code", got(exchange)


@both_ways
@holds("error.before-the-stream")
def test_a_refusal_comes_before_the_stream(send: Sender, models: Models, way: Way) -> None:
    exchange = send(brief(models.text, generationConfig={"temperature": 9}).over(way))

    assert exchange.status == 400, got(exchange)
    assert _error(exchange), got(exchange)


@holds("error.list-on-arrays")
def test_a_refusal_of_an_array_is_a_list(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text, generationConfig={"temperature": 9}).over("array"))

    assert isinstance(exchange.json, list), got(exchange)


@holds("error.list-on-events")
def test_a_refusal_of_events_is_a_list(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text, generationConfig={"temperature": 9}).over("sse"))

    assert isinstance(exchange.json, list), got(exchange)


@holds("error.object-on-events")
def test_a_refusal_of_events_is_an_object(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text, generationConfig={"temperature": 9}).over("sse"))

    assert isinstance(exchange.json, dict), got(exchange)


@holds("error.too-large")
def test_a_body_too_large_is_refused(
    send: Sender, models: Models, pytestconfig: pytest.Config
) -> None:
    if pytestconfig.getoption("target") != "mock":
        pytest.skip("21 MB are sent to no other than the mock")
    body = b'{"contents":"' + b"a" * (21 * _MEGABYTE) + b'"}'

    exchange = send(Call(model=models.text, body=body))

    assert exchange.status in {400, 413}, f"expected 400 or 413, {got(exchange)}"
    assert _error(exchange).get("message"), got(exchange)


# The model.


@smoke
@both_ways
@holds("error.unknown-model")
def test_an_unknown_model_is_refused(send: Sender, way: Way) -> None:
    exchange = send(brief(UNKNOWN).over(way), expecting={503})

    assert exchange.status in {404, 503}, f"expected 404 or 503, {got(exchange)}"
    assert UNKNOWN in _error(exchange).get("message", ""), got(exchange)


@both_ways
@holds("error.model-not-found")
def test_an_unknown_model_has_no_channel(send: Sender, way: Way) -> None:
    exchange = send(brief(UNKNOWN).over(way), expecting={503})

    assert (exchange.status, _error(exchange).get("code")) == (503, "model_not_found"), got(
        exchange
    )
    assert _error(exchange).get("type") == "comet_api_error", got(exchange)


@both_ways
@holds("error.not-found")
def test_an_unknown_model_is_not_found(send: Sender, way: Way) -> None:
    exchange = send(brief(UNKNOWN).over(way))

    assert (exchange.status, _error(exchange).get("status")) == (404, "NOT_FOUND"), got(exchange)


@holds("error.model-of-another-kind")
def test_a_model_that_cannot_is_not_found(send: Sender) -> None:
    exchange = send(brief("gemini-embedding-001"), expecting={404})

    assert exchange.status == 404, f"expected 404, {got(exchange)}"
