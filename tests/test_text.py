import json

import pytest

from mockserver.generate.reading import prompt
from mockserver.settings import ConfigurationError, Settings
from tests.conftest import Respond

HISTORY = {
    "contents": [
        {"role": "user", "parts": [{"text": "Tell me about whales"}]},
        {"role": "model", "parts": [{"text": "Whales are large."}]},
        {"role": "user", "parts": [{"text": "And \u4e2d\u56fd\n\nseas? "}]},
    ]
}


def said(ask: Respond, generator: str, body: object = HISTORY, **options: int) -> str:
    answer = json.loads(ask(body, generator=generator, **options).reply.body)
    (part,) = answer["candidates"][0]["content"]["parts"]
    return str(part["text"])


def test_prose_is_about_the_prompt(ask: Respond) -> None:
    assert "\u4e2d\u56fd" in said(ask, "prose")


def test_an_echo_is_what_the_user_said_last_to_the_letter(ask: Respond) -> None:
    assert said(ask, "echo") == "And \u4e2d\u56fd\n\nseas? "
    assert said(ask, "echo", seed=5) == said(ask, "echo")


def test_an_echo_of_no_text_is_no_part(ask: Respond) -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    answer = json.loads(ask({"contents": [{"parts": [image]}]}, generator="echo").reply.body)

    assert "parts" not in answer["candidates"][0]["content"]


def test_lorem_is_sentences_that_say_nothing_of_the_prompt(ask: Respond) -> None:
    text = said(ask, "lorem")
    sentences = text.split(". ")

    assert len(sentences) == 4
    assert all(6 <= len(each.split()) <= 14 for each in sentences)
    assert all(each[0].isupper() for each in sentences)
    assert "seas" not in text
    assert said(ask, "lorem", seed=5) != text


def test_an_unknown_generator_is_named_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="prose, echo, lorem, not 'markov'"):
        Settings(generator="markov")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("What is in this picture?", "this picture", ["picture"]),
        ("What is on the moon?", "the moon", ["moon"]),
        ("Compare https://example.com/a and tides", "https://example.com/a and tides", ["tides"]),
    ],
    ids=["shown", "elsewhere", "address"],
)
def test_a_topic_is_a_thing_and_its_words_are_no_addresses(
    text: str, topic: str, words: list[str]
) -> None:
    assert prompt.topic(text) == topic
    assert prompt.words(topic) == words


def test_an_address_keeps_its_letters_at_the_beginning_of_a_sentence(ask: Respond) -> None:
    body = {"contents": [{"parts": [{"text": "Summarize https://example.com/a"}]}]}
    answers = [json.loads(ask(body, seed=seed).reply.body) for seed in range(9)]
    texts = [each["candidates"][0]["content"]["parts"][0]["text"] for each in answers]

    assert any(each.startswith("https://example.com/a") for each in texts)
    assert not any("Https" in each for each in texts)
