"""Scenarios: which paths there are, and how an answer is asked for."""

import gzip
import json
from dataclasses import replace

import pytest

from contract_tests.asking.client import no_such_model
from contract_tests.call import Call, Way, brief
from contract_tests.models import Models
from contract_tests.scenario import Sender, both_ways, got, holds, smoke

_ORIGIN = "https://example.org"


@smoke
@holds("endpoint.generate")
def test_an_answer_comes_at_once(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text))

    assert len(exchange.responses) == 1, got(exchange)


@smoke
@holds("endpoint.stream")
def test_an_answer_comes_as_events(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text).over("sse"))

    assert exchange.media_type == "text/event-stream", got(exchange)
    assert exchange.responses, got(exchange)


@both_ways
@holds("endpoint.native-answer")
def test_an_answer_has_candidates_of_parts(send: Sender, models: Models, way: Way) -> None:
    call = brief(models.text, generationConfig={"maxOutputTokens": 1024})

    exchange = send.sample(call.over(way), lambda each: each.parts)

    assert "choices" not in exchange.whole


# Page and newer pages of CometAPI.
@holds("endpoint.documented-models")
@pytest.mark.parametrize(
    "model", ["gemini-2.5-flash", "gemini-3-flash-preview", "gemini-3.1-pro-preview"]
)
def test_a_documented_model_is_served(send: Sender, model: str) -> None:
    exchange = send(brief(model), expecting={404, 503})

    assert not no_such_model(exchange), got(exchange)
    # Trouble of its own couldn't be checked, if it stays.
    served = send(brief(model)) if exchange.status == 503 else exchange
    assert served.responses, got(served)


@holds("endpoint.v1")
def test_the_api_is_below_v1_too(send: Sender, models: Models) -> None:
    call = brief(models.text)

    exchange = send(replace(call, path=f"/../v1{call.target()}"))

    assert exchange.responses, got(exchange)


@holds("endpoint.array")
def test_a_stream_without_alt_is_an_array(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text).over("array"))

    assert isinstance(exchange.json, list), got(exchange)
    assert exchange.responses, got(exchange)


@holds("endpoint.stream-without-alt")
def test_a_stream_without_alt_is_answered(send: Sender, models: Models) -> None:
    exchange = send(brief(models.text).over("array"))

    assert exchange.responses, got(exchange)


@holds("endpoint.events-by-alt")
def test_alt_makes_events_of_any_answer(send: Sender, models: Models) -> None:
    exchange = send(replace(brief(models.text), query={"alt": "sse"}))

    assert exchange.media_type == "text/event-stream", got(exchange)
    assert exchange.responses, got(exchange)


@holds("endpoint.dollar-alt")
def test_system_parameters_may_have_a_dollar(send: Sender, models: Models) -> None:
    call = replace(brief(models.text), operator="streamGenerateContent", query={"$alt": "sse"})

    exchange = send(call)

    assert exchange.media_type == "text/event-stream", got(exchange)


@holds("endpoint.gzip")
def test_a_request_may_be_compressed(send: Sender, models: Models) -> None:
    call = brief(models.text)
    packed = gzip.compress(json.dumps(call.body).encode(), mtime=0)

    exchange = send(replace(call, body=packed, headers={"content-encoding": "gzip"}))

    assert exchange.responses, got(exchange)


@holds("endpoint.cors")
def test_pages_of_other_sites_may_call(send: Sender, models: Models) -> None:
    exchange = send(replace(brief(models.text), headers={"origin": _ORIGIN}))

    allowed = exchange.headers.get("access-control-allow-origin", "nobody")
    assert allowed in {"*", _ORIGIN}, f"expected every origin allowed, got {allowed}"


@holds("endpoint.preflight")
def test_a_browser_may_ask_before(send: Sender, models: Models) -> None:
    headers = {
        "origin": _ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-goog-api-key",
    }
    call = Call(model=models.text, method="OPTIONS", auth="none", headers=headers)

    exchange = send(call, expecting={401, 403})

    assert exchange.status in {200, 204}, got(exchange)
    assert "POST" in exchange.headers.get("access-control-allow-methods", ""), exchange.headers


@holds("endpoint.request-id")
def test_a_refusal_has_a_request_id(send: Sender, models: Models) -> None:
    exchange = send(replace(brief(models.text), auth="none"), expecting={401})

    request_id = exchange.headers.get("x-oneapi-request-id", "none")
    assert request_id in exchange.text, (
        f"expected the id {request_id} in the error, {got(exchange)}"
    )


# Where nothing is.


@holds("endpoint.unknown-path")
def test_an_unknown_path_leads_to_the_front(send: Sender) -> None:
    exchange = send(Call(path="/nonsense", body={}))

    html = exchange.media_type == "text/html"
    assert 300 <= exchange.status < 400 or html, f"expected a redirect or HTML, {got(exchange)}"


@holds("endpoint.unknown-path-404")
@pytest.mark.parametrize(
    "path", ["/nonsense", "/models/gemini-2.5-flash:noSuchOperator"], ids=["path", "operator"]
)
def test_an_unknown_path_is_404(send: Sender, path: str) -> None:
    exchange = send(Call(path=path, body={}))

    assert exchange.status == 404, got(exchange)


@holds("endpoint.wrong-method")
def test_another_method_is_refused(send: Sender, models: Models) -> None:
    exchange = send(Call(model=models.text, method="GET"))

    assert exchange.status in {404, 405}, got(exchange)
