"""Numbers over the exchanges of a run."""

import pytest

from contract_tests.report import figures
from tests.results import outcome, result, sent


def test_times_are_told_for_all_and_by_operator() -> None:
    some = [sent(first=n / 10, last=n) for n in range(1, 11)]
    stream = sent(operator="streamGenerateContent", first=5, last=50)

    rows = figures.latency([*some, stream])

    assert [(each["operator"], each["exchanges"]) for each in rows] == [
        ("all", 11), ("generateContent", 10), ("streamGenerateContent", 1),
    ]  # fmt: skip
    assert rows[1]["first"] == {"median": 0.5, "p90": 0.9, "max": 1.0}
    assert rows[1]["whole"] == {"median": 5, "p90": 9, "max": 10}
    assert rows[0]["whole"] == {"median": 6, "p90": 10, "max": 50}


def test_an_exchange_without_times_isnt_counted() -> None:
    assert figures.latency([sent(first=0, last=0)]) == []


def test_other_paths_have_a_row() -> None:
    rows = figures.latency([sent(operator="")])

    assert [each["operator"] for each in rows] == ["all", "other paths"]


def test_tokens_are_summed_by_model() -> None:
    told = figures.tokens([sent(), sent(pictures=1), sent(model="other", prompt=1), sent(model="")])

    assert (told["prompt"], told["output"], told["pictures"]) == (31, 80, 1)
    assert told["models"] == [
        {"model": "gemini-2.5-flash", "exchanges": 2, "prompt": 20, "output": 40, "pictures": 1},
        {"model": "other", "exchanges": 1, "prompt": 1, "output": 20, "pictures": 0},
    ]


def test_no_exchanges_have_no_tokens() -> None:
    assert figures.tokens([]) == {"prompt": 0, "output": 0, "pictures": 0, "models": []}


@pytest.mark.parametrize(
    ("target", "usd", "text"),
    [
        ("live", 2.5, "$2.5000"),
        ("mock", 0.0, "0 (mock)"),
        ("recorded", 0.0, "0 (recorded)"),
        ("http://127.0.0.1:1", None, "unknown"),
    ],
)
def test_cost_is_what_the_target_takes(target: str, usd: float | None, text: str) -> None:
    one = sent(prompt=0, output=1_000_000)

    told = figures.cost(result(outcome(sent=[one]), target=target, dear=target == "live"))

    assert (told["usd"], told["text"], told["by_list"]) == (usd, text, 2.5)
    assert [each["model"] for each in told["prices"]] == ["gemini-2.5-flash"]


def test_statuses_are_counted() -> None:
    assert figures.statuses([sent(), sent(status=404), sent()]) == {"200": 2, "404": 1}
