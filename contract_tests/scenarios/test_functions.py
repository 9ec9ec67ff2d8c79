"""Scenarios: functions that are declared, called and answered."""

from typing import Any

from contract_tests.call import Call, Way, prompt
from contract_tests.models import Models
from contract_tests.reading.members import text
from contract_tests.scenario import Sender, both_ways, holds, smoke
from contract_tests.scenarios.turns import calls, followed, responses

_CITY = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
_WEATHER = {
    "name": "get_weather",
    "description": "Get the current weather in a city.",
    "parameters": _CITY,
}
_TIME = {
    "name": "get_local_time",
    "description": "Get the current time in a city.",
    "parameters": _CITY,
}
_ASK = "What is the weather in Paris?"
_SKY = {"sky": "clear", "celsius": 21}
# Every kind of parameter that both languages of schemas know.
_ORDER = {
    "type": "object",
    "properties": {
        "dish": {"type": "string"},
        "size": {"type": "string", "enum": ["small", "large"]},
        "count": {"type": "integer", "minimum": 1, "maximum": 20},
        "spicy": {"type": "boolean"},
        "extras": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
    },
    "required": ["dish", "size", "count", "spicy", "extras"],
}
_ORDERING = "Order two large, spicy pizzas with extra cheese and olives."


def _with(*functions: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"functionDeclarations": list(functions)}]


def _mode(mode: str, *allowed: str) -> dict[str, Any]:
    names = {"allowedFunctionNames": list(allowed)} if allowed else {}
    return {"functionCallingConfig": {"mode": mode, **names}}


def _weather(model: str, **fields: Any) -> Call:
    return prompt(_ASK, model, tools=_with(_WEATHER), **fields)


@both_ways
@smoke
@holds("functions.called")
def test_a_declared_function_is_called(send: Sender, models: Models, way: Way) -> None:
    exchange = send.sample(_weather(models.text).over(way), calls)

    call = calls(exchange)[0]
    assert text(call, "name") == "get_weather", f"expected get_weather, got {call}"


@both_ways
@holds("functions.called")
def test_a_model_with_levels_calls(send: Sender, models: Models, way: Way) -> None:
    thinking = {"thinkingConfig": {"thinkingLevel": "LOW"}}

    send.sample(_weather(models.level, generationConfig=thinking).over(way), calls)


@both_ways
@holds("functions.loop")
def test_a_response_ends_the_loop_with_a_text(send: Sender, models: Models, way: Way) -> None:
    call = _weather(models.text).over(way)
    exchange = send.sample(call, calls)

    send.sample(followed(call, exchange, responses(exchange, _SKY)), lambda each: each.said)


@holds("functions.parallel")
def test_several_functions_are_called_at_once(send: Sender, models: Models) -> None:
    question = "What is the weather in Paris, and what is the local time in Tokyo?"

    send.sample(
        prompt(question, models.budget, tools=_with(_WEATHER, _TIME)),
        lambda each: {text(call, "name") for call in calls(each)} == {"get_weather", "get_local_time"},
    )  # fmt: skip


@holds("functions.parallel-loop")
def test_calls_made_at_once_are_answered_at_once(send: Sender, models: Models) -> None:
    call = prompt("Compare the weather in Paris and Rome.", models.budget, tools=_with(_WEATHER))
    exchange = send.sample(call, lambda each: len(calls(each)) == 2)

    after = send(followed(call, exchange, responses(exchange, _SKY)))

    assert after.status == 200, after.text


@both_ways
@holds("functions.arguments")
def test_arguments_keep_a_schema_of_googles(send: Sender, models: Models, way: Way) -> None:
    order = {"name": "order_food", "description": "Order food.", "parameters": _ORDER}

    send.sample(prompt(_ORDERING, models.text, tools=_with(order)).over(way), calls)


@both_ways
@holds("functions.json-schema")
def test_arguments_keep_a_json_schema(send: Sender, models: Models, way: Way) -> None:
    order = {"name": "order_food", "description": "Order food.", "parametersJsonSchema": _ORDER}

    send.sample(prompt(_ORDERING, models.text, tools=_with(order)).over(way), calls)


@holds("functions.no-arguments")
def test_a_function_without_parameters_gets_none(send: Sender, models: Models) -> None:
    ring = {"name": "ring_the_bell", "description": "Ring the bell."}

    send.sample(
        prompt("Ring the bell.", models.text, tools=_with(ring)),
        lambda each: calls(each) and not any(call.get("args") for call in calls(each)),
    )


@holds("functions.description")
def test_a_function_needs_no_description(send: Sender, models: Models) -> None:
    bare = {"name": "get_weather", "parameters": _CITY}

    exchange = send(prompt(_ASK, models.text, tools=_with(bare)))

    assert exchange.status == 200, exchange.text


@both_ways
@holds("functions.mode-none")
def test_mode_none_forbids_calls(send: Sender, models: Models, way: Way) -> None:
    exchange = send(_weather(models.text, toolConfig=_mode("NONE")).over(way))

    assert exchange.status == 200, exchange.text


@both_ways
@holds("functions.mode-any")
def test_mode_any_demands_a_call(send: Sender, models: Models, way: Way) -> None:
    call = prompt("Hello!", models.text, tools=_with(_WEATHER), toolConfig=_mode("ANY"))

    send.sample(call.over(way), calls)


@holds("functions.mode-auto")
def test_mode_auto_leaves_it_to_the_model(send: Sender, models: Models) -> None:
    call = prompt("Say hello.", models.text, tools=_with(_WEATHER), toolConfig=_mode("AUTO"))

    send.sample(call, lambda each: each.said and not calls(each))


@holds("functions.mode-default")
def test_auto_is_the_default(send: Sender, models: Models) -> None:
    call = prompt("Say hello.", models.text, tools=_with(_WEATHER))

    send.sample(call, lambda each: each.said and not calls(each))


@holds("functions.mode-validated")
def test_mode_validated_is_taken(send: Sender, models: Models) -> None:
    exchange = send(_weather(models.text, toolConfig=_mode("VALIDATED")))

    assert exchange.status == 200, exchange.text


@both_ways
@holds("functions.allowed")
def test_a_call_keeps_to_the_allowed_names(send: Sender, models: Models, way: Way) -> None:
    config = _mode("ANY", "get_local_time")
    call = prompt(_ASK, models.text, tools=_with(_WEATHER, _TIME), toolConfig=config)

    send.sample(call.over(way), calls)


def _answering(model: str, *user: dict[str, Any], call_id: str = "") -> Call:
    """Return a call in which the model called once, and the user answers so."""
    named = {"id": call_id} if call_id else {}
    called = {"functionCall": {"name": "get_weather", "args": {"city": "Paris"}, **named}}
    contents = [
        {"role": "user", "parts": [{"text": _ASK}]},
        {"role": "model", "parts": [called]},
        {"role": "user", "parts": list(user)},
    ]
    return Call(model=model, body={"contents": contents, "tools": _with(_WEATHER)})


def _response(**fields: Any) -> dict[str, Any]:
    return {"functionResponse": {"name": "get_weather", "response": _SKY, **fields}}


@holds("functions.client-ids")
def test_ids_of_the_clients_own_are_taken(send: Sender, models: Models) -> None:
    exchange = send(_answering(models.budget, _response(id="mine-1"), call_id="mine-1"))

    assert exchange.status == 200, exchange.text


@holds("functions.response-count")
def test_responses_must_be_as_many_as_calls(send: Sender, models: Models) -> None:
    exchange = send(_answering(models.budget, _response(), _response()))

    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"


@holds("functions.response-order")
def test_a_response_must_follow_its_call(send: Sender, models: Models) -> None:
    contents = [
        {"role": "user", "parts": [{"text": _ASK}]},
        {"role": "user", "parts": [_response()]},
    ]
    body = {"contents": contents, "tools": _with(_WEATHER)}

    exchange = send(Call(model=models.budget, body=body))

    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"


@holds("functions.first-turn")
def test_a_conversation_cannot_begin_with_a_call(send: Sender, models: Models) -> None:
    call = _answering(models.budget, _response())
    call.body["contents"].pop(0)

    exchange = send(call)

    assert exchange.status == 400, f"expected 400, got {exchange.status}: {exchange.text[:200]}"
