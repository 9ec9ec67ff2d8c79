"""Refusals as they are drawn: in the envelope of their origin, and all kinds of them."""

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings

from contract_tests import judge
from contract_tests.checks.errors import _ID, _NAMES
from contract_tests.strategies import ErrorReply, errors
from contract_tests.strategies.errors import DURATIONS, ENVELOPES
from mockserver.dialects import DIALECTS

IDS = re.compile(r"\(request id: ([^)]*)\)")


def inner(reply: ErrorReply) -> dict[str, Any]:
    body = reply.body[0] if isinstance(reply.body, list) else reply.body
    error = body["error"]
    assert isinstance(error, dict)
    return error


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_drawn_has_the_envelope_of_its_origin(dialect: str) -> None:
    @given(reply=errors(dialect=dialect))
    def run(reply: ErrorReply) -> None:
        if isinstance(reply.body, str):
            assert ("<html" in reply.body) == (reply.headers.get("content-type", "") == HTML)
            return
        assert judge.accepts(f"errors/{dialect}.json", reply.body)
        error = inner(reply)
        assert not isinstance(error["code"], int) or error["code"] == reply.status
        assert "status" not in error or error["status"] in _NAMES[reply.status]
        assert all(_ID.fullmatch(each) for each in IDS.findall(error["message"]))
        assert reply.headers["content-type"] == "application/json; charset=UTF-8"

    run()


HTML = "text/html; charset=UTF-8"


def test_all_that_may_come_is_drawn() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=400, derandomize=True)
    @given(reply=errors(dialect="google"))
    def run(reply: ErrorReply) -> None:
        if isinstance(reply.body, str):
            seen["page" if reply.body else "empty"] += 1
            return
        seen["list" if isinstance(reply.body, list) else "alone"] += 1
        seen["retry-after"] += "retry-after" in reply.headers
        for each in inner(reply).get("details", ()):
            seen[each["@type"].rpartition(".")[2]] += 1
            seen[each.get("retryDelay", "")] += 1

    run()
    wanted = {"page", "empty", "list", "alone", "retry-after", *DURATIONS}
    wanted |= {"BadRequest", "ErrorInfo", "LocalizedMessage", "Help", "QuotaFailure", "RetryInfo"}
    assert wanted - seen.keys() == set()
    assert min(seen[each] for each in ("page", "empty", "list", "alone", "retry-after")) >= 3


def test_comets_own_variants_are_drawn_all() -> None:
    seen: Counter[object] = Counter()

    @settings(max_examples=200, derandomize=True)
    @given(reply=errors())
    def run(reply: ErrorReply) -> None:
        if isinstance(reply.body, str):
            seen[reply.headers.get("location", reply.body[:1])] += 1
            return
        error = inner(reply)
        seen["param" in error, error["type"], isinstance(error["code"], int)] += 1
        assert "details" not in error
        assert not re.search(r"https://(?!\*)", error["message"])

    run()
    assert seen.keys() >= {
        (False, "comet_api_error", False),
        (True, "comet_api_error", False),
        (True, "upstream_error", True),
        (True, "bad_response_status_code", False),
        "",
        "<",
        "/",
    }


def test_there_are_no_errors_of_an_unknown_dialect() -> None:
    assert ENVELOPES.keys() == DIALECTS.keys()
    with pytest.raises(
        ValueError, match="expected a dialect, got 'latin'; there are comet, google, vertex"
    ):
        errors(dialect="latin")
