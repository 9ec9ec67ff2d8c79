"""The contract suite tried on what a proxy spoils: the proxy, the catalogue, and a sample of it."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.call import prompt
from contract_tests.claims import claims
from mockserver import MockServer
from tests.mutants import table
from tests.mutants.catalogue import MUTANTS, ROWS, VARIATIONS
from tests.mutants.proxy import KEY, serving, target
from tests.mutants.seen import Seen
from tests.mutants.turn import Asked, Row, Told

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "contract-mutants.md"
TEXT = {"contents": [{"parts": [{"text": "Write a short poem about the stars, and a café"}]}]}
EVENTS = {"alt": "sse"}
WEATHER = {
    "name": "get_weather",
    "description": "Get the weather in a city",
    "parameters": {
        "type": "OBJECT",
        "properties": {"city": {"type": "STRING"}},
        "required": ["city"],
    },
}
TIME = {**WEATHER, "name": "get_time", "description": "Get the time in a city"}
BOTH = [{"functionDeclarations": [WEATHER, TIME]}]
SCHEMA = {"type": "OBJECT", "properties": {"name": {"type": "STRING"}}, "required": ["name"]}
ORDERED = {
    "type": "OBJECT",
    "properties": {"a": {"type": "STRING"}, "b": {"type": "STRING"}},
    "required": ["a", "b"],
    "propertyOrdering": ["b", "a"],
}
PICTURE = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    def answered(_: Asked) -> Told:
        return Told(status=418, headers={"x-from": "the proxy"}, pieces=(b"tea", b"pot"))

    rows = [
        ROWS["nothing"],
        ROWS["total-off-by-one"],
        Row(name="answered", says="", prepare=answered),
        Row(name="shouted", says="", alter=lambda _, told: told.written(told.body.upper())),
    ]
    with serving({each.name: each for each in rows}, "comet") as running:
        yield running


def ask(proxy: str, name: str, body: Any = TEXT, **options: Any) -> httpx.Response:
    headers = options.pop("headers", {"x-goog-api-key": KEY})
    operator = options.pop("operator", "generateContent")
    url = f"{target(proxy, name)}/models/gemini-2.5-flash:{operator}"
    return httpx.post(url, json=body, headers=headers, **options)


def test_what_nothing_alters_comes_as_the_mock_says_it(proxy: str) -> None:
    with MockServer(dialect="comet") as mock:
        url = f"{mock.url}/v1beta/models/gemini-2.5-flash:streamGenerateContent"
        straight = httpx.post(url, json=TEXT, headers={"x-goog-api-key": "any"}, params=EVENTS)
    through = ask(proxy, "nothing", operator="streamGenerateContent", params=EVENTS)

    assert through.status_code == 200
    assert through.content == straight.content
    assert through.headers["content-type"] == straight.headers["content-type"]


def test_a_row_alters_the_answer(proxy: str) -> None:
    usage = ask(proxy, "nothing").json()["usageMetadata"]

    spoilt = ask(proxy, "total-off-by-one").json()["usageMetadata"]

    assert spoilt == {**usage, "totalTokenCount": usage["totalTokenCount"] + 1}


def test_a_row_may_answer_itself(proxy: str) -> None:
    answer = ask(proxy, "answered")

    assert (answer.status_code, answer.text) == (418, "teapot")
    assert answer.headers["x-from"] == "the proxy"


def test_the_mock_behind_it_sees_query_headers_and_method(proxy: str) -> None:
    assert ask(proxy, "nothing", headers={}).status_code == 401
    assert ask(proxy, "nothing", headers={}, params={"key": KEY}).status_code == 200
    root = target(proxy, "nothing")
    assert httpx.get(f"{root}/models", headers={"x-goog-api-key": KEY}).json()["models"]


def test_what_only_tries_out_the_api_goes_well(proxy: str) -> None:
    body = prompt("Say hi", "any", generationConfig={"maxOutputTokens": 16}).body

    assert ask(proxy, "answered", body).json()["candidates"]


def test_refusals_go_through_rows_too(proxy: str) -> None:
    assert ask(proxy, "shouted", {"contents": []}).json()["ERROR"]["CODE"] == "INVALID_REQUEST"


def told(kind: str, body: bytes) -> Told:
    return Told(headers={"content-type": kind}, pieces=(body,))


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("application/json", b'{"a": 1}', b'{\n  "a": 2\n}'),
        ("application/json", b'[{"a": 1},\n{"a": 1}]', b'[{\n  "a": 2\n},\r\n{\n  "a": 2\n}]'),
        ("text/event-stream", b'data: {"a": 1}\n\n', b'data: {"a": 2}\n\n'),
        ("text/event-stream", b'data: {"a": 1}\r\n\r\n', b'data: {"a": 2}\r\n\r\n'),
    ],
    ids=["unary", "array", "events", "events with CRLF"],
)
def test_objects_go_back_where_they_stood(kind: str, before: bytes, after: bytes) -> None:
    answer = told(kind, before)
    objects = answer.objects()
    for each in objects:
        each["a"] += 1

    assert answer.of(objects).body == after


# What shows each row of the catalogue, asked of a mock: unary, as events, or both.
PROMPTS: list[dict[str, Any]] = [
    TEXT,
    {**TEXT, "systemInstruction": {"parts": [{"text": "Be brief."}]}, "safetySettings": []},
    {"contents": [*TEXT["contents"], {"role": "model", "parts": [{"text": "Yes"}]}, *TEXT["contents"]]},
    {"contents": [{"parts": [{"text": "What is it?"}, PICTURE]}]},
    {**TEXT, "tools": [{"google_search": {}}]},
    {**TEXT, "tools": [{"googleSearch": {}}]},
    {"contents": [{"parts": [{"text": "Find a museum in Berlin"}]}], "tools": [{"googleMaps": {}}]},
    {"contents": [{"parts": [{"text": "Read https://example.com/a"}]}], "tools": [{"urlContext": {}}]},
    {"contents": [{"parts": [{"text": "What is the sum of the first 50 prime numbers? Generate and run code for it."}]}], "tools": [{"codeExecution": {}}]},
    *(
        {
            "contents": [{"parts": [{"text": "What is the weather in Paris, and the time in Rome?"}]}],
            "tools": BOTH,
            "toolConfig": {"functionCallingConfig": mode},
        }
        for mode in (
            {"mode": "ANY"}, {"mode": "NONE"}, {"mode": "ANY", "allowedFunctionNames": ["get_time"]},
        )
    ),
    {
        "contents": [
            {"role": "user", "parts": [{"text": "What is the weather in Paris?"}]},
            {"role": "model", "parts": [{"functionCall": {"name": "get_weather", "args": {"city": "Paris"}}}]},
            {"role": "user", "parts": [{"functionResponse": {"name": "get_weather", "response": {"sky": "red"}}}]},
        ],
        "tools": BOTH,
    },
    *(
        {**TEXT, "generationConfig": config}
        for config in (
            {"responseMimeType": "application/json"},
            {"responseMimeType": "application/json", "responseSchema": SCHEMA},
            {"responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["red", "blue"]}},
            {"responseMimeType": "application/json", "responseSchema": ORDERED},
            {"thinkingConfig": {"thinkingBudget": 0}},
            {"thinkingConfig": {"thinkingBudget": 512, "includeThoughts": True}},
            {"candidateCount": 2},
            {"stopSequences": ["e"], "thinkingConfig": {"thinkingBudget": 0}},
            {"maxOutputTokens": 5, "thinkingConfig": {"thinkingBudget": 0}},
            {"responseLogprobs": True, "logprobs": 2},
        )
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """Everything that shows a row: every prompt both ways, other models, keys, and errors."""
    posts = [
        post
        for prompt in PROMPTS
        for post in (_asked(prompt), _asked(prompt, operator="streamGenerateContent", query=EVENTS))
    ]
    pictures = {**TEXT, "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]}}
    level = {**TEXT, "generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}
    return [
        *posts,
        _asked(PROMPTS[9], model="gemini-3-flash-preview"),
        _asked(level, model="gemini-3-flash-preview"),
        _asked(pictures, model="gemini-3.1-flash-image-preview"),
        _asked(TEXT, operator="streamGenerateContent"),
        _asked(TEXT, operator="countTokens"),
        _asked(TEXT, model="no-such-model-1"),
        _asked({"contents": []}),
        replace(_asked(TEXT), body=b"{"),
        _asked(TEXT, headers={}),
        _asked(TEXT, headers={"x-goog-api-key": "sk-not-a-key-0000000000"}),
        _asked(TEXT, headers={"authorization": f"Bearer {KEY}"}),
    ]


def _asked(body: Any, *, model: str = "gemini-2.5-flash", **options: Any) -> Asked:
    operator = options.pop("operator", "generateContent")
    options.setdefault("headers", {"x-goog-api-key": KEY})
    return Asked(path=f"/v1beta/models/{model}:{operator}", **options).saying(body)


@pytest.fixture(scope="module")
def turns(asked: list[Asked]) -> dict[str, list[tuple[Asked, Told]]]:
    return {dialect: list(_turns(asked, dialect)) for dialect in ("comet", "google")}


def _turns(asked: list[Asked], dialect: str) -> Iterator[tuple[Asked, Told]]:
    with (
        MockServer(dialect=dialect, api_keys=(KEY,)) as mock,
        httpx.Client(base_url=mock.url) as http,
    ):
        for each in asked:
            found = http.post(each.path, params=each.query, headers=each.headers, content=each.body)
            headers = {"content-type": found.headers["content-type"]}
            told = Told(status=found.status_code, headers=headers, pieces=(found.content,))
            blank = told.newline * 2
            events = [one + blank for one in found.content.split(blank) if one]
            yield each, told.written(*events) if told.is_events else told


def _alters(row: Row, asked: Asked, told: Told) -> bool:
    """Whether a row does more than to write the same objects anew."""
    if row.prepare(asked) != asked:
        return True
    altered = row.alter(asked, told)
    return altered != told and (told.status != 200 or altered != told.of(told.objects()))


def test_each_row_alters_something(turns: dict[str, list[tuple[Asked, Told]]]) -> None:
    idle = [
        name
        for name, row in ROWS.items()
        if not any(
            _alters(row, *turn)
            for dialect in turns.keys() & set(row.dialects)
            for turn in turns[dialect]
        )
    ]

    assert sorted(idle) == ["nothing"]


def test_the_catalogue_is_as_large_as_it_was() -> None:
    assert len(MUTANTS) >= 150
    assert len(VARIATIONS) >= 35


def test_each_mutation_expects_claims_that_there_are() -> None:
    missing = {
        name: unknown
        for name, each in MUTANTS.items()
        if (unknown := set(each.claims) - claims().keys()) or not each.claims
    }

    assert not missing


def test_the_kill_table_names_every_row() -> None:
    named = set(re.findall(r"^\| `([\w-]+)` \|", TABLE.read_text("utf-8"), re.MULTILINE))

    assert named == set(ROWS)


def test_the_kill_table_has_no_survivor_and_no_false_alarm() -> None:
    text = TABLE.read_text("utf-8")

    assert "**nothing**" not in text
    assert " 0 false alarms" in text


def test_a_survivor_and_a_false_alarm_stand_out_in_the_table() -> None:
    survivor = Seen(name="done", by=("usage.total schema",), scenarios=3)
    alarm = Seen(name="in-sevens", by=("usage.total schema",), scenarios=3)

    text = table.written([survivor, alarm], "comet")

    assert "| `done` | data: [DONE] at the end | **nothing** |" in text
    assert (
        "| `in-sevens` | answers come in pieces of seven bytes | `usage.total` (schema) |" in text
    )
    assert "0 of 1 mutations caught, 1 false alarms in 1 variations" in text


def _sample(names: list[str], count: int) -> list[str]:
    """Pick some by the hash of their names and of the suite: others when it changes."""
    scenarios = b"".join(each.read_bytes() for each in sorted(ROOT.glob("contract_tests/*.py")))
    salt = hashlib.sha256(scenarios).hexdigest()
    return sorted(names, key=lambda each: hashlib.sha256((salt + each).encode()).digest())[:count]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutants", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_sample_of_mutations_is_caught() -> None:
    done = run(*_sample(list(MUTANTS), 12))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 of 12" in done.stdout


def test_a_sample_of_variations_alarms_nobody() -> None:
    done = run(*_sample(list(VARIATIONS), 2))

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_mutation_that_nothing_expects_survives() -> None:
    done = run("total-off-by-one", "-k", "no_scenario_has_this_name")

    assert done.returncode == 1
    assert "SURVIVED  total-off-by-one (usage.total)" in done.stdout
    assert json.dumps("0 of 1 mutations caught")[1:-1] in done.stdout
