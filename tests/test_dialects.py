"""What each dialect does its own way, seen from outside."""

import gzip
import json
from typing import Any

import pytest

from contract_tests import judge
from mockserver import Settings
from mockserver.dialects import COMET, DIALECTS, dialect
from mockserver.errors import ApiError
from mockserver.exchange import Call
from mockserver.mock import mock
from mockserver.operations import OPERATIONS, resolve
from mockserver.pipeline import respond
from mockserver.settings import ConfigurationError
from tests.conftest import Respond

HELLO: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}


def config(**members: Any) -> dict[str, Any]:
    return {**HELLO, "generationConfig": members}


def error(exchange: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(exchange.reply.body)["error"]
    return body


def test_an_unknown_dialect_is_named_with_the_known_ones() -> None:
    with pytest.raises(
        ConfigurationError, match="unknown dialect 'azure'; there are comet, google"
    ):
        dialect("azure")


@pytest.mark.parametrize("name", DIALECTS)
def test_every_cause_of_refusal_has_a_row_in_every_dialect(name: str) -> None:
    causes = set(DIALECTS["google"].refusals)

    assert causes <= set(DIALECTS[name].refusals)


@pytest.mark.parametrize("operator", ["generateContent", "streamGenerateContent"])
@pytest.mark.parametrize("alt", ["", "sse"])
@pytest.mark.parametrize("name", DIALECTS)
def test_every_error_keeps_the_schema_of_its_dialect(
    ask: Respond, name: str, operator: str, alt: str
) -> None:
    bad: list[dict[str, Any]] = [
        {"headers": {}},
        {"api_keys": ("good",)},
        {"model": "gemini-2.5-flsh"},
        {"body": b"{"},
        {"body": {"foo": 1}},
        {"body": {"contents": []}},
        {"body": config(temperature=9)},
        {"body": config(thinkingConfig={"thinkingLevel": "LOW"})},
        {"body": b" " * 300, "max_body": 200},
        {"body": b"\x1f\x8b", "headers": {"x-goog-api-key": "k", "content-encoding": "gzip"}},
        {"body": b"", "headers": {"x-goog-api-key": "k", "content-encoding": "br"}},
    ]
    for each in bad:
        exchange = ask(
            **{"body": HELLO, **each}, operator=operator, query={"alt": alt}, dialect=name
        )
        body = json.loads(exchange.reply.body)

        assert exchange.reply.status >= 400, each
        assert list(judge.findings(DIALECTS[name].error_schema, body)) == [], each


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_refuses_as_the_schema_of_its_dialect_has_it(
    name: str, operation: str
) -> None:
    row = OPERATIONS[operation]
    server = mock(Settings(dialect=name, api_keys=("good",)))
    good, bad = (
        {"x-goog-api-key": each, "authorization": f"Bearer {each}"} for each in ("good", "bad")
    )
    hello: dict[str, Any] = {
        "contents": [{"parts": [{"text": "a"}]}],
        "messages": [{"role": "user"}],
    }
    asked: list[tuple[str, dict[str, str], Any]] = [
        ("gemini-2.5-flash", {}, {}),
        ("gemini-2.5-flash", bad, {}),
        ("nope", good, hello),
        ("gemini-2.5-flash", good, b"{"),
        ("gemini-2.5-flash", good, []),
        ("gemini-2.5-flash", good, {}),
        ("gemini-embedding-2", good, {"content": {"parts": [{"text": ""}]}, "requests": []}),
    ]
    for model, headers, body in asked:
        if row.face and isinstance(body, dict):
            body["model"] = model
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        path = row.full_path().format(model=model, id="nope")
        reply = respond(Call(row.method, path, {"pageToken": "?"}, headers, sent), server).reply
        if reply.media_type.startswith("text/html"):
            assert operation in DIALECTS[name].lacks_operations
            continue
        found = json.loads(reply.body)
        if reply.status >= 400 or "error" in found:
            assert list(judge.findings(DIALECTS[name].error_schema, found)) == [], body
        else:
            assert "models." in operation or operation == "catalog.list", body


# Some of what each origin has, and hasn't.
HAS: dict[str, dict[str, tuple[str, ...]]] = {
    "comet": {
        "has": (
            "generateContent",
            "models.list",
            "chat.completions",
            "openai.models.list",
            "catalog.list",
        ),
        "lacks": ("models.get", "cachedContents.create"),
    },
    "google": {
        "has": ("generateContent", "models.list", "models.get", "cachedContents.create"),
        "lacks": ("chat.completions", "openai.models.list", "openai.models.get", "catalog.list"),
    },
    "vertex": {
        "has": ("generateContent", "embedContent"),
        "lacks": ("models.list", "batchEmbedContents", "chat.completions", "catalog.list"),
    },
}


@pytest.mark.parametrize("name", DIALECTS)
def test_an_origin_leads_to_what_it_has_and_nowhere_else(name: str) -> None:
    has = DIALECTS[name]

    assert has.lacks_operations | has.undocumented <= OPERATIONS.keys()
    assert not has.lacks_operations & has.undocumented
    assert not has.lacks_operations & {*HAS[name]["has"]}
    assert {*HAS[name]["lacks"]} <= has.lacks_operations
    for operation, row in OPERATIONS.items():
        call = Call(row.method, row.full_path().format(model="gemini-2.5-flash", id="x"))
        try:
            led = resolve(call, has).name
        except ApiError as error:
            led = error.cause
        if operation in has.lacks_operations:
            assert led != operation
        else:
            assert led == operation


# Google's own words, as reported and recorded (facts on gemini, 6).


def test_google_joins_faults_and_lists_them_as_field_violations(ask: Respond) -> None:
    body = {**HELLO, "generation_config": {"foo": 1, "topK": "many"}, "bar": 2}
    reply = ask(body, dialect="google").reply

    expected = [
        "Invalid JSON payload received. Unknown name \"foo\" at 'generation_config': Cannot find field.",
        "Invalid value at 'generation_config.top_k' (TYPE_INT32), \"many\"",
        'Invalid JSON payload received. Unknown name "bar": Cannot find field.',
    ]
    assert reply.status == 400
    assert json.loads(reply.body) == {
        "error": {
            "code": 400,
            "message": "\n".join(expected),
            "status": "INVALID_ARGUMENT",
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.BadRequest",
                    "fieldViolations": [
                        {"field": "generation_config", "description": expected[0]},
                        {"field": "generation_config.top_k", "description": expected[1]},
                        {"description": expected[2]},
                    ],
                }
            ],
        }
    }


@pytest.mark.parametrize(
    ("model", "body", "message"),
    [
        pytest.param(
            "gemini-2.5-flash",
            config(temperature=3),
            "* GenerateContentRequest.generation_config.temperature: temperature must be in the range"
            " [0.0, 2.0].\n",
            id="temperature",
        ),
        pytest.param(
            "gemini-2.5-flash",
            {"contents": [{"parts": [{"text": "hi"}]}, {"role": "user", "parts": []}]},
            "* GenerateContentRequest.contents[1].parts: contents.parts must not be empty.\n",
            id="no-parts",
        ),
        pytest.param(
            "gemini-2.5-flash",
            {"contents": [{"parts": [{}]}]},
            "* GenerateContentRequest.contents[0].parts[0].data: required oneof field 'data' must have"
            " one initialized field\n",
            id="empty-part",
        ),
        pytest.param(
            "gemini-2.5-flash",
            {},
            "* GenerateContentRequest.contents: contents is not specified\n",
            id="no-contents",
        ),
        pytest.param(
            "gemini-2.5-flash",
            {"contents": [{"role": "system", "parts": [{"text": "hi"}]}]},
            "Please use a valid role: user, model.",
            id="role",
        ),
        pytest.param(
            "gemini-2.5-flash",
            config(thinkingConfig={"thinkingLevel": "LOW"}),
            "Thinking level is not supported for this model.",
            id="level-on-2.5",
        ),
        pytest.param(
            "gemini-3.1-pro-preview",
            config(thinkingConfig={"thinkingLevel": "MINIMAL"}),
            "Thinking level MINIMAL is not supported for this model. Please retry with other thinking"
            " level.",
            id="level-not-offered",
        ),
        pytest.param(
            "gemini-2.5-pro",
            config(thinkingConfig={"thinkingBudget": 0}),
            "Budget 0 is invalid. This model only works in thinking mode.",
            id="budget-0-on-pro",
        ),
        pytest.param(
            "gemini-2.5-flash",
            config(thinkingConfig={"thinkingBudget": 24_577}),
            "The thinking budget 24577 is invalid. Please choose a value between 0 and 24576.",
            id="budget-too-large",
        ),
        pytest.param(
            "gemini-3-flash-preview",
            config(thinkingConfig={"thinkingBudget": 10, "thinkingLevel": "LOW"}),
            "You can only set only one of thinking budget and thinking level.",
            id="budget-and-level",
        ),
        pytest.param(
            "gemini-3-flash-preview",
            config(candidateCount=2),
            "Multiple candidates is not enabled for this model",
            id="candidates-on-3",
        ),
        pytest.param(
            "gemini-2.5-flash",
            config(presencePenalty=1),
            "Penalty is not enabled for models/gemini-2.5-flash",
            id="penalty",
        ),
    ],
)
def test_google_refuses_in_its_own_words(
    ask: Respond, model: str, body: dict[str, Any], message: str
) -> None:
    exchange = ask(body, model=model, dialect="google")

    assert error(exchange) == {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}
    assert exchange.reply.status == 400


def test_google_tells_a_missing_key_from_a_wrong_one(ask: Respond) -> None:
    missing = error(ask(HELLO, headers={"x-goog-api-key": " "}, dialect="google"))
    wrong = error(ask(HELLO, api_keys=("good",), dialect="google"))

    assert (missing["code"], missing["status"]) == (403, "PERMISSION_DENIED")
    assert (wrong["code"], wrong["details"][0]["reason"]) == (400, "API_KEY_INVALID")


def test_google_does_not_find_an_unknown_model(ask: Respond) -> None:
    exchange = ask(HELLO, model="gemini-2.5-flsh", dialect="google")

    assert error(exchange)["status"] == "NOT_FOUND"
    assert error(exchange)["message"].startswith(
        "models/gemini-2.5-flsh is not found for API version v1beta, or is not supported for generateContent."
    )
    assert "did you mean gemini-2.5-flash?" in exchange.reply.headers["x-mock-warning"]


# The gateway's.


def test_comet_has_words_of_its_own_for_one_face_and_no_other() -> None:
    causes = ("malformed_json", "contents_missing")
    plain = [COMET.refusal(each) for each in causes]

    assert [COMET.refusal(each, "chat") for each in causes] != plain
    assert [COMET.refusal(each, "another") for each in causes] == plain


def test_comet_answers_an_unknown_model_with_503(ask: Respond) -> None:
    exchange = ask(HELLO, model="nope-1")
    found = error(exchange)

    assert exchange.reply.status == 503
    assert list(found) == ["code", "message", "type"]
    assert found["code"] == "model_not_found"
    assert found["type"] == "comet_api_error"
    text, request_id = found["message"].removesuffix(")").split(" (request id: ")
    assert text == "no available channel for group default and model nope-1 (distributor)"
    assert len(request_id) == 31
    assert request_id[:23].isdecimal()
    assert exchange.reply.headers["X-Oneapi-Request-Id"] == request_id


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param({"contents": []}, "contents is required", id="no-contents"),
        pytest.param(b'{"contents": [', "unexpected end of JSON input", id="cut"),
        pytest.param(b"{x", "invalid character 'x' looking for beginning of object key", id="junk"),
        pytest.param({"contents": "hi"}, "json: cannot unmarshal string into Go struct", id="type"),
        pytest.param(config(temperature="hot"), "json: cannot unmarshal string", id="number"),
    ],
)
def test_comet_refuses_what_its_relay_cannot_decode_with_500(
    ask: Respond, body: Any, message: str
) -> None:
    exchange = ask(body)

    assert exchange.reply.status == 500
    assert error(exchange)["message"].startswith(message)
    assert error(exchange)["code"] == "invalid_request"
    assert error(exchange)["param"] == ""


def test_comet_passes_on_what_its_provider_refuses_and_hides_addresses(ask: Respond) -> None:
    exchange = ask(config(thinkingConfig={"thinkingLevel": "LOW"}))

    assert exchange.reply.status == 400
    assert error(exchange) == {
        "message": "Unable to submit request because thinking_level is not supported by this model.."
        " Learn more: https://***.com/***/***/***/***/***",
        "type": "upstream_error",
        "param": "",
        "code": 400,
    }


def test_comet_refuses_a_budget_for_gemini_3_where_google_takes_it(ask: Respond) -> None:
    body = config(thinkingConfig={"thinkingBudget": 1024})

    assert ask(body, model="gemini-3-flash-preview").reply.status == 400
    assert ask(body, model="gemini-3-flash-preview", dialect="google").reply.status == 200


def test_comet_loses_the_text_of_an_error_on_a_stream_and_the_mock_tells_it(ask: Respond) -> None:
    body = config(thinkingConfig={"thinkingLevel": "LOW"})
    exchange = ask(body, operator="streamGenerateContent", query={"alt": "sse"})

    assert error(exchange)["code"] == "bad_response_status_code"
    assert "thinking_level is not supported" in exchange.reply.headers["x-mock-warning"]


def test_comet_drops_unknown_fields_and_the_mock_says_so(ask: Respond) -> None:
    with_unknown = ask(config(foo=1))

    assert with_unknown.reply.status == 200
    assert "drops 'foo' at 'generation_config'" in with_unknown.warnings[0]
    assert with_unknown.reply.headers["x-mock-warning"] == with_unknown.warnings[0]


@pytest.mark.parametrize(
    ("body", "status", "warning"),
    [
        ({"contnts": [{"parts": [{"text": "a"}]}]}, 500, "comet drops 'contnts'"),
        (
            {"contents": [{"parts": [{"txt": "a"}]}]},
            400,
            "comet drops 'txt' at 'contents[0].parts[0]'",
        ),
        ({**config(temperature=9), "foo": 1}, 400, "comet drops 'foo'"),
        ({**config(thinkingConfig={"thinkingLevel": "LOW"}), "foo": 1}, 400, "comet drops 'foo'"),
    ],
    ids=["root", "part", "range", "rule"],
)
def test_comet_says_what_it_drops_beside_a_refusal_too(
    ask: Respond, body: dict[str, Any], status: int, warning: str
) -> None:
    reply = ask(body).reply

    assert reply.status == status
    assert warning in reply.headers["x-mock-warning"]


def test_comet_takes_a_whole_fraction_for_top_k_as_the_official_sdk_sends_it(ask: Respond) -> None:
    assert ask(config(topK=40.0)).warnings == ()
    assert ask(config(topK="40")).warnings != ()


def test_comet_does_not_drop_unknown_fields_of_what_it_passes_on_as_it_is(ask: Respond) -> None:
    exchange = ask({**HELLO, "tools": [{"google_search": {}, "foo": 1}]})

    assert exchange.reply.status == 400
    assert "Unknown name \"foo\" at 'tools[0]'" in error(exchange)["message"]


@pytest.mark.parametrize("dialect", ["comet", "google", "vertex"])
def test_what_is_no_text_in_an_instruction_says_nothing_and_the_mock_says_so(
    ask: Respond, dialect: str
) -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "aGk="}}
    body = {**HELLO, "systemInstruction": {"parts": [{"text": "Be kind"}, image]}}

    assert ask(body, dialect=dialect).warnings == (
        "a 'systemInstruction' is text alone (documented); its other parts say nothing",
    )


def test_comet_loses_an_instruction_without_text_and_the_mock_says_so(ask: Respond) -> None:
    wordless = {**HELLO, "systemInstruction": {"parts": [{"text": ""}]}}

    assert ask(wordless).warnings == ("comet drops a 'systemInstruction' without text (inferred)",)
    assert ask(wordless, dialect="google").warnings == ()


def test_comet_loses_file_uri_in_snake_case_and_the_mock_says_so(ask: Respond) -> None:
    part = {"fileData": {"file_uri": "https://example.com/a.mp4", "mimeType": "video/mp4"}}
    exchange = ask({"contents": [{"parts": [{"text": "What is this?"}, part]}]})

    assert exchange.reply.status == 200
    assert exchange.warnings == (
        "comet drops 'file_uri' at 'contents[0].parts[1].file_data' (documented); send 'fileUri'",
    )


@pytest.mark.parametrize("name", ["google", "vertex"])
def test_the_origins_themselves_take_both_spellings(ask: Respond, name: str) -> None:
    part = {"file_data": {"file_uri": "https://example.com/a.mp4", "mime_type": "video/mp4"}}
    exchange = ask({"contents": {"role": "user", "parts": [{"text": "?"}, part]}}, dialect=name)

    assert exchange.reply.status == 200
    assert exchange.warnings == ()


def test_comet_redirects_an_unknown_path_to_a_page_and_not_away(ask: Respond) -> None:
    reply = ask(HELLO, operator="generateContents").reply

    assert reply.status == 301
    assert reply.headers["Location"] == "/"
    assert reply.media_type.startswith("text/html")
    assert "known: POST /v1beta/models/{model}:generateContent" in reply.headers["x-mock-warning"]


# Vertex AI's.


def test_vertex_demands_a_role(ask: Respond) -> None:
    body = {"contents": [{"parts": [{"text": "Hello"}]}]}

    assert error(ask(body, dialect="vertex"))["message"] == "Please use a valid role: user, model."
    assert ask(body).reply.status == ask(body, dialect="google").reply.status == 200


@pytest.mark.parametrize("alt", ["", "sse"])
def test_vertex_wraps_errors_of_streams_in_a_list(ask: Respond, alt: str) -> None:
    reply = ask({}, operator="streamGenerateContent", query={"alt": alt}, dialect="vertex").reply

    assert [list(each) for each in json.loads(reply.body)] == [["error"]]


def test_google_wraps_errors_of_streams_only_without_events(ask: Respond) -> None:
    events = ask({}, operator="streamGenerateContent", query={"alt": "sse"}, dialect="google").reply
    array = ask({}, operator="streamGenerateContent", dialect="google").reply

    assert list(json.loads(events.body)) == ["error"]
    assert events.media_type == "text/event-stream"
    assert isinstance(json.loads(array.body), list)


def test_vertex_words_a_range_its_own_way(ask: Respond) -> None:
    message = error(ask(config(temperature=1000), dialect="vertex"))["message"]

    assert message == (
        "Unable to submit request because it has a temperature value of 1000 but the supported range"
        " is from 0 (inclusive) to 2.0001 (exclusive). Update the value and try again."
    )


# Members of an answer.


def answer(ask: Respond, name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(ask(HELLO, dialect=name).reply.body)
    return body


@pytest.mark.parametrize("name", ["comet", "vertex"])
def test_an_answer_of_vertex_shape_has_the_members_of_the_pages_sample(
    ask: Respond, name: str
) -> None:
    found = answer(ask, name)

    assert list(found) == [
        "candidates",
        "usageMetadata",
        "modelVersion",
        "createTime",
        "responseId",
    ]
    assert list(found["candidates"][0]) == ["content", "finishReason", "avgLogprobs"]
    assert list(found["candidates"][0]["content"]) == ["role", "parts"]
    assert list(found["usageMetadata"]) == [
        "promptTokenCount", "candidatesTokenCount", "totalTokenCount", "trafficType",
        "thoughtsTokenCount", "promptTokensDetails", "candidatesTokensDetails",
    ]  # fmt: skip


def test_an_answer_of_ai_studio_has_other_members(ask: Respond) -> None:
    found = answer(ask, "google")

    assert list(found) == ["candidates", "usageMetadata", "modelVersion", "responseId"]
    assert list(found["candidates"][0]) == ["content", "finishReason", "index"]
    assert list(found["candidates"][0]["content"]) == ["parts", "role"]
    assert found["usageMetadata"]["serviceTier"] == "standard"
    assert "trafficType" not in found["usageMetadata"]


def test_ai_studio_answers_with_older_models_as_it_did(ask: Respond) -> None:
    """Whose calls have no message, as recorded."""
    weather = {"name": "get_weather", "description": "The weather in a city"}
    body = {
        "contents": [{"role": "user", "parts": [{"text": "What is the weather in Paris?"}]}],
        "tools": [{"functionDeclarations": [weather]}],
    }
    found = json.loads(ask(body, model="gemini-2.0-flash", dialect="google").reply.body)

    assert list(found["candidates"][0]) == ["content", "finishReason", "avgLogprobs"]
    assert "functionCall" in found["candidates"][0]["content"]["parts"][0]
    assert "candidatesTokensDetails" in found["usageMetadata"]


def events(ask: Respond, name: str) -> list[bytes]:
    body = {"contents": [{"role": "user", "parts": [{"text": "Describe the moon in detail"}]}]}
    reply = ask(body, operator="streamGenerateContent", query={"alt": "sse"}, dialect=name).reply
    return [each.data for each in reply.frames]


@pytest.mark.parametrize(
    ("name", "end"), [("comet", b"}\n\n"), ("google", b"}\r\n\r\n"), ("vertex", b"}\r\n\r\n")]
)
def test_events_end_their_lines_as_the_origin_does(ask: Respond, name: str, end: bytes) -> None:
    found = events(ask, name)

    assert len(found) > 3
    assert all(each.startswith(b'data: {"candidates": [{') for each in found)
    assert all(each.endswith(end) for each in found)


@pytest.mark.parametrize("name", ["comet", "vertex"])
def test_usage_stands_in_the_last_event_only(ask: Respond, name: str) -> None:
    usages = [json.loads(each[6:])["usageMetadata"] for each in events(ask, name)]

    assert all(each == {"trafficType": "ON_DEMAND"} for each in usages[:-1])
    assert usages[-1]["totalTokenCount"] > 0


def test_usage_grows_with_every_event_of_ai_studio(ask: Respond) -> None:
    usages = [json.loads(each[6:])["usageMetadata"] for each in events(ask, "google")]
    counts = [each["candidatesTokenCount"] for each in usages]

    assert counts == sorted(set(counts))
    for each in usages:
        parts = each["promptTokenCount"] + each["candidatesTokenCount"] + each["thoughtsTokenCount"]
        assert each["totalTokenCount"] == parts


def test_a_stream_without_events_is_an_array_and_comet_says_what_is_documented(
    ask: Respond,
) -> None:
    for name in DIALECTS:
        exchange = ask(HELLO, operator="streamGenerateContent", dialect=name)

        assert exchange.reply.media_type == "application/json; charset=UTF-8"
        assert json.loads(exchange.reply.body)[-1]["candidates"][0]["finishReason"] == "STOP"
        assert bool(exchange.warnings) == (name == "comet")


def test_harm_categories_are_numbered_as_the_origin_does(ask: Respond) -> None:
    twice: list[dict[str, Any]] = [
        {"category": 8, "threshold": 4},
        {"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_NONE"},
    ]
    body = {**HELLO, "safetySettings": twice}

    assert "HARM_CATEGORY_HATE_SPEECH is set twice" in error(ask(body, dialect="google"))["message"]
    twice[0]["category"] = 1
    assert "HARM_CATEGORY_HATE_SPEECH is set twice" in error(ask(body, dialect="vertex"))["message"]


def test_the_paths_of_vertex_lead_there_in_its_dialect_only() -> None:
    path = (
        "/v1beta1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent"
    )
    call = Call("POST", path, {}, {"authorization": "Bearer t"}, json.dumps(HELLO).encode())

    assert respond(call, mock(Settings(dialect="vertex"))).reply.status == 200
    assert respond(call, mock(Settings(dialect="google"))).reply.status == 404


@pytest.mark.parametrize("name", DIALECTS)
def test_a_compressed_body_is_the_same_request(ask: Respond, name: str) -> None:
    plain = ask(HELLO, dialect=name)
    headers = {"x-goog-api-key": "k", "content-encoding": "GZIP"}
    packed = ask(gzip.compress(json.dumps(HELLO, indent=3).encode()), headers=headers, dialect=name)

    assert packed.reply == plain.reply
