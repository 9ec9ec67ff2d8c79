"""Requests as a test sees them."""

import gzip
import json
from typing import Any

import pytest

from mockserver import Control, Settings, stubs
from mockserver.dialects import DIALECTS
from mockserver.exchange import DAY_ONE, Call, Exchange, Frame, Reply
from mockserver.journal import Entry
from mockserver.mock import mock
from mockserver.pipeline import respond
from mockserver.received import Received, read

ASKED: dict[str, Any] = {
    "system_instruction": {"parts": [{"text": "Be brief"}]},
    "contents": [
        {"role": "user", "parts": [{"text": "Weather in Oslo?"}]},
        {"role": "model", "parts": [{"functionCall": {"name": "get_weather", "args": {}}}]},
        {
            "role": "user",
            "parts": [{"functionResponse": {"name": "get_weather", "response": {"sky": "blue"}}}],
        },
    ],
    "tools": [{"functionDeclarations": [{"name": "get_weather"}]}, {"codeExecution": {}}],
}
HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}
PATH = "/v1beta/models/gemini-2.5-flash:"


def received(
    body: Any = ASKED,
    operator: str = "generateContent",
    *,
    headers: dict[str, str] | None = None,
    path: str = "",
    sse: bool = False,
    **settings: Any,
) -> Received:
    """Ask a mock, and return how its journal has it."""
    made = mock(Settings(**settings))
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    call = Call(
        "POST",
        path or PATH + operator,
        {"alt": "sse"} if sse else {},
        {"x-goog-api-key": "any", **(headers or {})},
        sent,
    )
    made.state.journal.append(respond(call, made))
    return Control(made, "http://mock").requests[0]


def replied(reply: Reply) -> Received:
    """Return a request that was answered so."""
    made = mock(Settings())
    call = Call("POST", PATH + "generateContent")
    made.state.journal.append(Exchange(call, reply, operation="generateContent"))
    return read(made.state.journal.entries()[0], made.dialect)


def test_what_was_asked_is_read_in_canonical_form() -> None:
    one = received(headers={"x-user": "ann"})

    assert one.operation == "generateContent"
    assert one.model == "gemini-2.5-flash"
    assert one.system == "Be brief"
    assert one.body["systemInstruction"]["parts"] == [{"text": "Be brief"}]
    assert one.tools == ("get_weather", "codeExecution")
    assert one.function_responses == ({"name": "get_weather", "response": {"sky": "blue"}},)
    assert one.headers["x-user"] == "ann"
    assert one.at == DAY_ONE
    assert one.number == 1


def test_the_text_is_that_of_the_last_turn_that_has_one() -> None:
    assert received({"contents": [{"parts": [{"text": "Hello"}]}]}).text == "Hello"


def test_a_compressed_body_is_read() -> None:
    body = gzip.compress(json.dumps({"contents": [{"parts": [{"text": "Hello"}]}]}).encode())

    assert received(body, headers={"content-encoding": "gzip"}).text == "Hello"


def test_a_body_that_is_plain_already_is_read_whatever_its_header_says() -> None:
    body = json.dumps({"contents": [{"parts": [{"text": "Hello"}]}]}).encode()
    headers = {"content-encoding": "gzip"}
    call = Call("POST", PATH + "generateContent", headers=headers, body=body)
    entry = Entry(number=1, exchange=Exchange(call, Reply(200, "text/plain", ())))

    assert read(entry, DIALECTS["comet"]).text == "Hello"


def test_what_was_refused_is_read_as_far_as_it_can_be() -> None:
    one = received({"contents": [{"parts": [{"text": "Hello"}]}], "contentz": 1}, dialect="google")

    assert one.status == 400
    assert one.failed
    assert one.text == "Hello"
    assert one.answer_text == ""


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param(b"{", "", id="no JSON"),
        pytest.param(b"{}", "/v1beta/nowhere", id="no operation"),
        pytest.param(b"{}", PATH + "listen", id="no such operator"),
    ],
)
def test_of_what_cannot_be_read_the_body_is_empty(body: bytes, path: str) -> None:
    one = received(body, path=path)

    assert one.body == {}
    assert one.text == ""
    assert one.function_responses == ()
    assert one.tools == ()


def test_an_operation_without_a_body_has_none() -> None:
    made = mock(Settings())
    call = Call("GET", "/v1beta/models", {}, {"x-goog-api-key": "any"}, b"{}")
    made.state.journal.append(respond(call, made))

    one = Control(made, "http://mock").requests[0]
    assert (one.operation, one.model, one.body) == ("models.list", "", {})
    assert str(one) == "#1 models.list -> 200"


@pytest.mark.parametrize(("operator", "sse"), [("generateContent", False), ("streamGenerateContent", True), ("streamGenerateContent", False)])  # fmt: skip
def test_the_answer_is_joined_whichever_way_it_was_sent(operator: str, sse: bool) -> None:  # noqa: FBT001 - a parameter
    one = received({"contents": [{"parts": [{"text": "Hello"}]}]}, operator, sse=sse)
    whole = received({"contents": [{"parts": [{"text": "Hello"}]}]})

    assert one.answer_text == whole.answer_text != ""
    assert one.streamed == (operator == "streamGenerateContent")
    assert (len(one.answers) > 1) == one.streamed
    assert not one.failed


def test_functions_that_the_answer_calls_are_listed() -> None:
    asked = {
        "contents": [{"parts": [{"text": "Weather in Oslo?"}]}],
        "tools": [{"functionDeclarations": [{"name": "get_weather"}]}],
        "toolConfig": {"functionCallingConfig": {"mode": "ANY"}},
    }

    assert [each["name"] for each in received(asked).function_calls] == ["get_weather"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'data: {"candidates": [{"content": {"parts": [{"te', id="cut"),
        pytest.param(b"data: [1, 2]", id="numbers"),
        pytest.param(b'data: {"candidates": 3}', id="candidates"),
        pytest.param(b'data: {"candidates": [{"content": 3}]}', id="content"),
        pytest.param(b'data: {"candidates": [{"content": {"parts": [{"text": 3}]}}]}', id="text"),
        pytest.param(b"data: " + b"[" * 100_000, id="deep"),
        pytest.param(b"\xff\xfe", id="no text"),
    ],
)
def test_a_broken_answer_says_nothing(body: bytes) -> None:
    one = replied(Reply(200, "text/event-stream", (Frame(body),), ending="reset"))

    assert one.answer_text == ""
    assert one.function_calls == ()
    assert one.failed


@pytest.mark.parametrize("fault", ["data_lines", "bom", "line_ends; kind=cr", "comments"])
def test_a_stream_is_read_however_its_lines_are_written(fault: str) -> None:
    asked = {"contents": [{"parts": [{"text": "Hello"}]}]}
    plain = received(asked, "streamGenerateContent", sse=True)
    spoilt = received(asked, "streamGenerateContent", sse=True, headers={"x-mock-fault": fault})

    assert spoilt.faults == (fault,)
    assert spoilt.answer_text == plain.answer_text != ""


def test_a_line_separator_in_a_text_is_no_end_of_a_line() -> None:
    text = '{"candidates": [{"content": {"parts": [{"text": "a\u2028b"}]}}]}'
    reply = Reply(200, "text/event-stream", (Frame(f"data: {text}\n\n".encode()),))

    assert replied(reply).answer_text == "a\u2028b"


def test_a_function_without_a_name_is_refused_and_can_be_looked_at() -> None:
    tools = [{"googleSearch": {}, "functionDeclarations": [{"description": "?"}]}]
    asked = {"contents": [{"parts": [{"text": "Hello"}]}], "tools": tools}
    one = received(asked)

    assert one.status == 400
    assert one.tools == ("googleSearch", "")
    apart = stubs.differences({"operation": "generateContent", "tools": ["weather"]}, one.asked)
    assert [each.what for each in apart] == ["tools"]


ERROR = b'{"error": {"code": 503}}'
CHUNK = b'data: {"candidates": [{"content": {"parts": [{"text": "Os"}]}}]}\r\n\r\n'


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        pytest.param("text/event-stream", CHUNK + ERROR + b"\r\n\r\n", id="bare"),
        pytest.param("text/event-stream", CHUNK + ERROR, id="bare, at the end"),
        pytest.param("text/event-stream", CHUNK + b"data: " + ERROR + b"\r\n\r\n", id="data"),
        pytest.param("text/event-stream", CHUNK + b"[" + ERROR + b"]\r\n\r\n", id="bare list"),
        pytest.param(
            "text/event-stream", CHUNK + b'{\n "error": {\n  "code": 503\n }\n}\n', id="bare lines"
        ),
        pytest.param("application/json", b"[" + CHUNK[6:-4] + b",\n" + ERROR + b"]", id="array"),
    ],
)
def test_an_error_in_the_middle_of_a_stream_is_a_failure(media_type: str, body: bytes) -> None:
    one = replied(Reply(200, media_type, (Frame(body),)))

    assert one.answer_text == "Os"
    assert one.answers[-1] == {"error": {"code": 503}}
    assert one.failed


@pytest.mark.parametrize(
    "fault",
    ["cut_short", "truncate", "html", "stream_error", "no_finish", "empty_body"],
)
@pytest.mark.parametrize("sse", [True, False])
def test_an_answer_without_an_end_is_a_failure(fault: str, sse: bool) -> None:  # noqa: FBT001 - a parameter
    one = received(HELLO, "streamGenerateContent", sse=sse, headers={"x-mock-fault": fault})

    assert one.failed


@pytest.mark.parametrize(
    "fault",
    [
        "bom", "comments", "data_lines", "done", "empty_data", "event_lines", "gzip", "joined",
        "line_ends; kind=cr", "line_ends; kind=crlf", "line_ends; kind=mixed", "no_blank",
        "no_final_newline", "split_character", "split_data",
    ],
)  # fmt: skip
def test_a_stream_of_events_is_read_however_it_is_written(fault: str) -> None:
    said = "Os\u2028lo \u0085 is\x0b the capital, ü and more of it, so that it comes in chunks."
    asked = {"contents": [{"parts": [{"text": f"Reply with exactly: {said}"}]}]}
    made = mock(Settings())
    control = Control(made, "http://mock")
    control.add(text=said)
    control.fail_next(fault)
    body = json.dumps(asked).encode()
    made.state.journal.append(
        respond(
            Call(
                "POST",
                PATH + "streamGenerateContent",
                {"alt": "sse"},
                {"x-goog-api-key": "any"},
                body,
            ),
            made,
        )
    )

    [one] = control.requests
    assert one.answer_text == one.answer == said
    assert not one.failed


def test_an_array_that_breaks_off_is_read_up_to_there() -> None:
    body = b"[" + CHUNK[6:-4] + b"\n,\n" + CHUNK[6:20]
    one = replied(Reply(200, "application/json", (Frame(body),), ending="disconnect"))

    assert one.answer_text == "Os"


@pytest.mark.parametrize("headers", [{}, {"content-encoding": "gzip"}, {"Content-Encoding": "br"}])
def test_an_answer_that_is_not_packed_as_it_says_is_taken_as_it_is(headers: dict[str, str]) -> None:
    one = replied(Reply(200, "text/event-stream", (Frame(CHUNK),), headers))

    assert one.answer_text == "Os"


def test_a_prompt_that_was_blocked_is_no_failure() -> None:
    body = b'{"promptFeedback": {"blockReason": "SAFETY"}}'

    assert not replied(Reply(200, "application/json", (Frame(body),))).failed


def test_what_has_no_finish_reason_by_its_nature_is_no_failure() -> None:
    assert not received(HELLO, "countTokens").failed


def test_a_thought_is_not_said() -> None:
    body = b'{"candidates": [{"content": {"parts": [{"text": "Hm", "thought": true}, {"text": "Yes"}]}}]}'

    assert replied(Reply(200, "application/json", (Frame(body),))).answer_text == "Yes"


def test_it_is_told_in_a_line() -> None:
    asked = {"contents": [{"parts": [{"text": "Hello\n" * 40}]}]}
    one = received(asked, headers={"x-mock-fault": "429"})

    shown = "Hello " * 13 + "H…"
    assert str(one) == f'#1 generateContent gemini-2.5-flash "{shown}" -> 429, 429'


def test_it_says_which_stub_answered() -> None:
    made = mock(Settings())
    control = Control(made, "http://mock")
    control.add(name="oslo", match={"text": "Hello"}, text="Oslo.")
    for text in ("Hello", "Bye"):
        body = json.dumps({"contents": [{"parts": [{"text": text}]}]}).encode()
        call = Call("POST", PATH + "generateContent", {}, {"x-goog-api-key": "any"}, body)
        made.state.journal.append(respond(call, made))

    one, other = control.requests
    assert (one.stub, one.unmatched, other.stub, other.unmatched) == ("oslo", False, "", True)
    assert str(one) == '#1 generateContent gemini-2.5-flash "Hello" -> 200, stub oslo "Oslo."'
    assert str(other).startswith('#2 generateContent gemini-2.5-flash "Bye" -> 200, no stub "')
