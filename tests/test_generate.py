import decimal
import hashlib
import itertools
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mockserver import tokens
from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX, Dialect
from mockserver.generate import answer, identity, not_yet, prompt_tokens, prose
from mockserver.generate.choice import Choice
from mockserver.generate.limits import limit
from mockserver.generate.reading import arithmetic
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.schemas import violations
from mockserver.settings import Settings
from tests.test_media import encoded, picture, sound

FLASH_2_5 = "gemini-2.5-flash"
PRO_2_5 = "gemini-2.5-pro"
LITE_2_5 = "gemini-2.5-flash-lite"
FLASH_3 = "gemini-3-flash-preview"

PROMPTS = st.text(max_size=60) | st.sampled_from(
    ["Explain photosynthesis", "Write a poem about rain in detail", "List 7 rivers", "2 + 2", "Hi!"]
)


def ask(
    prompt: str = "Explain photosynthesis", model: str = FLASH_2_5, seed: int = 0, **config: Any
) -> GenerateRequest:
    contents = [{"role": "user", "parts": [{"text": prompt}]}]
    return GenerateRequest(
        MODELS[model], {"contents": contents, "generationConfig": config}, Settings(seed=seed)
    )


def texts(response: dict[str, Any]) -> list[str]:
    return [
        "".join(each["text"] for each in candidate["content"].get("parts", []))
        for candidate in response["candidates"]
    ]


def text(prompt: str, **config: Any) -> str:
    (only,) = texts(answer(ask(prompt, **config), COMET))
    return only


# Choices.


def test_a_number_is_made_from_digest_stream_and_turn_alone() -> None:
    digest = bytes(32)
    first = hashlib.sha256(digest + b"\0\0\0\3" + b"\0\0\0\1").digest()
    second = hashlib.sha256(digest + b"\0\0\0\3" + b"\0\0\0\2").digest()

    choice = Choice(digest, 3)

    assert choice.number(2**64) == int.from_bytes(first[:8], "big")
    assert choice.number(2**64) == int.from_bytes(second[:8], "big")


def test_a_choice_without_a_stream_is_of_stream_zero() -> None:
    assert Choice(b"x").number(2**64) == Choice(b"x", 0).number(2**64)


@given(st.binary(min_size=1), st.integers(0, 2**32 - 1), st.integers(1, 50))
def test_a_number_is_below_what_was_asked(digest: bytes, stream: int, below: int) -> None:
    assert 0 <= Choice(digest, stream).number(below) < below


def test_every_number_comes_up() -> None:
    choice = Choice(b"x")

    assert {choice.number(6) for _ in range(200)} == set(range(6))


@given(st.binary(min_size=1), st.lists(st.integers(), min_size=1, max_size=20))
def test_one_of_some_is_one_of_them_and_shuffled_ones_are_all_of_them(
    digest: bytes, options: list[int]
) -> None:
    choice = Choice(digest)

    assert choice.one(options) in options
    assert sorted(choice.shuffled(options)) == sorted(options)


def test_a_shuffle_leaves_its_options_alone_and_changes_their_order() -> None:
    options = list(range(20))

    shuffled = Choice(b"x").shuffled(options)

    assert options == list(range(20))
    assert shuffled != options


def test_streams_of_one_digest_differ() -> None:
    rows = [[Choice(b"x", stream).number(2**32) for _ in range(1)] for stream in range(9)]

    assert len({tuple(each) for each in rows}) == 9


# Identity.


def test_an_answer_has_an_id_as_long_as_in_the_pages_sample() -> None:
    found = identity.of(ask(), COMET)

    assert re.fullmatch(r"[A-Za-z0-9_-]{23}", found["responseId"])
    assert len(found["responseId"]) == len("CeynaY3LDtvG4_UP0qaCuQY")


@given(st.integers(0, 2**32))
def test_an_answer_was_created_on_a_day_long_past_to_the_microsecond(seed: int) -> None:
    created = identity.of(ask(seed=seed), COMET)["createTime"]

    assert re.fullmatch(r"2026-03-25T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z", created)


def test_an_answer_of_google_does_not_say_when_it_was_created() -> None:
    assert identity.of(ask(), GOOGLE).keys() == {"modelVersion", "responseId"}
    assert list(identity.of(ask(), VERTEX)) == ["modelVersion", "createTime", "responseId"]


def test_an_alias_answers_under_the_id_that_it_means() -> None:
    assert identity.of(ask(model="gemini-flash-latest"), COMET)["modelVersion"] == (
        MODELS["gemini-flash-latest"].alias_of
    )


def test_requests_that_differ_have_answers_of_their_own() -> None:
    requests = [ask(), ask("Hi"), ask(seed=1), ask(model=PRO_2_5), ask(maxOutputTokens=5)]

    found = [identity.of(each, COMET) for each in requests]

    assert len({each["responseId"] for each in found}) == len(requests)
    assert len({each["createTime"] for each in found}) == len(requests)


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


# Sums.


@pytest.mark.parametrize(
    ("prompt", "solved"),
    [
        pytest.param("What is 2 + 2?", ("2 + 2", "4"), id="question"),
        pytest.param("What is 2 + 2.", ("2 + 2", "4"), id="full-stop"),
        pytest.param("Solve 17 * 23. Show your work.", ("17 * 23", "391"), id="sentence"),
        pytest.param("17*23", ("17 * 23", "391"), id="no-blanks"),
        pytest.param("2 + 3 * 4", ("2 + 3 * 4", "14"), id="precedence"),
        pytest.param("12 / 4 / 3", ("12 / 4 / 3", "1"), id="from-the-left"),
        pytest.param("1 - 2 - 3", ("1 - 2 - 3", "-4"), id="below-zero"),
        pytest.param("7 x 6", ("7 * 6", "42"), id="letter"),
        pytest.param("8 \u00d7 9 \u00f7 2", ("8 * 9 / 2", "36"), id="signs"),
        pytest.param("10 / 4", ("10 / 4", "2.5"), id="fraction"),
        pytest.param("1 / 3", ("1 / 3", "0.3333333333"), id="endless-fraction"),
        pytest.param("0.1 + 0.2", ("0.1 + 0.2", "0.3"), id="no-error-of-binary-fractions"),
        pytest.param("1234567.5 + 1", ("1234567.5 + 1", "1234568.5"), id="all-digits"),
        pytest.param("12345678901.5 + 1", ("12345678901.5 + 1", "12345678902.5"), id="even-more-digits"),
        pytest.param("999999999999 * 999999999999", ("999999999999 * 999999999999", "999999999998000000000001"), id="large"),
        pytest.param("123456789012345 * 987654321098765", ("123456789012345 * 987654321098765", "121932631137021071359549253925"), id="thirty-digits"),
        pytest.param("First 1 + 1, then 2 + 2", ("1 + 1", "2"), id="first-of-two"),
        pytest.param("In version 1.2.3 of 2024: what is 2 + 2?", ("2 + 2", "4"), id="behind-numbers"),
        pytest.param("Compute 2^10 of it", ("2 ** 10", "1024"), id="power"),
    ],
)  # fmt: skip
def test_a_sum_is_worked_out(prompt: str, solved: tuple[str, str]) -> None:
    assert arithmetic.solve(prompt) == solved


@pytest.mark.parametrize(
    ("prompt", "results"),
    [
        pytest.param("Compute 17*23+4 and 2^10", ["395", "1024"], id="and"),
        pytest.param("Compute 17*23+4 and 10/4 for me", ["395", "2.5"], id="asked-for-together"),
        pytest.param("17*23+4 and 2^10?", ["395", "1024"], id="nothing-else"),
        pytest.param("Compute 2+2, 3*3 and 10/4", ["4", "9", "2.5"], id="commas"),
        pytest.param("Compute 1,000 + 1, 2,000 + 2", ["1001", "2002"], id="thousands"),
        pytest.param("1. 2+2\n2. 3*3", ["4", "9"], id="numbered"),
        pytest.param("Solve:\n1) 10/4\n2) 2 ** 3", ["2.5", "8"], id="lines"),
        pytest.param("Compute a) 10/4 b) 3+4", ["2.5", "7"], id="letters"),
        pytest.param("What is 12 * 12? And what is 3 + 4?", ["144", "7"], id="questions"),
        pytest.param("How much is more: 2 + 2 and 3 * 3.", ["4", "9"], id="sentence"),
        pytest.param("What is 2 + 2? 2 + 2 is what?", ["4"], id="the-same-twice"),
        pytest.param("What is 2 + 2? Support is there 24/7 today", ["4"], id="no-sum-behind"),
        pytest.param("Read chapters 2, 3 - 4.", [], id="not-all-are-sums"),
        pytest.param("How many zeros are in 10^6?", [], id="power-in-passing"),
        pytest.param(
            "Compute " + ", ".join(f"{each} + 1" for each in range(20)),
            [str(each) for each in range(1, 11)],
            id="ten-at-most",
        ),
    ],
)  # fmt: skip
def test_several_sums_are_worked_out(prompt: str, results: list[str]) -> None:
    assert [result for _, result in arithmetic.solve_all(prompt)] == results


def test_a_sum_does_not_depend_on_how_exact_decimals_are_elsewhere() -> None:
    with decimal.localcontext(prec=3):
        solved = arithmetic.solve("12345678901.5 + 1")

    assert solved == ("12345678901.5 + 1", "12345678902.5")


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param("", id="nothing"),
        pytest.param("Tell me about 42", id="number-alone"),
        pytest.param("1 / 0", id="division-by-zero"),
        pytest.param("1 / 0.0", id="division-by-zero-point-zero"),
        pytest.param("a1 + 2", id="name"),
        pytest.param("1 + 2b", id="unit"),
        pytest.param("1.2.3 - 4.5.6", id="versions"),
        pytest.param("+".join("1" * 60), id="too-long"),
        pytest.param("What happened on 2026-03-25?", id="date"),
        pytest.param("Describe a picture of 1920x1080 pixels", id="resolution"),
        pytest.param("Compare Python 3.11-3.13", id="range"),
        pytest.param("Summarise https://example.com/2024-10/news", id="address"),
    ],
)
def test_what_is_no_sum_is_not_worked_out(prompt: str) -> None:
    assert arithmetic.solve(prompt) is None


@pytest.mark.parametrize(
    ("prompt", "right"),
    [
        pytest.param("1,000 + 1", "1001", id="thousands"),
        pytest.param("5 + 1,000", "1005", id="thousands-behind"),
        pytest.param("-5 + 3", "-2", id="sign-in-front"),
        pytest.param("(2 + 3) * 4", "20", id="brackets"),
        pytest.param("2 * (3 + 4)", "14", id="brackets-behind"),
        pytest.param("2^3 + 1", "9", id="power"),
        pytest.param("2 + 3^2", "11", id="power-behind"),
        pytest.param("1 + 2 + 3a", None, id="unit-behind"),
        pytest.param("50% + 1", None, id="percent"),
    ],
)
def test_a_part_of_a_sum_is_not_taken_for_the_whole(prompt: str, right: str | None) -> None:
    solved = arithmetic.solve(prompt)

    assert solved is None or solved[1] == right


@given(
    st.integers(0, 10**6), st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 10**6)), min_size=1, max_size=6)
)  # fmt: skip
def test_a_sum_of_whole_numbers_is_what_python_makes_of_it(
    first: int, steps: list[tuple[str, int]]
) -> None:
    written = f"{first}" + "".join(f" {sign} {number}" for sign, number in steps)

    assert arithmetic.solve(f"What is {written}?") == (
        written,
        str(eval(written)),  # noqa: S307, RUF100
    )


@given(st.integers(0, 999), st.integers(1, 999))
def test_a_quotient_is_right_to_six_digits(one: int, other: int) -> None:
    solved = arithmetic.solve(f"{one} / {other}")

    assert solved is not None
    assert abs(Fraction(solved[1]) - Fraction(one, other)) <= Fraction(one, other) / 10**5


@given(st.text(alphabet="0123456789 .,()+-*/^%x\u00d7\u00f7$\u0663\n", max_size=30))
def test_no_run_of_digits_and_signs_is_too_odd_to_be_worked_out_or_left_alone(prompt: str) -> None:
    solved = arithmetic.solve(prompt)

    assert solved is None or re.fullmatch(r"-?\d+(\.\d+)?(e[-+]\d+)?", solved[1])


# Prose.


def sentences(said: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?])\s+", said) if each]


@given(PROMPTS, st.text(max_size=30))
def test_there_is_something_to_say_to_anything(prompt: str, instruction: str) -> None:
    contents = [{"parts": [{"text": prompt}]}, {"parts": [{"text": "And then?"}]}]
    system = {"parts": [{"text": instruction}]}
    request = GenerateRequest(
        MODELS[FLASH_2_5], {"contents": contents, "systemInstruction": system}
    )

    said = prose.write(request, Choice(bytes(32)))

    assert said.strip()
    assert said == prose.write(request, Choice(bytes(32)))


@pytest.mark.parametrize(
    "prompt",
    ["Write \u017fix sentences about rain", "Give me f\u0131ve reasons"],
    ids=["long-s", "dotless-i"],
)
def test_a_letter_that_only_looks_like_one_of_ascii_does_no_harm(prompt: str) -> None:
    assert text(prompt)


@pytest.mark.parametrize(
    ("prompt", "topic"),
    [
        ("Explain photosynthesis", "photosynthesis"),
        ("Please explain to me what photosynthesis is", "photosynthesis"),
        ("What is the capital of Norway?", "capital of Norway"),
        ("Can you describe black holes in simple terms?", "black holes"),
        ("Write a short story about a dragon", "dragon"),
        ("Summarise the French Revolution in two sentences.", "French Revolution"),
        ("\n\n  Tell me about glaciers  \n", "glaciers"),
        ("Explain {topic} and {0}", "{topic} and {0}"),
    ],
    ids=["verb", "polite", "question", "terms", "story", "length", "blanks", "braces"],
)
def test_an_answer_is_about_what_was_asked(prompt: str, topic: str) -> None:
    assert topic.lower() in text(prompt).lower()


def test_what_is_no_question_is_quoted() -> None:
    assert "\u201cRainbows over rivers\u201d" in text("Rainbows over rivers")


def test_only_the_first_sentence_says_what_is_asked() -> None:
    assert "thank" not in text("Explain rain. Thank you!").lower()


def test_a_prompt_of_marks_alone_is_a_question_too() -> None:
    assert "the question" in text("?!").lower()


def test_a_long_topic_is_shortened_at_a_blank_where_there_is_one() -> None:
    words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omega"

    assert "iota kappa" in text(f"Explain {words}")
    assert "lambda" not in text(f"Explain {words}")
    assert "x" * 40 in text(f"Explain {'x' * 200}")
    assert "x" * 81 not in text(f"Explain {'x' * 200}")
    assert "yyy" not in text(f"Explain {'x' * 60} {'y' * 60}")


@pytest.mark.parametrize(
    "prompt",
    ["Explain rain", "Write a poem about rain", "List rivers", "Describe rain in detail"],
    ids=["plain", "poem", "list", "detailed"],
)
def test_no_gap_of_a_phrase_is_left_open(prompt: str) -> None:
    assert not re.search(r"[{}]", text(prompt))


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("Explain rain in one sentence", 1),
        ("Explain rain in 2 sentences", 2),
        ("Explain rain in three short sentences", 3),
        ("Explain rain in 12 sentences", 12),
        ("Give a dozen facts about rain", 12),
        ("Explain rain briefly", 1),
        ("Explain rain in 2 paragraphs", 8),
        ("Explain rain in 999 sentences", 40),
        ("Explain rain in 0 sentences", 1),
    ],
    ids=["one", "figure", "word", "more-than-phrases", "dozen", "brief", "paragraphs", "most", "least"],
)  # fmt: skip
def test_an_answer_has_as_many_sentences_as_asked(prompt: str, count: int) -> None:
    assert len(sentences(text(prompt))) == count


@pytest.mark.parametrize(
    ("how", "least", "most"), [("", 3, 4), (" in detail", 8, 12)], ids=["plain", "detailed"]
)
def test_an_answer_of_no_asked_length_varies_a_little(how: str, least: int, most: int) -> None:
    some = texts(answer(ask(f"Explain rain{how}", candidateCount=8), COMET))

    assert {len(sentences(each)) for each in some} <= set(range(least, most + 1))
    assert len({len(sentences(each)) for each in some}) > 1


def test_a_detailed_answer_is_longer_than_a_plain_one_and_that_than_a_brief_one() -> None:
    detailed, plain, brief = (
        len(sentences(text(f"Explain rain{how}"))) for how in (" in detail", "", " briefly")
    )

    assert detailed > plain > brief


def test_a_long_answer_comes_in_paragraphs() -> None:
    paragraphs = text("Explain rain in 10 sentences").split("\n\n")

    assert [len(sentences(each)) for each in paragraphs] == [4, 4, 2]


def test_no_sentence_comes_twice_before_all_have_come() -> None:
    said = sentences(text("Explain rain in 12 sentences"))

    assert len(set(said)) == 12


@pytest.mark.parametrize(
    ("prompt", "count"),
    [("List 5 rivers", 5), ("List three rivers", 3), ("Give me 7 ideas", 7), ("Make a list of rivers", 3), ("Give me a list of the 5 best rivers", 5)],
    ids=["figure", "word", "give-me", "no-number", "list-of"],
)  # fmt: skip
def test_a_list_has_as_many_items_as_asked(prompt: str, count: int) -> None:
    numbers = re.findall(r"^(\d+)\. [A-Z]", text(prompt), re.MULTILINE)

    assert numbers == [str(each) for each in range(1, count + 1)]


def test_numbers_are_read_as_words_too() -> None:
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen"]

    items = [
        len(re.findall(r"^\d+\. ", text(f"List {each} rivers"), re.MULTILINE)) for each in words
    ]

    assert items == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]


def test_a_list_has_an_item_at_least_and_not_without_end() -> None:
    assert len(text("List 0 rivers").splitlines()) == 1
    assert len(text("List 999 rivers").splitlines()) == 40


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("Write a haiku about rain", 3),
        ("Write a poem about rain", 4),
        ("Write a poem of 6 lines about rain", 6),
        ("Write a long poem about rain", 8),
    ],
    ids=["haiku", "poem", "counted", "long"],
)
def test_verses_come_a_line_each(prompt: str, count: int) -> None:
    lines = text(prompt).splitlines()

    assert len(lines) == count
    assert all(each.strip() for each in lines)


@pytest.mark.parametrize(
    "prompt", ["Hi", "Hello!", "hey there", "Good morning"], ids=["hi", "hello", "hey", "morning"]
)
def test_a_greeting_is_answered_with_one(prompt: str) -> None:
    assert re.match(r"Hello|Hi", text(prompt))


def test_a_sum_is_answered_with_its_result() -> None:
    assert text("What is 12 * 12?") == "12 * 12 = 144."


def test_a_sum_is_answered_with_the_way_where_it_is_asked_for() -> None:
    said = text("What is 2 + 3 * 4? Explain step by step.")

    assert said.startswith("Start with 2 + 3 * 4.")
    assert said.endswith("2 + 3 * 4 = 14.")


def test_several_sums_are_all_answered() -> None:
    assert text("Compute 17*23+4 and 2^10") == "17 * 23 + 4 = 395. 2 ** 10 = 1024."


def test_the_way_to_several_sums_is_said_once() -> None:
    assert text("Show your work: compute 2 + 2 and 3 * 3") == (
        "Start with 2 + 2 and 3 * 3."
        " Multiply and divide first, then add and subtract from left to right."
        " 2 + 2 = 4. 3 * 3 = 9."
    )


def instructed(instruction: str) -> str:
    system = {"parts": [{"text": instruction}]}
    body = {"contents": ask("Explain rain").contents, "systemInstruction": system}
    return texts(answer(GenerateRequest(MODELS[FLASH_2_5], body), COMET))[0]


def test_a_persona_speaks() -> None:
    assert instructed("You are a pirate. Be kind.").startswith("Speaking as a pirate:")


def test_an_instruction_is_kept_to() -> None:
    assert "Be kind to others" in instructed("Be kind to others")


def test_a_blank_instruction_is_none() -> None:
    assert "instruction" not in instructed(" \n ")


def test_an_answer_links_to_the_turn_before() -> None:
    contents = [
        {"role": "user", "parts": [{"text": "Explain glaciers"}]},
        {"role": "model", "parts": [{"text": "Ice."}]},
        {"role": "user", "parts": [{"text": "Now explain rain"}]},
    ]

    (said,) = texts(answer(GenerateRequest(MODELS[FLASH_2_5], {"contents": contents}), COMET))

    assert "glaciers" in sentences(said)[0]
    assert "rain" in said


def test_a_request_without_any_text_is_answered_too() -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "QQ"}}
    request = GenerateRequest(MODELS[FLASH_2_5], {"contents": [{"parts": [image]}]})

    assert texts(answer(request, COMET))[0]


# Prose about files.


PICTURE = {"inlineData": {"mimeType": "image/png", "data": encoded(picture(640, 480, "PNG"))}}
SOUND = {"inlineData": {"mimeType": "audio/wav", "data": encoded(sound(3))}}
CAME = "Along with it came a picture of 640 by 480 pixels."


def shown(*parts: dict[str, Any], before: Sequence[dict[str, Any]] = (), **members: Any) -> str:
    body = {"contents": [*before, {"role": "user", "parts": list(parts)}], **members}
    (only,) = texts(answer(GenerateRequest(MODELS[FLASH_2_5], body), COMET))
    return only


@pytest.mark.parametrize("parts", [[PICTURE, SOUND], [SOUND, PICTURE]], ids=["one", "other"])
def test_prose_says_in_its_second_sentence_what_came_along(parts: list[dict[str, Any]]) -> None:
    said = sentences(shown({"text": "Explain rain in 4 sentences"}, *parts))

    assert len(said) == 4
    assert said[1].startswith("Along with it came a ")
    assert "a picture of 640 by 480 pixels" in said[1]
    assert "a sound of 3 seconds" in said[1]
    assert "rain" in said[0].lower() + said[3].lower()


def test_two_files_get_two_answers() -> None:
    small = {"inlineData": {"mimeType": "image/png", "data": encoded(picture(8, 9, "PNG"))}}
    question = {"text": "What is on this picture?"}

    assert CAME in shown(question, PICTURE)
    assert "came a picture of 8 by 9 pixels" in shown(question, small)


def test_an_only_sentence_says_what_came_along_too() -> None:
    said = shown({"text": "Explain rain briefly"}, PICTURE)

    assert len(sentences(said)) == 1
    assert said.startswith("Rain")
    assert said.endswith("; along with it came a picture of 640 by 480 pixels.")


@pytest.mark.parametrize(
    ("prompt", "start", "parted"),
    [
        pytest.param("2 + 2", "2 + 2 = 4.", " ", id="sum"),
        pytest.param("Hello", "H", " ", id="greeting"),
        pytest.param("Write a haiku about rain", "I thought of rain", "\n\n", id="verses"),
        pytest.param("List 3 rivers", "1. ", "\n\n", id="list"),
    ],
)
def test_behind_other_forms_stands_what_came_along(prompt: str, start: str, parted: str) -> None:
    said = shown({"text": prompt}, PICTURE)

    assert said.startswith(start)
    assert said.endswith(f"{parted}{CAME}")
    assert said.count(CAME) == 1


def test_words_to_be_said_are_said_alone() -> None:
    assert shown({"text": "Say exactly: rain"}, PICTURE) == "rain"


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([PICTURE], id="nothing"),
        pytest.param([{"text": " "}, PICTURE], id="blank"),
        pytest.param([PICTURE, {"text": "mock-cite"}], id="trigger"),
    ],
)
def test_without_a_word_the_answer_is_about_what_came(parts: list[dict[str, Any]]) -> None:
    said = shown(*parts)

    assert "Without a word came a picture of 640 by 480 pixels." in said
    assert "picture" in sentences(said)[0]
    assert "the question" not in said.lower()


def test_what_came_without_a_word_follows_what_was_said_before() -> None:
    before = [
        {"role": "user", "parts": [{"text": "Explain glaciers"}]},
        {"role": "model", "parts": [{"text": "Ice."}]},
    ]
    said = sentences(shown(PICTURE, before=before))

    assert "glaciers" in said[0]
    assert "Without a word came a picture of 640 by 480 pixels." in said


def test_turns_of_the_user_that_follow_each_other_are_one() -> None:
    assert CAME in shown({"text": "Explain rain"}, before=[{"role": "user", "parts": [PICTURE]}])


def test_what_the_model_showed_did_not_come_along() -> None:
    body = {"contents": [{"role": "model", "parts": [PICTURE]}]}

    assert "640" not in prose.write(GenerateRequest(MODELS[FLASH_2_5], body), Choice(bytes(32)))


def test_what_came_earlier_is_not_said_again() -> None:
    before = [
        {"role": "user", "parts": [PICTURE]},
        {"role": "model", "parts": [{"text": "A cat."}]},
    ]

    assert "640" not in shown({"text": "Explain rain"}, before=before)


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
        return dict(prompt_tokens(GenerateRequest(MODELS[FLASH_2_5], {**body, **members})))

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
