"""A body of chat completions, held to what the gateway's decoder takes."""

from collections.abc import Mapping
from typing import Any

from mockserver import schemas
from mockserver.errors import ApiError
from mockserver.schemas import Violation

REQUEST = "openai/chat_completion_request.json"

Document = Mapping[str, Any]

_GO = {dict: "object", list: "array", str: "string", bool: "bool", int: "number", float: "number"}


def model(document: object) -> str:
    """Return the model that a body names: the gateway looks for it before anything else.

    Raises:
        ApiError: ``model_missing``; ``undecodable_field`` if it is no text, or the body no object.
    """
    if not isinstance(document, dict):
        raise _undecodable((), document)
    found = document.get("model")
    if found is not None and not isinstance(found, str):
        raise _undecodable(("model",), found)
    if not found:
        raise ApiError("model_missing")
    return found


def read(document: object) -> Document:
    """Return a body that the gateway can decode, without what is null, which is as if it weren't there.

    Raises:
        ApiError: ``messages_missing`` or ``undecodable_field``.
    """
    found = _present(document)
    if not found.get("messages"):
        raise ApiError("messages_missing")
    for each in schemas.violations(REQUEST, found, all_of_them=False):
        raise _refusal(each)
    return found


def _present(document: object) -> dict[str, Any]:
    """Leave out what is null, of the body and of its messages."""
    found = {key: each for key, each in dict(document).items() if each is not None}  # type: ignore[call-overload]
    messages = found.get("messages")
    if isinstance(messages, list):
        found["messages"] = [
            {key: value for key, value in each.items() if value is not None}
            if isinstance(each, dict)
            else each
            for each in messages
        ]
    return found


def _refusal(violation: Violation) -> ApiError:
    return _undecodable(violation.path, violation.value)


def _undecodable(path: tuple[str | int, ...], value: object) -> ApiError:
    """Word a value of a wrong type as Go's decoder does (inferred)."""
    where = ".".join(str(each) for each in path if isinstance(each, str))
    got = _GO.get(type(value), "null")
    into = f"struct field GeneralOpenAIRequest.{where}" if where else "value"
    return ApiError("undecodable_field", go=f"json: cannot unmarshal {got} into Go {into}")
