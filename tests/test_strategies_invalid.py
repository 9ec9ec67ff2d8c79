"""Requests with one flaw: what the mock answers is what was predicted, in every dialect."""

import json
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies import Invalid, MessageKind, differences, invalid_requests
from contract_tests.strategies.flaws import FLAWS
from contract_tests.strategies.flaws.flaw import Broken, Scene, flaw
from contract_tests.strategies.flaws.places import Eyes, places, put
from contract_tests.strategies.predictions import kind_of
from mockserver.dialects import DIALECTS
from mockserver.models import MODELS
from tests import drawing
from tests.conftest import Respond
from tests.shares import tries

REQUEST = "gemini/generate_content_request.json"
HELLO = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}
# Where a flaw is none: that alone is what Google's own API lacks, and so on.
NOT_EVERYWHERE = {
    "tool of no kind": {"google"},
    "logprobs that weren't asked for": {"google"},
    "penalty out of range": {"google"},
    "logprobs out of range": {"google"},
    "safety settings beside Model Armor": {"google", "comet"},
    "field of another origin": {"comet"},
    "penalty that Google's own API lacks": {"comet", "vertex"},
    "logprobs that Google's own API lacks": {"comet", "vertex"},
    "no thinking of a model that must": {"comet", "vertex"},
    "built-in tools beside functions, unannounced": {"comet", "vertex"},
}


def told(ask: Respond, call: Call, dialect: str) -> tuple[int, Any]:
    headers = {"x-goog-api-key": "any", **call.headers}
    reply = ask(call.body, model=call.model, headers=headers, dialect=dialect).reply
    return reply.status, json.loads(reply.body)


def hold(ask: Respond, invalid: Invalid, dialect: str) -> None:
    """Hold a mock to a prediction, word for word, and the prediction to be about one flaw."""
    assert told(ask, invalid.sound, dialect)[0] == 200
    status, body = told(ask, invalid.call, dialect)
    text = body["error"]["message"].partition(" (request id: ")[0]

    assert list(differences(invalid, status, body, dialect)) == []
    assert kind_of(text) == invalid.kind


def minimal(flaw: str, dialect: str = "google", model: str | None = None) -> Invalid:
    return drawing.minimal(invalid_requests(model, dialect=dialect, flaw=flaw), lambda _: True)


# What is drawn.


@pytest.mark.parametrize("dialect", DIALECTS)
def test_whatever_is_wrong_is_refused_as_predicted(ask: Respond, dialect: str) -> None:
    @tries(1 / 2)
    @given(invalid=invalid_requests(dialect=dialect))
    def run(invalid: Invalid) -> None:
        hold(ask, invalid, dialect)

    run()


@pytest.mark.parametrize("name", FLAWS)
def test_each_flaw_is_refused_as_predicted_in_every_dialect(ask: Respond, name: str) -> None:
    for dialect in sorted(DIALECTS.keys() - NOT_EVERYWHERE.get(name, set())):

        @tries(1 / 30)
        @given(invalid=invalid_requests(dialect=dialect, flaw=name), dialect=st.just(dialect))
        def run(invalid: Invalid, dialect: str) -> None:
            hold(ask, invalid, dialect)

        run()


@pytest.mark.parametrize(
    ("name", "dialect"),
    [(name, each) for name in NOT_EVERYWHERE for each in sorted(NOT_EVERYWHERE[name])],
)
def test_a_flaw_is_not_drawn_where_it_is_none(name: str, dialect: str) -> None:
    with pytest.raises(ValueError, match="expected a flaw of some model"):
        invalid_requests(dialect=dialect, flaw=name)


def test_each_kind_is_drawn_often_and_nearly_each_flaw_soon() -> None:
    invalid = drawing.drawn(invalid_requests("gemini-2.5-flash", dialect="google"), 300).examples
    kinds = Counter(each.kind for each in invalid)
    names = Counter(each.flaw for each in invalid)
    model, origin = MODELS["gemini-2.5-flash"], DIALECTS["google"]
    fitting = {name for name, each in FLAWS.items() if each.fits(model, origin)}
    often = {kind for kind, count in kinds.items() if count >= 4}
    assert often == {each.kind for each in FLAWS.values()}
    assert names.keys() <= fitting
    assert len(names) > 0.6 * len(fitting)
    assert max(names.values()) < 75


def test_only_the_model_that_is_wanted_is_drawn() -> None:
    @tries(1 / 3)
    @given(invalid=invalid_requests("gemini-3-flash-preview", dialect="vertex"))
    def run(invalid: Invalid) -> None:
        assert invalid.sound.model == "gemini-3-flash-preview"

    run()


# How small it gets.


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("unknown field", {**HELLO, "colour": 1}),
        ("temperature out of range", {**HELLO, "generationConfig": {"temperature": 3}}),
        ("trailing comma", b'{"contents": [{"role": "user", "parts": [{"text": "Hi",}]}]}'),
        ("tool of no kind", {**HELLO, "tools": [{}]}),
    ],
)  # fmt: skip
def test_what_is_drawn_shrinks_to_what_a_person_can_read(name: str, body: Any) -> None:
    dialect = "vertex" if name == "tool of no kind" else "google"

    assert minimal(name, dialect, "gemini-2.5-flash").call.body == body


def test_what_was_sound_is_told_beside_it() -> None:
    found = minimal("thinking budget and level", model="gemini-2.5-flash")

    assert found.sound.body["generationConfig"]["thinkingConfig"] == {"thinkingBudget": 1024}
    assert found.call.body["generationConfig"]["thinkingConfig"] == {
        "thinkingBudget": 1024,
        "thinkingLevel": "HIGH",
    }


# Who asks for what there isn't.


def test_a_model_that_there_is_not_has_no_flaws() -> None:
    with pytest.raises(
        ValueError,
        match=r"expected a model that answers, got 'gpt-4o'; there are gemini-2\.5-flash, ",
    ):
        invalid_requests("gpt-4o")


def test_there_are_no_flaws_of_an_unknown_name() -> None:
    with pytest.raises(
        ValueError, match="expected a flaw, got 'tailing coma'; did you mean trailing comma"
    ):
        invalid_requests(flaw="tailing coma")
    with pytest.raises(ValueError, match=r"got 'x'; there are .*, \d+ others$"):
        invalid_requests(flaw="x")


def test_there_are_no_flaws_in_an_unknown_dialect() -> None:
    with pytest.raises(
        ValueError, match="expected a dialect, got 'latin'; there are comet, google, vertex"
    ):
        invalid_requests(dialect="latin")


def test_no_two_flaws_have_one_name() -> None:
    with pytest.raises(ValueError, match="two flaws are called 'not an object'"):

        @flaw("not an object", "syntax", "own")
        def again(scene: Scene) -> Broken:
            raise NotImplementedError(scene)


# Whether an answer is what was predicted.

PREDICTED = Invalid(
    call=Call(),
    flaw="a flaw",
    status=400,
    field="generation_config.top_p",
    kind="out of range",
    grade="own",
    sound=Call(),
)
TOP_P = "* GenerateContentRequest.generation_config.top_p: top_p must be in the range [0.0, 1.0].\n"
UNKNOWN = "Invalid JSON payload received. Unknown name \"a\" at 'tools[0]': Cannot find field."


def google(text: str, **members: Any) -> dict[str, Any]:
    return {"error": {"code": 400, "message": text, "status": "INVALID_ARGUMENT", **members}}


def violation(**members: Any) -> dict[str, Any]:
    kind = "type.googleapis.com/google.rpc.BadRequest"
    return {"@type": kind, "fieldViolations": [{"description": "Cannot find field.", **members}]}


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        pytest.param(google(TOP_P), {}, id="google"),
        pytest.param([google(TOP_P)], {}, id="list-of-a-stream"),
        pytest.param(
            google("The GenerateContentRequest proto is invalid:\n  * tools[1].tool_type: [FIELD_INVALID] required one_of"),
            {"field": "tools[1].tool_type", "kind": "missing"},
            id="vertex",
        ),
        pytest.param(
            google("it has a topP value of 3, because it has a topP value of 3 but the supported range is from 0"),
            {},
            id="bare-name",
        ),
        pytest.param(
            google("because it has a stopSequences value of 6 but the supported range is from 1"),
            {"field": "generation_config.stop_sequences[0]"},
            id="bare-name-of-a-list",
        ),
        pytest.param(
            google("json: cannot unmarshal string into Go struct field A.body (request id: 1) (request id: 2)"),
            {"field": "", "kind": "wrong type"},
            id="whole-body",
        ),
        pytest.param(google(UNKNOWN), {"field": "tools[0]", "kind": "unknown field"}, id="text"),
        pytest.param(
            google("Something", details=[{"@type": "other"}, violation(field="tools[0]")]),
            {"field": "tools[0]"},
            id="details",
        ),
        pytest.param(google("So so", details=[violation()]), {"field": ""}, id="details-of-the-root"),
        pytest.param(google("We don't like it."), {"field": ""}, id="unheard-of-words"),
    ],
)  # fmt: skip
def test_a_match_is_no_difference(body: Any, changes: dict[str, Any]) -> None:
    assert list(differences(replace(PREDICTED, **changes), 400, body, "google")) == []


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, google(TOP_P), ["expected the status 400, got 200"]),
        (400, None, ["expected an error in the envelope of google, got 'None'"]),
        (400, [], ["expected an error in the envelope of google, got '[]'"]),
        (400, {"error": "no"}, ["expected an error in the envelope of google, got \"{'error': 'no'}\""]),
        (
            400,
            google(TOP_P.replace("top_p", "top_k")),
            [f"expected the field 'generation_config.top_p', got 'generation_config.top_k' in {TOP_P.replace('top_p', 'top_k')!r}"],
        ),
        (
            400,
            google("because it has a topK value of 3 but the supported range is from 1"),
            ["expected the field 'generation_config.top_p', got 'topK' in 'because it has a topK value of 3 but the supported range is from 1'"],
        ),
        (
            400,
            google("Whatever", details=[violation(field="generation_config.top_p"), violation()]),
            [],
        ),
        (
            400,
            google(UNKNOWN.replace("tools[0]", "generation_config.top_p")),
            [f"expected a message of the kind 'out of range', got 'unknown field' in {UNKNOWN.replace('tools[0]', 'generation_config.top_p')!r}"],
        ),
    ],
)  # fmt: skip
def test_a_difference_is_told(status: int, body: Any, expected: list[str]) -> None:
    assert list(differences(PREDICTED, status, body, "google")) == expected


V1 = "type.googleapis.com/google.ai.generativelanguage.v1."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Invalid value at 'contents[0]' ({V1}Content), \"hi\"", "wrong type"),
        (f"Invalid value at 'a[0].b' ({V1}SafetySetting.HarmBlockThreshold), \"FOO\"", "unknown value"),
        (f"Invalid value at 'a[0].b' ({V1}SafetySetting.HarmBlockThreshold), 1.5", "wrong type"),
        ("Invalid JSON payload received. Unexpected token.\n{a\n ^", "syntax"),
        ("This is said nowhere.", None),
    ],
)  # fmt: skip
def test_what_a_text_is_about_is_read_from_it(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


# The guide.

GUIDE = (Path(__file__).parents[1] / "docs" / "strategies.md").read_text("utf-8")
SECTION = GUIDE.partition("## invalid_requests\n")[2].partition("\n## ")[0]


def row(name: str) -> str:
    """Write the row of a flaw as the guide has it."""
    each = FLAWS[name]
    answers = [
        "-" if dialect in NOT_EVERYWHERE.get(name, ()) else str(each.status_in(dialect))
        for dialect in DIALECTS
    ]
    return f"| {' | '.join([name, each.kind, *answers, each.grade, each.says])} |"


def test_the_guide_has_all_flaws_and_no_others() -> None:
    told = [line for line in SECTION.splitlines() if line.count(" | ") == 6]

    assert told[1:] == [row(name) for name in FLAWS]


@pytest.mark.parametrize("name", [*get_args(MessageKind), *(each.name for each in fields(Invalid))])
def test_the_guide_has_all_kinds_and_members(name: str) -> None:
    assert f"`{name}`" in SECTION


# Places.

BODY = {
    "system_instruction": {"parts": {"text": "a"}},
    "generationConfig": {"responseSchema": {"properties": {"a b": {"type": "STRING"}}}},
    "safetySettings": None,
    "tools": [None, {"googleSearch": {}}, [{"urlContext": {}}]],
    "labels": {"team": "x"},
    "store": True,
    "unknown": 1,
}


def test_a_place_has_the_path_of_the_front_end() -> None:
    found = {each.path: each for each in places(BODY, REQUEST, Eyes({}, frozenset()))}

    assert list(found) == [
        "",
        "system_instruction",
        "system_instruction.parts",
        "system_instruction.parts.text",
        "generation_config",
        "generation_config.response_schema",
        "generation_config.response_schema.properties",
        "generation_config.response_schema.properties[0].value",
        "generation_config.response_schema.properties[0].value.type",
        "tools",
        "tools[1]",
        "tools[1].google_search",
        "tools[2]",
        "tools[2].url_context",
        "labels",
        "labels[0].value",
        "store",
    ]
    deep = found["generation_config.response_schema.properties[0].value.type"]
    assert deep.way == ("generationConfig", "responseSchema", "properties", "a b", "type")
    assert deep.keys == "generation_config.response_schema.properties[a b].type"
    assert (deep.name, deep.value, deep.holder.name) == ("type", "STRING", "Schema")
    assert found["system_instruction.parts.text"].keys == "system_instruction.parts[0].text"
    listed = found["tools[2].url_context"]
    assert (listed.way, listed.keys) == (("tools", 2, 0, "urlContext"), "tools[1].url_context")
    assert (found["tools[2]"].whole, found["tools[2]"].parent) == (False, "tools")


def test_a_gateway_sees_what_it_decodes_in_the_spelling_that_it_knows() -> None:
    keeps = {
        "GenerateContentRequest": frozenset({"generationConfig", "tools"}),
        "Tool": frozenset({"x"}),
    }
    eyes = Eyes(keeps, frozenset({"tools"}))
    seen = {each.path for each in places(BODY, REQUEST, eyes) if each.known}

    assert seen == {"", "generation_config"}


def test_to_put_a_value_in_a_place_changes_nothing_else() -> None:
    before = json.dumps(BODY)

    assert put(BODY, ("tools", 1, "googleSearch"), 5)["tools"][1] == {"googleSearch": 5}
    assert put(BODY, (), 5) == 5
    assert json.dumps(BODY) == before
