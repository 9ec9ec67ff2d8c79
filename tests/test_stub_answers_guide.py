"""What ``docs/stub-answers.md`` claims."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mockserver.mock import Mock
from mockserver.stubs.templates import NAMES
from tests.stubbed import WEATHER, Asking, answer, ask, events, parts, stubbed

GUIDE = (Path(__file__).parents[1] / "docs" / "stub-answers.md").read_text("utf-8")
QUESTION = "What is the weather in Oslo?"
DAYS = {"city": {"type": "STRING"}, "days": {"type": "INTEGER"}}


def tools() -> list[Any]:
    (declaration,) = WEATHER["functionDeclarations"]
    parameters = {"type": "OBJECT", "properties": DAYS, "required": ["city"]}
    return [{"functionDeclarations": [{**declaration, "parameters": parameters}]}]


def asked(text: str, **asking: Any) -> tuple[Mock, Asking]:
    documents = YAML(typ="safe").load(text)
    return stubbed(*(documents if isinstance(documents, list) else [documents])), Asking(**asking)


def status(document: Any) -> int:
    """Return the status that the first answer of a stub has."""
    if isinstance(document, list):
        return status(document[-1])
    first = document.get("responses", [document])[0]
    error = first.get("error", {})
    return (
        error
        if isinstance(error, int)
        else error.get("code", first.get("raw", {}).get("status", 200))
    )


STUBS = re.findall(
    r"^```yaml\n(.*?)^```$(?:\n\n(says|calls)\n\n```\w+\n(.*?)^```$)?",
    GUIDE,
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.parametrize(("text", "how", "said"), STUBS, ids=[f"{n}" for n in range(len(STUBS))])
@pytest.mark.parametrize("way", ["unary", "sse"])
def test_a_stub_of_the_guide_answers_as_it_says(text: str, how: str, said: str, way: Any) -> None:
    mock, asking = asked(text, way=way)
    exchange = ask(mock, QUESTION, asking, tools=tools())

    assert exchange.stub
    assert exchange.reply.status == status(YAML(typ="safe").load(text))
    if how:
        chunks = events(exchange) if way == "sse" else [json.loads(exchange.reply.body)]
        told = [part for each in chunks for part in parts(each)]
        calls = [each["functionCall"]["args"] for each in told if "functionCall" in each]
        texts = "".join(each.get("text", "") for each in told)
        assert (texts == said.rstrip("\n")) if how == "says" else (calls == [json.loads(said)])


def test_the_guide_has_stubs_of_every_kind() -> None:
    kinds = re.findall(r"^\| \[`(\w+)`\]", GUIDE, re.MULTILINE)

    assert len(STUBS) > 15
    assert kinds == ["text", "parts", "response", "responses", "chunks", "error", "raw"]
    assert all(any(f"{kind}:" in text for text, _, _ in STUBS) for kind in kinds)


def test_the_whole_answer_in_the_guide_is_the_one_that_comes() -> None:
    (told,) = re.findall(
        r"^The whole answer to .* is\n\n```json\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL
    )
    mock, asking = asked(STUBS[0][0])

    assert answer(mock, "What is the capital of Norway?", asking) == json.loads(told)


def test_the_guide_tells_of_every_variable() -> None:
    table = GUIDE.partition("| variable | |")[2].partition("\n\n")[0]

    assert {
        each.partition(".")[0] for each in re.findall(r"^\| `([\w.]+)`", table, re.MULTILINE)
    } == set(NAMES)


def test_the_scenario_of_the_guide_leads_to_the_mail() -> None:
    (text,) = [text for text, _, _ in STUBS if "becomes: in" in text]
    mock, asking = asked(text)

    said = [parts(answer(mock, each, asking))[0]["text"] for each in ("Mail?", "Log in", "Mail?")]
    assert said == ["Who are you?", "Welcome.", "You have mail."]


def test_the_responses_of_the_guide_are_an_error_a_break_and_an_answer() -> None:
    (text,) = [text for text, _, _ in STUBS if text.startswith("responses")]
    mock, asking = asked(text)
    came = [ask(mock, QUESTION, asking).reply for _ in range(3)]

    assert [(each.status, each.ending) for each in came] == [
        (503, "complete"),
        (200, "disconnect"),
        (200, "complete"),
    ]
