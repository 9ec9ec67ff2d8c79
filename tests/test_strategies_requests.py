"""Valid requests that strategies draw: all features, often enough, answered by every dialect, and small."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies import function_declarations, requests, response_schemas
from contract_tests.strategies.prompts import SPECIAL
from contract_tests.strategies.request.features import HOLDERS, MEMBERS
from contract_tests.strategies.request.parts import FILMS
from mockserver import body
from mockserver.declared import google, json_schema
from mockserver.descriptors import Message, root
from mockserver.dialects import DIALECTS
from mockserver.models import MODELS
from tests import drawing
from tests.conftest import Respond
from tests.drawing import Drawn
from tests.shares import tries

GENERATE = "gemini/generate_content_request.json"
DRAWS = 1_000
MOST = 10  # times so many, until all has come
LEAST = 0.01

# Members that aren't drawn, and why.
LEFT_OUT = {
    ("GenerateContentRequest", "cachedContent"): "a cache must be there: who has one names it",
    ("Tool", "googleSearchRetrieval"): "no model of today takes it",
    ("GoogleSearchRetrieval", "dynamicRetrievalConfig"): "of the above",
    ("DynamicRetrievalConfig", "mode"): "of the above",
    ("DynamicRetrievalConfig", "dynamicThreshold"): "of the above",
}


@dataclass(slots=True)
class Seen:
    """What was drawn, and what it holds: members of messages, models."""

    drawn: Drawn
    members: set[tuple[str, str]] = field(default_factory=set)
    models: set[str] = field(default_factory=set)

    def take(self, drawn: Drawn) -> None:
        for call in drawn.examples:
            self.models.add(call.model)
            self.look(call.body, root(GENERATE))

    def look(self, document: dict[str, Any], message: Message) -> None:
        for name, value in document.items():
            member = message.fields[name]
            self.members.add((message.name, member.name))
            held = member.values if member.kind == "map" and member.values else member
            if held.kind == "message":
                for each in inner(value, is_map=held is not member):
                    self.look(each, held.message)


def inner(value: Any, *, is_map: bool) -> Iterator[dict[str, Any]]:
    yield from value.values() if is_map else value if isinstance(value, list) else [value]


@pytest.fixture(scope="module")
def seen() -> Seen:
    found = Seen(drawing.drawn(requests(), DRAWS, runs=1))
    found.take(found.drawn)
    return found


def reachable(message: Message, found: dict[str, Message]) -> dict[str, Message]:
    """Return all messages that a message can hold, by name, it too."""
    if message.name not in found:
        found[message.name] = message
        for member in message.fields.values():
            held = member.values if member.kind == "map" and member.values else member
            if held.kind == "message":
                reachable(held.message, found)
    return found


KINDS = {
    "feature": {each for each in MEMBERS if each != "cachedContent"},
    "part": {each.name for each in reachable(root(GENERATE), {})["Part"].fields.values()},
    "text": {"plain", "any", *SPECIAL},
    "form": {"canonical", "any"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_one_of_a_hundred_requests(seen: Seen, kind: str) -> None:
    assert seen.drawn.rare(kind, KINDS[kind], LEAST) == {}
    assert seen.drawn.told(kind) == KINDS[kind]


def test_every_member_of_every_message_is_drawn_or_left_out_for_a_reason(seen: Seen) -> None:
    everything = {
        (message.name, member.name)
        for message in reachable(root(GENERATE), {}).values()
        for member in message.fields.values()
    }

    for seed in range(1, MOST):
        if everything - seen.members == {*LEFT_OUT}:
            break
        seen.take(drawing.drawn(requests(), DRAWS, runs=1, first=seed))

    assert everything - seen.members == {*LEFT_OUT}


def test_the_tables_have_the_members_of_their_messages() -> None:
    request = root(GENERATE)
    for name, members in HOLDERS.items():
        message = request.fields[name].message if name else request
        known = {each.name for each in message.fields.values()}
        other = {"contents", *filter(None, HOLDERS)} if not name else set()
        left_out = {member for holder, member in LEFT_OUT if holder == message.name}

        assert {*members} | other | left_out == known


def test_every_model_that_generates_is_asked(seen: Seen) -> None:
    assert seen.models == {each.id for each in MODELS.values() if not each.dimensions}


# Valid: that whatever is drawn is answered is held by `test_properties`.


def refusal(ask: Respond, call: Call, dialect: str, **options: Any) -> str:
    exchange = ask(call.body, model=call.model, operator=call.operator, dialect=dialect, **options)
    return "" if exchange.reply.status == 200 else exchange.reply.body.decode()


@pytest.mark.parametrize(
    "model", ["gemini-2.5-flash", "gemini-3.1-flash-image", "gemini-2.5-flash-preview-tts"]
)
@tries(1 / 2)
@given(data=st.data())
def test_a_model_that_is_asked_for_by_name_is_the_one_asked(
    ask: Respond, model: str, data: st.DataObject
) -> None:
    call = data.draw(requests(model))

    assert call.model == model
    assert refusal(ask, call, "comet") == ""


HANDBOOK = {
    "name": "cachedContents/handbook",
    "model": "models/gemini-2.5-flash",
    "contents": [{"role": "user", "parts": [{"text": "All doors are blue."}]}],
}


def test_what_is_cached_is_asked_for_where_it_is_named(ask: Respond) -> None:
    found = []

    @tries(2 / 3)
    @given(
        requests(
            "gemini-2.5-flash",
            dialect="google",
            features={"googleSearch", "systemInstruction", "temperature"},
            caches=["cachedContents/handbook"],
            canonical=True,
        )
    )
    def hold(call: Call) -> None:
        found.append(call.body.get("cachedContent"))
        assert refusal(ask, call, "google", cached_contents=(HANDBOOK,)) == ""

    hold()

    assert {*found} == {None, "cachedContents/handbook"}


@given(FILMS)
def test_a_model_can_read_many_of_a_film(ask: Respond, film: dict[str, Any]) -> None:
    contents = [{"role": "user", "parts": [*[film] * 16, {"text": "Hi"}]}]

    assert ask({"contents": contents}).reply.status == 200


@tries(1 / 2)
@given(requests(features={"temperature", "parts.inlineData"}, canonical=True))
def test_no_feature_is_drawn_that_is_not_asked_for(call: Call) -> None:
    config = call.body.get("generationConfig", {})

    assert call.body.keys() <= {"contents", "generationConfig"}
    assert config.keys() <= {"temperature", "responseModalities"}  # a model that speaks is told to
    for content in call.body["contents"]:
        assert {key for part in content["parts"] for key in part} <= {"text", "inlineData"}


@tries(1 / 2)
@given(requests(features=(), canonical=True))
def test_without_features_it_is_a_text(call: Call) -> None:
    (content,) = call.body["contents"]
    (part,) = content["parts"]

    assert [*part] == ["text"]


def test_what_is_drawn_may_be_changed() -> None:
    names = ["parts.functionCall", "parts.inlineData", "googleSearch", "safetySettings"]

    def draw(*, and_change: bool = False) -> list[str]:
        found = []

        @tries(1 / 2)
        @given(requests(features=names, canonical=True))
        def hold(call: Call) -> None:
            found.append(json.dumps(call.body))
            if and_change:
                spoil(call.body)

        hold()
        return found

    before = draw()
    draw(and_change=True)

    assert draw() == before


def spoil(value: Any) -> None:
    """Empty whatever is in a value."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            spoil(each)
        value.clear()


# Wrong.


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"model": "gpt-4"}, "expected a model for generateContent of comet, got 'gpt-4'; there are gemini-2.5-flash, "),
        ({"model": "gemini-embedding-001"}, "expected a model for generateContent of comet, got 'gemini-embedding-001'"),
        ({"model": "gemini-2.5-flash", "operator": "embedContent"}, "expected a model for embedContent of comet"),
        ({"dialect": "azure"}, "expected a dialect, got 'azure'; there are comet, google, vertex"),
        ({"operator": "predict"}, "expected an operator, got 'predict'; there are generateContent, "),
        ({"dialect": "vertex", "operator": "batchEmbedContents"}, "vertex has no batchEmbedContents; ask another dialect"),
        ({"features": {"temprature"}}, "expected a feature, got 'temprature'; did you mean temperature"),
        ({"features": "temperature"}, "expected names in a list, got 'temperature'"),
        ({"caches": "cachedContents/a"}, "expected names in a list, got 'cachedContents/a'"),
        ({"features": {"temperature", "warmth"}}, "expected a feature, got 'warmth'; there are parts.text, "),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused(wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        requests(**wanted)


def test_schemas_of_a_form_that_there_is_not_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a form, got 'xml'; there are google, json"):
        response_schemas("xml")  # type: ignore[arg-type]


# Small.


def simplest(*path: str | int, **wanted: Any) -> Call:
    """Return the simplest request that has something at a path."""

    def has(call: Call) -> bool:
        place = call.body
        try:
            for each in path:
                place = place[each]
        except LookupError:
            return False
        return True

    return drawing.minimal(requests(**wanted), has)


HI = {"role": "user", "parts": [{"text": "Hi"}]}


def test_the_simplest_request_is_a_word() -> None:
    assert simplest() == Call(model="gemini-2.5-flash", body={"contents": [HI]})


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        (("tools", 0, "googleSearch"), {"tools": [{"googleSearch": {}}]}),
        (("generationConfig", "temperature"), {"generationConfig": {"temperature": 1}}),
        (("generation_config", "top_k"), {"generation_config": {"top_k": "1"}}),
    ],
    ids=["tool", "number", "spelling"],
)
def test_the_simplest_request_with_a_feature_has_no_other(
    path: tuple[str | int, ...], rest: dict[str, Any]
) -> None:
    assert simplest(*path) == Call(model="gemini-2.5-flash", body={"contents": [HI], **rest})


def test_the_simplest_call_is_a_name_and_its_response() -> None:
    call = simplest("contents", 2, "parts", 0, "functionResponse", features=["parts.functionCall"])
    said = [
        {"role": "model", "parts": [{"functionCall": {"name": "get_weather"}}]},
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"name": "get_weather", "response": {"result": "sunny"}}}
            ],
        },
    ]

    assert call == Call(model="gemini-2.5-flash", body={"contents": [HI, *said]})


def test_the_simplest_schema_of_objects_has_no_members() -> None:
    path = ("generationConfig", "responseSchema", "properties")
    call = simplest(*path, features=["responseSchema"])

    assert call.body["generationConfig"] == {
        "responseSchema": {"type": "OBJECT", "properties": {}},
        "responseMimeType": "application/json",
    }


def test_a_strategy_is_shown_in_a_word() -> None:
    assert repr(requests("gemini-2.5-flash", operator="countTokens")) == "valid_requests()"


# Functions.


@given(function_declarations())
def test_a_declared_function_is_one(call: dict[str, Any]) -> None:
    tool = {"tools": [{"functionDeclarations": [call]}]}
    found = body.canonical(tool, schema=GENERATE, dialect=DIALECTS["comet"], version="v1beta")

    assert found.faults == ()
    for name in ("parameters", "response"):
        assert list(google.violations(call.get(name, {"type": "STRING"}), name)) == []
        assert list(json_schema.violations(call.get(f"{name}JsonSchema", {}), name)) == []
    assert call.get("parameters", {"type": "OBJECT"})["type"] == "OBJECT"
