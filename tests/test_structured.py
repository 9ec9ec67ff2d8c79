import json
from typing import Any

import jsonschema
import pytest

from tests.conftest import Respond

Body = dict[str, Any]
PERSON: Body = {
    "type": "OBJECT",
    "properties": {
        "name": {"type": "STRING"},
        "age": {"type": "INTEGER", "minimum": 0, "maximum": 150},
        "email": {"type": "STRING"},
    },
    "required": ["name", "age"],
    "propertyOrdering": ["age", "name", "email"],
}
TREE: Body = {
    "type": "object",
    "properties": {
        "label": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "#"}},
    },
    "required": ["label"],
}


def said(ask: Respond, prompt: str, *, stream: bool = False, **config: Any) -> str:
    config = {"responseMimeType": "application/json", **config}
    body = {"contents": [{"parts": [{"text": prompt}]}], "generationConfig": config}
    if stream:
        reply = ask(body, operator="streamGenerateContent").reply
        candidates = [each["candidates"][0] for each in json.loads(reply.body)]
        return "".join(each["content"]["parts"][0]["text"] for each in candidates)
    exchange = ask(body)
    assert exchange.reply.status == 200, exchange.reply.body
    assert not any("not generated" in each for each in exchange.warnings)
    (part,) = json.loads(exchange.reply.body)["candidates"][0]["content"]["parts"]
    return str(part["text"])


def test_an_instance_keeps_the_schema_in_its_order(ask: Respond) -> None:
    person = json.loads(said(ask, "A profile of Bob, aged 42", responseSchema=PERSON))

    assert list(person) == ["age", "name", "email"]
    assert person["name"] == "Bob"
    assert person["age"] == 42
    assert "@" in person["email"]


def test_a_stream_says_the_same_in_pieces(ask: Respond) -> None:
    prompt = "A profile of Bob, aged 42"

    assert said(ask, prompt, stream=True, responseSchema=PERSON) == said(
        ask, prompt, responseSchema=PERSON
    )


@pytest.mark.parametrize("name", ["responseJsonSchema", "_responseJsonSchema"])
def test_json_schema_goes_by_either_name(ask: Respond, name: str) -> None:
    tree = json.loads(said(ask, "A tree of animals", **dict[str, Any]({name: TREE})))

    jsonschema.Draft202012Validator(TREE).validate(tree)
    assert tree["label"]


@pytest.mark.parametrize("name", ["schema", "jsonSchema"])
def test_the_successor_of_the_schema_is_taken(ask: Respond, name: str) -> None:
    given = {"text": {"mimeType": "APPLICATION_JSON", name: TREE}}
    tree = json.loads(said(ask, "A tree", responseMimeType="text/plain", responseFormat=given))

    jsonschema.Draft202012Validator(TREE).validate(tree)


def test_a_list_has_as_many_items_as_are_asked_for(ask: Respond) -> None:
    given = {"type": "ARRAY", "items": PERSON}

    assert len(json.loads(said(ask, "List 4 people", responseSchema=given))) == 4


@pytest.mark.parametrize(("prompt", "count"), [("Two sweet recipes", 2), ("3 names for a cat", 3)])
def test_a_number_at_the_beginning_counts_the_items(ask: Respond, prompt: str, count: int) -> None:
    given = {"type": "ARRAY", "items": {"type": "STRING"}}
    lists = [json.loads(said(ask, prompt, responseSchema=given, seed=seed)) for seed in range(9)]

    assert {len(each) for each in lists} == {count}


def test_an_enum_is_one_bare_value(ask: Respond) -> None:
    given = {"type": "STRING", "enum": ["Percussion", "String", "Woodwind"]}
    config: Body = {"responseMimeType": "text/x.enum", "responseSchema": given}

    assert said(ask, "Is a flute a woodwind or what?", **config) == "Woodwind"
    assert said(ask, "What is a flute?", **config) in given["enum"]


def test_an_enum_can_be_json_too(ask: Respond) -> None:
    given = {"type": "STRING", "enum": ["a", "b"]}

    assert json.loads(said(ask, "Which?", responseSchema=given)) in {"a", "b"}


def test_an_enum_of_something_else_is_json(ask: Respond) -> None:
    config: Body = {"responseMimeType": "text/x.enum", "responseSchema": PERSON}

    assert json.loads(said(ask, "Who?", **config)).keys() == {"age", "name", "email"}


def test_a_mime_type_of_nothing_is_that_of_text(ask: Respond) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(said(ask, "Explain tides", responseMimeType=""))


# Without a schema.


@pytest.mark.parametrize(
    ("prompt", "keys"),
    [
        ("List 3 planets with their distances from the sun", ["name", "distances_from_the_sun"]),
        ("List 3 rivers", ["name"]),
    ],
)
def test_a_list_is_of_objects_with_what_the_prompt_names(
    ask: Respond, prompt: str, keys: list[str]
) -> None:
    items = json.loads(said(ask, prompt))

    assert [list(each) for each in items] == [keys] * 3


def test_an_item_is_named_after_what_is_listed(ask: Respond) -> None:
    planets = json.loads(said(ask, "List 3 planets"))
    others = json.loads(said(ask, "List 3 of them"))

    assert all(each["name"].startswith("Planet ") for each in planets)
    assert not any(each["name"].startswith("Of ") for each in others)


@pytest.mark.parametrize(
    "prompt",
    [
        "Describe a city with the keys name, population and country",
        "Describe a city with the keys name, population and country, and whatever else comes to your mind",
        "Describe a city with keys name, population and country for Bob (42) from Rome",
        'Describe a city as {"name": "...", "population": 0, "country": "..."}',
    ],
)
def test_an_object_has_the_members_that_the_prompt_names(ask: Respond, prompt: str) -> None:
    city = json.loads(said(ask, prompt))

    assert list(city) == ["name", "population", "country"]
    assert isinstance(city["population"], int | float)


def test_a_whole_clause_is_no_name_of_a_member(ask: Respond) -> None:
    prompt = "Describe a city with the keys name and number of people in it"

    assert list(json.loads(said(ask, prompt))) == ["name"]


def test_a_sum_is_worked_out(ask: Respond) -> None:
    assert json.loads(said(ask, "What is 2+2?")) == {"expression": "2 + 2", "result": 4}


def test_else_it_is_an_answer_about_the_topic(ask: Respond) -> None:
    answer = json.loads(said(ask, "Explain tides"))

    assert answer["topic"] == "tides"
    assert "tides" in answer["answer"]


def test_a_prompt_without_text_gets_an_answer_too(ask: Respond) -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    config = {"responseMimeType": "application/json"}
    body = {"contents": [{"parts": [image]}], "generationConfig": config}
    (part,) = json.loads(ask(body).reply.body)["candidates"][0]["content"]["parts"]

    assert json.loads(part["text"]).keys() == {"answer"}


def test_a_limit_cuts_json_as_it_cuts_text(ask: Respond) -> None:
    config = {
        "responseMimeType": "application/json",
        "responseSchema": PERSON,
        "maxOutputTokens": 8,
    }
    config["thinkingConfig"] = {"thinkingBudget": 0}
    body = {"contents": [{"parts": [{"text": "Bob"}]}], "generationConfig": config}
    answer = json.loads(ask(body).reply.body)["candidates"][0]

    assert answer["finishReason"] == "MAX_TOKENS"
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer["content"]["parts"][0]["text"])


# What functions gave.


def test_structured_output_holds_what_functions_gave(ask: Respond) -> None:
    contents = [
        {"role": "user", "parts": [{"text": "How old is our customer?"}]},
        {"role": "model", "parts": [{"functionCall": {"name": "look", "args": {}}}]},
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"name": "look", "response": {"age": 61, "name": "Ada"}}}
            ],
        },
    ]
    config = {"responseMimeType": "application/json", "responseSchema": PERSON}
    answer = json.loads(ask({"contents": contents, "generationConfig": config}).reply.body)
    person = json.loads(answer["candidates"][0]["content"]["parts"][0]["text"])

    assert person["age"] == 61
    assert person["name"] == "Ada"


# Recorded schemas.


def test_every_recorded_response_schema_is_kept(
    ask: Respond, traffic: list[dict[str, Any]]
) -> None:
    held = 0
    for each in traffic:
        body = each["request"] if isinstance(each["request"], dict) else {}
        config = body.get("generationConfig") or body.get("generation_config") or {}
        given = next(
            (
                config[key]
                for key in ("responseJsonSchema", "response_json_schema")
                if key in config
            ),
            None,
        )
        if each["status"] == 200 and given:
            jsonschema.Draft202012Validator(given).validate(
                json.loads(said(ask, "Hello", responseJsonSchema=given))
            )
            held += 1
    assert held > 20
