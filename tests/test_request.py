import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import body
from mockserver.dialects import GOOGLE, Dialect
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.settings import Settings

SCHEMA = "gemini/generate_content_request.json"
HELLO: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}


def read(document: Any, dialect: Dialect = GOOGLE) -> tuple[dict[str, Any], tuple[str, ...]]:
    return body.parse(document, schema=SCHEMA, dialect=dialect, version="v1beta")


def config(**members: Any) -> dict[str, Any]:
    return {**HELLO, "generationConfig": members}


def asked(
    *contents: dict[str, Any], model: str = "gemini-2.5-flash", **members: Any
) -> GenerateRequest:
    return GenerateRequest(MODELS[model], {"contents": list(contents), **members})


# A request, once read.


def test_a_request_without_options_has_empty_ones() -> None:
    hello = GenerateRequest(MODELS["gemini-2.5-flash"], HELLO)

    assert hello.config == {}
    assert hello.tools == []
    assert list(hello.declarations) == []
    assert not hello.has_functions
    assert hello.system_text == ""


def test_declarations_come_with_their_paths() -> None:
    tools = [
        {"googleSearch": {}},
        {"functionDeclarations": [{"name": "f"}, {"name": "g"}]},
        {"functionDeclarations": []},
    ]

    declared = asked(tools=tools)

    assert list(declared.declarations) == [
        ("tools[1].function_declarations[0]", {"name": "f"}),
        ("tools[1].function_declarations[1]", {"name": "g"}),
    ]
    assert declared.has_functions


def test_texts_of_the_user_are_his_turns_without_thoughts_and_media() -> None:
    conversation = asked(
        {"role": "user", "parts": [{"text": "One"}, {"inlineData": {}}, {"text": "two"}]},
        {"role": "model", "parts": [{"text": "Three"}]},
        {"parts": [{"text": "Hmm", "thought": True}, {"text": "Four"}]},
        {"role": "user", "parts": [{"functionResponse": {"name": "f"}}]},
    )

    assert conversation.user_texts == ["One\ntwo", "Four"]


@pytest.mark.parametrize("role", ["user", "", None])
def test_a_turn_that_says_no_role_is_the_users(role: str | None) -> None:
    said: dict[str, Any] = {"parts": [{"text": "Hello"}]}
    turn = said if role is None else {"role": role, **said}

    assert asked(turn).user_texts == ["Hello"]


def test_the_system_text_is_that_of_the_instruction_whoever_says_it() -> None:
    instruction = {"role": "model", "parts": [{"text": "Be brief."}, {"text": "Be kind."}]}

    assert asked(systemInstruction=instruction).system_text == "Be brief.\nBe kind."


# Digests.

TEXTS = st.text(max_size=20)


def digest(document: Any, model: str = "gemini-2.5-flash", seed: int = 0) -> bytes:
    return GenerateRequest(MODELS[model], read(document)[0], Settings(seed=seed)).digest()


def text_digest(document: Any) -> bytes:
    return GenerateRequest(MODELS["gemini-2.5-flash"], read(document)[0]).text_digest()


def test_a_digest_is_the_same_anywhere() -> None:
    written = b'["gemini-2.5-flash",7,{"contents":[{"parts":[{"text":"Hello"}],"role":"user"}]}]'

    assert digest(HELLO, seed=7) == hashlib.sha256(written).digest()


def test_a_request_without_a_seed_has_seed_zero() -> None:
    assert GenerateRequest(MODELS["gemini-2.5-flash"], HELLO).digest() == digest(HELLO, seed=0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            {**HELLO, "generationConfig": {"topK": 40, "topP": 0.5}},
            {"generation_config": {"top_p": "0.5", "top_k": 40.0}, **HELLO},
            id="order-and-names",
        ),
        pytest.param(HELLO, {**HELLO, "tools": None}, id="null"),
        pytest.param(config(temperature=1), config(temperature=1.0), id="whole-fraction"),
        pytest.param(config(temperature=1), config(temperature="1"), id="number-as-string"),
        pytest.param(config(temperature=0.5), config(temperature="5e-1"), id="exponent"),
        pytest.param(
            config(responseSchema={"type": "NUMBER", "minItems": 10**18}),
            config(responseSchema={"type": "number", "minItems": str(10**18)}),
            id="int64-as-string",
        ),
    ],
)
def test_a_request_spelled_otherwise_is_the_same_request(one: Any, other: Any) -> None:
    assert digest(one) == digest(other)
    assert text_digest(one) == text_digest(other)


@pytest.mark.parametrize("role", [{}, {"role": ""}, {"role": "user"}])
def test_a_digest_takes_nobody_for_the_user(role: dict[str, str]) -> None:
    said: dict[str, Any] = {"contents": [{"parts": [{"text": "Hello"}], **role}]}
    instructed = {**said, "systemInstruction": {"parts": [{"text": "Be brief."}], **role}}

    assert digest(said) == digest(HELLO)
    assert text_digest(said) == text_digest(HELLO)
    assert digest(instructed) == digest(
        {**HELLO, "systemInstruction": {"parts": [{"text": "Be brief."}]}}
    )


def test_another_request_model_or_seed_has_another_digest() -> None:
    digests = {
        digest(HELLO),
        digest(HELLO, seed=1),
        digest(HELLO, model="gemini-2.5-pro"),
        digest(config(temperature=0.5)),
        digest({"contents": [{"parts": [{"text": "Hello!"}]}]}),
    }

    assert len(digests) == 5


def test_an_alias_is_asked_as_the_model_that_it_means() -> None:
    alias = MODELS["gemini-flash-latest"]

    assert digest(HELLO, alias.id) == digest(HELLO, alias.alias_of)


@given(TEXTS, st.integers(1, 1_000), st.integers(1, 8), st.lists(TEXTS, max_size=5))
def test_limits_do_not_change_what_is_said(
    text: str, most: int, count: int, stops: list[str]
) -> None:
    contents = {"contents": [{"parts": [{"text": text}]}]}
    limits = {"maxOutputTokens": most, "candidateCount": count, "stopSequences": stops}

    plain = text_digest(contents)

    assert text_digest({**contents, "generationConfig": limits}) == plain
    assert text_digest({**contents, "generationConfig": {**limits, "topK": 3}}) != plain


@given(TEXTS, TEXTS)
def test_other_words_have_another_digest(one: str, other: str) -> None:
    def document(text: str) -> Any:
        return {"contents": [{"parts": [{"text": text}]}]}

    assert (digest(document(one)) == digest(document(other))) == (one == other)
