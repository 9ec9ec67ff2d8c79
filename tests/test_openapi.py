"""The description of the API: what it says, where it is, and that the mock keeps it."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import openapi_spec_validator
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from mockserver import MockServer, Settings
from mockserver.cli import cli
from mockserver.dialects import DIALECTS
from mockserver.mock import mock
from mockserver.openapi import DESCRIBED, document, schema_name
from mockserver.operations import OPERATIONS
from mockserver.refusals import OWN
from mockserver.schemas import bundled, documents

ROOT = Path(__file__).parents[1]
BASE = "http://127.0.0.1:8707"
DOCUMENTS = {each: document(mock(Settings(dialect=each)), BASE) for each in DIALECTS}
DESCRIPTIONS = [
    pytest.param(dialect, path, method, described, id=f"{dialect}-{described['operationId']}")
    for dialect, whole in DOCUMENTS.items()
    for path, methods in whole["paths"].items()
    for method, described in methods.items()
]


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    with ExitStack() as running:
        yield {each: running.enter_context(MockServer(dialect=each)).url for each in DIALECTS}


def validator(dialect: str, schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    components = {"components": DOCUMENTS[dialect]["components"]}
    return jsonschema.Draft202012Validator({**schema, **components})


def request_of(dialect: str, operation: str) -> jsonschema.Draft202012Validator:
    (path,) = (
        each
        for each in DOCUMENTS[dialect]["paths"]
        if each.endswith(f"models/{{model}}:{operation}")
    )
    body = DOCUMENTS[dialect]["paths"][path]["post"]["requestBody"]
    return validator(dialect, body["content"]["application/json"]["schema"])


def examples_of(described: dict[str, Any]) -> dict[str, Any]:
    """Return the examples of a body by their names, or the only one."""
    body = described["requestBody"]["content"]["application/json"]
    several = {name: each["value"] for name, each in body.get("examples", {}).items()}
    return several or {"": body["example"]}


def headers_for(described: dict[str, Any]) -> dict[str, str]:
    """Return what is to be sent as a key, as an operation says."""
    usual: list[dict[str, Any]] = [{"header": []}]
    schemes = [name for each in described.get("security", usual) for name in each]
    known = {"header": {"x-goog-api-key": "any"}, "authorization": {"authorization": "Bearer any"}}
    return {key: value for each in schemes for key, value in known[each].items()}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_description_is_valid_openapi(dialect: str) -> None:
    openapi_spec_validator.validate(DOCUMENTS[dialect])

    assert DOCUMENTS[dialect]["openapi"] == "3.1.0"
    assert DOCUMENTS[dialect]["servers"] == [{"url": BASE}]


@pytest.mark.parametrize(("dialect", "has"), DIALECTS.items())
def test_it_has_the_operations_that_the_origin_has(dialect: str, has: Any) -> None:
    paths = DOCUMENTS[dialect]["paths"].values()
    named = {each["operationId"] for path in paths for each in path.values()}
    there = set(OPERATIONS) - has.lacks_operations

    assert set(DESCRIBED) == set(OPERATIONS)
    if has.vertex_paths:  # Each with a project before it, and without.
        assert named == there | {f"{each}.express" for each in there}
    else:
        assert named == there


def test_paths_are_those_of_the_origin() -> None:
    assert "/v1beta/models/{model}:generateContent" in DOCUMENTS["comet"]["paths"]
    assert (
        "/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}:generateContent"
        in DOCUMENTS["vertex"]["paths"]
    )


def test_an_operation_that_the_origin_does_not_document_is_marked() -> None:
    paths = DOCUMENTS["comet"]["paths"]

    assert "Inferred" in paths["/v1beta/models/{model}:countTokens"]["post"]["description"]
    assert "description" not in paths["/v1beta/models/{model}:generateContent"]["post"]


def test_no_two_schemas_have_one_name() -> None:
    files = {
        path: each
        for path, each in documents().items()
        if path.startswith(("gemini/", "openai/", "comet/", "errors/google"))
    }
    roots = [schema_name(path, "") for path, each in files.items() if "title" in each]
    inner = [
        schema_name(path, name) for path, each in files.items() for name in each.get("$defs", ())
    ]
    names = Counter([*roots, *inner])

    assert names.total() > 100
    assert set(names.values()) == {1}
    assert all(map(str.isalnum, DOCUMENTS["comet"]["components"]["schemas"]))


@pytest.mark.parametrize(("dialect", "path", "method", "described"), DESCRIPTIONS)
def test_examples_are_valid_and_the_mock_answers_them_so(
    urls: dict[str, str], dialect: str, path: str, method: str, described: dict[str, Any]
) -> None:
    names = {each["name"]: each.get("example") for each in described["parameters"]}
    content = described["responses"]["200"]["content"]
    sent: dict[str, Any] = {}
    if "requestBody" in described:
        (_, example), *_ = examples_of(described).items()
        body = described["requestBody"]["content"]["application/json"]
        validator(dialect, body["schema"]).validate(example)
        sent = {"json": example}
    if "example" not in content["application/json"] and method != "post":
        return  # It depends on what there is.
    answer = httpx.request(
        method,
        urls[dialect] + path.format(**names),
        headers=headers_for(described),
        params={"pageSize": "1"},
        **sent,
    )

    assert answer.status_code == 200
    validator(dialect, content["application/json"]["schema"]).validate(answer.json())
    assert content["application/json"].get("example", answer.json()) == answer.json()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_events_of_the_example_are_those_of_the_mock(
    urls: dict[str, str], dialect: str
) -> None:
    path, described = next(
        (path, each["post"])
        for path, each in DOCUMENTS[dialect]["paths"].items()
        if path.endswith(":streamGenerateContent")
    )
    events = described["responses"]["200"]["content"]["text/event-stream"]
    answer = httpx.post(
        urls[dialect] + path.format(model="gemini-2.5-flash", project="mock", location="global"),
        params={"alt": "sse"},
        headers={"x-goog-api-key": "any"},
        json=DESCRIBED["streamGenerateContent"].example,
    )
    chunks = [json.loads(line[6:]) for line in answer.text.splitlines() if line]

    assert answer.text == events["example"]
    for each in chunks:
        validator(dialect, events["schema"]["x-event-schema"]).validate(each)


def test_what_the_mock_refuses_a_request_for_is_invalid_here() -> None:
    generate = request_of("comet", "generateContent")
    good: dict[str, Any] = {"contents": [{"parts": [{"text": "Hi"}]}]}

    assert generate.is_valid(good)
    assert not generate.is_valid({**good, "contnts": []})
    assert not generate.is_valid({**good, "generationConfig": {"temperature": 9}})
    assert not generate.is_valid({"contents": [{"parts": [{"text": "Hi", "fileData": {}}]}]})


def test_what_is_no_base64_is_invalid_here() -> None:
    generate = request_of("google", "generateContent")

    def sent(data: str) -> dict[str, Any]:
        blob = {"mimeType": "image/png", "data": data}
        return {"contents": [{"parts": [{"inlineData": blob}]}]}

    assert generate.is_valid(sent("aGk="))
    assert generate.is_valid(sent("aGlo"))
    assert not generate.is_valid(sent("aGk"))
    assert not generate.is_valid(sent("a?k="))


def test_a_list_without_pages_takes_no_page() -> None:
    assert DOCUMENTS["comet"]["paths"]["/v1beta/models"]["get"]["parameters"] == []
    assert len(DOCUMENTS["google"]["paths"]["/v1beta/models"]["get"]["parameters"]) == 2


def test_what_only_another_origin_takes_is_invalid_here() -> None:
    labelled = {"contents": [{"parts": [{"text": "Hi"}]}], "labels": {"a": "b"}}

    assert request_of("comet", "generateContent").is_valid(labelled)
    assert not request_of("google", "generateContent").is_valid(labelled)


def test_a_member_may_have_the_name_of_a_keyword() -> None:
    declared = DOCUMENTS["google"]["components"]["schemas"]["Schema"]["properties"]

    assert declared["properties"]["additionalProperties"] == {"$ref": "#/components/schemas/Schema"}
    assert "$schema" in bundled("mock/stub.json")["$defs"]["stub.Stub"]["properties"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_cause_of_a_refusal_is_told_with_its_status_and_an_example(dialect: str) -> None:
    schema = {"$ref": f"#/components/schemas/{dialect.title()}Error"}
    responses = DOCUMENTS[dialect]["components"]["responses"]
    has = DIALECTS[dialect]
    told = [("Refusal", cause, has.refusals[cause]) for cause in has.refusals]
    told += [
        ("Chat", cause, refusal) for cause, refusal in has.face_refusals.get("chat", {}).items()
    ]
    for kind, cause, refusal in told:
        if cause in OWN | {"front_page"} or refusal.http == 200:
            continue
        content = responses[f"{kind}{refusal.http}"]["content"]
        media_type = "text/html" if refusal.envelope == "html" else "application/json"
        example = content[media_type]["examples"][cause]["value"]
        if refusal.envelope == "html":
            assert example.startswith("<!DOCTYPE html>")
        else:
            validator(dialect, schema).validate(example)


def test_what_is_refused_with_the_status_of_an_answer_stands_beside_the_answer(
    urls: dict[str, str],
) -> None:
    one = DOCUMENTS["comet"]["paths"]["/v1/models/{model}"]["get"]
    schema = one["responses"]["200"]["content"]["application/json"]["schema"]
    unknown = httpx.get(f"{urls['comet']}/v1/models/nope", headers=headers_for(one))

    assert schema["anyOf"][1] == {"$ref": "#/components/schemas/CometError"}
    assert (unknown.status_code, list(unknown.json())) == (200, ["error"])
    validator("comet", schema).validate(unknown.json())
    assert not validator("comet", schema["anyOf"][0]).is_valid(unknown.json())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nothing_is_described_that_nothing_refers_to(dialect: str) -> None:
    told = json.dumps(DOCUMENTS[dialect])
    components = DOCUMENTS[dialect]["components"]
    named = [
        f"#/components/{kind}/{each}"
        for kind in ("schemas", "responses")
        for each in components[kind]
    ]

    assert [each for each in named if f'"{each}"' not in told] == []


# By way of chat completions.


def chat() -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENTS["comet"]["paths"]["/v1/chat/completions"]["post"]
    return found


def test_chat_completions_are_described_in_their_own_words() -> None:
    schema = {"$ref": "#/components/schemas/OpenAIChatCompletionRequest"}
    body = chat()["requestBody"]["content"]["application/json"]
    content = chat()["responses"]["200"]["content"]

    assert body["schema"] == schema
    assert set(examples_of(chat())) == {"whole", "streamed"}
    assert content["application/json"]["schema"] == {
        "$ref": "#/components/schemas/OpenAIChatCompletion"
    }
    assert content["text/event-stream"]["schema"]["x-event-schema"] == {
        "$ref": "#/components/schemas/OpenAIChatCompletionChunk"
    }


def test_the_events_of_a_chat_are_those_of_the_mock(urls: dict[str, str]) -> None:
    streamed = examples_of(chat())["streamed"]
    events = chat()["responses"]["200"]["content"]["text/event-stream"]
    path = f"{urls['comet']}/v1/chat/completions"
    answer = httpx.post(path, headers=headers_for(chat()), json=streamed)
    *chunks, done = [line[6:] for line in answer.text.splitlines() if line]

    assert answer.text == events["example"]
    assert done == events["schema"]["x-event-end"] == "[DONE]"
    assert len(chunks) > 3
    for each in chunks:
        validator("comet", events["schema"]["x-event-schema"]).validate(json.loads(each))


def test_a_chat_is_refused_in_its_own_words_where_it_has_some() -> None:
    responses = DOCUMENTS["comet"]["components"]["responses"]
    told = responses["Chat400"]["content"]["application/json"]["examples"]
    native = responses["Stream400"]["content"]["application/json"]["examples"]

    assert chat()["responses"]["400"] == {"$ref": "#/components/responses/Chat400"}
    assert told["model_missing"]["value"]["error"]["message"].startswith("model name is required")
    assert "model_missing" not in native
    assert told["prompt_blocked"]["value"]["error"]["code"] == "prompt_blocked"


def test_what_wants_another_key_or_none_says_so() -> None:
    paths = DOCUMENTS["comet"]["paths"]
    bearer: list[dict[str, list[str]]] = [{"authorization": []}]

    assert chat()["security"] == bearer
    assert paths["/v1/models"]["get"]["security"] == bearer
    assert paths["/v1/models/{model}"]["get"]["security"] == bearer
    assert paths["/api/models"]["get"]["security"] == []
    assert "security" not in paths["/v1beta/models"]["get"]


@pytest.mark.parametrize(
    ("dialect", "status", "grade"),
    [
        ("comet", 413, "Documented."),
        ("comet", 404, "Inferred, or our choice."),
        ("google", 403, "Observed."),
        ("vertex", 524, "Inferred, or our choice."),
    ],
)
def test_a_status_has_its_grade(dialect: str, status: int, grade: str) -> None:
    responses = DOCUMENTS[dialect]["components"]["responses"]

    assert responses[f"Refusal{status}"]["description"].startswith(grade)


def test_errors_of_a_stream_are_said_to_be_events_where_they_are() -> None:
    def kinds(dialect: str) -> set[str]:
        return set(DOCUMENTS[dialect]["components"]["responses"]["Stream400"]["content"])

    assert kinds("google") == {"application/json", "text/event-stream", "text/html"}
    assert kinds("comet") == {"application/json"}


def test_the_request_id_of_a_gateway_is_described() -> None:
    responses = {
        key: each["components"]["responses"]["Refusal400"] for key, each in DOCUMENTS.items()
    }

    assert set(responses["comet"]["headers"]) == {"X-Oneapi-Request-Id"}
    assert "headers" not in responses["google"]


def test_keys_stand_where_the_origin_looks_for_them() -> None:
    schemes = DOCUMENTS["comet"]["components"]["securitySchemes"]

    assert schemes["header"] == {"type": "apiKey", "in": "header", "name": "x-goog-api-key"}
    assert schemes["query"] == {"type": "apiKey", "in": "query", "name": "key"}
    assert schemes["authorization"] == {"type": "http", "scheme": "bearer"}
    assert DOCUMENTS["comet"]["security"] == [{"header": []}, {"query": []}, {"authorization": []}]


def test_a_model_that_was_added_is_named() -> None:
    described = document(mock(Settings(models={"gemini-9": "gemini-2.5-flash"})), BASE)
    (name,) = described["paths"]["/v1beta/models/{model}:generateContent"]["post"]["parameters"]

    assert "gemini-9" in name["description"]


def test_the_mock_serves_it_to_everybody_with_the_base_url_that_was_asked() -> None:
    with MockServer(dialect="google", admin_token="secret", api_keys=("sk-1",)) as server:
        plain = httpx.get(f"{server.url}/openapi.json")
        below = httpx.get(f"{server.url}/__ns/mine/openapi.json")
        head = httpx.head(f"{server.url}/openapi.json")

    assert plain.headers["content-type"] == "application/json"
    assert plain.json() == DOCUMENTS["google"] | {"servers": [{"url": server.url}]}
    assert below.json()["servers"] == [{"url": f"{server.url}/__ns/mine"}]
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == plain.headers["content-length"]


def command(*words: str | Path) -> str:
    done = CliRunner().invoke(cli, ["openapi", *map(str, words)])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_prints_it() -> None:
    assert json.loads(command()) == DOCUMENTS["comet"]
    assert json.loads(command("--dialect", "vertex")) == DOCUMENTS["vertex"]
    assert json.loads(command("--url", "http://mock/"))["servers"] == [{"url": "http://mock"}]


def test_the_command_prints_that_of_the_admin_api() -> None:
    described = json.loads(command("--admin"))

    assert described["servers"] == [{"url": f"{BASE}/__admin"}]
    assert "/journal" in described["paths"]


def test_the_command_writes_yaml_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    printed = command("--format", "yaml", "--output", file)

    assert printed == ""
    assert file.read_text("utf-8").startswith("openapi: 3.1.0\n")
    assert YAML(typ="safe", pure=True).load(file.read_text("utf-8")) == DOCUMENTS["comet"]


def test_the_commands_of_the_guide_run(urls: dict[str, str], tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "openapi.md").read_text("utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    mock = f"env PYTHONPATH={ROOT} {sys.executable} -m mockserver"
    there = block.replace(BASE, urls["comet"]).replace("cometapi-mock", mock)
    done = subprocess.run(
        ["bash", "-ec", there], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.iterdir())) == 5
    assert json.loads((tmp_path / "comet.json").read_text("utf-8")) == DOCUMENTS["comet"]
    (server,) = json.loads((tmp_path / "checkout.json").read_text("utf-8"))["servers"]
    assert server["url"].endswith("/__ns/checkout")
