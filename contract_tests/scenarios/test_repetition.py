"""Scenarios: asking again, asking many things at once, and leaving early."""

from concurrent.futures import ThreadPoolExecutor

from contract_tests.call import Way, prompt
from contract_tests.exchange import Exchange
from contract_tests.models import Models
from contract_tests.scenario import Sender, both_ways, holds

_AGAIN = 3
_WORDS = ("apple", "river", "candle", "stone")


@holds("repetition.same-count")
def test_the_same_prompt_has_the_same_count(send: Sender, models: Models) -> None:
    call = prompt("Say hi", models.text)
    counts = [send(call).usage.get("promptTokenCount") for _ in range(_AGAIN)]

    assert len(set(counts)) == 1, f"expected the same count each time, got {counts}"
    assert counts[0], f"expected promptTokenCount, got {counts}"


@both_ways
@holds("repetition.side-by-side")
def test_answers_side_by_side_do_not_mix(send: Sender, models: Models, way: Way) -> None:
    def ask(word: str) -> Exchange:
        return send(prompt(f"Repeat this word and nothing else: {word}", models.text).over(way))

    with ThreadPoolExecutor(len(_WORDS)) as pool:
        exchanges = list(pool.map(ask, _WORDS))

    ids = [each.whole["responseId"] for each in exchanges if "responseId" in each.whole]
    assert len(set(ids)) == len(ids), f"expected different ids, got {ids}"
    for word, exchange in zip(_WORDS, exchanges, strict=True):
        others = [each for each in _WORDS if each != word and each in exchange.said.lower()]
        assert not others, f"expected an answer about {word}, got {exchange.said!r}"


@holds("repetition.left-early")
def test_who_leaves_a_stream_early_is_answered_again(send: Sender, models: Models) -> None:
    call = prompt("Write a poem of three verses about the stars", models.text).over("sse")
    with send.stream(call) as answer:
        first = next(answer.frames, None)
    exchange = send(prompt("Say hi", models.text).over("sse"))

    assert first is not None, "expected the start of a stream, got nothing"
    assert exchange.status == 200, exchange.text
    assert exchange.responses, f"expected a stream after the one left, got {exchange.text[:80]!r}"
