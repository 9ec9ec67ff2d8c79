"""How faults are written, drawn and applied; and the refusals that they are."""

import json
from typing import Any

import pytest

from mockserver import faults
from mockserver.control import Control
from mockserver.dialects import COMET, DIALECTS, GOOGLE
from mockserver.errors import ApiError
from mockserver.exchange import Exchange, Frame, Reply
from mockserver.faults import FAULTS, BadFault, Fault, fault, parse
from mockserver.mock import mock
from mockserver.schemas import violations
from mockserver.settings import ConfigurationError, Settings
from tests.calls import send
from tests.conftest import Respond

BODY = {"contents": [{"role": "user", "parts": [{"text": "Describe cafés in detail"}]}]}
LINE = "POST /v1beta/models/gemini-2.5-flash:generateContent"
REPLY = Reply(200, "text/plain", (Frame(b"ab"),))


def failing(ask: Respond, spec: str, **options: Any) -> Exchange:
    return ask(BODY, headers={"x-goog-api-key": "any", "x-mock-fault": spec}, **options)


def error(exchange: Exchange) -> Any:
    return json.loads(exchange.reply.body)["error"]


# How they are written.


def test_a_fault_is_a_name_and_its_parameters_and_several_have_commas_between() -> None:
    first, second = parse(" disconnect; after = 2 , 503;rate=0.5,")

    assert (first.fault.name, first.arguments, first.rate) == ("disconnect", {"after": 2}, 1)
    assert (second.fault.name, second.arguments, second.rate) == ("503", {}, 0.5)
    assert first.spec == "disconnect; after = 2"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("  ", "no fault in '  '; write one such as '429' or 'disconnect; after=2'"),
        ("disconect", "there is no fault 'disconect'; did you mean disconnect? there are 400, 401"),
        ("xyzzy", "there is no fault 'xyzzy'; there are 400"),
        (
            "ttft; secons=1",
            "ttft doesn't take 'secons=1'; did you mean seconds? it takes seconds: a",
        ),
        ("hang; 3", "hang doesn't take '3'; it takes after: a whole number, 0 or more; rate: a"),
        ("hang; after=x", "hang: after takes a whole number, 0 or more, not 'x'"),
        ("hang; after=-1", "hang: after takes a whole number, 0 or more, not '-1'"),
        ("ttft; seconds=nan", "ttft: seconds takes a number, 0 or more, not 'nan'"),
        ("ttft; seconds=inf", "ttft: seconds takes a number, 0 or more, not 'inf'"),
        ("close; reset=maybe", "close: reset takes true or false, not 'maybe'"),
        ("wrong_content_type; value=", "wrong_content_type: value takes printable ASCII, not ''"),
        (
            "redirect; to=/ø",
            "redirect: to takes printable ASCII, not '/ø'",
        ),
        ("usage; on=first", "usage: on takes one of never, last, every, not 'first'"),
        ("429; rate=2", "429: rate is between 0 and 1, not 2.0"),
        ("429; rate=often", "429: rate takes a number, 0 or more, not 'often'"),
    ],
)
def test_what_is_no_fault_is_told_with_what_would_be(spec: str, said: str) -> None:
    with pytest.raises(BadFault) as refused:
        parse(spec)

    assert str(refused.value).startswith(said)


def test_values_are_read_as_their_parameters_are() -> None:
    (every,) = parse("usage; on=every")
    (closed,) = parse("close; reset=Yes")
    (typed,) = parse("wrong_content_type; value=text/html; rate=0")

    assert every.arguments == {"on": "every"}
    assert closed.arguments == {"reset": True}
    assert (typed.arguments, typed.rate) == ({"value": "text/html"}, 0)


def test_a_bad_header_is_refused_in_the_words_of_the_mock(ask: Respond) -> None:
    exchange = failing(ask, "disconect")

    assert exchange.reply.status == 400
    assert error(exchange)["code"] == "bad_mock_header"
    assert error(exchange)["message"].startswith(
        "cometapi-mock: x-mock-fault: there is no fault 'disconect'; did you mean disconnect?"
    )


def test_a_bad_setting_stops_the_start() -> None:
    with pytest.raises(ConfigurationError, match=r"^faults: there is no fault '9'"):
        mock(Settings(faults=("9",)))


# What they are.


@pytest.mark.parametrize("each", FAULTS.values(), ids=FAULTS)
def test_each_fault_says_in_sentences_what_it_does_and_what_a_client_should_do(each: Fault) -> None:
    assert each.doc.endswith(".")
    assert each.advice.startswith("A client ")
    assert each.advice.endswith(".")


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="there is a fault 'hang' already"):
        fault("ending", "reports")(FAULTS["hang"].function)


# Which of them happen.


def test_a_rate_is_kept_and_the_same_calls_fail_each_time() -> None:
    def failed() -> list[int]:
        mocked = mock(Settings(faults=("503; rate=0.3",)))
        return [send(mocked, LINE, BODY).reply.status for _ in range(200)]

    once = failed()

    assert once == failed()
    assert 40 <= once.count(503) <= 80


def test_another_seed_lets_other_calls_fail() -> None:
    def failed(seed: int) -> list[int]:
        mocked = mock(Settings(seed=seed, faults=("503; rate=0.5",)))
        return [send(mocked, LINE, BODY).reply.status for _ in range(20)]

    assert failed(1) != failed(2)


def test_a_header_comes_before_the_queue_and_what_stands_comes_along(ask: Respond) -> None:
    mocked = mock(Settings(faults=("wrong_content_type",)))
    Control(mocked, "").fail_next("503", times=2)
    statuses = [send(mocked, LINE, BODY).reply.status for _ in range(3)]
    told = failing(ask, "no_finish", faults=("wrong_content_type",))

    assert statuses == [503, 503, 200]
    assert told.faults == ("no_finish", "wrong_content_type")
    assert told.reply.media_type == "text/plain"
    assert b"finishReason" not in told.reply.body


def test_the_fault_of_a_stub_comes_with_its_answer() -> None:
    mocked = mock(Settings())
    Control(mocked, "").add(text="Oslo.", fault="empty_body", times=1)
    Control(mocked, "").add(text="Rome.", fault="429", times=1)
    first, second, third = (send(mocked, LINE, BODY) for _ in range(3))

    assert (first.reply.status, first.stub) == (429, "added-2")
    assert (second.reply.body, second.faults) == (b"", ("empty_body",))
    assert (third.reply.status, third.faults) == (200, ())


def test_faults_come_in_the_order_of_what_they_change_whatever_the_order_in_writing() -> None:
    written = parse("disconnect; after_bytes=1, bom")
    reply, idle = faults.apply(written, REPLY, COMET)

    assert (reply.body, reply.ending, idle) == (b"\xef", "disconnect", ())


def test_a_fault_that_changes_nothing_says_what_it_needs(ask: Respond) -> None:
    told = failing(ask, "done, response_id; how=changing")

    assert told.warnings == (
        "the fault response_id changed nothing; it needs an answer with an id",
        "the fault done changed nothing; it needs a stream of events",
    )
    assert faults.apply(parse("ttft; seconds=0"), REPLY, COMET)[1] == (
        "the fault ttft changed nothing",
    )


CHANGING = [name for name, each in FAULTS.items() if not each.refuses]


@pytest.mark.parametrize("first", CHANGING)
def test_any_two_faults_get_along(ask: Respond, first: str) -> None:
    whole = ask(BODY).reply
    events = ask(BODY, operator="streamGenerateContent", query={"alt": "sse"}).reply
    array = ask(BODY, operator="streamGenerateContent").reply

    for second in CHANGING:
        for reply in (whole, events, array):
            changed, idle = faults.apply(parse(f"{first}, {second}"), reply, COMET)
            assert changed.status in {200, 302, 0}
            assert len(idle) < 2 or changed == reply


@pytest.mark.parametrize("name", CHANGING)
def test_faults_bear_an_answer_without_a_body_and_one_that_is_no_json(name: str) -> None:
    (planned,) = parse(name)

    for reply in (Reply(204, "text/plain", ()), REPLY, Reply(200, "x", (Frame(b"data: x"),))):
        assert planned.change(reply, GOOGLE).status in {reply.status, 200, 302, 0}


# Refusals.

REFUSALS = [name for name, each in FAULTS.items() if each.refuses]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("alt", [{}, {"alt": "sse"}], ids=["unary", "events"])
def test_a_refusal_has_its_status_and_the_form_of_its_dialect(
    ask: Respond, name: str, dialect: str, alt: dict[str, str]
) -> None:
    told = failing(ask, name, dialect=dialect, query=alt)
    status = {"comet": 503}.get(dialect, 404) if name == "unknown_model" else int(name)

    assert told.reply.status == status
    if told.reply.media_type.startswith("text/html"):
        assert b"<title>" in told.reply.body
    else:
        schema = DIALECTS[dialect].error_schema
        assert not list(violations(schema, json.loads(told.reply.body)))


def test_pages_of_html_are_those_of_front_ends(ask: Respond) -> None:
    def in_html(dialect: str) -> list[str]:
        pages = (failing(ask, each, dialect=dialect).reply.media_type for each in REFUSALS)
        return [name for name, page in zip(REFUSALS, pages, strict=True) if "html" in page]

    assert in_html("comet") == ["524"]
    assert in_html("google") == in_html("vertex") == ["413", "502", "524"]


def test_google_tells_quota_and_wait_as_recorded(ask: Respond) -> None:
    told = failing(ask, "429", dialect="google", model="gemini-3.5-flash-lite")
    said = error(told)
    _, quota, retry = said["details"]

    assert said["message"] == (
        "You exceeded your current quota, please check your plan and billing details. For more"
        " information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To"
        " monitor your current usage, head to: https://ai.dev/rate-limit. \n* Quota exceeded for"
        " metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 15,"
        " model: gemini-3.5-flash-lite\nPlease retry in 38.292227434s."
    )
    assert quota["violations"] == [
        {
            "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
            "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
            "quotaDimensions": {"location": "global", "model": "gemini-3.5-flash-lite"},
            "quotaValue": "15",
        }
    ]
    assert retry == {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "38s"}
    assert "Retry-After" not in told.reply.headers
    assert told.warnings == ()


def test_the_wait_is_told_as_it_was_asked_for(ask: Respond) -> None:
    told = failing(
        ask, "429; quota=day; limit=250; retry_info=2.5; retry_after=3", dialect="google"
    )
    *_, retry = error(told)["details"]

    assert retry["retryDelay"] == "2.5s"
    assert "limit: 250" in error(told)["message"]
    assert error(told)["message"].endswith("Please retry in 2.5s.")
    assert "PerDay" in error(told)["details"][1]["violations"][0]["quotaId"]
    assert len(error(told)["details"]) == 3
    assert told.reply.headers["Retry-After"] == "3"


def test_a_quota_need_not_be_told(ask: Respond) -> None:
    said = error(failing(ask, "429; quota=none", dialect="google"))

    assert said["message"] == "Resource has been exhausted (e.g. check quota)."
    assert "details" not in said


def test_vertex_tells_a_wait_only_where_it_is_asked_to(ask: Respond) -> None:
    silent, told = (failing(ask, each, dialect="vertex") for each in ("429", "429; retry_info=1"))

    assert "details" not in error(silent)
    assert error(told)["details"] == [
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1s"}
    ]
    assert error(told)["message"].startswith("Resource exhausted. Please try again later.")


def test_comet_tells_no_wait_in_the_body_and_says_that_it_has_no_room(ask: Respond) -> None:
    told = failing(ask, "429; retry_info=1; retry_after=2")

    assert error(told).keys() == {"code", "message", "type"}
    assert (error(told)["code"], error(told)["type"]) == ("", "comet_api_error")
    assert told.reply.headers["Retry-After"] == "2"
    assert told.warnings == ("comet has no room for type.googleapis.com/google.rpc.RetryInfo",)


def test_comet_passes_on_what_its_provider_refuses_and_loses_it_in_a_stream(ask: Respond) -> None:
    whole = failing(ask, "503")
    cut = failing(ask, "503", operator="streamGenerateContent", query={"alt": "sse"})

    assert error(whole) == {
        "message": "The model is overloaded. Please try again later.",
        "type": "upstream_error",
        "param": "",
        "code": 503,
    }
    assert error(cut)["code"] == "bad_response_status_code"
    assert cut.warnings[0].endswith("The model is overloaded. Please try again later.")


def test_an_unknown_model_looks_like_an_overload_of_comet(ask: Respond) -> None:
    told = failing(ask, "unknown_model", model="gemini-2.5-pro")

    assert told.reply.status == 503
    assert error(told)["code"] == "model_not_found"
    assert "model gemini-2.5-pro (distributor)" in error(told)["message"]


def test_refusals_are_for_every_operation() -> None:
    told = send(mock(Settings(dialect="google", faults=("429",))), "GET /v1beta/models")

    assert told.reply.status == 429
    assert ", model: \n" in error(told)["message"]


def test_a_refusal_raises_what_it_is() -> None:
    faults.refuse(parse("bom, hang"))

    with pytest.raises(ApiError, match="overloaded"):
        faults.refuse(parse("bom, 503, 429"))


def test_a_redirect_leads_where_it_is_told(ask: Respond) -> None:
    told = failing(ask, "redirect; status=307; to=https://login.example/").reply
    usual = failing(ask, "redirect").reply

    assert (told.status, told.headers["location"]) == (307, "https://login.example/")
    assert (usual.status, usual.headers["location"]) == (302, "/")
    assert usual.media_type == "text/html; charset=UTF-8"
