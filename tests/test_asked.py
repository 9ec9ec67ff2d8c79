from contract_tests.reading import asked
from tests.answered import answer, asking, unary


def test_tools_are_named_as_the_api_names_them() -> None:
    exchange = unary(answer(), asking(tools=[{"google_search": {}}, {"codeExecution": {}}]))

    assert asked.tools(exchange) == {"googleSearch", "codeExecution"}


def test_one_tool_is_a_list_of_one() -> None:
    assert asked.tools(unary(answer(), asking(tools={"urlContext": {}}))) == {"urlContext"}


def test_functions_are_found_in_every_tool() -> None:
    tools = [{"function_declarations": [{"name": each}]} for each in ("f", "g")]

    assert asked.functions(unary(answer(), asking(tools=tools))) == {
        "f": {"name": "f"},
        "g": {"name": "g"},
    }


def test_what_is_cached_is_not_told() -> None:
    assert asked.is_told(unary(answer(), asking()))
    assert not asked.is_told(unary(answer(), asking(cachedContent="cachedContents/1")))
    assert not asked.is_told(unary(answer()))


def test_the_mode_of_calling_is_upper_case() -> None:
    config = {"mode": "any", "allowed_function_names": ["f"]}
    exchange = unary(answer(), asking(toolConfig={"functionCallingConfig": config}))

    assert asked.calling_mode(exchange) == "ANY"
    assert asked.allowed_functions(exchange) == ["f"]
    assert not asked.streams_arguments(exchange)


def test_nothing_is_asked_for_where_nothing_is_told() -> None:
    exchange = unary(answer())

    assert not asked.tools(exchange)
    assert not asked.functions(exchange)
    assert asked.calling_mode(exchange) == ""
    assert asked.thinking_budget(exchange) is None
    assert asked.modalities(exchange) == []


def test_the_budget_and_the_modalities_stand_in_the_config() -> None:
    config = {"thinking_config": {"thinking_budget": 7}, "responseModalities": ["text"]}
    exchange = unary(answer(), asking(generationConfig=config))

    assert asked.thinking_budget(exchange) == 7
    assert asked.modalities(exchange) == ["TEXT"]


def test_the_generation_stands_in_the_name() -> None:
    assert asked.generation(unary(answer(), model="gemini-3.1-pro-preview")) == 3
    assert asked.generation(unary(answer(), model="gemini-2.5-flash")) == 2
    assert asked.generation(unary(answer(), model="gemini-flash-latest")) == 0
