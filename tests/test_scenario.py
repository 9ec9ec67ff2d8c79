"""What scenarios are written with, but for calls: rows of tables, and what a message says."""

import httpx
import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.targets import Target
from contract_tests.call import prompt
from contract_tests.exchange import Exchange, Frame
from contract_tests.scenario import Sender, got, row, spoken
from contract_tests.scenarios import test_media
from tests.answering import ENGLISH, Answering, Reply

CALL = prompt("Say hi", "gemini-2.5-flash")
SILENT = Reply(body={**ENGLISH, "candidates": [{"finishReason": "STOP"}]})


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


def sampled(*replies: Reply, k: int = 1, of: int = 3) -> tuple[str, int]:
    """Return what came of a sample, and how often was asked for it."""
    with Answering(*replies) as server:
        client = Client(Target(name="x", root=f"{server.url}/v1beta"))
        try:
            said = Sender(client, "a test").sample(CALL, spoken, k=k, of=of).said
        except AssertionError as error:
            said = str(error)
        client.close()
    return said, len(server.asked)


def test_a_sample_ends_with_the_first_answer_that_will_do() -> None:
    assert sampled(SILENT, Reply()) == ("hi", 2)


def test_a_sample_that_fails_tells_how_many_did_and_what_came_last() -> None:
    message, asked = sampled(SILENT)

    assert message.startswith("0 of 3 answers did, 1 of 3 were expected to; the last: got 200: {")
    assert asked == 3


def test_a_sample_ends_as_soon_as_it_cannot_succeed() -> None:
    message, asked = sampled(Reply(), SILENT, k=2, of=2)

    assert message.startswith("1 of 2 answers did, 2 of 2 were expected to")
    assert (asked, sampled(SILENT, k=3)[1]) == (2, 1)
