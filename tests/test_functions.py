import ast
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mockserver.signatures import verdict
from tests.conftest import Respond

FLASH_2_5 = "gemini-2.5-flash"
FLASH_3 = "gemini-3-flash-preview"

Body = dict[str, Any]

CITY: Body = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
NUMBERS: Body = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
    "required": ["x", "y"],
}
WEATHER = {"name": "get_weather", "description": "The weather in a city", "parameters": CITY}
TIME = {"name": "get_time", "description": "What time it is in a city", "parameters": CITY}
ADD = {"name": "add", "description": "Add two numbers", "parametersJsonSchema": NUMBERS}
SUBTRACT = {"name": "subtract", "description": "Subtract", "parametersJsonSchema": NUMBERS}
FINISH = {"name": "final_result", "description": "The final response", "parameters": CITY}
HOME = {"name": "get_home", "description": "Look up where the user lives"}
ALL = [WEATHER, TIME, ADD, SUBTRACT, HOME]


def user(text: str) -> Body:
    return {"role": "user", "parts": [{"text": text}]}


def request(*contents: Body | str, declared: list[Body] | None = None, **config: Any) -> Body:
    return {
        "contents": [user(each) if isinstance(each, str) else each for each in contents],
        "tools": [{"functionDeclarations": ALL if declared is None else declared}],
        **({"toolConfig": {"functionCallingConfig": config}} if config else {}),
    }


def candidate(ask: Respond, body: Body, model: str = FLASH_2_5, **options: Any) -> Body:
    exchange = ask(body, model=model, **options)
    assert exchange.reply.status == 200, exchange.reply.body
    found: Body = json.loads(exchange.reply.body)["candidates"][0]
    return found


def calls(candidate: Body) -> list[tuple[str, Any]]:
    parts = candidate["content"]["parts"]
    found = [each["functionCall"] for each in parts if "functionCall" in each]
    return [(each["name"], each["args"]) for each in found]


def answered(candidate: Body, *responses: Body) -> list[Body]:
    """Return a candidate's content and the responses to it, as a client sends them back."""
    made = [
        {"functionResponse": {"name": name, "response": response}}
        for (name, _), response in zip(calls(candidate), responses, strict=True)
    ]
    return [candidate["content"], {"role": "user", "parts": made}]


def test_a_function_that_the_prompt_speaks_of_is_called(ask: Respond) -> None:
    found = candidate(ask, request("What's the weather in Paris?"))

    assert calls(found) == [("get_weather", {"city": "Paris"})]
    assert found["finishReason"] == "STOP"
    assert [list(each) for each in found["content"]["parts"]] == [
        ["functionCall", "thoughtSignature"]
    ]


def test_a_function_that_it_does_not_speak_of_is_not(ask: Respond) -> None:
    found = candidate(ask, request("Explain how AI works"))

    assert calls(found) == []
    assert "AI" in found["content"]["parts"][0]["text"]


def test_several_are_called_in_one_turn_each_with_its_own_arguments(ask: Respond) -> None:
    found = candidate(ask, request("What is the weather in Paris and what time is it in Tokyo?"))

    assert calls(found) == [("get_weather", {"city": "Paris"}), ("get_time", {"city": "Tokyo"})]


def test_one_is_called_for_each_of_several_values(ask: Respond) -> None:
    found = candidate(ask, request("What's the weather in Paris, Rome and Berlin?"))

    assert [args["city"] for _, args in calls(found)] == ["Paris", "Rome", "Berlin"]


def test_arguments_come_from_json_schema_too(ask: Respond) -> None:
    assert calls(candidate(ask, request("Can you add 20 and 22?"))) == [("add", {"x": 20, "y": 22})]


def test_a_function_without_parameters_gets_no_arguments(ask: Respond) -> None:
    assert calls(candidate(ask, request("Call get_home"))) == [("get_home", {})]


# Modes.


@pytest.mark.parametrize("prompt", ["What's the weather in Paris?", "Explain how AI works"])
def test_mode_none_calls_nothing(ask: Respond, prompt: str) -> None:
    assert calls(candidate(ask, request(prompt, mode="NONE"))) == []


def test_mode_any_calls_even_what_is_not_spoken_of(ask: Respond) -> None:
    assert [name for name, _ in calls(candidate(ask, request("Hello", mode="ANY")))] == [
        "get_weather"
    ]
    assert [name for name, _ in calls(candidate(ask, request("2 + 2?", mode="ANY")))] == ["add"]


def test_validated_calls_as_auto_does(ask: Respond) -> None:
    assert calls(candidate(ask, request("Hello", mode="VALIDATED"))) == []
    assert calls(candidate(ask, request("Weather in Paris?", mode="VALIDATED"))) != []


def test_allowed_functions_are_the_only_ones(ask: Respond) -> None:
    body = request("What's the weather in Paris?", mode="ANY", allowedFunctionNames=["get_time"])

    assert [name for name, _ in calls(candidate(ask, body))] == ["get_time"]


def test_the_only_one_allowed_is_called_with_its_own_arguments(ask: Respond) -> None:
    question = "What's the weather in Paris and what time is it in Tokyo?"
    body = request(question, mode="ANY", allowedFunctionNames=["get_time"])

    assert calls(candidate(ask, body)) == [("get_time", {"city": "Tokyo"})]


# Arguments, as the documentation has them.

GUIDE = Path(__file__).parents[1] / "docs" / "function-calling.md"
ROWS = re.findall(r"^\| \*(.+)\* \| `(\w+\(.+\))` \|$", GUIDE.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("prompt", "written"), ROWS)
def test_a_prompt_of_the_guide_makes_the_call_that_stands_there(
    ask: Respond, prompt: str, written: str
) -> None:
    call = ast.parse(written, mode="eval").body
    assert isinstance(call, ast.Call)
    name = ast.unparse(call.func)
    values = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
    types = {each: "INTEGER" if isinstance(values[each], int) else "STRING" for each in values}
    properties = {each: {"type": types[each]} for each in values}
    declared = {"name": name, "parameters": {"type": "OBJECT", "properties": properties}}

    assert calls(candidate(ask, request(prompt, declared=[declared]))) == [(name, values)]


def test_the_guide_has_prompts() -> None:
    assert len(ROWS) > 10


def test_a_default_is_taken_where_nothing_is_told(ask: Respond) -> None:
    unit = {"type": "STRING", "enum": ["celsius", "fahrenheit"], "default": "celsius"}
    properties = CITY["properties"] | {"unit": unit}
    weather = WEATHER | {"parameters": CITY | {"properties": properties}}

    for prompt, expected in (
        ("Weather in Paris?", "celsius"),
        ("Weather in Rome?", "celsius"),
        ("Weather in Paris in fahrenheit?", "fahrenheit"),
    ):
        ((_, args),) = calls(candidate(ask, request(prompt, declared=[weather])))

        assert args["unit"] == expected


def test_two_things_that_are_compared_are_two_calls(ask: Respond) -> None:
    found = candidate(ask, request("Compare the weather in Tokyo with that in Kyoto"))

    assert calls(found) == [("get_weather", {"city": "Tokyo"}), ("get_weather", {"city": "Kyoto"})]


# Turns.


@pytest.mark.parametrize("model", [FLASH_2_5, FLASH_3])
def test_an_agent_comes_to_its_end(ask: Respond, model: str) -> None:
    question = "What is the weather in Paris and what time is it in Tokyo?"
    first = candidate(ask, request(question), model)
    turn = answered(first, {"temperature": 21}, {"time": "08:15"})
    last = candidate(ask, request(question, *turn), model)

    assert calls(last) == []
    assert "temperature: 21" in last["content"]["parts"][0]["text"]
    assert "time: 08:15" in last["content"]["parts"][0]["text"]


def test_what_waits_is_called_with_what_came_before(ask: Respond) -> None:
    question = "Look up where I live with get_home, then get the weather there."
    first = candidate(ask, request(question), FLASH_3)
    turn = answered(first, {"city": "Lisbon"})
    second = candidate(ask, request(question, *turn), FLASH_3)
    turn += answered(second, {"sky": "clear"})
    last = candidate(ask, request(question, *turn), FLASH_3)

    assert [name for name, _ in calls(first)] == ["get_home"]
    assert calls(second) == [("get_weather", {"city": "Lisbon"})]
    assert calls(last) == []
    assert "sky: clear" in last["content"]["parts"][0]["text"]


def test_another_question_in_a_chat_is_a_turn_of_its_own(ask: Respond) -> None:
    first = candidate(ask, request("What's the weather in Paris?"))
    turn = answered(first, {"sky": "clear"})
    said = {"role": "model", "parts": [{"text": "Clear."}]}
    found = candidate(ask, request("What's the weather in Paris?", *turn, said, "And in London?"))

    assert calls(found) == [("get_weather", {"city": "London"})]


def test_a_turn_that_goes_on_with_an_earlier_function_ends(ask: Respond) -> None:
    first = candidate(ask, request("What time is it in Tokyo?"))
    said = {"role": "model", "parts": [{"text": "Eight."}]}
    history = [user("What time is it in Tokyo?"), *answered(first, {"time": "8"}), said]
    turn: list[Body | str] = [*history, "And in London? Then call get_home."]
    called = []
    for _ in range(3):
        found = candidate(ask, request(*turn))
        called.append([name for name, _ in calls(found)])
        turn += answered(found, *[{"ok": True}] * len(calls(found)))

    assert called == [["get_time"], ["get_home"], []]


def test_mode_any_ends_with_the_function_for_the_end(ask: Respond) -> None:
    declared = [WEATHER, TIME, FINISH]
    question = "What's the weather in Paris?"
    first = candidate(ask, request(question, declared=declared, mode="ANY"))
    turn = answered(first, {"city": "Paris"})
    second = candidate(ask, request(question, *turn, declared=declared, mode="ANY"))

    assert [name for name, _ in calls(first)] == ["get_weather"]
    assert calls(second) == [("final_result", {"city": "Paris"})]


def test_mode_any_ends_with_the_last_function_where_none_is_named_so(ask: Respond) -> None:
    """Agent libraries declare what they want in the end, such as a form, behind all else."""
    question = "What's the weather in Paris?"
    declared: list[Body] = [WEATHER, HOME, {"name": "Recipe", "parameters": CITY}]
    first = candidate(ask, request(question, declared=declared, mode="ANY"))
    turn = answered(first, {"sky": "clear"})
    second = candidate(ask, request(question, *turn, declared=declared, mode="ANY"))

    assert [name for name, _ in calls(second)] == ["Recipe"]


def test_mode_any_ends_when_all_have_been_called(ask: Respond) -> None:
    question = "What's the weather in Paris?"
    first = candidate(ask, request(question, declared=[WEATHER], mode="ANY"))
    turn = answered(first, {"sky": "clear"})
    second = candidate(ask, request(question, *turn, declared=[WEATHER], mode="ANY"))

    assert calls(second) == []
    assert "sky: clear" in second["content"]["parts"][0]["text"]


def test_that_mode_any_ends_with_text_is_told(ask: Respond) -> None:
    question = "What's the weather in Paris?"
    body = request(question, declared=[WEATHER], mode="ANY")
    turn = answered(candidate(ask, body), {"sky": "clear"})
    told = "mode ANY demands a call"

    assert told in "".join(ask(request(question, *turn, declared=[WEATHER], mode="ANY")).warnings)
    assert told not in "".join(ask(body).warnings)
    assert told not in "".join(ask(request(question, *turn, declared=[WEATHER])).warnings)
    assert told not in "".join(
        ask(request(question, declared=[], mode="ANY"), model=FLASH_3).warnings
    )


# Dialects.


@pytest.mark.parametrize(
    ("dialect", "model", "has_id"),
    [
        ("google", FLASH_3, True),
        ("google", FLASH_2_5, False),
        ("comet", FLASH_3, False),
        ("vertex", FLASH_3, False),
    ],
)
def test_calls_have_ids_where_the_origin_gives_them(
    ask: Respond,
    dialect: str,
    model: str,
    has_id: bool,  # noqa: FBT001 - a column of the table
) -> None:
    found = candidate(ask, request("Weather in Paris and time in Tokyo?"), model, dialect=dialect)
    ids = [each["functionCall"].get("id") for each in found["content"]["parts"]]

    assert [bool(each and re.fullmatch(r"[a-z0-9]{8}", each)) for each in ids] == [has_id] * 2
    assert len(set(ids)) == (2 if has_id else 1)


def test_google_says_that_functions_were_called(ask: Respond) -> None:
    body = request("What's the weather in Paris?")

    assert (
        candidate(ask, body, dialect="google")["finishMessage"]
        == "Model generated function call(s)."
    )
    assert "finishMessage" not in candidate(ask, body, dialect="comet")


def test_the_first_call_of_gemini_3_is_signed_and_comes_back(ask: Respond) -> None:
    body = request("Weather in Paris and time in Tokyo?")
    first, second = candidate(ask, body, FLASH_3)["content"]["parts"]

    assert verdict(first["thoughtSignature"]) == "ours"
    assert "thoughtSignature" not in second


def test_a_call_comes_whole_in_a_stream(ask: Respond) -> None:
    body = request("Weather in Paris and time in Tokyo?")
    reply = ask(body, operator="streamGenerateContent").reply
    pieces = [each["candidates"][0]["content"]["parts"] for each in json.loads(reply.body)]

    assert [part["functionCall"]["name"] for (part,) in pieces] == ["get_weather", "get_time"]


# Schemas.


def test_of_several_types_arguments_have_that_of_an_object(ask: Respond) -> None:
    schema = {**NUMBERS, "type": ["null", "object"]}
    add = {**ADD, "parametersJsonSchema": schema}
    ((_, args),) = calls(candidate(ask, request("Add 2 and 3", declared=[add])))

    assert sorted(args.values()) == [2, 3]


def test_arguments_keep_every_recorded_schema(ask: Respond, traffic: list[dict[str, Any]]) -> None:
    held = 0
    for each in traffic:
        tools = (each["request"] or {}).get("tools") if isinstance(each["request"], dict) else None
        for tool in tools if isinstance(tools, list) else ():
            for one in tool.get("functionDeclarations") or ():
                if "parametersJsonSchema" not in one:
                    continue
                body = request("Hello", declared=[one], mode="ANY")
                ((name, args),) = calls(candidate(ask, body))
                jsonschema.Draft202012Validator(one["parametersJsonSchema"]).validate(args)
                held += name == one["name"]
    assert held > 50


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({}, id="anything"),
        pytest.param({"properties": {"city": {"type": "string"}}}, id="untyped"),
        pytest.param({"type": ["string", "object"]}, id="several-types"),
        pytest.param({"anyOf": [{"type": "string"}, {"type": "object"}]}, id="alternatives"),
    ],
)
def test_arguments_are_an_object_whatever_the_schema_takes_beside(
    ask: Respond, schema: Body
) -> None:
    found = candidate(
        ask, request("Hi", declared=[{"name": "f", "parametersJsonSchema": schema}], mode="ANY")
    )

    assert isinstance(calls(found)[0][1], dict)


def test_a_question_to_a_cached_document_calls_cached_functions(ask: Respond) -> None:
    cache = {
        "name": "cachedContents/report",
        "model": f"models/{FLASH_2_5}",
        "contents": [user("The report is about the time in Rome, and about many things. " * 100)],
        "tools": [{"functionDeclarations": ALL}],
    }
    body = {
        "contents": [user("What's the weather in Paris?")],
        "cachedContent": "cachedContents/report",
    }
    found = candidate(ask, body, cached_contents=(cache,))

    assert calls(found) == [("get_weather", {"city": "Paris"})]
