"""Scenarios: streams as events and as an array."""

from contract_tests.call import prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.scenario import Sender, holds, smoke

_POEM = "Write a poem of three verses about the stars"  # much like the page's, but longer
_SHORT = "Say hi"


@smoke
@holds("sse.content-type", "sse.data-line")
def test_a_stream_comes_as_events(send: Sender, models: Models) -> None:
    exchange = send(prompt(_SHORT, models.text).over("sse"))

    assert exchange.status == 200, exchange.text
    assert exchange.events, f"expected events, got {exchange.text[:80]!r}"


@holds("stream.piecewise")
def test_a_long_answer_comes_in_pieces(send: Sender, models: Models) -> None:
    def in_pieces(exchange: Exchange) -> bool:
        return len(exchange.responses) > 1 and bool(exchange.said)

    send.sample(prompt(_POEM, models.text).over("sse"), in_pieces)


@holds("stream.ends")
def test_a_stream_ends_with_a_reason(send: Sender, models: Models) -> None:
    exchange = send(prompt(_POEM, models.text).over("sse"))

    last = exchange.responses[-1] if exchange.responses else {}
    reasons = [each.get("finishReason") for each in last.get("candidates", [])]
    assert all(reasons), f"expected a finishReason in the last chunk, got {last}"
    assert reasons, f"expected a candidate in the last chunk, got {last}"


@holds("array.json")
def test_a_stream_without_alt_sse_is_an_array(send: Sender, models: Models) -> None:
    exchange = send(prompt(_POEM, models.text).over("array"))

    assert exchange.status == 200, exchange.text
    assert isinstance(exchange.json, list), f"expected an array, got {exchange.text[:80]!r}"


@holds("stream.not-empty")
def test_a_stream_of_a_model_that_thinks_has_chunks(send: Sender, models: Models) -> None:
    exchange = send(prompt(_SHORT, models.level).over("sse"))

    assert exchange.responses, f"expected chunks, got {exchange.text[:80]!r}"
