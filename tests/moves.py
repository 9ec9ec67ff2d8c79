"""What the machine of ``test_machine.py`` draws: chats and manners of clients, stubs, faults, settings; and how it is sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from contract_tests.choices import chosen
from tests import modelled
from tests.modelled import Content, Document, Sent

MODELS = ("gemini-2.5-flash", "gemini-2.5-pro", "gemini-3-flash-preview", "gemini-3.1-pro-preview")
CITY = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
TOOLS = [
    {
        "functionDeclarations": [
            {"name": "get_weather", "description": "The weather in a city", "parameters": CITY},
            {"name": "get_time", "description": "What time it is in a city", "parameters": CITY},
        ]
    }
]
TEXTS = (
    "What is the weather in Paris?",
    "What is the weather in Rome, and what time is it in Oslo?",
    "Tell me about whales",
    "Hello \U0001f40b",
)
WORDS = ("weather", "whales", "time")
LONG = [{"role": "user", "parts": [{"text": "The sea is deep. " * 300}]}]
FAULTS = ("429", "503", "503; rate=0", "empty_body", "disconnect")
NEVER_TAKEN = ("empty_body", "disconnect")  # what a client doesn't go on from

spaces = st.sampled_from(["a", "a", "a", "b"])  # mostly in one, so that much meets there
models = st.sampled_from(MODELS)
ways = st.sampled_from(["unary", "sse", "array"])
faults = st.sampled_from(FAULTS)


def documents() -> st.SearchStrategy[Document]:
    """Draw stubs, whose texts are all different from what is generated."""
    match: st.SearchStrategy[Document] = st.just({}) | st.fixed_dictionaries(
        {},
        optional={
            "text": st.sampled_from(WORDS).map(lambda word: {"contains": word}),
            "model": st.sampled_from(["gemini-2.5-*", "gemini-3*"]),
            "function_response": st.booleans(),
            "stream": st.booleans(),
        },
    )
    scenario = st.fixed_dictionaries(
        {"name": st.just("door")},
        optional={
            "state": st.sampled_from(["", "open"]),
            "becomes": st.sampled_from(["", "open"]),
        },
    )
    return st.fixed_dictionaries(
        {"text": st.sampled_from(["Stub one.", "Stub two.", "Stub thr\u00e9e."])},
        optional={
            "match": match,
            "priority": st.integers(-1, 1),
            "times": st.integers(1, 2),
            "scenario": scenario,
            "fault": st.sampled_from(["503", "empty_body"]),
        },
    )


several_documents = st.lists(documents(), min_size=1, max_size=3)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a client returns responses: what it does to signatures, whether it leaves one out, or the ids."""

    history: str = "whole"
    fewer: int = 0
    ids: bool = True


manners = st.builds(
    Manner,
    history=st.sampled_from(["whole", "unsigned", "altered"]),
    fewer=st.sampled_from([0, 0, 0, 0, 1]),
    ids=st.booleans(),
)


@dataclass(slots=True)
class Chat:
    """A conversation as an app keeps it."""

    space: str
    model: str
    tools: list[Document]
    contents: list[Content] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"chat of {self.model} in {self.space}, {len(self.contents)} contents"


@dataclass(frozen=True, slots=True)
class Named:
    """Something in a namespace: the id of a cached content, or the name of a stub."""

    space: str
    name: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Something that is set: where, and what is foreseen then."""

    path: str
    body: Any
    foreseen: Mapping[str, Any]


def standing(specs: list[str]) -> Way:
    return Way("faults/standing", {"faults": specs}, {"standing": tuple(specs)})


def quota(requests: int, tokens: int) -> Way:
    body = {"requests": requests, "tokens": tokens}
    return Way("quota", body, {"most_requests": requests, "most_tokens": tokens})


quotas = st.sampled_from([quota(1, 0), quota(2, 0), quota(0, 1), quota(0, 400), quota(0, 0)])
standing_faults = st.sampled_from([[], [], ["empty_body"], ["503; rate=0"], ["429"]]).map(standing)
strictness = st.sampled_from([None, False, True]).map(
    lambda each: Way("strict", each, {"strict": each})
)

FLAWED: Mapping[str, Any] = {
    "unauthenticated": {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]},
    "unknown_path": {},
    "unknown_model": {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]},
    "malformed_json": b'{"contents": [',
    "out_of_range": {
        "contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
        "generationConfig": {"temperature": 9},
    },
    "contents_missing": {"contents": []},
    "invalid_role": {"contents": [{"role": "robot", "parts": [{"text": "Hi"}]}]},
}

ADDRESSES = {
    "cachedContents.create": "POST /cachedContents",
    "cachedContents.list": "GET /cachedContents",
    "cachedContents.get": "GET /cachedContents/{about}",
    "cachedContents.patch": "PATCH /cachedContents/{about}",
    "cachedContents.delete": "DELETE /cachedContents/{about}",
}


def addressed(sent: Sent) -> tuple[str, str]:
    """Return the method and the path of a call."""
    if sent.chats:
        return "POST", "/v1/chat/completions"
    usual = "POST /models/{model}:{operation}"
    line = "POST /nothing" if sent.flaw == "unknown_path" else ADDRESSES.get(sent.operation, usual)
    told = line.format(about=sent.about, model=sent.model, operation=sent.operation)
    method, _, path = told.partition(" ")
    return method, f"/v1beta{path}"


def lasting(*, expires: bool) -> Document:
    return {"expireTime": "2001-01-01T00:00:00Z"} if expires else {"ttl": "3600s"}


def answered(call: Document, manner: Manner) -> Document:
    """Return a response to a function call; with the call's id, if it has one and it is given back."""
    own = {"id": call["id"]} if manner.ids and "id" in call else {}
    return {"name": call["name"], "response": {"result": 21}, **own}


def retold(content: Content, manner: Manner) -> Content:
    """Return a content as a client sends it back that keeps signatures, loses or alters them."""
    parts = [dict(each) for each in content["parts"]]
    for each in parts:
        signature = each.get("thoughtSignature")
        if signature and manner.history == "unsigned":
            del each["thoughtSignature"]
        elif signature and manner.history == "altered":
            each["thoughtSignature"] = modelled.altered(signature)
    return {**content, "parts": parts}


def choice(text: str, *, stream: bool) -> Document:
    """Return the only choice of a chat."""
    lines = [each for each in text.split("\n") if each.startswith("data: {")]
    found = (
        [json.loads(each.removeprefix("data: ")) for each in lines]
        if stream
        else [json.loads(text)]
    )
    (only,) = chosen(found)
    return only


def chunks(text: str, way: str) -> list[Document]:
    if way == "sse":
        lines = text.split("\n")
        return [
            json.loads(each.removeprefix("data: ")) for each in lines if each.startswith("data: ")
        ]
    found = json.loads(text)
    return found if way == "array" else [found]
