from typing import Any

import pytest

import contract_tests.checks  # noqa: F401 - registers them
from tests.answered import answer, asking, places, said, streamed, unary

CITY = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
WEATHER = {"name": "get_weather", "parameters": CITY}
TEXT = {"text": "Hi."}


def _asking(*functions: Any, **fields: Any) -> dict[str, Any]:
    declared = list(functions) or [WEATHER]
    return asking(tools=[{"functionDeclarations": declared}], **fields)


def _mode(mode: str, *names: str) -> dict[str, Any]:
    return {
        "toolConfig": {"functionCallingConfig": {"mode": mode, "allowedFunctionNames": list(names)}}
    }


def _call(name: Any = "get_weather", **members: Any) -> dict[str, Any]:
    return {"functionCall": {"name": name, "args": {"city": "Paris"}, **members}}


def test_a_call_must_name_a_declared_function() -> None:
    check = "only_declared_functions_are_called"

    assert said(check, unary(answer(_call()), _asking())) == []
    assert said(check, unary(answer(_call("get_time")), _asking())) == [
        "expected one of get_weather, got 'get_time'"
    ]
    assert places(check, streamed(answer(TEXT), answer(_call("x")), sent=asking())) == [
        "/1/candidates/0/content/parts/0/functionCall/name"
    ]
    assert said(check, unary(answer(_call(7)), _asking())) == []


def test_functions_that_no_request_declares_are_not_held_to_it() -> None:
    check, call = "only_declared_functions_are_called", answer(_call("click_at"))

    assert said(check, unary(call, asking(tools=[{"computerUse": {}}]))) is None
    assert said(check, unary(call, asking(cachedContent="cachedContents/1"))) is None
    assert said(check, unary(call)) is None
    assert said(check, unary(answer(TEXT), _asking())) is None
    refused = answer(_call("click_at"), finishReason="UNEXPECTED_TOOL_CALL")
    assert said(check, unary(refused, _asking())) is None


@pytest.mark.parametrize("mode", ["ANY", "VALIDATED"])
def test_a_call_must_keep_to_the_allowed_names(mode: str) -> None:
    check, sent = "only_allowed_functions_are_called", _asking(**_mode(mode, "get_time"))

    assert said(check, unary(answer(_call("get_time")), sent)) == []
    assert said(check, unary(answer(_call()), sent)) == [
        "expected one of get_time, got 'get_weather'"
    ]


def test_without_allowed_names_all_are_allowed() -> None:
    check = "only_allowed_functions_are_called"

    assert said(check, unary(answer(_call()), _asking(**_mode("ANY")))) is None
    assert said(check, unary(answer(_call()), _asking(**_mode("AUTO", "get_time")))) is None
    assert said(check, unary(answer(TEXT), _asking(**_mode("ANY", "get_time")))) is None


def test_mode_none_forbids_calls() -> None:
    check, sent = "mode_none_calls_nothing", _asking(**_mode("NONE"))

    assert said(check, unary(answer(TEXT), sent)) == []
    assert said(check, unary(answer(_call()), sent)) == ["a function call, in mode NONE"]
    assert said(check, unary(answer(_call()), _asking())) is None


def test_mode_any_demands_a_call() -> None:
    check, sent = "mode_any_calls_something", _asking(**_mode("ANY"))

    assert said(check, unary(answer(_call()), sent)) == []
    assert said(check, unary(answer(TEXT), sent)) == [
        "expected a function call in mode ANY, got none"
    ]


def test_mode_any_demands_none_where_something_came_between() -> None:
    check, sent = "mode_any_calls_something", _asking(**_mode("ANY"))
    response = {"functionResponse": {"name": "get_weather", "response": {}}}
    answering = {**sent, "contents": [*sent["contents"], {"role": "user", "parts": [response]}]}

    assert said(check, unary(answer(TEXT), answering)) is None
    assert said(check, unary(answer(TEXT, finishReason="MAX_TOKENS"), sent)) is None
    assert said(check, unary(answer(TEXT), asking(**_mode("ANY")))) is None
    assert said(check, unary(answer(TEXT), {**sent, "contents": []})) is None


JSON_WEATHER = {
    "name": "get_weather",
    "parametersJsonSchema": {"type": "object", "properties": {"city": {"type": "string"}}},
}


@pytest.mark.parametrize("function", [WEATHER, JSON_WEATHER])
def test_arguments_must_keep_their_schema(function: dict[str, Any]) -> None:
    check, sent = "arguments_keep_their_schema", _asking(function)

    assert said(check, unary(answer(_call()), sent)) == []
    assert said(check, unary(answer(_call(args={"city": 7})), sent)) == [
        "get_weather: /city: 7 is not of type 'string'"
    ]


def test_absent_arguments_are_an_empty_object() -> None:
    check, call = "arguments_keep_their_schema", {"functionCall": {"name": "get_weather"}}

    assert said(check, unary(answer(call), _asking({"name": "get_weather"}))) == []
    assert said(check, unary(answer(call), _asking())) == [
        "get_weather: the whole: 'city' is a required property"
    ]


def test_arguments_that_are_not_declared_are_borne() -> None:
    schema = {"type": "object", "properties": {}, "additionalProperties": False}
    sent = _asking({"name": "get_weather", "parametersJsonSchema": schema})

    assert said("arguments_keep_their_schema", unary(answer(_call()), sent)) == []


@pytest.mark.parametrize("parameters", ["nonsense", {"type": "OBJECT", "minItems": "many"}])
def test_a_schema_that_is_none_holds_nothing(parameters: object) -> None:
    sent = _asking({"name": "get_weather", "parameters": parameters})

    assert said("arguments_keep_their_schema", unary(answer(_call()), sent)) == []


def test_arguments_of_unknown_functions_are_not_looked_at() -> None:
    check = "arguments_keep_their_schema"

    assert said(check, unary(answer(_call("x")), _asking())) is None
    assert said(check, unary(answer(_call("x"), _call()), _asking())) == []
    streams = {"toolConfig": {"functionCallingConfig": {"streamFunctionCallArguments": True}}}
    assert said(check, unary(answer(_call()), _asking(**streams))) is None


def test_ids_of_calls_must_differ() -> None:
    check = "ids_of_calls_differ"

    assert said(check, unary(answer(_call(id="a"), _call(id="b"), _call(id="")))) == []
    assert places(check, unary(answer(_call(id="a"), _call(id="a")))) == [
        "/candidates/0/content/parts/1/functionCall/id"
    ]
    assert said(check, unary(answer(_call(), _call()))) is None


@pytest.mark.parametrize("reason", ["FUNCTION_CALL", "TOOL_CALLS", "OTHER"])
def test_calls_must_end_with_stop(reason: str) -> None:
    assert said("calls_end_with_stop", unary(answer(_call(), finishReason=reason))) == [
        f"expected STOP beside function calls, got {reason}"
    ]


@pytest.mark.parametrize("reason", ["STOP", "MAX_TOKENS", "MALFORMED_FUNCTION_CALL"])
def test_calls_may_be_cut_short(reason: str) -> None:
    assert said("calls_end_with_stop", unary(answer(_call(), finishReason=reason))) == []


def test_texts_may_end_as_they_like() -> None:
    two = [*answer(_call())["candidates"], {**answer(TEXT, finishReason="OTHER")["candidates"][0]}]

    assert said("calls_end_with_stop", unary({"candidates": two})) == []
    assert said("calls_end_with_stop", unary(answer(TEXT, finishReason="OTHER"))) is None
    assert said("calls_end_with_stop", unary(answer(_call(), finishReason=None))) is None


MESSAGE = "Model generated function call(s)."


def test_a_finish_message_beside_stop_is_about_calls() -> None:
    check = "finish_message_beside_stop_tells_of_calls"

    assert said(check, unary(answer(_call(), finishMessage=MESSAGE))) == []
    assert len(said(check, unary(answer(_call(), finishMessage="Done."))) or []) == 1
    assert len(said(check, unary(answer(TEXT, finishMessage=MESSAGE))) or []) == 1
    assert said(check, unary(answer(_call()))) is None
    late = streamed(answer(_call(), finishReason=None), answer(finishMessage=MESSAGE))
    assert said(check, late) == []


def test_a_finish_message_beside_stop_is_new_where_there_is_none() -> None:
    check = "no_finish_message_comes_beside_stop"

    assert said(check, unary(answer(_call()))) == []
    assert said(check, unary(answer(_call(), finishMessage=MESSAGE))) == [
        f"expected none beside STOP, got {MESSAGE!r}"
    ]
    assert said(check, unary(answer(finishReason="OTHER", finishMessage="Sorry."))) is None


def test_a_call_must_come_whole() -> None:
    check = "calls_come_whole"

    assert said(check, unary(answer(_call()))) == []
    assert said(check, unary(answer(_call(partialArgs=[], willContinue=True)))) == [
        "expected a whole call, got partialArgs and willContinue"
    ]
    assert said(check, unary(answer({"functionCall": {}}))) == [
        "expected a whole call, got one without a name"
    ]


def test_arguments_may_come_in_pieces_if_asked_for() -> None:
    streams = {"toolConfig": {"functionCallingConfig": {"streamFunctionCallArguments": True}}}

    assert said("calls_come_whole", unary(answer(_call()), _asking(**streams))) is None


def _invocation(name: str, **members: Any) -> dict[str, Any]:
    return {name: {"id": "a", "toolType": "GOOGLE_SEARCH_WEB", **members}}


def test_the_response_of_a_tool_must_follow_its_call() -> None:
    check, call = "responses_of_tools_follow_their_calls", _invocation("toolCall")

    assert said(check, unary(answer(call, _invocation("toolResponse"), TEXT))) == []
    assert said(check, unary(answer(_invocation("toolResponse"), call))) == [
        "no toolCall before it has the id 'a' and this type"
    ]
    other = _invocation("toolResponse", toolType="URL_CONTEXT")
    assert places(check, unary(answer(call, other))) == [
        "/candidates/0/content/parts/1/toolResponse"
    ]
    assert said(check, unary(answer(TEXT))) is None
