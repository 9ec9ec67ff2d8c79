"""A server that answers what a test tells it to, on a real socket, and keeps what it was asked."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

ENGLISH = {
    "candidates": [
        {
            "content": {"role": "model", "parts": [{"text": "hi"}]},
            "finishReason": "STOP",
            "index": 0,
        }
    ],
    "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15},
    "modelVersion": "gemini-2.5-flash-lite",
    "responseId": "CeynaY3LDtvG4_UP0qaCuQY",
}


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """An answer; a status of 0 closes the connection instead, and *lacking* bytes are left out."""

    status: int = 200
    body: Any = field(default_factory=lambda: ENGLISH)
    headers: Mapping[str, str] = field(default_factory=dict)
    lacking: int = 0

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


class Answering:
    """Gives its replies in turn; the last one again and again."""

    def __init__(self, *replies: Reply | Callable[[Asked], Reply]) -> None:
        self.asked: list[Asked] = []
        self._replies = replies
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _reply_to(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        reply = self._replies[min(len(self.asked), len(self._replies)) - 1]
        return reply if isinstance(reply, Reply) else reply(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0)))
                reply = server._reply_to(Asked(self.path, headers, body))
                self.close_connection = True
                if reply.status:
                    self.send_response_only(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("content-length", str(len(reply.data) + reply.lacking))
                    self.end_headers()
                    self.wfile.write(reply.data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        return Handler

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def forwarding(url: str, key: str = "") -> Callable[[Asked], Reply]:
    """Answer what the server at *url* does, as a proxy would; with another key, if it wants one."""

    def forward(asked: Asked) -> Reply:
        parts = urlsplit(asked.path)
        headers = {"content-type": "application/json"}
        for name in ("x-goog-api-key", "authorization"):
            if name in asked.headers:
                headers[name] = asked.headers[name].replace("sk-test", key or "sk-test")
        answer = httpx.post(
            f"{url}{parts.path}?{parts.query}", content=asked.body, headers=headers, trust_env=False
        )
        kept = {"content-type": answer.headers["content-type"]}
        return Reply(answer.status_code, answer.text, kept)

    return forward
