import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.judge import findings
from mockserver import tokens
from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX, Dialect
from mockserver.generate import answer, logprobs
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.stream import chunks

FLASH_2_5 = "gemini-2.5-flash"
FLASH_3 = "gemini-3-flash-preview"
ASKING = [COMET, VERTEX]

PROMPTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["Explain photosynthesis", "Write a poem about rain", "2 + 2", "Hi!", "the the the"]
)


def candidate(
    prompt: str = "Explain photosynthesis",
    dialect: Dialect = COMET,
    model: str = FLASH_2_5,
    **config: Any,
) -> dict[str, Any]:
    body = {"contents": [{"parts": [{"text": prompt}]}], "generationConfig": config}
    found: dict[str, Any] = answer(GenerateRequest(MODELS[model], body), dialect)["candidates"][0]
    return found


def said(candidate: dict[str, Any]) -> str:
    return "".join(each["text"] for each in candidate["content"].get("parts", []))


@given(PROMPTS, st.sampled_from(ASKING), st.integers(1, 60))
def test_there_is_one_chosen_candidate_for_each_token_that_is_said(
    prompt: str, dialect: Dialect, most: int
) -> None:
    config: dict[str, Any] = {"thinkingConfig": {"thinkingBudget": 0}, "maxOutputTokens": most}

    found = candidate(prompt, dialect, responseLogprobs=True, **config)
    chosen = found["logprobsResult"]["chosenCandidates"]

    assert [each["token"] for each in chosen] == tokens.split(said(found))
    assert "".join(each["token"] for each in chosen) == said(found)
    assert all(each["logProbability"] < 0 and each["tokenId"] > 0 for each in chosen)


@given(PROMPTS, st.integers(1, 20), st.floats(0, 2))
def test_the_likeliest_come_first_and_the_chosen_one_is_among_them(
    prompt: str, count: int, temperature: float
) -> None:
    found = candidate(prompt, responseLogprobs=True, logprobs=count, temperature=temperature)
    result = found["logprobsResult"]
    steps = [each["candidates"] for each in result["topCandidates"]]

    assert len(steps) == len(result["chosenCandidates"])
    for step, chosen in zip(steps, result["chosenCandidates"], strict=True):
        values = [each["logProbability"] for each in step]

        assert chosen in step
        assert len({each["token"] for each in step}) == len(step) == count
        assert values == sorted(values, reverse=True)
        assert sum(map(math.exp, values)) <= 1 + 1e-6


@pytest.mark.parametrize("config", [{}, {"logprobs": 0}], ids=["none", "zero"])
def test_alternatives_come_only_where_a_number_of_them_is_asked_for(config: dict[str, Any]) -> None:
    assert candidate(responseLogprobs=True, **config)["logprobsResult"].keys() == {
        "chosenCandidates"
    }


@pytest.mark.parametrize("config", [{}, {"responseLogprobs": False}], ids=["unsaid", "refused"])
def test_nothing_comes_unasked(config: dict[str, Any]) -> None:
    assert "logprobsResult" not in candidate(**config)


@given(PROMPTS)
def test_the_average_is_that_of_the_tokens(prompt: str) -> None:
    found = candidate(prompt, responseLogprobs=True)
    values = [each["logProbability"] for each in found["logprobsResult"]["chosenCandidates"]]

    assert math.isclose(found["avgLogprobs"], sum(values) / len(values))
    assert candidate(prompt)["avgLogprobs"] == found["avgLogprobs"]


def test_gemini_3_has_a_result_but_no_average() -> None:
    found = candidate(model=FLASH_3, responseLogprobs=True)

    assert "logprobsResult" in found
    assert "avgLogprobs" not in found


def test_asking_changes_nothing_of_what_is_said() -> None:
    assert candidate(responseLogprobs=True, logprobs=3)["content"] == candidate()["content"]


def test_a_longer_answer_has_the_probabilities_of_a_shorter_one() -> None:
    def values(most: int) -> list[Any]:
        config: dict[str, Any] = {"maxOutputTokens": most, "thinkingConfig": {"thinkingBudget": 0}}
        found = candidate(responseLogprobs=True, logprobs=2, **config)["logprobsResult"]
        return list(zip(found["chosenCandidates"], found["topCandidates"], strict=True))

    assert len(values(20)) == 20
    assert values(20)[:7] == values(7)


def test_a_token_has_the_same_id_wherever_it_stands_and_others_have_others() -> None:
    chosen = candidate("Write an essay about rain", responseLogprobs=True)["logprobsResult"][
        "chosenCandidates"
    ]
    ids = {each["token"]: each["tokenId"] for each in chosen}

    assert all(ids[each["token"]] == each["tokenId"] for each in chosen)
    assert len(set(ids.values())) == len(ids)


def test_nothing_is_in_doubt_at_temperature_0_and_more_is_at_a_higher_one() -> None:
    cold, usual, hot = (candidate(temperature=each)["avgLogprobs"] for each in (0, 1, 2))

    assert -1e-5 < cold < 0
    assert hot < usual < -0.1


def test_candidates_are_not_equally_sure() -> None:
    body = {
        "contents": [{"parts": [{"text": "2 + 2"}]}],
        "generationConfig": {"candidateCount": 2},
    }
    one, other = answer(GenerateRequest(MODELS[FLASH_2_5], body), COMET)["candidates"]

    assert one["content"] == other["content"]
    assert one["avgLogprobs"] != other["avgLogprobs"]


@pytest.mark.parametrize("dialect", ASKING, ids=["comet", "vertex"])
def test_a_model_that_has_only_thought_is_sure_of_nothing(dialect: Dialect) -> None:
    found = candidate(dialect=dialect, responseLogprobs=True, maxOutputTokens=1)

    assert not found["content"].keys() & {"parts"}
    assert not found.keys() & {"avgLogprobs", "logprobsResult"}


def test_an_answer_without_words_has_an_average_alone() -> None:
    body = {"contents": [], "generationConfig": {"responseLogprobs": True}}
    draft = Draft(GenerateRequest(MODELS[FLASH_2_5], body), COMET, Choice(b"x"))

    found = logprobs.apply(draft.saying({"functionCall": {"name": "f", "args": {}}})).members

    assert found.keys() == {"avgLogprobs"}
    assert -1 < found["avgLogprobs"] < 0


def test_what_is_grounded_has_no_average() -> None:
    body = {
        "contents": [{"role": "user", "parts": [{"text": "Who won the euro 2024?"}]}],
        "tools": [{"googleSearch": {}}],
    }
    (found,) = answer(GenerateRequest(MODELS[FLASH_2_5], body), VERTEX)["candidates"]

    assert "groundingMetadata" in found
    assert "avgLogprobs" not in found


def test_google_gives_no_average() -> None:
    assert "avgLogprobs" not in candidate(dialect=GOOGLE)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_stream_has_the_result_in_its_last_chunk(name: str) -> None:
    body = {
        "contents": [{"parts": [{"text": "Explain rain"}]}],
        "generationConfig": {"responseLogprobs": True, "logprobs": 2},
    }
    whole = answer(GenerateRequest(MODELS[FLASH_2_5], body), DIALECTS[name])
    *early, last = chunks(whole, DIALECTS[name])

    assert early
    assert not any("logprobsResult" in each["candidates"][0] for each in early)
    assert last["candidates"][0]["logprobsResult"] == whole["candidates"][0]["logprobsResult"]
    assert list(findings("gemini/generate_content_response.json", whole)) == []
    assert list(findings("gemini/generate_content_chunk.json", last)) == []
