"""A chat that was recorded, in the words of this API: what was asked, and what was answered."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from contract_tests.recordings.recording import Recording
from mockserver import answered, operations
from mockserver.body import canonical
from mockserver.dialects import DIALECTS
from mockserver.errors import ApiError
from mockserver.face import Face
from mockserver.recorder.folder import requested

_REQUEST = "gemini/generate_content_request.json"
_REASONS = {"stop": "STOP", "tool_calls": "STOP", "length": "MAX_TOKENS"}


@dataclass(frozen=True, slots=True)
class Chatted:
    """What a chat asked: the *model*, the *request* as it was translated, whether it *streams*."""

    model: str
    request: Mapping[str, Any]
    streams: bool


def is_chat(made: Recording) -> bool:
    """Whether a recording is of a call by way of another face."""
    return _face(made) is not None


def asked(made: Recording) -> Chatted | None:
    """Return what a recorded chat asked; None if it is none, or none that could be answered."""
    _, body = requested(made)
    face, dialect = _face(made), DIALECTS[made.occasion.dialect]
    if face is None:
        return None
    try:
        model = face.model(body)
        told = face.translate(body, dialect)
    except ApiError:
        return None
    request = canonical(told.body, schema=_REQUEST, dialect=dialect, version="v1beta").value
    return Chatted(model, request, told.framing != "unary")


def _face(made: Recording) -> Face | None:
    call, _ = requested(made)
    with suppress(ApiError):
        return operations.resolve(call, DIALECTS[made.occasion.dialect]).operation.face
    return None


def whole(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the objects of a chat's answer say as one response of this API."""
    told = (each for answer in answers for each in answered.listed(answer, "choices"))
    choices = [{"index": 0, **each} for each in told]
    return {
        "candidates": [
            _candidate([each for each in choices if each["index"] == number], number)
            for number in sorted({each["index"] for each in choices})
        ]
    }


def _candidate(choices: list[dict[str, Any]], number: int) -> dict[str, Any]:
    one = {"choices": choices}
    said = list(answered.said(one))
    text = answered.text([one])
    parts: list[dict[str, Any]] = [{"text": text}] if text else []
    parts += [{"functionCall": dict(each)} for each in answered.calls([one])]
    ended = "".join(each.ended for each in said)
    return {
        **({"content": {"role": "model", "parts": parts}} if parts else {}),
        **({"finishReason": _REASONS.get(ended, "SAFETY")} if ended else {}),
        **({"index": number} if number else {}),
    }
