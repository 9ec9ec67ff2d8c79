"""What the mock answers to the example of an operation."""

import json
from collections.abc import Mapping
from typing import Any

from mockserver import stream
from mockserver.body import parse
from mockserver.exchange import Reply
from mockserver.face import Face
from mockserver.mock import Mock
from mockserver.openapi.described import DESCRIBED
from mockserver.operations import OPERATIONS, Route
from mockserver.request import Request

_VERSION = "v1beta"


def response(name: str, model: str, mock: Mock) -> Mapping[str, Any] | None:
    """Return the answer to the example of an operation, in the words of this API; None where it depends on what was kept."""
    described = DESCRIBED[name]
    if not described.answers:
        return None
    names = {"version": _VERSION, "model": model, "id": ""}
    request = Request(names=names, body=described.example or {}, query={"pageSize": "1"})
    return OPERATIONS[name].answer(request, mock).response


def by_face(face: Face, name: str, mock: Mock) -> tuple[Any, str]:
    """Return what is answered by way of another face: the answer to the example, and the events of the streamed one."""
    described = DESCRIBED[name]
    whole = _replied(face, name, described.example, mock)
    events = _replied(face, name, described.streamed, mock)
    return json.loads(whole.body), events.body.decode()


def _replied(face: Face, name: str, document: object, mock: Mock) -> Reply:
    """Reply as `pipeline` does to a body that it takes."""
    operation, dialect = OPERATIONS[name], mock.dialect
    route = Route(name, operation, {"version": _VERSION}).told(face, document)
    told = face.translate(document, dialect, mock.models[route.names["model"]])
    body, _ = parse(told.body, schema=operation.request, dialect=dialect, version=_VERSION)
    answer = operation.answer(Request(names=route.names, body=body, query={}), mock)
    return told.write(stream.send(answer.response, route.framing, dialect, cut=True))
