from typing import Any

from mockserver import stubs
from mockserver.stubs import Asked
from mockserver.stubs.templates import NAMES
from mockserver.stubs.variables import variables

HI = {"role": "user", "parts": [{"text": "Hi"}]}
CALL = {"role": "model", "parts": [{"functionCall": {"name": "get_weather", "args": {}}}]}
RESPONSE = {
    "role": "user",
    "parts": [{"functionResponse": {"name": "get_weather", "response": {"sun": True}}}],
}


def made(match: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    headers = {
        "x-user": "ann",
        "x-goog-api-key": "AIza",
        "authorization": "Bearer x",
        "cookie": "a=b",
    }
    asked = Asked(model="gemini-2.5-flash", body={"contents": [HI], **members}, headers=headers)
    return variables(stubs.read({"match": match or {}, "text": "x"}, "one"), 4, asked, 7)


def test_templates_can_speak_of_the_request() -> None:
    found = made(systemInstruction={"parts": [{"text": "Be brief"}]})

    assert list(found) == list(NAMES)
    assert found["request"]["text"] == "Hi"
    assert found["request"]["system"] == "Be brief"
    assert found["request"]["model"] == "gemini-2.5-flash"
    assert found["request"]["operation"] == "generateContent"
    assert found["request"]["turn"] == 1
    assert found["request"]["json"]["contents"] == [HI]
    assert (found["seed"], found["turn"]) == (7, 5)


def test_keys_are_masked() -> None:
    assert made()["request"]["headers"] == {
        "x-user": "ann",
        "x-goog-api-key": "***",
        "authorization": "***",
        "cookie": "***",
    }


def test_the_response_of_a_function_is_there_where_one_came() -> None:
    answered = made(contents=[HI, CALL, RESPONSE])["request"]["function_response"]

    assert answered == {"name": "get_weather", "content": {"sun": True}}
    assert "function_response" not in made()["request"]


def test_what_the_text_matched_is_there_by_number_and_by_name() -> None:
    found = made({"text": {"regex": "(?P<first>H)(i)(x)?"}})["match"]

    assert found == {0: "Hi", 1: "H", 2: "i", 3: "", "first": "H"}


def test_without_a_regular_expression_nothing_matched() -> None:
    assert made({"text": {"contains": "H"}})["match"] == {}
    assert made({"text": "Hi"})["match"] == {}
    assert made()["match"] == {}
    assert made({"text": {"regex": "no"}})["match"] == {}
