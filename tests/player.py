"""Who asks a mock on a real socket, and holds each answer to what was foreseen and to what is said to it alone."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
from hypothesis.stateful import RuleBasedStateMachine

from contract_tests.merging import merged
from mockserver import MockServer, Settings
from mockserver.control import Control
from mockserver.exchange import Call
from mockserver.journal import Selection
from mockserver.mock import mock
from mockserver.pipeline import respond
from tests import modelled
from tests.modelled import Content, Document, Sent, Space
from tests.moves import LONG, NEVER_TAKEN, Chat, addressed, choice, chunks

KEY = {"x-goog-api-key": "any", "authorization": "Bearer any"}
JSON = {"content-type": "application/json"}


class Player(RuleBasedStateMachine):
    """It plays in two namespaces of its own, ``a`` and ``b``; *foreseen* is what is so in each."""

    dialect = "google"
    servers: Mapping[str, MockServer]
    client: httpx.Client
    numbers = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.server = self.servers[self.dialect]
        self.run = f"run {next(self.numbers)} \u00e9"
        self.fresh = mock(Settings(dialect=self.dialect))
        self.foreseen = {name: Space(self.dialect) for name in ("a", "b")}

    def teardown(self) -> None:
        for each in self.foreseen:
            self.control(each).reset()

    # How it asks.

    def name(self, space: str) -> str:
        return f"{self.run} {space}"

    def control(self, space: str) -> Control:
        return self.server.namespace(self.name(space))

    def admin(self, space: str, line: str, body: Any = ..., *, status: int = 200) -> Any:
        """Send ``GET stubs`` or the like to the admin API; return what it answers."""
        method, path = line.split()
        content = None if body is ... else json.dumps(body)
        url = f"{self.control(space).url}/__admin/{path}"
        answer = self.client.request(method, url, content=content, headers=JSON)
        assert answer.status_code == status, answer.text
        return answer.json()

    def go_on(self, chat: Chat, contents: list[Content], way: str, **options: Any) -> None:
        """Ask for what comes next, hold it to what it is to be, and keep it as an app would."""
        operation = "generateContent" if way == "unary" else "streamGenerateContent"
        sent = Sent(operation=operation, model=chat.model, contents=tuple(contents), **options)
        body: Document = {"contents": contents}
        body |= {"tools": chat.tools} if chat.tools else {}
        body |= {"cachedContent": f"cachedContents/{sent.about}"} if sent.about else {}
        query = {"alt": "sse"} if way == "sse" else {}
        answer = self.ask(chat.space, sent, body, query=query)
        if answer is None:
            return
        _, foreseen = self.foreseen[chat.space].sent[-1]
        whole = merged(chunks(answer.text, way))
        content = whole["candidates"][0]["content"]
        if foreseen.stub:
            stub = self.foreseen[chat.space].stubs[foreseen.stub]
            assert [part["text"] for part in content["parts"]] == [stub["text"]]
        else:
            assert answer.content == self.asked_alone(sent, body, query)
        chat.contents = [*contents, content]

    def chat(self, space: str, model: str, text: str, *, stream: bool) -> None:
        """Ask by way of chat completions, and hold the answer to what it is to be."""
        operation = "streamGenerateContent" if stream else "generateContent"
        # Where there is no such path, nothing of it is read.
        understood = self.foreseen[space].has_chats
        contents = [{"role": "user", "parts": [{"text": text}]}] if understood else []
        sent = Sent(operation=operation, model=model, contents=contents, chats=True)
        messages = [{"role": "user", "content": text}]
        body: Document = {"model": model, "messages": messages, "stream": stream}
        answer = self.ask(space, sent, body)
        if answer is None:
            return
        _, foreseen = self.foreseen[space].sent[-1]
        if foreseen.stub:
            stub = self.foreseen[space].stubs[foreseen.stub]
            assert choice(answer.text, stream=stream)["message"]["content"] == stub["text"]
        else:
            assert answer.content == self.asked_alone(sent, body, {})

    def asked_alone(self, sent: Sent, body: Document, query: Mapping[str, str]) -> bytes:
        """Return what a mock answers that was never asked anything else."""
        alone = self.fresh
        if sent.about:
            cached = {
                "name": "cachedContents/it",
                "model": f"models/{sent.model}",
                "contents": LONG,
            }
            alone = mock(replace(alone.settings, cached_contents=(cached,)))
            body = {**body, "cachedContent": cached["name"]}
        _, path = addressed(sent)
        call = Call("POST", path, query, KEY, json.dumps(body).encode())
        return respond(call, alone).reply.body

    def ask(
        self,
        space: str,
        sent: Sent,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> httpx.Response | None:
        """Send a call; return its answer, if it is one that an app can go on from."""
        foreseen = self.foreseen[space].foresee(sent)
        method, path = addressed(sent)
        headers = {} if sent.flaw == "unauthenticated" else dict(KEY)
        headers |= {"x-mock-fault": sent.fault} if sent.fault else {}
        # Nothing may follow on a connection that ends, even if nothing is missing of the answer.
        headers |= {"connection": "close"} if "disconnect" in foreseen.faults else {}
        url = self.control(space).url + path
        content = written(body)
        answer = self.answered(method, url, params=query, headers=headers, content=content)
        if not foreseen.cause and sent.operation in modelled.GENERATING:
            usage = self.control(space).select(Selection())[-1].exchange.usage
            self.foreseen[space].spend(usage.get("totalTokenCount", 0))
        if answer is None:
            assert "disconnect" in foreseen.faults
            return None
        assert answer.status_code == foreseen.status, answer.text
        assert answer.headers.get("x-mock-stub", "") == foreseen.stub
        assert answer.headers.get("x-mock-faults", "") == ", ".join(foreseen.faults)
        good = answer.is_success and not set(foreseen.faults) & set(NEVER_TAKEN)
        return answer if good else None

    def answered(self, method: str, url: str, **options: Any) -> httpx.Response | None:
        """Return an answer, or nothing if it broke off."""
        try:
            return self.client.request(method, url, **options)
        except httpx.RemoteProtocolError:
            return None


def written(body: Any) -> bytes | None:
    """Write a body; bytes are as they are, and None is no body."""
    return body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
