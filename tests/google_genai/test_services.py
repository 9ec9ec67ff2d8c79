"""The operations around an answer: models, tokens, embeddings, caches, as google-genai asks for them."""

import math
from typing import Any

import pytest
from google import genai
from google.genai import errors, types

from tests.sdks.agent import STORY

BOOK = "It was a dark and stormy night; the lighthouse had no oil left. " * 200


def length(vector: list[float]) -> float:
    return math.sqrt(sum(each * each for each in vector))


def likeness(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True)) / length(one) / length(other)


def test_models_are_listed(google_client: genai.Client) -> None:
    listed = {each.name: each for each in google_client.models.list(config={"page_size": 5})}

    assert "models/gemini-2.5-flash" in listed
    assert "generateContent" in (listed["models/gemini-2.5-flash"].supported_actions or ())


def test_a_model_is_described(google_client: genai.Client) -> None:
    found = google_client.models.get(model="gemini-2.5-flash")

    assert found.name == "models/gemini-2.5-flash"
    assert found.input_token_limit == 1_048_576
    assert found.output_token_limit == 65_536
    assert found.display_name


def test_a_model_that_nobody_has_is_not_found(google_client: genai.Client) -> None:
    with pytest.raises(errors.ClientError) as raised:
        google_client.models.get(model="gemini-99")

    assert raised.value.code == 404


@pytest.mark.parametrize(
    "contents", [STORY, ["One part", "and another"], BOOK], ids=["short", "parts", "long"]
)
def test_a_count_is_what_usage_says(google_client: genai.Client, contents: Any) -> None:
    counted = google_client.models.count_tokens(model="gemini-2.5-flash", contents=contents)
    usage = google_client.models.generate_content(
        model="gemini-2.5-flash", contents=contents
    ).usage_metadata

    assert usage is not None
    assert counted.total_tokens == usage.prompt_token_count


def test_each_content_is_embedded_in_a_unit_vector(google_client: genai.Client) -> None:
    texts: Any = ["A cat", "A dog", "Tax law"]
    response = google_client.models.embed_content(model="gemini-embedding-001", contents=texts)
    vectors = [each.values or [] for each in response.embeddings or ()]

    assert [len(each) for each in vectors] == [3072] * 3
    assert [length(each) for each in vectors] == pytest.approx([1.0] * 3, abs=1e-4)


def test_an_embedding_has_as_many_dimensions_as_were_asked_for(google_client: genai.Client) -> None:
    response = google_client.models.embed_content(
        model="gemini-embedding-001",
        contents="A cat",
        config=types.EmbedContentConfig(output_dimensionality=256, task_type="RETRIEVAL_QUERY"),
    )

    assert response.embeddings
    assert len(response.embeddings[0].values or ()) == 256


def test_what_means_the_same_is_nearer(google_client: genai.Client) -> None:
    texts: Any = [
        "The lighthouse keeper lit the lamp at night",
        "At night the keeper of the lighthouse lit the lamp",
        "Quarterly tax returns are due in April",
    ]
    response = google_client.models.embed_content(model="gemini-embedding-001", contents=texts)
    one, same, other = (each.values or [] for each in response.embeddings or ())

    assert likeness(one, same) > likeness(one, other) + 0.1


def test_a_cache_lives_from_create_to_delete(google_client: genai.Client) -> None:
    caches = google_client.caches
    cache = caches.create(
        model="gemini-2.5-flash",
        config=types.CreateCachedContentConfig(
            contents=[types.Content(role="user", parts=[types.Part(text=BOOK)])],
            system_instruction="You are a literary critic.",
            display_name="the book",
            ttl="300s",
        ),
    )
    name = cache.name or ""
    updated = caches.update(name=name, config=types.UpdateCachedContentConfig(ttl="3600s"))
    found = caches.get(name=name)
    listed = [each.name for each in caches.list()]
    caches.delete(name=name)
    with pytest.raises(errors.ClientError) as raised:
        caches.get(name=name)

    assert name.startswith("cachedContents/")
    assert cache.usage_metadata
    assert (cache.usage_metadata.total_token_count or 0) > 1024
    assert cache.expire_time
    assert updated.expire_time
    assert (updated.expire_time - cache.expire_time).total_seconds() == pytest.approx(3300, abs=60)
    assert found.display_name == "the book"
    assert found.expire_time == updated.expire_time
    assert name in listed
    assert raised.value.code == 403  # as Google words it: not found, or not yours


def test_what_is_cached_is_read_and_counted(google_client: genai.Client) -> None:
    cache = google_client.caches.create(
        model="gemini-2.5-flash",
        config=types.CreateCachedContentConfig(
            contents=[types.Content(role="user", parts=[types.Part(text=BOOK)])]
        ),
    )
    response = google_client.models.generate_content(
        model="gemini-2.5-flash",
        contents="Summarize the book",
        config=types.GenerateContentConfig(cached_content=cache.name),
    )

    assert response.text
    assert cache.usage_metadata
    assert response.usage_metadata
    cached = cache.usage_metadata.total_token_count or 0
    assert response.usage_metadata.cached_content_token_count == cached
    assert (response.usage_metadata.prompt_token_count or 0) > cached


def test_a_cache_that_nobody_made_is_refused(google_client: genai.Client) -> None:
    with pytest.raises(errors.ClientError) as raised:
        google_client.models.generate_content(
            model="gemini-2.5-flash",
            contents="Summarize the book",
            config=types.GenerateContentConfig(cached_content="cachedContents/none"),
        )

    assert raised.value.code == 403


def test_a_cache_too_small_is_refused(google_client: genai.Client) -> None:
    with pytest.raises(errors.ClientError) as raised:
        google_client.caches.create(
            model="gemini-2.5-flash",
            config=types.CreateCachedContentConfig(contents="too short"),
        )

    assert raised.value.code == 400
    assert "min_total_token_count" in str(raised.value.message)
