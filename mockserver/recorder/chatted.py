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
from mockserver.operations import Route
from mockserver.recorder.folder import requested

_REASONS = {"stop": "STOP", "tool_calls": "STOP", "length": "MAX_TOKENS"}


@dataclass(frozen=True, slots=True)
class Chatted:
    """What a chat asked: the *model*, the *request* as it was translated, whether it *streams*."""

    model: str
    request: Mapping[str, Any]
    streams: bool


def is_chat(made: Recording) -> bool:
    """Whether a recording is of a call by way of another face."""
    route = _route(made)
    return route is not None and route.operation.face is not None


def asked(made: Recording) -> Chatted | None:
    """Return what a recorded chat asked; None if it is none, or none that could be answered."""
    route, dialect = _route(made), DIALECTS[made.occasion.dialect]
    face = route.operation.face if route else None
    if route is None or face is None:
        return None
    _, body = requested(made)
    try:
        route = route.told(face, body)
        told = face.translate(body, dialect)
    except ApiError:
        return None
    schema, version = route.operation.request, route.names["version"]
    request = canonical(told.body, schema=schema, dialect=dialect, version=version).value
    return Chatted(route.names["model"], request, streams=route.framing == "sse")


def whole(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the objects of a chat's answer say as one response of this API."""
    choices = [
        {**each, "index": answered.number(each, place)}
        for answer in answers
        for place, each in enumerate(answered.listed(answer, "choices"))
    ]
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


def _route(made: Recording) -> Route | None:
    call, _ = requested(made)
    with suppress(ApiError):
        return operations.resolve(call, DIALECTS[made.occasion.dialect])
    return None
