"""Nothing of one request shows in the answer to another, nor in another's namespace, however many come at once."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from contract_tests.call import Call, Way
from mockserver import MockServer
from mockserver.dialects import DIALECTS
from mockserver.journal import Selection
from tests.conftest import Respond
from tests.shares import tries

KEY = {"x-goog-api-key": "any"}
SLICED = "dribble; size=150"  # so that answers are sent in turns
AT_ONCE = 6
MODELS = ("gemini-2.5-flash", "gemini-3-flash-preview")

Body = dict[str, Any]


def of_text(mark: str) -> Body:
    """Ask for prose about the mark."""
    return {"contents": [said(f"Write an essay about {mark}")], "systemInstruction": said(mark)}


def of_function(mark: str) -> Body:
    """Ask for a call of a function that has the mark in all its names."""
    schema = {"type": "OBJECT", "properties": {f"p{mark}": {"type": "STRING", "title": mark}}}
    declared = {"name": f"f{mark}", "description": mark, "parameters": schema}
    return {
        "contents": [said(f"Use f{mark} with p{mark} '{mark}'")],
        "tools": [{"functionDeclarations": [declared]}],
    }


def of_response(mark: str) -> Body:
    """Go on behind a function that was called, with ids."""
    call = {"name": f"f{mark}", "args": {f"p{mark}": mark}, "id": mark}
    response = {"name": f"f{mark}", "response": {f"r{mark}": mark}, "id": mark}
    signed = {"functionCall": call, "thoughtSignature": "skip_thought_signature_validator"}
    return {
        **of_function(mark),
        "contents": [
            said(f"Use f{mark}"),
            {"role": "model", "parts": [signed]},
            {"role": "user", "parts": [{"functionResponse": response}]},
        ],
    }


def of_file(mark: str) -> Body:
    """Ask about a file that has the mark in its name."""
    file = {"mimeType": "video/mp4", "fileUri": f"https://example.com/{mark}.mp4"}
    parts = [{"fileData": file}, {"text": f"Describe {mark}"}]
    return {"contents": [{"role": "user", "parts": parts}]}


def of_form(mark: str) -> Body:
    """Ask for JSON whose members have the mark in their names."""
    properties = {f"p{mark}": {"type": "STRING"}, "n": {"type": "INTEGER"}}
    schema = {"type": "OBJECT", "properties": properties, "required": [f"p{mark}"]}
    config = {"responseMimeType": "application/json", "responseSchema": schema}
    return {"contents": [said(f"A form for {mark}")], "generationConfig": config}


def of_nothing(mark: str) -> Body:
    """Ask wrongly: the refusal tells where."""
    return {"contents": [said(mark)], "generationConfig": {f"no{mark}": mark, "temperature": "hot"}}


def said(text: str) -> Body:
    return {"role": "user", "parts": [{"text": text}]}


KINDS = (of_text, of_function, of_response, of_file, of_form, of_nothing)


@dataclass(frozen=True, slots=True)
class Request:
    """One of many at once: what is asked, and where."""

    kind: Callable[[str], Body]
    model: str
    way: Way
    apart: bool  # in a namespace of its own

    def call(self, mark: str) -> Call:
        """Return the call, with a mark wherever one can stand."""
        return Call(model=self.model, body=self.kind(mark)).over(self.way)

    def __repr__(self) -> str:
        where = "apart" if self.apart else "in the common namespace"
        return f"{self.kind.__name__} of {self.model}, {self.way}, {where}"


requests = st.builds(
    Request,
    kind=st.sampled_from(KINDS),
    model=st.sampled_from(MODELS),
    way=st.sampled_from(["unary", "sse", "array"]),
    apart=st.booleans(),
)


@dataclass(frozen=True, slots=True)
class Together:
    """A mock of each dialect, and who asks them at once."""

    servers: dict[str, MockServer]
    client: httpx.Client
    pool: ThreadPoolExecutor


@pytest.fixture(scope="module")
def together() -> Iterator[Together]:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(MockServer(dialect=name)) for name in DIALECTS}
        client = stack.enter_context(httpx.Client(headers={**KEY, "x-mock-fault": SLICED}))
        yield Together(servers, client, stack.enter_context(ThreadPoolExecutor(AT_ONCE)))


@tries(1 / 3)
@given(
    name=st.sampled_from(sorted(DIALECTS)),
    asked=st.lists(requests, min_size=2, max_size=AT_ONCE),
    word=st.text("bcdfghjkmnpqrstvwxz", min_size=6, max_size=6),
)
def test_nothing_of_a_request_shows_in_what_another_gets(
    ask: Respond, together: Together, name: str, asked: list[Request], word: str
) -> None:
    server = together.servers[name]
    server.reset()
    marks = [f"{word}{number}q" for number in range(len(asked))]
    gate = threading.Barrier(len(asked))

    def go(one: Request, mark: str) -> httpx.Response:
        base = server.namespace(mark).url if one.apart else server.url
        call = one.call(mark)
        gate.wait(timeout=20)
        url = f"{base}/v1beta{call.target()}"
        return together.client.post(url, json=call.body, params=dict(call.query))

    answers = list(together.pool.map(go, asked, marks))
    entries = [server.namespace(each).select(Selection()) for each in marks]
    for each in marks:
        server.namespace(each).reset()
    for one, mark, answer, kept in zip(asked, marks, answers, entries, strict=True):
        event(f"kind: {one.kind.__name__}")
        told = f"{answer.text} {dict(answer.headers)} {kept}"
        assert not [other for other in marks if other != mark and other in told]
        assert len(kept) == one.apart
        call = one.call(mark)
        body = json.dumps(call.body, ensure_ascii=False, separators=(",", ":")).encode()
        query = dict(call.query)
        alone = ask(body, model=call.model, operator=call.operator, query=query, dialect=name)
        assert (answer.status_code, answer.content) == (alone.reply.status, alone.reply.body)
        assert answer.is_success is (one.kind is not of_nothing)
