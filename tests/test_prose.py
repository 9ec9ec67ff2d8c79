import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import COMET
from mockserver.generate import answer, prose
from mockserver.generate.choice import Choice
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from tests.asking import FLASH_2_5, PROMPTS, ask, text, texts
from tests.test_media import encoded, picture, sound

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
