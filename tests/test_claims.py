"""Every statement has a claim, every claim a holder, every holder a claim."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract_tests import scenarios as suite
from contract_tests.check import CHECKS
from contract_tests.claims import DIALECTS, applying, claims

FACTS = Path(__file__).parents[2] / "shared" / "facts"
PAGE = FACTS / "gemini-generating-content.no.txt"
SHEETS = ("cometapi.md", "gemini.md")

# Sections that claim nothing of the API, and why.
NO_CLAIMS = {
    "cometapi.md 0": "how to read the grades",
    "cometapi.md 5": "who uses it",
    "cometapi.md 6": "payloads that stand in other sections too",
    "gemini.md 0": "the sources",
    "gemini.md 12": "what schemas should be like",
}

# Lines of the page that say more than one thing, and how many at least.
CROWDED = {1: 1, 118: 5, 127: 3, 136: 4, 154: 2, 172: 1, 197: 1, 208: 2, 214: 4, 223: 2}


def cited(kind: str) -> Iterator[tuple[str, str]]:
    """Yield where claims stand, with their ids: lines of the page, or sections of a sheet."""
    for claim in claims().values():
        for place in claim.places:
            name, _, where = place.partition(" ")
            if name == kind:
                yield where, claim.id


def lines(where: str) -> range:
    first, _, last = where.partition("-")
    return range(int(first), int(last or first) + 1)


def scenarios() -> Iterator[tuple[str, set[str]]]:
    """Yield each scenario with the claims that it holds."""
    for module in pkgutil.iter_modules(suite.__path__):
        if module.name.startswith("test_"):
            found = vars(importlib.import_module(f"contract_tests.scenarios.{module.name}"))
            for name, each in found.items():
                if name.startswith("test_"):
                    marks = [mark for mark in marks_of(each) if mark.name == "holds"]
                    yield f"{module.name}::{name}", {x for mark in marks for x in mark.args}


def marks_of(scenario: Any) -> Iterator[Any]:
    """Yield the marks of a scenario, and of the values that it is tried with."""
    for mark in scenario.pytestmark:
        yield mark
        if mark.name == "parametrize":
            yield from (x for value in mark.args[1] for x in getattr(value, "marks", ()))


@pytest.fixture(scope="module")
def page() -> list[str]:
    if not PAGE.exists():
        pytest.skip("needs ../shared/facts, which isn't here")
    return PAGE.read_text("utf-8").splitlines()


def test_every_claim_has_a_holder() -> None:
    held = {each.claim for each in CHECKS.values()} | {x for _, held in scenarios() for x in held}
    held |= {each.id for each in claims().values() if each.fields}

    assert claims().keys() - held - {"schema.answers", "schema.chat", "schema.errors"} == set()


def test_every_check_and_scenario_holds_a_claim_that_there_is() -> None:
    assert {each.claim for each in CHECKS.values()} <= claims().keys()
    for name, held in scenarios():
        assert held, f"{name} holds nothing"
        assert held <= claims().keys(), name


def test_every_check_says_what_it_does() -> None:
    assert [each.name for each in CHECKS.values() if not each.says.endswith(".")] == []


def test_a_member_of_an_answer_has_one_claim() -> None:
    for dialect in DIALECTS:
        named = [field for each in applying(dialect).values() for field in each.fields]
        assert len(named) == len(set(named)), dialect


def test_claims_are_written_as_sentences_under_plain_ids() -> None:
    for each in claims().values():
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*\.[a-z0-9.]+(-[a-z0-9.]+)*", each.id), each.id
        assert re.fullmatch(r"\S.*\.", each.says), each.id
        for place in each.places:
            assert re.fullmatch(r"page \d+(-\d+)?|(cometapi|gemini)\.md \d+(\.\d+)*", place), (
                each.id
            )


def test_every_line_of_the_page_is_claimed(page: list[str]) -> None:
    claimed = {number for where, _ in cited("page") for number in lines(where)}
    texts = {page[number - 1].strip() for number in claimed}
    structure = re.compile(r'[{}\[\],|"-]*|Show child attributes')
    missing = [
        f"{number}: {line}"
        for number, line in enumerate(page, start=1)
        if number not in claimed
        and line.strip() not in texts
        and not structure.fullmatch(line.strip())
    ]

    assert missing == []
    assert max(claimed) <= len(page)


def test_lines_that_say_several_things_have_several_claims(page: list[str]) -> None:
    assert len(page) > max(CROWDED)
    counts = {
        line: len({claim for where, claim in cited("page") if line in lines(where)})
        for line in CROWDED
    }

    assert {line: counts[line] for line in CROWDED if counts[line] < CROWDED[line]} == {}


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_section_of_a_fact_sheet_is_claimed_or_claims_nothing(sheet: str) -> None:
    file = FACTS / sheet
    if not file.exists():
        pytest.skip("needs ../shared/facts, which isn't here")
    sections = set(re.findall(r"^#{2,4} (\d+(?:\.\d+)*)", file.read_text("utf-8"), re.MULTILINE))
    named = {where for where, _ in cited(sheet)}
    parents = {each for each in sections if any(x.startswith(f"{each}.") for x in sections)}

    assert named <= sections
    exempt = {each.partition(" ")[2] for each in NO_CLAIMS if each.startswith(sheet)}
    assert sections - parents - named - exempt == set()
    assert exempt & named == set(), "it does claim something"
