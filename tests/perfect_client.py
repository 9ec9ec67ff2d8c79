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


class NoAnswer(Exception):  # noqa: N818 - it says what it is
    """There is no answer, or not the whole."""


def stream(base_url: str) -> str:
    """Ask for a stream; it is read when it is there."""
    return _said(list(_events(_body(base_url, "streamGenerateContent?alt=sse"))))


def unary(base_url: str) -> str:
    """Ask for an answer at once."""
    return _said([_read(_body(base_url, "generateContent").decode("utf-8-sig"))])


def _body(base_url: str, operator: str) -> bytes:
    timeout = httpx.Timeout(10, read=1.5)
    try:
        answer = httpx.post(
            f"{base_url}{_PATH}{operator}",
            json=_ASKED,
            headers={"x-goog-api-key": "any"},
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


if __name__ == "__main__":
    sys.stdout.buffer.write(stream(sys.argv[1]).encode())
