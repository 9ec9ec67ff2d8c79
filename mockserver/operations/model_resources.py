"""Operations on models: what there is, and what each can do. Facts: gemini.md 10, cometapi.md 4."""

from collections.abc import Mapping
from typing import Any

from mockserver.errors import ApiError
from mockserver.mock import Mock
from mockserver.models import Model
from mockserver.operations.pages import page
from mockserver.request import Answer, Request

_USUAL, _MOST = 50, 1_000  # models on a page (documented)
_GEMINI_2_0 = "gemini-2.0-"

# The version and the name to display, where they don't follow from the id (observed).
_VERSIONS: Mapping[str, str] = {
    "gemini-2.0-flash": "2.0",
    "gemini-2.0-flash-lite": "2.0",
    "gemini-2.5-pro": "2.5",
    "gemini-2.5-flash-image": "2.0",
    "gemini-2.5-flash-preview-tts": "gemini-2.5-flash-exp-tts-2025-05-19",
    "gemini-2.5-pro-preview-tts": "gemini-2.5-pro-preview-tts-2025-05-19",
    "gemini-3-pro-preview": "3-pro-preview-11-2025",
    "gemini-3-flash-preview": "3-flash-preview-12-2025",
    "gemini-3.1-pro-preview": "3.1-pro-preview-01-2026",
    "gemini-3.1-flash-lite": "3.1-flash-lite-05-2026",
    "gemini-3.1-flash-lite-preview": "3.1-flash-lite-preview-03-2026",
    "gemini-3.5-flash": "3.5-flash-05-2026",
    "gemini-3.5-flash-lite": "3.5-flash-lite-07-2026",
    "gemini-3.6-flash": "3.6-flash-07-2026",
    "gemini-3-pro-image": "3.0",
    "gemini-3-pro-image-preview": "3.0",
    "gemini-3.1-flash-image": "3.0",
    "gemini-3.1-flash-image-preview": "3.0",
    "gemini-3.1-flash-lite-image": "3.0",
    "gemini-embedding-2": "2",
    "gemini-embedding-2-preview": "2",
}
_WORDS = {"tts": "TTS"}
_HYPHENED = {"gemini-2.0-flash-lite", "gemini-2.5-flash-lite", "gemini-flash-lite-latest"}
_NAMES: Mapping[str, str] = {
    "gemini-2.5-flash-image": "Nano Banana",
    "gemini-3-pro-image": "Nano Banana Pro",
    "gemini-3-pro-image-preview": "Nano Banana Pro",
    "gemini-3.1-flash-image": "Nano Banana 2",
    "gemini-3.1-flash-image-preview": "Nano Banana 2",
    "gemini-3.1-flash-lite-image": "Nano Banana 2 Lite",
}


def list_models(request: Request, mock: Mock) -> Answer:
    """Answer as ``models.list`` does: a page of models, or the gateway's list of ids.

    Raises:
        ApiError: ``invalid_fields`` or ``page_token``; ``unknown_path`` where the gateway has no such
            list in a version.
    """
    if mock.dialect.lists_bare_ids:
        if request.names["version"] != "v1beta":
            hint = "models are listed at /v1beta/models, /v1/models and /api/models"
            path = f"/{request.names['version']}/models"
            raise ApiError("unknown_path", method="GET", path=path, hint=hint)
        bare = [{"name": each, "displayName": each} for each in mock.models]
        return Answer({"models": bare, "nextPageToken": None})
    models, rest = page(list(mock.models.values()), request.query, default=_USUAL, most=_MOST)
    return Answer({"models": [resource(each) for each in models], **rest})


def get_model(request: Request, mock: Mock) -> Answer:
    """Answer as ``models.get`` does."""
    return Answer(resource(mock.models[request.names["model"]]))


def resource(model: Model) -> dict[str, Any]:
    """Describe a model as the API does; ours where no list with it was recorded."""
    title = _title(model.id)
    described: dict[str, Any] = {
        "name": f"models/{model.id}",
        "version": _VERSIONS.get(model.id, title if model.alias_of else "001"),
        "displayName": _NAMES.get(model.id, title),
        "description": _description(model, title),
        "inputTokenLimit": model.input_limit,
        "outputTokenLimit": model.output_limit,
        "supportedGenerationMethods": list(model.methods),
    }
    return described | ({} if model.dimensions else _sampling(model))


def _title(name: str) -> str:
    title = " ".join(_WORDS.get(each, each.title()) for each in name.split("-"))
    return title.replace("Flash Lite", "Flash-Lite") if name in _HYPHENED else title


def _description(model: Model, title: str) -> str:
    if model.dimensions:
        what = "a text" if model.generation == 1 else "multimodal content"
        return f"Obtain a distributed representation of {what}."
    return f"Latest release of {title.removesuffix(' Latest')}" if model.alias_of else title


def _sampling(model: Model) -> dict[str, Any]:
    """Say how a model samples when not told, and whether it thinks (observed)."""
    sampling: dict[str, Any] = {
        "temperature": 1,
        "topP": 0.95,
        "topK": 40 if model.id.startswith(_GEMINI_2_0) else 64,
        "maxTemperature": 1 if "IMAGE" in model.outputs else 2,
    }
    return sampling | ({"thinking": True} if model.thinking else {})
