"""A client that does with every shape what a good one does: small, and slow to say a word.

`make fuzz` runs it as a program, too: ``python -m tests.perfect_client BASE_URL``.
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import httpx

_ASKED = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}
_PATH = "/v1beta/models/gemini-2.5-flash:"
_CHAT = {"model": "gemini-2.5-flash", "messages": [{"role": "user", "content": "Hi"}]}


class NoAnswer(Exception):  # noqa: N818 - it says what it is
    """There is no answer, or not the whole."""


def stream(base_url: str) -> str:
    """Ask for a stream; it is read when it is there."""
    return _said(list(_events(_body(f"{base_url}{_PATH}streamGenerateContent?alt=sse", _ASKED))))


def unary(base_url: str) -> str:
    """Ask for an answer at once."""
    body = _body(f"{base_url}{_PATH}generateContent", _ASKED)
    return _said([_read(body.decode("utf-8-sig"))])


def chat_stream(base_url: str) -> str:
    """Ask for a stream of chat completions; its end is told by a finish reason, not by ``[DONE]``."""
    asked = {**_CHAT, "stream": True}
    return _chatted(list(_events(_body(f"{base_url}/v1/chat/completions", asked))), "delta")


def chat_unary(base_url: str) -> str:
    """Ask for a completion."""
    body = _body(f"{base_url}/v1/chat/completions", _CHAT)
    return _chatted([_read(body.decode("utf-8-sig"))], "message")


def _body(url: str, asked: dict[str, Any]) -> bytes:
    timeout = httpx.Timeout(10, read=1.5)
    try:
        answer = httpx.post(
            url,
            json=asked,
            headers={"x-goog-api-key": "any", "authorization": "Bearer any"},
            timeout=timeout,
            verify=False,  # reading certificates would take most of the time
        )
    except httpx.HTTPError as error:
        raise NoAnswer(str(error)) from error
    if answer.status_code != 200:
        raise NoAnswer(answer.text)
    return answer.content


def _events(body: bytes) -> Iterator[dict[str, Any]]:
    data: list[str] = []
    for line in [*re.split(r"\r\n|\n|\r", body.decode("utf-8-sig")), ""]:
        field, _, value = line.partition(":")
        if field == "data":
            data.append(value.removeprefix(" "))
        elif not line:
            text = "\n".join(data)
            if text not in {"", "[DONE]"}:
                yield _read(text)
            data = []


def _read(text: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise NoAnswer(text) from error
    if "error" in found:
        raise NoAnswer(text)
    return found


def _said(chunks: list[dict[str, Any]]) -> str:
    candidates = [each for chunk in chunks for each in chunk.get("candidates", [])]
    parts = [x for each in candidates for x in each.get("content", {}).get("parts", [])]
    text = "".join(each.get("text", "") for each in parts)
    if not text or not any(each.get("finishReason") for each in candidates):
        raise NoAnswer(text or "nothing was said")
    return text


def _chatted(answers: list[dict[str, Any]], name: str) -> str:
    choices = [each for answer in answers for each in answer.get("choices") or ()]
    text = "".join((each.get(name) or {}).get("content") or "" for each in choices)
    if not text or not any(each.get("finish_reason") for each in choices):
        raise NoAnswer(text or "nothing was said")
    return text


if __name__ == "__main__":
    sys.stdout.buffer.write(stream(sys.argv[1]).encode())
