from typing import Any

import pytest

from tests.stubbed import CALL, WEATHER, Asking, ask, stubbed

SCHEMA = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
JSON = {"responseMimeType": "application/json"}


def doubts(stub: dict[str, Any], *, tools: Any = (), **config: Any) -> tuple[str, ...]:
    exchange = ask(stubbed(stub), generationConfig=config, tools=list(tools))

    assert exchange.reply.status == 200, exchange.reply.body
    return exchange.warnings


def test_a_stub_that_says_more_than_the_limit_says_it_and_is_told_of() -> None:
    assert doubts({"text": "Oslo is it."}, maxOutputTokens=2) == (
        "the stub says 4 tokens; a model would have ended after 2 (maxOutputTokens)",
    )
    assert doubts({"text": "Oslo is it."}, maxOutputTokens=4) == ()


def test_a_stub_that_says_a_stop_sequence_says_it_and_is_told_of() -> None:
    assert doubts({"text": "Oslo. END"}, stopSequences=["END", "FIN"]) == (
        "the stub says 'END'; a model would have ended before it (stopSequences)",
    )


def test_of_a_candidate_that_ends_for_another_reason_nothing_is_told() -> None:
    cut = {"content": {"parts": [{"text": "Oslo is it."}]}, "finishReason": "MAX_TOKENS"}

    assert doubts({"response": {"candidates": [cut]}}, maxOutputTokens=2) == ()


def test_thoughts_are_no_part_of_what_is_said() -> None:
    thought = {"text": "So END, and no JSON.", "thought": True}
    stub = {"parts": [thought, {"text": "[]"}]}

    assert doubts(stub, stopSequences=["END"], maxOutputTokens=2, **JSON) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Oslo.",
            ("the stub's text isn't JSON; a model's would be (application/json is asked for)",),
        ),
        (
            "[" * 100_000,
            ("the stub's text isn't JSON; a model's would be (application/json is asked for)",),
        ),
        (
            '{"town": "Oslo"}',
            ("the stub's JSON breaks the schema that is asked for; a model's would keep it",),
        ),
        ('{"city": "Oslo"}', ()),
    ],
    ids=["no JSON", "too deep", "other JSON", "good"],
)
def test_a_text_that_is_not_the_json_that_was_asked_for_is_told_of(
    text: str, told: tuple[str, ...]
) -> None:
    assert doubts({"text": text}, responseSchema=SCHEMA, **JSON) == told


def test_json_without_a_schema_may_be_any() -> None:
    assert doubts({"text": "[]"}, **JSON) == ()


def test_arguments_that_break_the_declaration_are_told_of() -> None:
    wrong = {"functionCall": {"name": "get_weather", "args": {"town": "Oslo"}}}

    assert doubts({"parts": [wrong]}, tools=[WEATHER]) == (
        "the stub calls get_weather with arguments that break its declaration",
    )
    assert doubts({"parts": [CALL]}, tools=[WEATHER]) == ()


def test_a_call_is_no_text_that_would_have_to_be_json() -> None:
    asking = Asking(model="gemini-3-flash-preview")
    mock = stubbed({"parts": [CALL]})

    assert ask(mock, asking=asking, tools=[WEATHER], generationConfig=JSON).warnings == ()
