"""The folder of cases: what is kept is read as it was, and what isn't a case is refused."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from contract_tests.bad_files import BadFile
from contract_tests.call import Call
from contract_tests.fuzzing.target.cases import SCHEMA, Cases
from contract_tests.fuzzing.target.cause import Failure, Kind
from contract_tests.fuzzing.target.example import Example
from contract_tests.fuzzing.target.hunting import Found
from contract_tests.strategies.drawn import Grade, MessageKind
from mockserver.schemas import documents
from tests.fuzzing import cause, chatting, exchange, failure, flawed, invalid, valid


def kept(folder: Path, example: Example, failed: Failure | None = None) -> Path:
    """Keep an example; return its file."""
    failed = failed or failure()
    found = Found(failure=failed, example=example)
    cases = Cases(folder=folder, dialect="google")
    cases.keep({failed.cause: found}, seed=7, minimal=True)
    return cases.file(failed.cause)


@pytest.mark.parametrize(
    "example",
    [
        valid("Zürich \udc80 \u2028 \x1b"),
        valid(way="sse"),
        chatting(stream=True),
        flawed(),
        flawed(call=Call(model="x", body=b'{"a": \n1,}\xff')),
        flawed(call=Call(model="x", body=b"")),
        flawed(call=Call(body=None, path="/v1beta/x", method="GET", query={"alt": "x"})),
        flawed(call=Call(model="x", body=[1e300, 2**70, None], headers={"x-a": "b"}, auth="none")),
    ],
)
def test_a_case_is_read_as_it_was_kept(example: Example, tmp_path: Path) -> None:
    file = kept(tmp_path / "new" / "folder", example)

    assert Cases(folder=file.parent, dialect="google").kept() == {file: example}


def test_a_case_of_before_there_were_chats_is_below_the_root(tmp_path: Path) -> None:
    file = kept(tmp_path, valid())
    value = json.loads(file.read_text("utf-8"))
    del value["example"]["call"]["below"]
    file.write_text(json.dumps(value), "utf-8")

    assert Cases(folder=tmp_path, dialect="google").kept() == {file: valid()}


def test_a_case_says_what_failed_and_how(tmp_path: Path) -> None:
    file = kept(tmp_path, flawed())

    value = json.loads(file.read_text("utf-8"))
    assert value["cause"] == {"kind": "accepted", "what": "too hot", "place": "", "status": 200}
    assert (value["seed"], value["minimal"], value["severity"]) == (7, True, "breaking")
    assert (value["expected"], value["came"], value["answer"]) == (
        "a refusal",
        "200",
        {"text": ["{}"]},
    )
    assert file.name.startswith("google-accepted-too-hot-")


def test_a_case_without_an_answer_has_none(tmp_path: Path) -> None:
    file = kept(tmp_path, flawed(), failure(exchange=exchange("", 0)))

    assert "answer" not in json.loads(file.read_text("utf-8"))
    assert Cases(folder=tmp_path, dialect="google").kept()


def test_each_cause_has_one_file_with_a_name_that_every_system_takes(tmp_path: Path) -> None:
    cases = Cases(folder=tmp_path, dialect="comet")
    long, other = cause("Not * in /\\:*? " * 20), cause("too hot", place="a.b")

    assert cases.file(long) == cases.file(long)
    assert cases.file(cause("too hot")) != cases.file(other)
    assert len(cases.file(long).name) < 100
    assert set(cases.file(long).name) <= {*"abcdefghijklmnopqrstuvwxyz0123456789-."}


def test_cases_of_another_dialect_are_left_alone(tmp_path: Path) -> None:
    kept(tmp_path, valid())

    assert Cases(folder=tmp_path, dialect="vertex").kept() == {}


def test_what_is_right_is_removed(tmp_path: Path) -> None:
    file = kept(tmp_path, valid())
    Cases(folder=tmp_path, dialect="google").remove([file])

    assert not list(tmp_path.iterdir())


def test_nothing_found_makes_no_folder(tmp_path: Path) -> None:
    cases = Cases(folder=tmp_path / "none", dialect="google")
    cases.keep({}, seed=1, minimal=True)

    assert cases.kept() == {}
    assert not cases.folder.exists()


# Files that can't be used.

DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"{\n\n x", "bad.json:3: expected a case as contract/fuzz_case.json says, got "),
        (b"\xff\xfe", "bad.json: expected a case as contract/fuzz_case.json says, got 'utf-8'"),
        (DEEP.encode(), "bad.json: expected a case as contract/fuzz_case.json says, got maximum"),
        (b"[1]", "bad.json at /: expected a case as contract/fuzz_case.json says, got [1] is not"),
    ],
)
def test_a_file_that_is_no_case_is_refused(text: bytes, fault: str, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(text)

    with pytest.raises(BadFile) as raised:
        Cases(folder=tmp_path, dialect="google").kept()

    assert str(raised.value).startswith(f"{tmp_path}/{fault}")


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("example", "way"), "carrier pigeon", "/example/way"),
        (("example", "call", "auth"), 3, "/example/call/auth"),
        (("example", "invalid", "kind"), "odd", "/example/invalid/kind"),
        (("version",), 2, "/version"),
    ],
)
def test_what_is_wrong_in_a_case_is_told_with_its_place(
    path: tuple[str, ...], value: Any, place: str, tmp_path: Path
) -> None:
    file = kept(tmp_path, Example(call=invalid().call, invalid=invalid()))
    whole = json.loads(file.read_text("utf-8"))
    holder = whole
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    file.write_text(json.dumps(whole), "utf-8")

    with pytest.raises(BadFile, match=f" at {place}: expected a case"):
        Cases(folder=tmp_path, dialect="google").kept()


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()

    with pytest.raises(BadFile, match=r"folder\.json: it can't be read: Is a directory"):
        Cases(folder=tmp_path, dialect="google").kept()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text("")

    with pytest.raises(BadFile, match="cases: expected a folder of cases, got a file"):
        Cases(folder=tmp_path / "cases", dialect="google").kept()


def test_the_schema_names_the_kinds_that_there_are() -> None:
    schema = documents()[SCHEMA]
    invalid = schema["properties"]["example"]["properties"]["invalid"]["properties"]

    assert schema["properties"]["cause"]["properties"]["kind"]["enum"] == list(get_args(Kind))
    assert invalid["kind"]["enum"] == list(get_args(MessageKind))
    assert invalid["grade"]["enum"] == list(get_args(Grade))
