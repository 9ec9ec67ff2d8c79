"""Operations on embeddings: where in a space of meanings a content lies. Facts: recorded exchanges.

All vectors have length 1. Google's are so too, but for a ``gemini-embedding-001`` that is cut short,
which it leaves as it is (observed); a test is better off without that trap.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver import tokens
from mockserver.body import violation
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.jsonwriter import canonical
from mockserver.mock import Mock
from mockserver.models import Model
from mockserver.operations.vectors import vector
from mockserver.request import Answer, Request

_TEXT_ONLY = 1  # the generation that embeds text alone, and for a task


def embed_content(request: Request, mock: Mock) -> Answer:
    """Answer as ``embedContent`` does.

    Raises:
        ApiError: ``empty_part``, or the body is for another model than the path.
    """
    model = mock.models[request.names["model"]]
    body = {"model": f"models/{model.id}", **request.body}
    _hold_model(body, model, "EmbedContentRequest", "model")
    embedding = _embedding(body, model)
    return Answer({"embedding": embedding, **_usage([body], model, mock.dialect)})


def batch_embed_contents(request: Request, mock: Mock) -> Answer:
    """Answer as ``batchEmbedContents`` does, in the order of its requests.

    Raises:
        ApiError: ``empty_part``, or one of the requests is for another model than the path.
    """
    model = mock.models[request.names["model"]]
    requests = request.body["requests"]
    for index, each in enumerate(requests):
        _hold_model(each, model, "BatchEmbedContentsRequest", f"requests[{index}].model")
    embeddings = [_embedding(each, model) for each in requests]
    return Answer({"embeddings": embeddings, **_usage(requests, model, mock.dialect)})


def _hold_model(body: Mapping[str, Any], model: Model, message: str, path: str) -> None:
    """Hold the model in a body to be that of the path (documented; the text is ours)."""
    if body["model"] != f"models/{model.id}":
        raise violation(message, (path, f"the path has models/{model.id}, not {body['model']}"))


def _embedding(body: Mapping[str, Any], model: Model) -> dict[str, Any]:
    parts = _parts(body, model)
    if not parts or not all(each.get("text", "media") for each in parts):
        raise ApiError("empty_part")  # reported by many
    dimensions = body.get("outputDimensionality", model.dimensions)
    return {"values": vector(_meanings(body, parts, model), dimensions)}


def _parts(body: Mapping[str, Any], model: Model) -> list[Mapping[str, Any]]:
    """Return the parts that a model embeds: of the first generation only the text (documented)."""
    parts: list[Mapping[str, Any]] = body["content"]["parts"]
    return [each for each in parts if model.generation > _TEXT_ONLY or "text" in each]


def _meanings(
    body: Mapping[str, Any], parts: Iterable[Mapping[str, Any]], model: Model
) -> tuple[str, list[str]]:
    """Return the text of a content, cut where the model stops to read, and its other features."""
    task = body.get("taskType", "")
    title = body.get("title", "") if task == "RETRIEVAL_DOCUMENT" else ""
    text = "\n".join(filter(None, [title, *(each.get("text", "") for each in parts)]))
    media = [canonical(each).decode() for each in parts if "text" not in each]
    # Later models pay no heed to a task (observed).
    tasks = [task] if task and model.generation == _TEXT_ONLY else []
    return tokens.cut(text, model.input_limit), media + tasks


def _usage(bodies: Iterable[Mapping[str, Any]], model: Model, dialect: Dialect) -> dict[str, Any]:
    """Return the usage metadata, which only later models have (observed)."""
    if model.generation == _TEXT_ONLY:
        return {}
    contents = (each["content"] for each in bodies)
    read = tokens.of_contents(contents, model.weights)
    whole = {
        "promptTokenCount": read.total(),
        "promptTokenDetails": tokens.details(read),
        "promptTokensDetails": tokens.details(read),
        "totalTokenCount": read.total(),
    }
    return {"usageMetadata": {key: whole[key] for key in dialect.embedding_usage}}
