"""A response as a chat completion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mockserver import schemas
from mockserver.chat import calls, logprobs, usage
from mockserver.chat.texts import texts
from mockserver.exchange import DAY_ONE

Response = Mapping[str, Any]

_REASONS = {"STOP": "stop", "MAX_TOKENS": "length"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a request its answer needs: the model as it was named, and whether a stream is to tell the usage."""

    model: str
    usage: bool


def completion(response: Response, wanted: Wanted) -> dict[str, Any]:
    """Write a response as a chat completion; one without usage tells none."""
    told = response.get("usageMetadata")
    return {
        **head(response, wanted, "chat.completion"),
        "choices": [
            {
                "index": index,
                "message": _message(each, response, index),
                "logprobs": logprobs.written(logprobs.tokens(each)),
                "finish_reason": reason(each, calls=bool(_calls(each))),
                **unknown(each, "candidate.json", "Candidate"),
            }
            for index, each in numbered(response)
        ],
        **({"usage": usage.of(told)} if told else {}),
    }


def head(response: Response, wanted: Wanted, kind: str) -> dict[str, Any]:
    """Return what tells an answer from others; made of what the API says, since there is no clock."""
    told, name = response.get("createTime"), response.get("responseId")
    created = datetime.fromisoformat(told) if told else DAY_ONE
    return {
        **({"id": f"chatcmpl-{name}"} if name else {}),
        "object": kind,
        "created": int(created.timestamp()),
        "model": wanted.model,
        **unknown(response, "generate_content_response.json"),
    }


def reason(candidate: Response, *, calls: bool) -> str | None:
    """Return why a candidate ended, None if it doesn't say; one that calls functions ended for that.

    What else there is and what isn't known is ``content_filter`` (inferred).
    """
    told = candidate.get("finishReason")
    if not told:
        return None
    return "tool_calls" if calls else _REASONS.get(told, "content_filter")


def numbered(response: Response) -> list[tuple[int, Response]]:
    """Return the candidates of a response, each with its index."""
    found = enumerate(response.get("candidates") or ())
    return [(each.get("index", number), each) for number, each in found]


def parts(candidate: Response) -> list[Response]:
    """Return the parts of a candidate."""
    return [*((candidate.get("content") or {}).get("parts") or ())]


def unknown(value: Response, file: str, message: str = "") -> dict[str, Any]:
    """Return the members that the API doesn't have: they are passed on as they are.

    The gateway drops what it doesn't know (inferred); here only faults and stubs say such a thing, and
    what they mean is what a client makes of it.
    """
    schema = schemas.documents()[f"gemini/{file}"]
    known = (schema["$defs"][message] if message else schema)["properties"]
    return {key: each for key, each in value.items() if key not in known}


def nulls(candidate: Response) -> dict[str, None]:
    """Return what is told as null: nothing, but for a candidate that says itself what it leaves out.

    Only faults and stubs say such a thing.
    """
    told = any(each is None for each in candidate.values())
    return dict.fromkeys(("tool_calls", "function_call", "audio")) if told else {}


def _message(candidate: Response, response: Response, index: int) -> dict[str, Any]:
    said = list(texts(parts(candidate)))
    thought = "".join(text for part, text in said if part.get("thought"))
    made = [
        calls.whole(each, calls.identify(response, index, count))
        for count, each in enumerate(_calls(candidate))
    ]
    message: dict[str, Any] = {
        "role": "assistant",
        "content": "".join(text for part, text in said if not part.get("thought")),
        "refusal": None,
        "annotations": [],
        **nulls(candidate),
    }
    for part, _ in said:
        message |= unknown(part, "content.json", "Part")
    return (
        message
        | ({"reasoning_content": thought} if thought else {})
        | ({"tool_calls": made} if made else {})
    )


def _calls(candidate: Response) -> list[Mapping[str, Any]]:
    return [each["functionCall"] for each in parts(candidate) if "functionCall" in each]
