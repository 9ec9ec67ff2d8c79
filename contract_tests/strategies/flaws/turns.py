"""Flaws of the conversation: roles, the order of calls, signatures. Texts: gemini.md 6.6, rules: 3.8, 9."""

from collections.abc import Iterator

from contract_tests.strategies.flaws.bodies import BYPASS, Body, turns
from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.dialects import Dialect
from mockserver.models import GEMINI_3, Model

_ASKED: Body = {"text": "What is the weather?"}
_CALL: Body = {"functionCall": {"name": "f", "args": {"city": "Rome"}}, "thoughtSignature": BYPASS}
_UNSIGNED: Body = {"functionCall": {"name": "f", "args": {"city": "Rome"}}}
_RESPONSE: Body = {"functionResponse": {"name": "f", "response": {"output": "dry"}}}


@cases("unknown role", "not allowed", "observed")
def unknown_role(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """A turn of somebody else than the user and the model; Vertex AI wants to be told which."""
    for role in ("system", "assistant", "User", "tool"):
        yield Case(turns((role, _ASKED)))
        yield Case(turns(("user", _ASKED), (role, _ASKED), ("user", _ASKED)))
    if dialect.name != "google":
        yield Case(turns(("function", _ASKED)))
    if dialect.name == "vertex":
        yield Case({"contents": [{"parts": [_ASKED]}]}, turns(("user", _ASKED)))


@cases("last turn of the model", "not allowed", "observed")
def last_turn_of_the_model(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From Gemini 3 on the model doesn't go on with what it said."""
    if model.generation >= GEMINI_3:
        yield Case(turns(("user", _ASKED), ("model", {"text": "It is"})))


@cases("call without a response", "not allowed", "observed")
def call_without_a_response(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """There are as many responses as calls."""
    good = turns(("user", _ASKED), ("model", _CALL), ("user", _RESPONSE))
    yield Case(turns(("user", _ASKED), ("model", _CALL), ("user", _ASKED)), good)
    two = [{"role": "model", "parts": [_CALL, _UNSIGNED]}]
    asked, one = turns(("user", _ASKED))["contents"], turns(("user", _RESPONSE))["contents"]
    yield Case({"contents": [*asked, *two, *one]}, good)


@cases("response without a call", "not allowed", "observed")
def response_without_a_call(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A response follows the call that it is of."""
    yield Case(turns(("user", _RESPONSE)))
    yield Case(turns(("user", _ASKED), ("model", {"text": "Hi"}), ("user", _RESPONSE)))


@cases("call before anything was said", "not allowed", "observed")
def call_before_anything_was_said(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A call follows the user, or a response."""
    yield Case(
        turns(("model", _CALL), ("user", _RESPONSE)),
        turns(("user", _ASKED), ("model", _CALL), ("user", _RESPONSE)),
    )


@cases("lost signature", "not allowed", "observed")
def lost_signature(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From Gemini 3 on the first call of a step comes back with its thought signature."""
    if model.generation >= GEMINI_3:
        good = turns(("user", _ASKED), ("model", _CALL), ("user", _RESPONSE))
        yield Case(turns(("user", _ASKED), ("model", _UNSIGNED), ("user", _RESPONSE)), good)


@cases("spoilt signature", "not allowed", "observed")
def spoilt_signature(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From Gemini 3 on a thought signature comes back whole."""
    if model.generation >= GEMINI_3:
        good = turns(("user", _ASKED), ("model", _CALL), ("user", _RESPONSE))
        for signature in ("c2lnbmF0dXJl", "AAAA"):
            spoilt = {**_CALL, "thoughtSignature": signature}
            yield Case(turns(("user", _ASKED), ("model", spoilt), ("user", _RESPONSE)), good)
