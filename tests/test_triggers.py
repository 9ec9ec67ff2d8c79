import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX, Dialect
from mockserver.generate.reading import triggers
from mockserver.generate.reading.triggers import CATEGORIES, TRIGGERS, Found
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.schemas import documents
from mockserver.settings import ConfigurationError, Settings
from tests.conftest import Respond

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "triggers.md").read_text("utf-8")
ENUMS = documents()["gemini/candidate.json"]["$defs"]
HARASSMENT = "HARM_CATEGORY_HARASSMENT"


def turn(*texts: str, role: str = "user") -> dict[str, Any]:
    return {"role": role, "parts": [{"text": each} for each in texts]}


def request(*contents: dict[str, Any], on: bool = True, **members: Any) -> GenerateRequest:
    body = {"contents": list(contents), **members}
    return GenerateRequest(MODELS["gemini-2.5-flash"], body, Settings(triggers=on))


def word(text: str, dialect: Dialect = COMET) -> str:
    """Return the word of the trigger that a prompt holds; empty if it holds none."""
    found = triggers.find(request(turn(text)), dialect)
    return found.trigger.word if found else ""


# The table.


def test_there_is_a_word_for_every_block_reason() -> None:
    reasons = {each.block for each in TRIGGERS.values() if each.block}

    assert reasons == {*ENUMS["PromptFeedback.BlockReason"]["enum"]} - {"BLOCK_REASON_UNSPECIFIED"}


def test_there_is_a_word_for_every_finish_reason_but_the_natural_one() -> None:
    reasons = {each.finish for each in TRIGGERS.values() if each.finish}
    plain = {"FINISH_REASON_UNSPECIFIED", "STOP"}

    assert reasons == {*ENUMS["Candidate.FinishReason"]["enum"]} - plain


def test_a_word_is_named_after_its_reason() -> None:
    for each in TRIGGERS.values():
        named = [f"mock-block-{each.block}", f"mock-finish-{each.finish}", "mock-cite"]

        assert each.word in named
        assert not (each.block and each.finish)


@pytest.mark.parametrize("name", TRIGGERS)
def test_every_trigger_stands_in_the_docs_with_its_dialects(name: str) -> None:
    trigger = TRIGGERS[name]
    rows = re.findall(rf"^\| `{trigger.word}` \|.*$", PAGE, re.MULTILINE)

    assert len(rows) == 1
    assert ("comet, vertex" in rows[0]) == (trigger.origin == "vertex")
    assert ("`safetyRatings`" in rows[0]) == trigger.rated
    assert ("`citationMetadata`" in rows[0]) == trigger.cited
    assert ("`finishMessage`" in rows[0]) == bool(trigger.message)


def test_the_docs_have_no_other_word() -> None:
    told = re.findall(r"^\| `(mock-[\w-]+)` \|", PAGE, re.MULTILINE)

    assert [each.lower() for each in told] == list(TRIGGERS)


@pytest.mark.parametrize("name", CATEGORIES)
def test_every_category_stands_in_the_docs(name: str) -> None:
    assert f"`-{name.upper()}`" in PAGE


# Where a word counts.


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param("mock-finish-SAFETY", id="alone"),
        pytest.param("Explain rain. mock-finish-SAFETY", id="last"),
        pytest.param("mock-finish-safety, please", id="lower-case"),
        pytest.param("(MOCK-FINISH-SAFETY)", id="upper-case"),
        pytest.param("'mock-finish-SAFETY'.", id="quoted"),
        pytest.param("Say\nmock-finish-SAFETY\nnow", id="on-a-line"),
        pytest.param("mock-finish-OFTEN mock-finish-SAFETY", id="behind-an-unknown-one"),
        pytest.param("mock-finish-SAFETY mock-finish-OTHER", id="before-another"),
    ],
)
def test_a_word_is_found_wherever_it_stands_by_itself(prompt: str) -> None:
    assert word(prompt) == "mock-finish-SAFETY"


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "Explain safety",
        "mock finish safety",
        "mock-finish-",
        "mock-finish-SAFETYNET",
        "mock-finish-SAFETY-",
        "amock-finish-SAFETY",
        "a-mock-finish-SAFETY",
        "mock-finish-STOP",
        "mock-finish-FINISH_REASON_UNSPECIFIED",
        "mock-block-LANGUAGE",
        "mock-cited",
        "mock-cite-late",
        "mock-block-SAFETY-late",
        "mock-finish-OTHER-HARASSMENT",
        "mock-finish-OTHER-DANGEROUS_CONTENT",
        "mock-finish-SAFETY-TOXICITY",
        "mock-finish-HARASSMENT",
        "mock-finish-SAFETY-late-HARASSMENT",
        "mock-finish-late",
    ],
)
def test_anything_else_is_no_trigger(prompt: str) -> None:
    assert word(prompt) == ""


def test_a_word_that_blocks_goes_before_all_others() -> None:
    assert word("mock-finish-OTHER mock-cite mock-block-OTHER") == "mock-block-OTHER"


def test_a_word_counts_in_the_last_turn_of_the_user_alone() -> None:
    trigger, plain = turn("mock-cite"), turn("Explain rain")
    answered: dict[str, Any] = {
        "role": "user",
        "parts": [{"functionResponse": {"name": "f", "response": {}}}],
    }
    said = turn("mock-cite", role="model")

    def found(*contents: dict[str, Any], **members: Any) -> bool:
        return triggers.find(request(*contents, **members), COMET) is not None

    assert found(trigger)
    assert found(plain, said, trigger)
    assert found(trigger, turn("It is", role="model"))
    assert found({"parts": [{"text": "mock-cite"}]})
    assert found(turn("Explain rain", "mock-cite"))
    assert not found(trigger, said, plain)
    assert not found(trigger, said, answered)
    assert not found(plain, said)
    assert not found(plain, systemInstruction={"parts": [{"text": "mock-cite"}]})


def test_a_category_and_late_stand_behind_the_word() -> None:
    def found(text: str) -> Found | None:
        return triggers.find(request(turn(text)), COMET)

    finish, block = TRIGGERS["mock-finish-safety"], TRIGGERS["mock-block-safety"]
    usual = "HARM_CATEGORY_DANGEROUS_CONTENT"

    assert found("mock-finish-SAFETY") == Found(finish, usual, late=False)
    assert found("mock-finish-SAFETY-late") == Found(finish, usual, late=True)
    assert found("mock-finish-SAFETY-Harassment") == Found(finish, HARASSMENT, late=False)
    assert found("mock-finish-SAFETY-HARASSMENT-LATE") == Found(finish, HARASSMENT, late=True)
    assert found("mock-block-SAFETY-HARASSMENT") == Found(block, HARASSMENT, late=False)


@pytest.mark.parametrize(
    ("dialect", "known"),
    [
        pytest.param(COMET, True, id="comet"),
        pytest.param(GOOGLE, False, id="google"),
        pytest.param(VERTEX, True, id="vertex"),
    ],
)
@pytest.mark.parametrize(
    "name", ["mock-block-MODEL_ARMOR", "mock-block-JAILBREAK", "mock-finish-MODEL_ARMOR"]
)
def test_what_only_vertex_knows_is_no_trigger_of_google(
    *, name: str, dialect: Dialect, known: bool
) -> None:
    assert (word(name, dialect) == name) == known


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_trigger_is_found_by_accident(text: str) -> None:
    assert word(text) == ""


# Off, and doubts.


@pytest.mark.parametrize("name", TRIGGERS)
def test_triggers_can_be_switched_off(name: str, ask: Respond) -> None:
    body = {"contents": [turn(f"Explain rain. {name}")]}

    off = json.loads(ask(body, triggers=False).reply.body)

    assert off["candidates"][0]["finishReason"] == "STOP"
    assert off["candidates"][0].keys() == {"content", "finishReason", "avgLogprobs"}
    assert off != json.loads(ask(body).reply.body)


def test_a_switch_that_is_neither_on_nor_off_is_told() -> None:
    with pytest.raises(ConfigurationError, match="triggers takes True or False, not 'off'"):
        Settings(triggers="off")  # type: ignore[arg-type]


def test_a_word_that_is_none_of_them_is_warned_of(ask: Respond) -> None:
    body = {"contents": [turn("mock-finish-SOON, mock-finish-soon-late and mock-cite")]}

    assert ask(body).warnings == (
        "mock-finish-SOON is no trigger here (see docs/triggers.md)",
        "mock-finish-soon-late is no trigger here (see docs/triggers.md)",
    )


def test_a_trigger_of_another_dialect_is_warned_of(ask: Respond) -> None:
    body = {"contents": [turn("mock-block-JAILBREAK")]}

    assert ask(body, dialect="google").warnings == (
        "mock-block-JAILBREAK is no trigger here (see docs/triggers.md)",
    )
    assert ask(body, dialect="vertex").warnings == ()


@pytest.mark.parametrize("name", DIALECTS)
def test_nothing_is_warned_of_where_triggers_are_off(name: str, ask: Respond) -> None:
    body = {"contents": [turn("mock-finish-SOON")]}

    assert ask(body, dialect=name, triggers=False).warnings == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mock-cite Explain tides", "Explain tides"),
        ("Explain tides. Mock-Finish-SAFETY-late", "Explain tides."),
        ("A mock-up of mock-citezens", "A mock-up of mock-citezens"),
        (" Explain tides ", " Explain tides "),
    ],
)
def test_no_answer_is_about_a_trigger(text: str, left: str) -> None:
    assert triggers.without(text) == left
