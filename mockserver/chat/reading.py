"""A body of chat completions, held to what the gateway asks of it before it translates."""

from collections.abc import Mapping
from typing import Any

from mockserver.chat import decoding
from mockserver.chat.decoding import Decoded
from mockserver.errors import ApiError
from mockserver.models import Model
from mockserver.scalars import json_type

REQUEST = "openai/chat_completion_request.json"

Document = Mapping[str, Any]

_MOST_TOKENS = (2**31 - 1) // 2  # where the gateway ends to take max_tokens (inferred)


def model(document: object) -> str:
    """Return the model that a body names: the gateway looks for it before anything else.

    Raises:
        ApiError: ``model_missing``; ``undecodable_model`` if it is no text, or the body no object.
    """
    body = {} if document is None else document
    if not isinstance(body, dict):
        into = "Go value of type middleware.ModelRequest"
        raise ApiError(
            "undecodable_model", go=f"json: cannot unmarshal {json_type(document)} into {into}"
        )
    found = body.get("model")
    if found is not None and not isinstance(found, str):
        text = decoding.mismatch(found, "string", "ModelRequest", "model")
        raise ApiError("undecodable_model", go=text)
    if not found:
        raise ApiError("model_missing")
    return found


def streams(document: object) -> bool:
    """Whether a body asks for a stream."""
    return isinstance(document, dict) and document.get("stream") is True


def read(document: Mapping[str, Any], model: Model | None = None) -> Decoded:
    """Read a body that names a model, and by *model* which one that is.

    One that has a single candidate would refuse ``n``, which the gateway isn't known to send on (inferred):
    it is as if it weren't there.

    Raises:
        ApiError: ``undecodable_field``, ``max_tokens_invalid`` or ``messages_missing``.
    """
    found = decoding.decode(document, REQUEST, "GeneralOpenAIRequest")
    if found.value.get("max_tokens", 0) > _MOST_TOKENS:
        raise ApiError("max_tokens_invalid")
    if not document.get("messages"):
        raise ApiError("messages_missing")
    if model and model.max_candidates == 1 < found.value.get("n", 1):
        del found.value["n"]
    return found
