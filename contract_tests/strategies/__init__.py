"""Hypothesis strategies of all that is said to the API and by it: for tests of clients, of proxies, of the API.

::

    from hypothesis import given

    from contract_tests import strategies


    @given(call=strategies.requests(model="gemini-2.5-flash"))
    def test_my_proxy_passes_it_on(call):
        assert ask(call.target(), json=call.body).status_code == 200

They are written by hand, shrink to what a person can read, and say by `hypothesis.event` what they drew
(``pytest --hypothesis-show-statistics``). They need the extra ``fuzz``.
"""

from contract_tests.strategies.chat.completions import chat_completions
from contract_tests.strategies.chat.invalid import invalid_chat_requests
from contract_tests.strategies.chat.requests import CHAT_FEATURES, chat_requests
from contract_tests.strategies.chat.streams import chat_streams
from contract_tests.strategies.drawn import ErrorReply, Invalid, MessageKind, Stream
from contract_tests.strategies.errors import errors
from contract_tests.strategies.invalid import invalid_requests
from contract_tests.strategies.predictions import differences
from contract_tests.strategies.prompts import texts
from contract_tests.strategies.request.calls import requests
from contract_tests.strategies.request.combining import FEATURES
from contract_tests.strategies.request.functions import function_declarations
from contract_tests.strategies.request.rewriting import rewritten
from contract_tests.strategies.response.responses import responses
from contract_tests.strategies.response.streams import streams
from contract_tests.strategies.schema.schemas import response_schemas

__all__ = [
    "CHAT_FEATURES",
    "FEATURES",
    "ErrorReply",
    "Invalid",
    "MessageKind",
    "Stream",
    "chat_completions",
    "chat_requests",
    "chat_streams",
    "differences",
    "errors",
    "function_declarations",
    "invalid_chat_requests",
    "invalid_requests",
    "requests",
    "response_schemas",
    "responses",
    "rewritten",
    "streams",
    "texts",
]
