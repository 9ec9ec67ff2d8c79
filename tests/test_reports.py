import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.generate.responses import held
from tests.conftest import Respond

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
)


def report(ask: Respond, *responses: dict[str, Any], generator: str = "prose") -> str:
    calls = [
        {"functionCall": {"name": "get_weather", "args": {"city": "Paris"}}} for _ in responses
    ]
    parts = [{"functionResponse": {"name": "get_weather", **each}} for each in responses]
    contents = [
        {"role": "user", "parts": [{"text": "Weather in Paris?"}]},
        {"role": "model", "parts": calls},
        {"role": "user", "parts": parts},
    ]
    answer = json.loads(ask({"contents": contents}, generator=generator).reply.body)
    (part,) = answer["candidates"][0]["content"]["parts"]
    assert answer["candidates"][0]["finishReason"] == "STOP"
    return str(part["text"])


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        pytest.param(
            {"response": {"temperature": 21.5, "sky": {"state": "clear", "rain": False}}},
            "get_weather(city: Paris) gave temperature: 21.5, sky.state: clear, sky.rain: false.",
            id="members",
        ),
        pytest.param(
            {"response": {"result": "sunny"}}, "get_weather(city: Paris) gave sunny.", id="bare"
        ),
        pytest.param(
            {"response": {"result": {"sky": "clear"}}},
            "get_weather(city: Paris) gave sky: clear.",
            id="wrapped",
        ),
        pytest.param(
            {"response": {"output": '{"sky": "clear"}'}},
            "get_weather(city: Paris) gave sky: clear.",
            id="wrapped-json",
        ),
        pytest.param(
            {"response": {"output": "{sky}"}}, "get_weather(city: Paris) gave {sky}.", id="no-json"
        ),
        pytest.param(
            {"response": {"days": ["wet", None]}},
            "get_weather(city: Paris) gave days[0]: wet, days[1]: null.",
            id="list",
        ),
        pytest.param(
            {"response": {"error": "no such city"}},
            "get_weather(city: Paris) failed: no such city",
            id="error",
        ),
        pytest.param({"response": {}}, "get_weather(city: Paris) gave nothing.", id="empty"),
        pytest.param({}, "get_weather(city: Paris) gave nothing.", id="absent"),
        pytest.param(
            {
                "response": {"ok": True},
                "parts": [{"inlineData": {"mimeType": "image/png", "data": "QQ=="}}],
            },
            "get_weather(city: Paris) gave ok: true, 1 attached file.",
            id="file",
        ),
    ],
)
def test_a_response_is_told_with_its_call(
    ask: Respond, response: dict[str, Any], expected: str
) -> None:
    assert report(ask, response) == expected


def test_every_response_is_told_whatever_writes_text(ask: Respond) -> None:
    text = report(ask, {"response": {"a": 1}}, {"response": {"b": 2}}, generator="lorem")

    assert text.splitlines() == [
        "get_weather(city: Paris) gave a: 1.",
        "get_weather(city: Paris) gave b: 2.",
    ]


def test_a_long_response_is_cut(ask: Respond) -> None:
    assert len(report(ask, {"response": {"result": "word " * 5_000}})) == 2_000


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_every_value_inside_is_held(response: dict[str, Any]) -> None:
    def leaves(value: Any) -> int:
        if isinstance(value, dict | list):
            return sum(
                leaves(each) for each in (value.values() if isinstance(value, dict) else value)
            )
        return 1

    members = {f"a_{name}": each for name, each in response.items()}

    assert len(list(held({"response": members}))) == leaves(members)
