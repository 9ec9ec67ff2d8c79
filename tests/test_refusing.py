import json
from typing import Any

import pytest

from mockserver.dialects import COMET, DIALECTS, GOOGLE
from mockserver.stubs.refusing import error
from tests.stubbed import Asking, ask, message, stubbed


def refused(told: Any, dialect: str, way: Any = "unary") -> tuple[int, Any]:
    reply = ask(stubbed({"error": told}, dialect=dialect), asking=Asking(way)).reply
    return reply.status, json.loads(reply.body)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_status_alone_is_refused_as_the_dialect_does_it(dialect: str) -> None:
    mock = stubbed({"error": 429}, dialect=dialect)

    assert error(429, COMET).cause == "rate_limited"
    assert ask(mock).reply.status == 429
    assert message(ask(mock)).startswith(
        DIALECTS[dialect].refusals["rate_limited"].text.partition("{")[0]
    )


def test_an_error_of_the_stub_comes_in_googles_envelope() -> None:
    told = {
        "code": 503,
        "message": "Busy {now} {0}",
        "details": [{"@type": "type.googleapis.com/x.Y", "n": 1, "text": "{z}"}],
    }

    assert refused(told, "google") == (
        503,
        {
            "error": {
                "code": 503,
                "message": "Busy {now} {0}",
                "status": "UNAVAILABLE",
                "details": told["details"],
            }
        },
    )


def test_comet_passes_on_what_its_provider_says_without_status_and_details() -> None:
    told = {"code": 503, "message": "Busy", "status": "UNAVAILABLE", "details": [{"@type": "x"}]}

    assert refused(told, "comet") == (
        503,
        {"error": {"message": "Busy", "type": "upstream_error", "param": "", "code": 503}},
    )


def test_on_a_stream_of_comet_the_text_is_lost_and_said_beside_it() -> None:
    mock = stubbed({"error": {"code": 503, "message": "Busy"}})
    exchange = ask(mock, asking=Asking("sse"))

    assert message(exchange) == "openai_error"
    assert exchange.warnings == ("hidden by the gateway: Busy",)


def test_an_array_of_google_is_refused_in_an_array() -> None:
    status, body = refused({"code": 404, "message": "Gone"}, "google", "array")

    assert status == 404
    assert body == [{"error": {"code": 404, "message": "Gone", "status": "NOT_FOUND"}}]


def test_a_status_of_its_own_is_kept_and_the_text_is_the_dialects() -> None:
    status, body = refused({"code": 500, "status": "ODD"}, "google")

    assert body["error"]["status"] == "ODD"
    assert body["error"]["message"].split()[0] in {"An", "Internal"}
    assert status == 500


def test_a_code_that_nobody_knows_is_refused_with_it() -> None:
    assert refused(418, "google")[1]["error"]["message"] == "Unknown error."
    assert error({"message": "x"}, GOOGLE).changes["http"] == 500


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_body_that_is_too_large_is_refused_as_the_dialect_does_it(dialect: str) -> None:
    told = ask(stubbed({"error": 413}, dialect=dialect)).reply
    fault = ask(stubbed({"text": "a", "fault": "413"}, dialect=dialect)).reply

    assert (told.status, told.media_type, told.body) == (413, fault.media_type, fault.body)


@pytest.mark.parametrize(("code", "dialect"), [(403, "vertex"), (413, "comet")])
def test_no_text_has_places_that_nobody_fills_in(code: int, dialect: str) -> None:
    _, body = refused({"code": code, "status": "OWN"}, dialect)

    assert "{" not in body["error"]["message"]
