"""What scenarios are written with, but for calls: rows of tables, and what a message says."""

import httpx
import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.targets import Target
from contract_tests.call import prompt
from contract_tests.exchange import Exchange, Frame
from contract_tests.scenario import Sender, got, row
from contract_tests.scenarios import test_media

CALL = prompt("Say hi", "gemini-2.5-flash")


@pytest.fixture
def sender() -> Sender:
    """Return what sends to an API that answers everything with an empty object."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
    target = Target(name="x", root="http://127.0.0.1/v1beta", key="k", transport=transport)
    return Sender(Client(target), "here")


@pytest.mark.parametrize(
    ("name", "expected"), [("below", "top-p-range-below"), ("", "top-p-range")]
)
def test_a_row_is_called_by_its_claim_and_its_name(name: str, expected: str) -> None:
    made = row("limits.top-p-range", name, {"topP": -1})

    assert made == pytest.param(
        {"topP": -1}, marks=pytest.mark.holds("limits.top-p-range"), id=expected
    )


def test_a_message_tells_the_status_and_the_start_of_a_body_in_one_line() -> None:
    body = b'{\n  "error": "' + b"x" * 300 + b'"\n}'
    exchange = Exchange(source="", url="", status=400, frames=(Frame(body),))

    assert got(exchange) == "got 400: " + ('{ "error": "' + "x" * 300)[:200]


@pytest.mark.parametrize(("k", "of", "sent"), [(1, 3, 1), (2, 3, 2)])
def test_a_sample_stops_when_enough_hold(sender: Sender, k: int, of: int, sent: int) -> None:
    sender.sample(CALL, lambda _: True, k=k, of=of)

    assert len(sender.exchanges) == sent


@pytest.mark.parametrize(("k", "of", "sent"), [(1, 3, 3), (3, 3, 1), (2, 3, 2)])
def test_a_sample_fails_when_too_few_can_hold(sender: Sender, k: int, of: int, sent: int) -> None:
    with pytest.raises(AssertionError, match=f"0 of {sent} answers did; {k} of {of} were expected"):
        sender.sample(CALL, lambda _: False, k=k, of=of)

    assert len(sender.exchanges) == sent


def test_a_sample_counts_only_what_holds(sender: Sender) -> None:
    holds = iter([False, True, True])

    last = sender.sample(CALL, lambda _: next(holds), k=2, of=3)

    assert last is sender.exchanges[2]


def test_of_an_answer_that_is_left_in_the_middle_what_was_read_is_kept(sender: Sender) -> None:
    with sender.stream(CALL) as answer:
        assert answer.status == 200
    with sender.stream(CALL) as answer:
        assert [each.data for each in answer.frames] == [b"{}"]

    assert [each.body for each in sender.exchanges] == [b"", b"{}"]
    assert {each.lost for each in sender.exchanges} == {frozenset({"end"})}


def test_counts_by_modality_that_arent_told_are_no_matter_of_a_scenario() -> None:
    told = Exchange(
        source="",
        url="http://127.0.0.1/v1beta/models/m:generateContent",
        status=200,
        frames=(Frame(b'{"usageMetadata": {"promptTokenCount": 3}}'),),
    )

    with pytest.raises(pytest.skip.Exception, match="no promptTokensDetails came"):
        test_media.tokens_of(told, "IMAGE")
