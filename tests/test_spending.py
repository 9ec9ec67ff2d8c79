"""What exchanges cost, what a run would, and when to stop."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.asking.spending import (
    Estimate,
    Purse,
    Tally,
    TooDear,
    cost,
    dollars,
    priced,
    rehearsed,
    tallied,
    write_tally,
)
from contract_tests.exchange import Exchange, Frame
from contract_tests.models import price, table
from contract_tests.outcome import Sent
from tests.exchanges import CHAT, chat, chat_events, deltas

MINE = """
from contract_tests.call import prompt
from contract_tests.scenario import holds

@holds("schema.answers")
def test_rehearsed(send, models):
    send(prompt("Say hi", models.text))
"""


def answer(body: Any, *, status: int = 200, model: str = "gemini-2.5-flash") -> Exchange:
    return Exchange(
        source="a test",
        url=f"http://host/v1beta/models/{model}:generateContent",
        status=status,
        sent={"contents": []},
        frames=(Frame(json.dumps(body).encode()),),
    )


def sent(model: str, **numbers: int) -> Sent:
    usual = {"status": 200, "first": 0.0, "last": 0.0, "prompt": 0, "output": 0, "pictures": 0}
    return Sent(model=model, operator="generateContent", **(usual | numbers))  # type: ignore[arg-type]


def test_an_exchange_costs_what_its_tokens_do() -> None:
    usage = {"promptTokenCount": 1_000_000, "candidatesTokenCount": 100, "thoughtsTokenCount": 900}

    assert cost(answer({"usageMetadata": usage})) == pytest.approx(0.30 + 1000 * 2.5e-6)


def test_an_answer_that_tells_no_tokens_costs_by_its_length() -> None:
    text = {"candidates": [{"content": {"parts": [{"text": "x" * 4_000_000}]}}]}

    assert cost(answer(text)) == pytest.approx(2.50, rel=0.001)


def test_a_chat_costs_what_its_tokens_do_or_its_length() -> None:
    counted = chat({**CHAT, "usage": {"prompt_tokens": 1_000_000, "completion_tokens": 1000}})
    untold = chat_events(*deltas("x" * 4_000_000))

    assert cost(counted) == pytest.approx(0.30 + 1000 * 2.5e-6)
    assert cost(untold) == pytest.approx(2.50, rel=0.001)


def test_a_refusal_costs_nothing() -> None:
    assert cost(answer({"error": {"message": "x" * 1000}}, status=400)) == 0


def test_a_purse_is_shut_when_its_cap_is_reached() -> None:
    purse = Purse(0.30)
    purse.check()
    purse.pay(answer({"usageMetadata": {"promptTokenCount": 1_000_000}}))

    assert purse.spent == pytest.approx(0.30)
    with pytest.raises(TooDear, match=r"\$0.30 spent, of \$0.30 that this process may"):
        purse.check()


def test_less_than_a_cent_is_written_so_that_it_can_be_seen() -> None:
    assert [dollars(each) for each in (0, 0.000123, 0.01, 1.5)] == [
        "$0.00",
        "$0.00012",
        "$0.01",
        "$1.50",
    ]


def test_a_tally_counts_every_try(tmp_path: Path) -> None:
    all_sent = [
        sent("b", prompt=5, retries=2),
        sent("a", output=7, pictures=1),
        sent("b", prompt=1),
    ]
    file = tmp_path / "tally.json"

    write_tally(all_sent, file)

    assert tallied(all_sent) == {"b": Tally(4, 6, 0, 0), "a": Tally(1, 0, 7, 1)}
    assert json.loads(file.read_text()) == {
        "a": {"requests": 1, "prompt": 0, "output": 7, "pictures": 1},
        "b": {"requests": 4, "prompt": 6, "output": 0, "pictures": 0},
    }


def test_an_estimate_adds_up_what_each_model_takes() -> None:
    estimate = priced(
        {
            "gemini-2.5-flash": Tally(1000, 1_000_000, 1_000_000, 0),
            "gemini-3.1-flash-image-preview": Tally(1, 0, 0, 2),
        }
    )

    assert estimate.usd == pytest.approx(0.30 + 2.50 + 2 * 0.067)
    assert str(estimate) == "about 1,001 requests, 2,000,000 tokens, $2.93"


def test_an_estimate_is_for_the_models_that_are_wished_for() -> None:
    tallies = {"gemini-2.5-flash-lite": Tally(1, 1_000_000, 0, 0)}

    assert priced(tallies).usd == pytest.approx(0.10)
    assert priced(tallies, ["gemini-2.5-pro"]).usd == pytest.approx(1.25)
    assert priced(tallies, ["somebody-elses-model"]).usd == pytest.approx(
        price("somebody-elses-model").input
    )


def test_a_rehearsal_is_priced_by_what_the_mock_was_sent(tmp_path: Path) -> None:
    scenario = tmp_path / "test_rehearsed.py"
    scenario.write_text(MINE)
    folder = Path(__file__).parents[1] / "contract_tests"
    arguments = ["-c", str(folder / "pytest.ini"), "-p", "contract_tests.plugin", str(scenario)]

    estimate = rehearsed([*arguments, "--target=live", "--model=somebody-elses"], [])

    assert estimate is not None
    assert estimate.tally.requests == 1
    assert 0 < estimate.usd < 0.01


def test_a_rehearsal_that_comes_to_nothing_estimates_nothing() -> None:
    assert rehearsed(["--no-such-option"], []) is None


def test_every_price_has_its_source_and_the_cheapest_come_first() -> None:
    assert all(each.priced for each in table().values())
    outputs = [each.output for each in table().values() if not each.pictures]
    assert outputs == sorted(outputs)


def test_an_estimate_of_nothing_is_nothing() -> None:
    assert priced({}) == Estimate(Tally(), 0)
