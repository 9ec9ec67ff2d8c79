"""The official SDK's other calls against the mock on a real socket: tokens, embeddings, models, caches."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from google import genai
from google.genai import errors, types

from mockserver import MockServer

MODEL = "gemini-2.5-flash"
LONG = "The doors of the house by the sea are blue, and nobody knows why. " * 100
HANDBOOK = {
    "name": "cachedContents/handbook",
    "model": f"models/{MODEL}",
    "contents": [{"role": "user", "parts": [{"text": "All doors are blue."}]}],
}


def connect(server: MockServer) -> genai.Client:
    return genai.Client(
        api_key="sk-test", http_options={"api_version": "v1beta", "base_url": server.url}
    )


@pytest.fixture(scope="module")
def google() -> Iterator[genai.Client]:
    with MockServer(dialect="google", self_check=True) as running, connect(running) as client:
        yield client


@pytest.fixture(scope="module")
def comet() -> Iterator[genai.Client]:
    with (
        MockServer(self_check=True, cached_contents=(HANDBOOK,)) as running,
        connect(running) as client,
    ):
        yield client


def test_tokens_are_counted_as_the_answer_says(google: genai.Client, comet: genai.Client) -> None:
    for client in (google, comet):
        counted = client.models.count_tokens(model=MODEL, contents="Why is the sky blue?")
        answer = client.models.generate_content(model=MODEL, contents="Why is the sky blue?")

        assert answer.usage_metadata is not None
        assert counted.total_tokens == answer.usage_metadata.prompt_token_count


def test_texts_are_embedded_in_their_order(google: genai.Client, comet: genai.Client) -> None:
    texts: list[types.PartUnionDict] = [
        "The cat sits on the mat",
        "A cat is sitting on the mat",
        "Interest rates rise",
    ]
    for client in (google, comet):
        found = client.models.embed_content(
            model="gemini-embedding-001",
            contents=texts,
            config=types.EmbedContentConfig(
                output_dimensionality=768, task_type="SEMANTIC_SIMILARITY"
            ),
        )
        cat, other, bank = (each.values or [] for each in found.embeddings or [])

        assert len(cat) == 768
        assert sum(one * two for one, two in zip(cat, other, strict=True)) > 0.6
        assert math.hypot(*bank) == pytest.approx(1, abs=1e-6)


def test_models_are_listed_over_pages_and_described(google: genai.Client) -> None:
    names = [each.name for each in google.models.list(config={"page_size": 10})]
    model = google.models.get(model=MODEL)

    assert f"models/{MODEL}" in names
    assert len(set(names)) == len(names) > 20
    assert model.input_token_limit == 1_048_576
    assert "generateContent" in (model.supported_actions or [])


def test_models_of_the_gateway_are_listed_with_bare_names(comet: genai.Client) -> None:
    assert MODEL in [each.name for each in comet.models.list()]


def test_a_cache_lives_its_life(google: genai.Client) -> None:
    cache = google.caches.create(
        model=MODEL,
        config=types.CreateCachedContentConfig(
            contents=LONG, system_instruction="Be brief.", display_name="House", ttl="300s"
        ),
    )
    name = cache.name or ""
    answer = google.models.generate_content(
        model=MODEL,
        contents="Which colour have the doors?",
        config=types.GenerateContentConfig(cached_content=name),
    )
    until = datetime.now(UTC) + timedelta(days=1)  # noqa: TID251 - the mock on a socket has a clock
    longer = google.caches.update(
        name=name, config=types.UpdateCachedContentConfig(expire_time=until)
    )
    listed = [each.name for each in google.caches.list(config={"page_size": 1})]

    assert cache.usage_metadata is not None
    assert answer.usage_metadata is not None
    assert (
        answer.usage_metadata.cached_content_token_count == cache.usage_metadata.total_token_count
    )
    assert (cache.display_name, cache.model) == ("House", f"models/{MODEL}")
    assert longer.expire_time == until
    assert google.caches.get(name=name).expire_time == until
    assert listed == [name]
    google.caches.delete(name=name)
    with pytest.raises(errors.ClientError, match="CachedContent not found") as raised:
        google.caches.get(name=name)
    assert raised.value.code == 403


def test_a_given_cache_is_used_through_the_gateway(comet: genai.Client) -> None:
    answer = comet.models.generate_content(
        model=MODEL,
        contents="Which colour have the doors?",
        config=types.GenerateContentConfig(cached_content="cachedContents/handbook"),
    )

    assert answer.usage_metadata is not None
    assert (answer.usage_metadata.cached_content_token_count or 0) > 0
    with pytest.raises(errors.ClientError) as raised:
        comet.models.generate_content(
            model=MODEL,
            contents="Which colour?",
            config=types.GenerateContentConfig(cached_content="cachedContents/other"),
        )
    assert raised.value.code == 404
