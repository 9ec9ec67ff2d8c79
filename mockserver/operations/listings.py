"""The gateway's own lists of models: one in OpenAI's shape, and a catalog for everybody. Facts: cometapi.md 4.

What they have and what the members are called is documented (D); what stands in them for Gemini is
inferred (S), from the documented samples and the source of the gateway, or observed in clients of the
catalog (O).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.mock import Mock
from mockserver.models import MODELS, Model
from mockserver.request import Answer, Request

_CREATED = 1_626_777_600  # S: the gateway says the same of every model
_OWNER, _OTHER_OWNER = (
    "vertex-ai",
    "custom",
)  # S: of the models that the gateway knows, of any other
_ENDPOINT_TYPES = ("gemini", "openai")  # S
_DOCS = "https://apidoc.cometapi.com/api"


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the catalog says of models that give the same: their type, what becomes what, the page on them."""

    type: str
    features: tuple[str, ...] = ()
    page: str | None = None


# D: the type, and the first feature, of texts and images; O: the other features. The rest is ours.
_TEXT = _Kind(
    "text",
    ("text-to-text", "image-to-text", "video-to-text", "speech-to-text"),
    f"{_DOCS}/text/gemini-generating-content",
)
_IMAGE = _Kind(
    "image", ("text-to-image", "image-to-image"), f"{_DOCS}/image/gemini/gemini-generates-image"
)
_AUDIO = _Kind("audio", ("text-to-speech",))
_EMBEDDING = _Kind("embedding")


def list_models(request: Request, mock: Mock) -> Answer:
    """Answer with all models in OpenAI's shape, on one page."""
    del request
    data = [_model(each) for each in mock.models]
    return Answer({"data": data, "object": "list", "success": True})  # S: in this order


def get_model(request: Request, mock: Mock) -> Answer:
    """Answer with one model in OpenAI's shape; that there is one was looked for before."""
    del mock
    return Answer(_model(request.names["model"]))


def catalog(request: Request, mock: Mock) -> Answer:
    """Answer with the catalog: all models on no page, without a price, since none is known here."""
    del request
    data = [_record(each) for each in mock.models.values()]
    head = {"success": True, "page": 0, "page_size": 0, "total": len(data)}
    return Answer({**head, "data": data})


def _model(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "object": "model",
        "created": _CREATED,
        "owned_by": _OWNER if name in MODELS else _OTHER_OWNER,
        "supported_endpoint_types": list(_ENDPOINT_TYPES),
    }


def _record(model: Model) -> Mapping[str, Any]:
    kind = _kind(model)
    prices = dict.fromkeys(("input", "output", "per_request", "per_second"))
    return {
        "id": model.id,
        "provider": "Google",  # S
        "model_type": kind.type,
        "features": list(kind.features),
        "pricing": {"currency": "USD / M Tokens", **prices},
        "api_doc_url": kind.page,
    }


def _kind(model: Model) -> _Kind:
    if model.dimensions:
        return _EMBEDDING
    if "IMAGE" in model.outputs:
        return _IMAGE
    return _TEXT if "TEXT" in model.outputs else _AUDIO
