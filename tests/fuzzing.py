"""Small requests to fuzz with, and targets: what the tests of ``fuzz --target`` begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import strategies as st

from contract_tests.asking.client import Client
from contract_tests.asking.manners import Manners
from contract_tests.asking.targets import Target
from contract_tests.call import Call, chat, prompt
from contract_tests.exchange import Exchange, Frame
from contract_tests.fuzzing.target.cause import Cause, Failure, Kind
from contract_tests.fuzzing.target.example import Example
from contract_tests.strategies import Invalid

MODEL = "gemini-2.5-flash-lite"


def call(text: str = "Say hi", **members: Any) -> Call:
    return prompt(text, MODEL, **members)


def valid(text: str = "Say hi", **rest: Any) -> Example:
    return Example(call=call(text), **rest)


def chatting(**members: Any) -> Example:
    return Example(call=chat("Say hi", MODEL, **members))


def invalid(**rest: Any) -> Invalid:
    told: dict[str, Any] = {
        "call": call(generationConfig={"temperature": 9}),
        "flaw": "too hot",
        "status": 400,
        "field": "generation_config.temperature",
        "kind": "out of range",
        "grade": "documented",
        "sound": call(),
    }
    return Invalid(**told | rest)


def flawed(**rest: Any) -> Example:
    drawn = invalid(**rest)
    return Example(call=drawn.call, invalid=drawn)


def texts() -> st.SearchStrategy[Example]:
    """Draw valid requests that differ in what they say."""
    return st.text("abcxyz", max_size=12).map(valid)


def said(example: Example) -> str:
    text: str = example.call.body["contents"][0]["parts"][0]["text"]
    return text


def cause(what: str = "too hot", **rest: Any) -> Cause:
    told: dict[str, Any] = {"kind": "accepted", "what": what, "place": "", "status": 200}
    return Cause(**told | rest)


def failure(what: str = "too hot", kind: Kind = "accepted", **rest: Any) -> Failure:
    told: dict[str, Any] = {"expected": "a refusal", "came": "200", "exchange": exchange()}
    return Failure(cause=cause(what, kind=kind), **told | rest)


def exchange(body: str = "{}", status: int = 200, **rest: Any) -> Exchange:
    told: dict[str, Any] = {
        "source": "fuzz",
        "url": f"http://127.0.0.1:1/v1beta/models/{MODEL}:generateContent",
        "request_headers": {"x-goog-api-key": "$COMETAPI_KEY"},
        "headers": {"content-type": "application/json"},
        "sent": call().body,
    }
    frames = (Frame(body.encode("utf-8", "surrogatepass")),)
    return Exchange(**told | rest, status=status, frames=frames)


@contextmanager
def asking(url: str, **rest: Any) -> Iterator[Client]:
    target = Target(name=url, root=f"{url}/v1beta", key="sk-test-key", **rest)
    client = Client(target, Manners(retries=0, backoff=0, timeout=5))
    try:
        yield client
    finally:
        client.close()
