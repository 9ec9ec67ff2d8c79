"""``embedContent`` and ``batchEmbedContents``."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import judge
from mockserver import Settings
from mockserver.mock import Mock, mock
from mockserver.models import MODELS
from tests.calls import answer, refusal, send

FIRST, SECOND = "gemini-embedding-001", "gemini-embedding-2"
DIALECTS = {"gemini-api": "google", "vertex": "vertex"}


def server(dialect: str = "google") -> Mock:
    return mock(Settings(dialect=dialect, self_check=True))


def says(*texts: str, **members: Any) -> dict[str, Any]:
    return {"content": {"parts": [{"text": each} for each in texts]}, **members}


def embed(body: dict[str, Any], dialect: str = "google", model: str = SECOND) -> dict[str, Any]:
    return answer(server(dialect), f"POST /v1beta/models/{model}:embedContent", body)


def batch(*bodies: dict[str, Any], dialect: str = "google", model: str = SECOND) -> dict[str, Any]:
    requests = [{"model": f"models/{model}", **each} for each in bodies]
    line = f"POST /v1beta/models/{model}:batchEmbedContents"
    return answer(server(dialect), line, {"requests": requests})


def values(body: dict[str, Any], model: str = SECOND) -> list[float]:
    found: list[float] = embed(body, model=model)["embedding"]["values"]
    return found


def cosine(one: list[float], other: list[float]) -> float:
    return sum(left * right for left, right in zip(one, other, strict=True))


def test_an_embedding_is_a_vector_of_length_1_with_usage() -> None:
    found = embed(says("Hello, world!"))

    assert len(found["embedding"]["values"]) == 3_072
    assert math.hypot(*found["embedding"]["values"]) == pytest.approx(1, abs=1e-6)
    assert found["usageMetadata"] == {
        "promptTokenCount": 4,
        "promptTokenDetails": [{"modality": "TEXT", "tokenCount": 4}],
    }


def test_vertex_names_the_details_otherwise_and_has_a_total() -> None:
    assert embed(says("Hello, world!"), "vertex")["usageMetadata"] == {
        "promptTokenCount": 4,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 4}],
        "totalTokenCount": 4,
    }


def test_the_first_model_tells_no_usage() -> None:
    assert list(embed(says("Hello"), model=FIRST)) == ["embedding"]
    assert list(batch(says("Hello"), model=FIRST)) == ["embeddings"]


@pytest.mark.parametrize("size", [128, 256, 768, 1_536, 3_072])
def test_a_vector_is_as_long_as_asked_for_and_of_length_1_still(size: int) -> None:
    found = values(says("Hello", outputDimensionality=size))

    assert len(found) == size
    assert math.hypot(*found) == pytest.approx(1, abs=1e-6)


def test_near_texts_lie_nearer_than_strange_ones() -> None:
    cat, other, bank = (
        values(says(text))
        for text in (
            "The cat sits on the mat",
            "A cat is sitting on the mat",
            "The central bank raised its rates",
        )
    )

    assert cosine(cat, other) > 0.6
    assert abs(cosine(cat, bank)) < 0.2


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
        min_size=1,
        max_size=4,
    )
)
def test_a_batch_holds_what_its_requests_would_get_alone_in_their_order(texts: list[str]) -> None:
    together = batch(*(says(each, outputDimensionality=128) for each in texts))
    alone = [embed(says(each, outputDimensionality=128)) for each in texts]

    assert together["embeddings"] == [each["embedding"] for each in alone]
    assert together["usageMetadata"]["promptTokenCount"] == sum(
        each["usageMetadata"]["promptTokenCount"] for each in alone
    )
    schema = "gemini/batch_embed_contents_response.json"
    assert list(judge.findings(schema, together)) == []


def test_usage_counts_as_many_tokens_as_count_tokens_does() -> None:
    content = {"parts": [{"text": "What is this?"}, IMAGE]}
    found = embed({"content": content})["usageMetadata"]
    counted = answer(server(), f"POST /v1beta/models/{SECOND}:countTokens", {"contents": [content]})

    assert found["promptTokenCount"] == counted["totalTokens"]
    assert found["promptTokenDetails"] == counted["promptTokensDetails"]


IMAGE = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}


def test_later_models_embed_media_and_the_first_reads_text_alone() -> None:
    mixed = {"content": {"parts": [{"text": "A logo"}, IMAGE]}}

    assert values(mixed) != values(says("A logo"))
    assert values(mixed, FIRST) == values(says("A logo"), FIRST)
    assert values({"content": {"parts": [IMAGE]}})


def test_the_order_of_keys_in_media_changes_nothing() -> None:
    blob = IMAGE["inlineData"]
    turned = {"inlineData": dict(reversed(blob.items()))}

    assert [*turned["inlineData"]] != [*blob]
    assert values({"content": {"parts": [turned]}}) == values({"content": {"parts": [IMAGE]}})


def test_a_task_moves_only_the_vectors_of_the_first_model() -> None:
    plain, query = says("Hello, world!"), says("Hello, world!", taskType="RETRIEVAL_QUERY")

    assert values(query) == values(plain)
    assert 0.7 < cosine(values(query, FIRST), values(plain, FIRST)) < 0.999


def test_a_title_counts_for_a_document_only() -> None:
    plain, titled = says("Hello", taskType="RETRIEVAL_DOCUMENT"), says("Hello", title="Greeting")

    assert values({**plain, "title": "Greeting"}) != values(plain)
    assert values(titled) == values(says("Hello"))


def test_a_model_reads_no_further_than_its_limit() -> None:
    limit = MODELS[FIRST].input_limit
    long = "word " * limit

    assert values(says(long + "more"), FIRST) == values(says(long + "other"), FIRST)
    assert values(says(long + "more")) != values(says(long + "other"))


def test_parts_are_read_together() -> None:
    assert values(says("Hello", "world")) == values(says("Hello\nworld"))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (says(""), "EmbedContentRequest.content contains an empty Part."),
        (says("Hello", ""), "EmbedContentRequest.content contains an empty Part."),
        ({}, "* EmbedContentRequest.content: content is not specified\n"),
        ({"content": {}}, "* EmbedContentRequest.content.parts: contents.parts must not be empty.\n"),
        (
            {"content": {"parts": [{}]}},
            ("* EmbedContentRequest.content.parts[0].data: required oneof field 'data' must have one"
            " initialized field\n"),
        ),
        (
            says("Hello", outputDimensionality=127),
            ("* EmbedContentRequest.output_dimensionality: output_dimensionality must be in the range"
            " [128, 3072].\n"),
        ),
        (
            says("Hello", model=SECOND),
            "* EmbedContentRequest.model: unexpected model name format\n",
        ),
        (
            says("Hello", model="models/other"),
            f"* EmbedContentRequest.model: the path has models/{SECOND}, not models/other\n",
        ),
        (
            says("Hello", taskType="GUESSING"),
            ("Invalid value at 'task_type'"
            ' (type.googleapis.com/google.ai.generativelanguage.v1beta.TaskType), "GUESSING"'),
        ),
    ],
    ids=["empty", "empty-part", "nothing", "no-parts", "hollow", "small", "bare-id", "model", "task"],
)  # fmt: skip
def test_what_cannot_be_embedded_is_refused(body: dict[str, Any], message: str) -> None:
    assert refusal(server(), f"POST /v1beta/models/{SECOND}:embedContent", body) == (400, message)


def test_the_first_model_has_nothing_to_read_in_an_image() -> None:
    body = {"content": {"parts": [IMAGE]}}

    assert refusal(server(), f"POST /v1beta/models/{FIRST}:embedContent", body) == (
        400,
        "EmbedContentRequest.content contains an empty Part.",
    )


@pytest.mark.parametrize(
    ("requests", "message"),
    [
        ([], "* BatchEmbedContentsRequest.requests: requests is not specified\n"),
        (None, "* BatchEmbedContentsRequest.requests: requests is not specified\n"),
        (
            [says("a", model=f"models/{SECOND}")] * 101,
            "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch\n",
        ),
        (
            [says("a", model=f"models/{SECOND}"), says("b")],
            "* BatchEmbedContentsRequest.requests[1].model: unexpected model name format\n",
        ),
        (
            [says("a", model=SECOND)],
            "* BatchEmbedContentsRequest.requests[0].model: unexpected model name format\n",
        ),
        (
            [says("a", model=f"models/{FIRST}")],
            (
                "* BatchEmbedContentsRequest.requests[0].model: the path has"
                f" models/{SECOND}, not models/{FIRST}\n"
            ),
        ),
        (
            [{"model": f"models/{SECOND}"}],
            "* BatchEmbedContentsRequest.requests[0].content: content is not specified\n",
        ),
        (
            [says("", model=f"models/{SECOND}")],
            "EmbedContentRequest.content contains an empty Part.",
        ),
    ],
    ids=["none", "absent", "many", "no-model", "bare-id", "other-model", "no-content", "empty"],
)
def test_a_batch_with_one_bad_request_is_refused(requests: Any, message: str) -> None:
    line = f"POST /v1beta/models/{SECOND}:batchEmbedContents"

    assert refusal(server(), line, {"requests": requests}) == (400, message)


def test_comet_takes_embeddings_and_says_what_it_drops() -> None:
    body = says("Hello", output_dimensionality=256)
    exchange = send(server("comet"), f"POST /v1beta/models/{FIRST}:embedContent", body)

    assert len(json.loads(exchange.reply.body)["embedding"]["values"]) == 256
    assert exchange.warnings == (
        "comet drops 'output_dimensionality' (inferred); send 'outputDimensionality'",
        "comet doesn't document embedContent; that it has it is inferred",
    )
    assert len(batch(says("a"), says("b"), dialect="comet", model=FIRST)["embeddings"]) == 2


def test_comet_cannot_decode_what_is_of_another_type() -> None:
    status, message = refusal(
        server("comet"), f"POST /v1beta/models/{FIRST}:batchEmbedContents", {"requests": "a"}
    )

    assert status == 500
    assert message.startswith("json: cannot unmarshal string into Go struct field")


def test_vertex_has_no_batches() -> None:
    reply = send(
        server("vertex"), f"POST /v1beta/models/{SECOND}:batchEmbedContents", {"requests": []}
    ).reply

    assert reply.media_type.startswith("text/html")


def test_recorded_requests_are_taken(traffic: list[dict[str, Any]]) -> None:
    taken = 0
    for each in traffic:
        if each["endpoint"] != "embedContent" or each["status"] != 200:
            continue
        operator = each["method"].removeprefix("POST :")
        line = f"POST /v1beta/models/{each['model']}:{operator}"
        found = answer(server(DIALECTS[each["backend"]]), line, each["request"])
        taken += 1

        assert set(found) >= set(each["response"]) - {"usageMetadata"}
        assert len(found.get("embeddings", ())) == len(each["response"].get("embeddings", ()))
    assert taken > 30
