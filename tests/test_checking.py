"""The command ``check``, and what it is made of."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contract_tests.captures import captured
from contract_tests.cli import main
from contract_tests.exchange import Exchange, Frame

USAGE: dict[str, Any] = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
SAID: dict[str, Any] = {
    "content": {"role": "model", "parts": [{"text": "Yes"}]},
    "finishReason": "STOP",
    "index": 0,
}
GOOD: dict[str, Any] = {
    "candidates": [SAID],
    "usageMetadata": USAGE,
    "modelVersion": "gemini-2.5-flash",
}
BAD = {**GOOD, "usageMetadata": {**USAGE, "totalTokenCount": 7}}


def line(answer: Any, **members: Any) -> dict[str, Any]:
    return {
        "source": "an-app",
        "endpoint": "generateContent",
        "backend": "gemini-api",
        "model": "gemini-2.5-flash",
        "request": {"contents": [{"parts": [{"text": "Is it?"}]}]},
        "status": 200,
        "response": answer,
    } | members


def written(folder: Path, *lines: Any) -> str:
    file = folder / "exchanges.jsonl"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in lines), "utf-8")
    return str(file)


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def test_good_answers_keep_the_contract(tmp_path: Path) -> None:
    told = check(written(tmp_path, line(GOOD), line(GOOD)))

    assert told.exit_code == 0, told.output
    assert "exchanges.jsonl: 2 exchanges\n" in told.stderr
    assert told.stdout.splitlines()[-1].startswith("kept: ")
    assert ", google: " in told.stdout.splitlines()[-1]


def test_a_bad_answer_breaks_it_and_is_told_with_its_line(tmp_path: Path) -> None:
    told = check(written(tmp_path, line(GOOD), line(BAD)))

    assert told.exit_code == 1
    assert "broken: usage.total" in told.stdout
    assert "exchanges.jsonl:2: an-app" in told.stdout
    assert told.stdout.splitlines()[-1].startswith("broken: ")


def test_reports_are_written_as_of_a_run(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    told = check(written(tmp_path, line(BAD)), "--report", str(report))

    assert told.exit_code == 1
    assert json.loads(report.read_text("utf-8"))["verdict"] == "broken"


def test_a_baseline_accepts_what_has_a_reason(tmp_path: Path) -> None:
    file, baseline = written(tmp_path, line(BAD)), tmp_path / "baseline.json"
    told = check(file, "--baseline", str(baseline), "--update-baseline")
    assert told.exit_code == 1
    assert "RELAXED: accepted without a reason: usage.total" in told.stdout
    text = baseline.read_text("utf-8")
    baseline.write_text(text.replace('"reason": ""', '"reason": "It is old."'), "utf-8")

    assert check(file, "--baseline", str(baseline)).exit_code == 0


def test_a_baseline_of_another_origin_is_a_bad_file(tmp_path: Path) -> None:
    file, baseline = written(tmp_path, line(GOOD)), tmp_path / "baseline.json"
    check(file, "--baseline", str(baseline), "--update-baseline")
    told = check(written(tmp_path, line(GOOD, backend="vertex")), "--baseline", str(baseline))

    assert told.exit_code == 3
    assert "--dialect google, not vertex" in told.stderr


def test_a_broken_file_ends_it_before_anything_is_checked(tmp_path: Path) -> None:
    good, report = written(tmp_path, line(BAD)), tmp_path / "report.json"
    (broken := tmp_path / "broken.har").write_text("{\n", "utf-8")
    told = check(good, str(broken), "--report", str(report))

    assert told.exit_code == 3
    assert "broken.har:2: expected a recording, HAR 1.2 or an exchange on each line" in told.stderr
    assert told.stdout == ""
    assert not report.exists()


def test_nothing_to_check_is_told_from_kept(tmp_path: Path) -> None:
    (file := tmp_path / "x.har").write_text('{"log": {"entries": []}}', "utf-8")
    told = check(str(file))

    assert told.exit_code == 4
    assert told.stdout.splitlines()[-1].startswith("could not check: ")


def test_what_is_ignored_is_counted(tmp_path: Path) -> None:
    entry = {"request": {"url": "https://example.org/"}}
    (file := tmp_path / "x.har").write_text(json.dumps({"log": {"entries": [entry] * 2}}), "utf-8")

    assert "x.har: 0 exchanges; ignored 2 not of this API" in check(str(file)).stderr


@pytest.mark.parametrize(
    "arguments", [[], ["nowhere.har"], [".", "--report", "report.docx"], [".", "--dialect", "x"]]
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert check(*arguments).exit_code == 2


def test_the_dialect_is_that_of_exchanges_that_do_not_say_theirs(tmp_path: Path) -> None:
    file = written(tmp_path, line(GOOD), line(GOOD, backend=None))

    assert ", comet+google: " in check(file).stdout
    assert ", google+vertex: " in check(file, "--dialect", "vertex").stdout


def test_a_terminal_shows_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    file = written(tmp_path, line(GOOD), line(GOOD))
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(sys, "argv", ["cometapi-contract", "check", file])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 0
    assert "checking" in shown.getvalue()
    assert "100%" in shown.getvalue()


def test_claims_are_those_of_every_origin_that_exchanges_name() -> None:
    answered = Exchange(
        source="x",
        url="https://h/v1beta/models/gemini-2.5-flash:generateContent",
        sent={"contents": []},
        status=200,
        frames=(Frame(json.dumps(BAD).encode()),),
        dialect="vertex",
    )
    result = captured.checked([answered], target="x", dialect="comet")

    assert result.dialect == "vertex"
    assert result.verdict == "broken"
    assert captured.checked([], target="x", dialect="comet").dialect == "comet"
