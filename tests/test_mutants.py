"""The contract suite tried on what a proxy spoils: the proxy, the catalogue, and a sample of it."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.call import prompt
from mockserver import MockServer
from tests.mutants import table
from tests.mutants.__main__ import told as told_of
from tests.mutants.catalogue import MUTANTS, ROWS, VARIATIONS, means_something
from tests.mutants.proxy import KEY, serving, target
from tests.mutants.seen import Seen
from tests.mutants.turn import Asked, Row, Told

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "contract-mutants.md"
TEXT = {"contents": [{"parts": [{"text": "Write a short poem about the stars, and a café"}]}]}
EVENTS = {"alt": "sse"}


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


def _sample(rows: Mapping[str, Row], count: int) -> list[str]:
    """Pick some by the hash of their names and of the suite: others when it changes."""
    names = [each for each in rows if means_something(rows[each], "comet")]
    scenarios = b"".join(each.read_bytes() for each in sorted(ROOT.glob("contract_tests/*.py")))
    salt = hashlib.sha256(scenarios).hexdigest()
    return sorted(names, key=lambda each: hashlib.sha256((salt + each).encode()).digest())[:count]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutants", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_sample_of_the_catalogue_is_judged_rightly() -> None:
    done = run(*_sample(VARIATIONS, 2), *_sample(MUTANTS, 12))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "comet: 12 of 12 mutations caught, 0 false alarms in 2 variations" in done.stdout


def test_what_no_scenario_sees_survives() -> None:
    done = run("total-off-by-one", "nothing", "-k", "no_scenario_has_this_name")

    assert done.returncode == 1
    assert "SURVIVED  total-off-by-one (usage.total)" in done.stdout
    assert "comet: 0 of 1 mutations caught, 1 false alarms in 1 variations" in done.stdout


def test_what_was_found_is_told_of_a_survivor() -> None:
    seen = Seen(name="done", by=("sse.space one_space",), messages=("sse.space: two",), scenarios=3)

    assert told_of(seen) == "SURVIVED  done (sse.no-done)\n    sse.space: two"
    assert told_of(replace(seen, by=("sse.no-done x",))) == "killed    done: sse.no-done x"


def test_a_variation_that_could_not_be_checked_is_no_peace() -> None:
    seen = Seen(name="in-sevens", by=(), scenarios=3, trouble="it answers 500")

    assert not seen.right
    assert told_of(seen).endswith("could not check: it answers 500")
    assert told_of(replace(seen, trouble="")) == "harmless  in-sevens: 3 scenarios"
