import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mockserver import tokens
from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX, Dialect
from mockserver.generate import answer, not_yet
from mockserver.generate.limits import limit
from mockserver.generate.reading import arithmetic
from mockserver.generate.usage import of_prompt
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.schemas import violations
from tests.asking import FLASH_2_5, FLASH_3, LITE_2_5, PRO_2_5, PROMPTS, ask, text, texts

# Limits.


@pytest.mark.parametrize(
    ("stops", "most", "kept", "reason"),
    [
        pytest.param([], None, "one two three", "STOP", id="none"),
        pytest.param(["two"], None, "one ", "STOP", id="stop"),
        pytest.param(["three", "two"], None, "one ", "STOP", id="first-stop-in-the-text"),
        pytest.param(["one"], None, "", "STOP", id="stop-at-once"),
        pytest.param(["four"], None, "one two three", "STOP", id="other-stop"),
        pytest.param([""], None, "one two three", "STOP", id="empty-stop"),
        pytest.param([], 2, "one two", "MAX_TOKENS", id="tokens"),
        pytest.param([], 3, "one two three", "STOP", id="exactly-as-many-tokens"),
        pytest.param([], 0, "", "MAX_TOKENS", id="no-tokens"),
        pytest.param(["two"], 1, "one", "MAX_TOKENS", id="tokens-before-the-stop"),
        pytest.param([" two"], 1, "one", "STOP", id="stop-where-the-tokens-end"),
        pytest.param(["one"], 0, "", "STOP", id="stop-before-any-token"),
    ],
)
def test_a_text_ends_at_a_stop_or_at_the_limit(
    stops: Sequence[str], most: int | None, kept: str, reason: str
) -> None:
    assert limit("one two three", stops, most) == (kept, reason)


@given(
    st.text("ab ."),
    st.lists(st.text("ab .", max_size=3), max_size=5),
    st.none() | st.integers(0, 9),
)
def test_a_stop_never_stands_in_a_text_and_a_limit_is_kept(
    said: str, stops: list[str], most: int | None
) -> None:
    kept, reason = limit(said, stops, most)

    assert said.startswith(kept)
    assert not any(each in kept for each in stops if each)
    assert most is None or tokens.count(kept) <= most
    assert reason in {"STOP", "MAX_TOKENS"}
    assert reason == "STOP" or (most is not None and tokens.count(kept) == most)


# Thinking.

SIZED = PROMPTS | st.integers(1, 3_000).map(lambda size: "why " * size)
LEVELS = ["MINIMAL", "LOW", "MEDIUM", "HIGH"]


def thoughts(prompt: str, model: str, **config: Any) -> int:
    request = ask(prompt, model, thinkingConfig=config) if config else ask(prompt, model)
    count: int = answer(request, GOOGLE)["usageMetadata"].get("thoughtsTokenCount", 0)
    return count


@given(SIZED, st.sampled_from([FLASH_2_5, PRO_2_5, FLASH_3]), st.integers(0, 40_000))
def test_thoughts_never_exceed_their_budget(prompt: str, model: str, budget: int) -> None:
    assert 0 <= thoughts(prompt, model, thinkingBudget=budget) <= budget


@given(
    SIZED,
    st.sampled_from([FLASH_2_5, PRO_2_5, FLASH_3]),
    st.lists(st.integers(0, 2_000) | st.integers(0, 40_000), min_size=2, max_size=6),
)
def test_a_larger_budget_never_means_fewer_thoughts(
    prompt: str, model: str, budgets: list[int]
) -> None:
    found = [thoughts(prompt, model, thinkingBudget=each) for each in sorted(budgets)]

    assert found == sorted(found)


@given(SIZED, st.sampled_from([FLASH_2_5, FLASH_3]))
def test_a_model_left_to_itself_thinks_no_less_than_by_any_budget(prompt: str, model: str) -> None:
    free = thoughts(prompt, model, thinkingBudget=-1)

    assert free > 0
    assert thoughts(prompt, model, thinkingBudget=24_576) <= free


@given(SIZED)
def test_a_higher_level_never_means_fewer_thoughts(prompt: str) -> None:
    found = [thoughts(prompt, FLASH_3, thinkingLevel=each) for each in LEVELS]

    assert found == sorted(found)
    assert found[0] == 0
    assert found[3] > found[1] > 0


@pytest.mark.parametrize("model", [FLASH_2_5, PRO_2_5, FLASH_3])
def test_a_budget_is_used_and_a_much_larger_one_more(model: str) -> None:
    found = [thoughts("Why does it rain?", model, thinkingBudget=each) for each in (128, 8_192)]

    assert 0 < found[0] < found[1]


def test_a_longer_prompt_means_more_thoughts() -> None:
    found = [thoughts("why " * size, FLASH_2_5) for size in (1, 50, 500, 2_000)]

    assert found == sorted(set(found))


def test_thoughts_do_not_grow_without_end() -> None:
    assert thoughts("why " * 100_000, FLASH_2_5) < 8_192


def test_a_model_thinks_as_it_does_when_not_told() -> None:
    assert thoughts("Why?", FLASH_2_5) == thoughts("Why?", FLASH_2_5, thinkingBudget=-1) > 0
    assert thoughts("Why?", LITE_2_5) == thoughts("Why?", LITE_2_5, thinkingBudget=0) == 0
    assert thoughts("Why?", FLASH_3) == thoughts("Why?", FLASH_3, thinkingLevel="HIGH") > 0
    assert thoughts("Why?", "gemini-3.5-flash-lite") == 0


def test_a_model_that_cannot_think_does_not() -> None:
    assert thoughts("Why?", "gemini-2.0-flash") == 0


def test_whether_thoughts_are_shown_does_not_change_how_many_there_are() -> None:
    shown = thoughts("Why?", FLASH_2_5, thinkingBudget=100, includeThoughts=True)

    assert shown == thoughts("Why?", FLASH_2_5, thinkingBudget=100)


# The answer as a whole.


@given(
    PROMPTS,
    st.sampled_from([FLASH_2_5, PRO_2_5, LITE_2_5, FLASH_3, "gemini-2.0-flash"]),
    st.sampled_from(list(DIALECTS)),
    st.none() | st.integers(1, 200),
    st.integers(1, 3),
)
def test_usage_adds_up(prompt: str, model: str, name: str, most: int | None, count: int) -> None:
    limits = {"candidateCount": count} | ({"maxOutputTokens": most} if most else {})

    response = answer(ask(prompt, model, **limits), DIALECTS[name])
    usage = response["usageMetadata"]
    said = usage.get("candidatesTokenCount", 0)
    thought = usage.get("thoughtsTokenCount", 0)

    assert usage["totalTokenCount"] == usage.get("promptTokenCount", 0) + said + thought
    assert said == sum(tokens.count(each) for each in texts(response))
    for total, parts in (
        ("promptTokenCount", "promptTokensDetails"),
        ("candidatesTokenCount", "candidatesTokensDetails"),
    ):
        if parts in usage:
            assert sum(each["tokenCount"] for each in usage[parts]) == usage[total]
    assert all(usage.values())
    assert most is None or all(thought + tokens.count(each) <= most for each in texts(response))


@given(PROMPTS, st.sampled_from([FLASH_2_5, LITE_2_5]), st.lists(st.integers(1, 300), min_size=2))
def test_a_larger_limit_extends_the_text(prompt: str, model: str, limits: list[int]) -> None:
    rising = sorted(limits)

    answers = [answer(ask(prompt, model, maxOutputTokens=each), COMET) for each in rising]
    said = [texts(each)[0] for each in answers]
    (whole,) = texts(answer(ask(prompt, model), COMET))

    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise([*said, whole]))
    for each, (cut,) in zip(answers, map(texts, answers), strict=True):
        reason = each["candidates"][0]["finishReason"]
        assert reason == ("STOP" if cut == whole else "MAX_TOKENS")


@given(PROMPTS, st.data())
def test_a_stop_sequence_ends_the_text_before_itself(prompt: str, data: st.DataObject) -> None:
    (whole,) = texts(answer(ask(prompt), COMET))
    start = data.draw(st.integers(0, len(whole) - 1))
    stop = whole[start : start + data.draw(st.integers(1, 5))]

    stopped = answer(ask(prompt, stopSequences=[stop, "not in any text \0"]), COMET)

    assert texts(stopped) == [whole[: whole.index(stop)]]
    assert stopped["candidates"][0]["finishReason"] == "STOP"


@given(PROMPTS, st.integers(2, 8))
def test_more_candidates_change_none_of_the_others(prompt: str, count: int) -> None:
    some = texts(answer(ask(prompt, candidateCount=count), COMET))

    assert len(some) == count
    assert texts(answer(ask(prompt, candidateCount=count - 1), COMET)) == some[:-1]


def test_candidates_differ() -> None:
    some = texts(answer(ask(candidateCount=8), COMET))

    assert len(set(some)) == 8


@pytest.mark.parametrize(
    ("dialect", "indexes"),
    [
        pytest.param(GOOGLE, [0, 1, 2], id="google"),
        pytest.param(VERTEX, [None, 1, 2], id="vertex"),
        pytest.param(COMET, [None, 1, 2], id="comet"),
    ],
)
def test_candidates_are_numbered_as_the_origin_does(
    dialect: Dialect, indexes: list[int | None]
) -> None:
    response = answer(ask(candidateCount=3), dialect)

    assert [each.get("index") for each in response["candidates"]] == indexes


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_a_model_that_has_only_thought_says_nothing(dialect: Dialect) -> None:
    response = answer(ask(maxOutputTokens=1), dialect)
    usage = response["usageMetadata"]

    assert response["candidates"][0]["content"] == {"role": "model"}
    assert response["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert "avgLogprobs" not in response["candidates"][0]
    assert "candidatesTokenCount" not in usage
    assert "candidatesTokensDetails" not in usage
    assert usage["thoughtsTokenCount"] == 1


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("model", MODELS)
def test_an_answer_keeps_the_contract(dialect: Dialect, model: str) -> None:
    response = answer(ask(model=model), dialect)

    assert list(violations("gemini/generate_content_response.json", response)) == []


@pytest.mark.parametrize(
    ("dialect", "model", "present"),
    [
        pytest.param(COMET, FLASH_2_5, True, id="comet-2.5"),
        pytest.param(VERTEX, PRO_2_5, True, id="vertex-2.5"),
        pytest.param(COMET, FLASH_3, False, id="comet-3"),
        pytest.param(GOOGLE, FLASH_2_5, False, id="google-2.5"),
    ],
)
def test_log_probabilities_are_for_gemini_2_on_vertex(
    *, dialect: Dialect, model: str, present: bool
) -> None:
    candidate = answer(ask(model=model), dialect)["candidates"][0]

    assert ("avgLogprobs" in candidate) == present
    assert -1 < candidate.get("avgLogprobs", -0.5) < 0


@pytest.mark.parametrize(
    ("dialect", "present"),
    [
        pytest.param(COMET, True, id="comet"),
        pytest.param(VERTEX, True, id="vertex"),
        pytest.param(GOOGLE, False, id="google"),
    ],
)
def test_vertex_says_of_what_kind_the_tokens_of_an_answer_are(
    *, dialect: Dialect, present: bool
) -> None:
    usage = answer(ask(), dialect)["usageMetadata"]
    details = [{"modality": "TEXT", "tokenCount": usage["candidatesTokenCount"]}]

    assert usage.get("candidatesTokensDetails") == (details if present else None)


@given(PROMPTS, st.integers(0, 3))
def test_the_same_request_has_the_same_answer_and_another_seed_another(
    prompt: str, seed: int
) -> None:
    assume(arithmetic.solve(prompt) is None)

    assert answer(ask(prompt, seed=seed), COMET) == answer(ask(prompt, seed=seed), COMET)
    assert answer(ask(prompt, seed=seed), COMET) != answer(ask(prompt, seed=seed + 1), COMET)


@pytest.mark.parametrize(
    "config",
    [
        {"seed": 1},
        {"seed": -1},
        {"temperature": 0},
        {"topP": 0.5},
        {"topK": 3},
        {"presencePenalty": 1},
        {"frequencyPenalty": 1},
    ],
    ids=str,
)
def test_how_a_text_is_sampled_changes_it(config: dict[str, Any]) -> None:
    body = {"contents": [{"parts": [{"text": "Explain photosynthesis in detail"}]}]}

    def said(config: dict[str, Any]) -> list[str]:
        request = GenerateRequest(MODELS[FLASH_2_5], {**body, "generationConfig": config})
        return texts(answer(request, COMET))

    assert said(config) != said({})
    assert said(config) == said(config)


def test_an_answer_says_the_same_in_every_dialect() -> None:
    said = [texts(answer(ask(), each)) for each in DIALECTS.values()]

    assert said[0] == said[1] == said[2]


def test_a_prompt_is_counted_with_its_instruction_and_its_tools() -> None:
    body: dict[str, Any] = {"contents": [{"parts": [{"text": "the cat"}]}]}
    image = {"inlineData": {"mimeType": "image/png", "data": "QQ"}}

    def count(**members: Any) -> dict[str, int]:
        return dict(of_prompt(GenerateRequest(MODELS[FLASH_2_5], {**body, **members})))

    assert count() == {"TEXT": 2}
    assert count(systemInstruction={"parts": [{"text": "Be kind"}]}) == {"TEXT": 4}
    assert count(contents=[*body["contents"], {"parts": [image]}]) == {"TEXT": 2, "IMAGE": 258}
    assert count(tools=[{"functionDeclarations": [{"name": "f"}]}])["TEXT"] > 4


@pytest.mark.parametrize(
    ("members", "names"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param(
            {"generationConfig": {"responseMimeType": "text/plain", "responseModalities": ["TEXT"]}},
            [],
            id="text",
        ),
        pytest.param(
            {
                "generationConfig": {
                    "responseMimeType": "application/xml",
                    "responseFormat": {"text": {}, "image": {}},
                    "responseModalities": ["TEXT", "IMAGE"],
                },
                "toolConfig": {"functionCallingConfig": {"streamFunctionCallArguments": True}},
            },
            [
                "responseMimeType",
                "responseFormat.image",
                "streamFunctionCallArguments",
            ],
            id="config",
        ),
        pytest.param({"generationConfig": {"responseModalities": ["AUDIO"]}}, [], id="sound"),
        pytest.param(
            {"tools": [{"mcpServers": []}, {"googleSearch": {}, "computerUse": {}}]},
            ["tools.computerUse", "tools.mcpServers"],
            id="tools",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_for_and_not_made_yet_is_named(
    members: dict[str, Any], names: list[str]
) -> None:
    body = {"contents": [{"parts": [{"text": "Hi"}]}], **members}

    assert list(not_yet(GenerateRequest(MODELS[FLASH_2_5], body))) == names


CONTEXT = "Use these pieces of context. List them as a poem. 3 + 4 is 7. " * 12


@pytest.mark.parametrize(
    ("prompt", "about"),
    [
        pytest.param(
            f"{CONTEXT}\n\nQuestion: How big are whales?\nHelpful Answer:", "whales", id="label"
        ),
        pytest.param(
            "Be kind.\nQuestion: How big are whales?\nAnswer:", "whales", id="short-label"
        ),
        pytest.param(f"{CONTEXT}\n\nHow big are whales?", "whales", id="question-at-the-end"),
        pytest.param(
            f"# Task\nSummarize the history of whales\n\n{CONTEXT}", "whales", id="heading"
        ),
        pytest.param("Write a story in 500 words about a dragon", "a dragon", id="length-in-front"),
        pytest.param("Explain in simple terms how vaccines work", "ow vaccines work", id="terms"),
        pytest.param("Tell me about the Song dynasty", "the Song dynasty", id="no-poem"),
        pytest.param("Show a query that lists song titles", "song titles", id="no-list"),
    ],
)
def test_an_answer_is_about_what_is_asked(prompt: str, about: str) -> None:
    said = text(prompt)

    assert about in said
    assert "\n1. " not in said
    assert "when the day was done" not in said
    assert "3 + 4" not in said


def test_a_long_prompt_that_says_nothing_has_an_answer_too() -> None:
    assert text("#" * 400)
