"""A response as a chat completion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mockserver.chat import calls, logprobs, usage
from mockserver.exchange import DAY_ONE

Response = Mapping[str, Any]

_REASONS = {"STOP": "stop", "MAX_TOKENS": "length"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a request its answer needs: the model as it was named, and whether a stream is to tell the usage."""

    model: str
    usage: bool


def completion(response: Response, wanted: Wanted) -> dict[str, Any]:
    """Write a response as a chat completion."""
    return {
        **head(response, wanted, "chat.completion"),
        "choices": [
            {
                "index": each.get("index", number),
                "message": _message(each, response, number),
                "logprobs": logprobs.of(each),
                "finish_reason": reason(each, calls=bool(_calls(each))),
            }
            for number, each in enumerate(response.get("candidates", ()))
        ],
        "usage": usage.of(response.get("usageMetadata", {})),
    }


def head(response: Response, wanted: Wanted, kind: str) -> dict[str, Any]:
    """Return what tells an answer from others; made of what the API says, since there is no clock."""
    told = response.get("createTime")
    created = datetime.fromisoformat(told) if told else DAY_ONE
    return {
        "id": f"chatcmpl-{response.get('responseId', '')}",
        "object": kind,
        "created": int(created.timestamp()),
        "model": wanted.model,
    }


def reason(candidate: Response, *, calls: bool) -> str | None:
    """Return why a candidate ended, None if it doesn't say; one that calls functions ended for that."""
    if calls:
        return "tool_calls"
    told = candidate.get("finishReason")
    return _REASONS.get(told, "content_filter") if told else None


def _message(candidate: Response, response: Response, number: int) -> dict[str, Any]:
    parts = candidate.get("content", {}).get("parts", ())
    index = candidate.get("index", number)
    text = "".join(each.get("text", "") for each in parts if not each.get("thought"))
    made = [
        calls.whole(each, calls.identify(response, index, count))
        for count, each in enumerate(_calls(candidate))
    ]
    message: dict[str, Any] = {
        "role": "assistant",
        "content": text,
        "refusal": None,
        "annotations": [],
    }
    return message | ({"tool_calls": made} if made else {})


def _calls(candidate: Response) -> list[Mapping[str, Any]]:
    parts = candidate.get("content", {}).get("parts", ())
    return [each["functionCall"] for each in parts if "functionCall" in each]
