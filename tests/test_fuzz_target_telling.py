"""What a report says of a run: the same in each format."""

import json
import re
from collections import Counter
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from contract_tests.asking.targets import Target
from contract_tests.call import Call
from contract_tests.findings import Severity
from contract_tests.fuzzing.target.cases import Cases
from contract_tests.fuzzing.target.cause import Failure
from contract_tests.fuzzing.target.example import Example
from contract_tests.fuzzing.target.hunting import Found, Hunt, Plan
from contract_tests.fuzzing.target.telling import (
    Run,
    as_json,
    as_markdown,
    as_text,
    contents,
)
from tests.fuzzing import MODEL, call, chatting, exchange, failure, flawed

GUIDE = (Path(__file__).parents[1] / "docs" / "fuzzing.md").read_text("utf-8")
THERE = Target(name="http://127.0.0.1:1", root="http://127.0.0.1:1/v1beta")


def hunt(*found: Found, **members: Any) -> Hunt:
    made = Hunt(lambda _: (), Plan(seed=7), lambda _: None, chain([0.0], repeat(60.0)).__next__)
    made.drawn = Counter(valid=1200, invalid=34)
    made.found = {each.failure.cause: each for each in found}
    for name, value in members.items():
        setattr(made, name, value)
    return made


def found(failed: Failure | None = None, example: Example | None = None, **rest: Any) -> Found:
    return Found(failure=failed or failure(), example=example or flawed(), **{"count": 3} | rest)


def told(made: Hunt, target: Target = THERE, **rest: Any) -> dict[str, Any]:
    cases = {"cases": Cases(folder=Path("cases"), dialect="comet")}
    run = Run(target=target, dialect="comet", hunt=made, requests=2500, **cases | rest)
    return contents(run)


def bad(severity: Severity) -> Found:
    return found(failure(severity, severity=severity))


# The verdict.


@pytest.mark.parametrize(
    ("made", "verdict", "code"),
    [
        (hunt(), "kept", 0),
        (hunt(bad("additive"), bad("to learn")), "kept", 0),
        (hunt(bad("breaking")), "broken", 1),
        (hunt(bad("breaking"), stopped="it is down", too_dear=True), "broken", 1),
        (hunt(stopped="spent", too_dear=True), "too dear", 5),
        (hunt(stopped="a quota"), "could not check", 4),
        (hunt(unanswered=Counter(busy=1)), "could not check", 4),
        (hunt(bad("breaking"), stopped="interrupted"), "interrupted", 130),
    ],
)
def test_the_verdict_is_the_worst_that_can_be_said(made: Hunt, verdict: str, code: int) -> None:
    assert (told(made)["verdict"], told(made)["exit_code"]) == (verdict, code)


# What is told of a cause.


def test_the_worst_comes_first_and_then_by_name() -> None:
    made = hunt(bad("additive"), bad("to learn"), found(failure("z")), found(failure("a")))

    assert [each["what"] for each in told(made)["causes"]] == ["a", "z", "to learn", "additive"]


def test_a_cause_is_told_with_all_it_takes_to_see_it_again() -> None:
    (shown,) = re.findall(r"^```text\n(breaking: .*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    failed = failure(
        expected="status 400: too hot at generation_config.temperature (out of range)",
        came='200: {"candidates": [...]}',
        exchange=exchange(sent=flawed().call.body),
    )
    cases = Cases(folder=Path(".cometapi-fuzz"), dialect="comet")

    assert as_text(told(hunt(found(failed)), cases=cases)) == shown


def test_what_is_known_and_what_is_not_steady_is_said() -> None:
    text = as_text(told(hunt(found(known=True, steady=False, count=1))))

    assert (
        "  known from a former run; 1 of 1,234 examples; not so when it was tried again; the"
        in text
    )


def test_the_mock_is_gone_and_can_be_served_where_it_usually_is() -> None:
    mock = Target(name="mock", root="http://127.0.0.1:1/v1beta", ours=True)
    (each,) = told(hunt(found()), mock)["causes"]

    assert each["request"]["url"].startswith("http://127.0.0.1:8707/v1beta/models/")
    assert each["curl"].startswith("curl http://127.0.0.1:8707/v1beta/models/")


def test_a_chat_can_be_asked_of_it_again() -> None:
    mock = Target(name="mock", root="http://127.0.0.1:1/v1beta", ours=True)
    sent = exchange(url="http://127.0.0.1:1/v1/chat/completions", sent=chatting().call.body)
    (each,) = told(hunt(found(failure(exchange=sent), chatting())), mock)["causes"]

    assert each["request"]["url"] == "http://127.0.0.1:8707/v1/chat/completions"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"a": 1,\n}', '    {"a": 1,\n    }\n'),
        (b"\xff\xfe", "    (in base64) //4=\n"),
        (None, "    null\n"),
        (list(range(100)), "    ... (62 more lines)\n"),
        ({"a": "\x1b[31m\x9b"}, '    {\n      "a": "\\u001b[31m\\u009b"\n'),
    ],
)
def test_any_body_can_be_shown(body: Any, shown: str) -> None:
    made = hunt(found(example=flawed(call=Call(model=MODEL, body=body))))

    assert shown in as_text(told(made))
    assert json.loads(as_json(told(made)))["causes"]
    assert as_markdown(told(made))


def test_a_command_that_is_too_long_is_left_to_the_file() -> None:
    long = exchange(sent=call("x" * 2000).body)
    made = hunt(found(failure(exchange=long)))

    assert "curl" not in as_text(told(made))
    assert "curl" not in as_markdown(told(made))


def test_of_many_causes_the_rest_is_told_in_a_line_each() -> None:
    made = hunt(*(found(failure(f"{number:02}")) for number in range(23)))
    text, markdown = as_text(told(made)), as_markdown(told(made))

    assert text.count("; the smallest:") == 20
    assert re.findall(r"^breaking: accepted: (2\d) \(200\); kept in cases/\S+$", text, re.MULTILINE) == [
        "20", "21", "22",
    ]  # fmt: skip
    assert markdown.count("\n### ") == 20
    assert markdown.count("\n- breaking") == 3


# All else.


def test_what_is_right_now_and_what_could_not_be_checked_is_said() -> None:
    made = hunt(unanswered=Counter(busy=2), stopped="a quota")
    *_, right, unanswered, stopped, last = as_text(
        told(made, repaired=[Path("cases/a.json")])
    ).splitlines()

    assert right == "right now, and removed: cases/a.json"
    assert unanswered == "could not check 2 examples: busy"
    assert stopped == "stopped: a quota"
    assert last.startswith("could not check: http://127.0.0.1:1, comet: nothing found; ")


def test_markdown_has_the_verdict_first_and_nothing_is_read_as_markup() -> None:
    made = hunt(found(failure("<b>*x*", came="`200`")), stopped="a|quota")
    text = as_markdown(told(made))

    assert text.startswith("## Fuzzing: broken\n")
    assert "### breaking: accepted&#58; &#60;b&#62;&#42;x&#42; &#40;200&#41;\n" in text
    assert "got &#96;200&#96;\n" in text
    assert "```\nPOST http://127.0.0.1:1/v1beta" in text
    assert "```bash\ncurl http://" in text
    assert "- stopped&#58; a&#124;quota\n" in text


def test_json_has_it_all() -> None:
    value = json.loads(as_json(told(hunt(found()), repaired=[Path("cases/a.json")])))

    assert value.keys() == {
        "version", "suite", "verdict", "exit_code", "target", "dialect", "seed", "examples", "requests",
        "seconds", "stopped", "causes", "repaired", "unanswered",
    }  # fmt: skip
    assert value["causes"][0]["request"]["json"] == flawed().call.body
    assert value["repaired"] == ["cases/a.json"]
