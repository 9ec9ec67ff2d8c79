"""The measures of `benchmarks`, and what of them stands in the docs."""

import re
from pathlib import Path

import pytest
from hypothesis import event
from hypothesis import strategies as st

from benchmarks import strategies as benchmark
from contract_tests import strategies

PAGE = Path(__file__).parents[1] / "docs" / "strategies.md"
SECTION = PAGE.read_text("utf-8").partition(benchmark.BEGIN)[2].partition(benchmark.END)[0]
# Hypothesis draws nothing twice: of a strategy that has few samples, most examples are other texts.
SAMPLES = {"texts"}
MANY = 60  # of more names than that, none can be in 1% of examples that have one of them each


def shares(section: str) -> dict[tuple[str, str], dict[str, float]]:
    """Read the tables: the shares in percent by name, of each strategy and kind."""
    found = {}
    for title, table in re.findall(r"### (\w+),.*?\n(.*?)(?=\n### |\Z)", section, re.DOTALL):
        for kind, names in re.findall(r"^\| ([\w ]+) \| (.* [\d.]+%) \|$", table, re.MULTILINE):
            listed = re.findall(r"(?:^|, )(.*?) ([\d.]+)%", names)
            found[title, kind] = {name: float(share) for name, share in listed}
    return found


TOLD = shares(SECTION)


@pytest.mark.parametrize(("name", "kind"), TOLD)
def test_of_what_a_strategy_draws_nothing_is_rarer_than_one_in_a_hundred(
    name: str, kind: str
) -> None:
    least = 0.1 if name in SAMPLES or len(TOLD[name, kind]) > MANY else 1.0

    assert name in strategies.__all__
    assert {each: share for each, share in TOLD[name, kind].items() if share < least} == {}


def test_the_docs_tell_of_what_is_drawn_here() -> None:
    assert set(TOLD["streams", "shape"]) >= {"crlf", "done"}
    assert set(TOLD["responses", "finish"]) >= {"STOP", "MODEL_ARMOR"}
    assert "| `streams` |" in SECTION


@st.composite
def told(draw: st.DrawFn) -> int:
    number = draw(st.integers(0, 1))
    event(f"digit: {number}")
    event("is: drawn")
    return number


def test_a_strategy_is_measured_and_counted() -> None:
    result = benchmark.measured("told", told, examples=20, rounds=1)
    section = benchmark.written([result])

    assert result.rate > 0
    assert result.ratio > 0
    assert "| `told` |" in section
    assert "| is | drawn 100.0% |" in section
    assert set(shares(section)["told", "digit"]) == {"0", "1"}


def test_a_section_is_replaced() -> None:
    page = f"before\n{benchmark.BEGIN}old\n{benchmark.END}behind\n"

    assert benchmark.replaced(page, "new\n") == "before\nnew\nbehind\n"
    with pytest.raises(ValueError, match="expected a page with <!-- begin"):
        benchmark.replaced("before\n", "new\n")


def test_every_strategy_that_needs_nothing_is_measured() -> None:
    assert {"requests", "responses", "streams"} <= set(benchmark.public())
    assert "rewritten" not in benchmark.public(), "it needs a call"
    assert "Stream" not in benchmark.public(), "it is none"


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        benchmark.main(["unheard_of"])

    assert "got unheard_of" in capsys.readouterr().err
