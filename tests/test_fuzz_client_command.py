"""``cometapi-contract fuzz --client``: a program is tried."""

import json
import re
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from contract_tests.cli import main
from contract_tests.fuzzing.client import command
from contract_tests.fuzzing.client.options import FORMATS, OPTIONS
from contract_tests.fuzzing.client.program import Program

URL = "http://127.0.0.1:1/__ns/bom.bytes"
CURL = (
    "curl -sS -m 9 --fail -H x-goog-api-key:k "
    """-d '{"contents":[{"parts":[{"text":"Hi"}]}]}' """
    "{base_url}/v1beta/models/gemini-2.5-flash:generateContent"
)
# The text of the only part, as it stands between two known places.
ASK = """
import json, os, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
if done.returncode:
    sys.exit(done.stderr)
print(json.loads(done.stdout)["candidates"][0]["content"]["parts"][0]["text"])
"""


@pytest.fixture
def ask(tmp_path: Path) -> str:
    """A program that asks with curl, and trusts what it gets."""
    file = tmp_path / "ask.py"
    file.write_text(ASK, "utf-8")
    return f"{sys.executable} -S -E {file} {CURL}"


def shell(script: str, timeout: float = 10) -> Program:
    return Program(("sh", "-c", script), timeout)


@pytest.mark.parametrize(
    ("script", "how", "said"),
    [
        ("printf 'Bl\\303\\245'", "returned", "Blå"),
        ("printf 'Bl\\303'", "returned", "Bl\ufffd"),
        ("echo partial; echo no answer >&2; exit 3", "reported", "exit code 3: no answer"),
        ("exit 4", "reported", "exit code 4"),
        ("kill -SEGV $$", "crashed", "exit code -11"),
        ("exit 139", "crashed", "exit code 139"),
    ],
)
def test_how_a_program_ends_is_told(script: str, how: str, said: str) -> None:
    ending = shell(script)(URL)

    assert (ending.how, ending.said) == (how, said)


TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\n'
NODE = "/app/ask.mjs:3\n  throw x\n  ^\n\n{}\n    at ask (file:///app/ask.mjs:3:9)\n\nNode.js v20\n"


@pytest.mark.parametrize(
    ("told", "how"),
    [
        (TRACEBACK + "KeyError: 'candidates'\n", "crashed"),
        (TRACEBACK + "AssertionError\n", "crashed"),
        (TRACEBACK + "json.decoder.JSONDecodeError: Expecting value\n", "crashed"),
        (TRACEBACK + "ConnectionResetError: [Errno 104]\n", "reported"),
        (TRACEBACK + "http.client.IncompleteRead: IncompleteRead(3 bytes read)\n", "reported"),
        (TRACEBACK + "google.genai.errors.ServerError: 503\n", "reported"),
        (TRACEBACK + "NoAnswer: it is cut\nKeyError: in its message\n", "reported"),
        (TRACEBACK + "KeyError: 1\n\nDuring handling:\n\n" + TRACEBACK + "app.Cut: no\n", "reported"),
        (TRACEBACK, "reported"),
        ("KeyError: 'candidates'\n", "reported"),
        (NODE.format("TypeError: Cannot read properties of undefined"), "crashed"),
        (NODE.format("SyntaxError: Unexpected token"), "crashed"),
        (NODE.format("TypeError: fetch failed"), "reported"),
        (NODE.format("ApiError: got status: 503"), "reported"),
        ("TypeError: it is what the API said\n", "reported"),
    ],
)  # fmt: skip
def test_what_a_program_says_tells_a_crash_from_a_report(
    told: str, how: str, tmp_path: Path
) -> None:
    (tmp_path / "told").write_text(told, "utf-8")

    assert shell(f"cat {tmp_path}/told >&2; exit 1")(URL).how == how


def test_of_an_error_of_node_is_told_what_and_where(tmp_path: Path) -> None:
    (tmp_path / "told").write_text(NODE.format("TypeError: it is cut"), "utf-8")

    assert shell(f"cat {tmp_path}/told >&2; exit 1")(URL).said == (
        "exit code 1: TypeError: it is cut at ask (file:///app/ask.mjs:3:9)"
    )


def test_a_program_is_told_where_to_ask() -> None:
    names = ("BASE_URL", "GEMINI_BASE_URL", "GOOGLE_GEMINI_BASE_URL")
    script = f'echo "$0 {" ".join(f"${name}" for name in names)} $COMETAPI_MOCK_URL"'
    ending = Program(("sh", "-c", script, "at:{base_url}"), 10)(URL)

    assert ending.said.split() == [f"at:{URL}", *[URL] * 3, "http://127.0.0.1:1"]


def test_a_program_that_does_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    script = f"(sleep 0.6; touch {tmp_path}/late) & echo begun; sleep 60"
    ending = shell(script, timeout=0.2)(URL)

    assert (ending.how, ending.said) == ("hung", "it didn't return within 0.2 seconds")
    time.sleep(0.8)
    assert not (tmp_path / "late").exists()


def fuzz(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["fuzz", *arguments])


def test_a_program_is_tried_and_what_goes_wrong_is_told(ask: str) -> None:
    done = fuzz("--client", ask, "--shape", "plain", "--shape", "40[13]", "--shape", "no_finish")

    assert done.exit_code == 1
    assert done.stdout.splitlines()[0].split() == ["shape", "a", "good", "client", "this", "one"]
    assert "403        reports        reported\n" in done.stdout
    assert "no_finish (frames, bytes): expected an error of a type of its own, got" in done.stderr
    assert "9 trials of 4 shapes; 2 went wrong, of 1 shape" in done.stderr


def test_what_is_known_does_not_count(ask: str, tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_text("# not yet\nempty_candidates  # crashes\n\n", "utf-8")
    arguments = ("--client", ask, "--shape", "empty_candidates", "--chunking", "frames")
    done = fuzz(*arguments, "--known", str(known), "--format", "json")

    assert done.exit_code == 0
    (told,) = json.loads(done.stdout)
    assert (told["did"], told["said"]) == (
        "crashed",
        "exit code 1: IndexError: list index out of range",
    )
    assert not told["right"]


def test_a_file_that_knows_what_there_is_not_is_refused(ask: str, tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_text("bom\nbom/byte\n", "utf-8")
    done = fuzz("--client", ask, "--known", str(known))

    assert done.exit_code == 3
    assert f"Error: {known}:2: expected a shape, or one in a chunking such as bom/bytes, got bom/byte" in (
        done.stderr
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--client", "no-such-program {base_url}"], "there is no program 'no-such-program' that can be run; write"),
        (["--client", ""], "there is no program '' that can be run; write a command such as"),
        (["--client", "sh 'x"], "\"sh 'x\" can't be read as a command: No closing quotation"),
        (["--client", "true", "--shape", "bomb"], "no shape matches 'bomb'; did you mean bom?"),
        (["--client", "true", "--chunking", "byte"], "no chunking matches 'byte'"),
        (["--client", "true", "--timeout", "nan"], "'nan' is not a number that can be used"),
        (["--client", "true", "--workers", "0"], "0 is not in the range x>=1"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_told_in_a_line(arguments: list[str], line: str) -> None:
    done = fuzz(*arguments)

    assert done.exit_code == 2
    assert line in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_can_be_broken_off(ask: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "fuzzed", broken_off)
    done = fuzz("--client", ask)

    assert (done.exit_code, done.stderr) == (130, "Stopped: there is no table.\n")


def test_a_terminal_shows_how_far_it_is(
    ask: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    assert command.run(ask, shapes=("plain",), chunkings=("frames",), form="markdown") == 0
    told = capsys.readouterr()
    assert "trying" in told.err
    assert told.out.splitlines()[-1] == "| plain | bears | whole | |"


def test_the_help_tells_every_option_and_exit_code() -> None:
    told = fuzz("--help").output

    assert all(each.opts[0] in told for each in OPTIONS)
    assert set(FORMATS) == set(command.WRITERS)
    assert re.findall(r"^ +(\d+)  ", told, re.MULTILINE) == [
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "70",
        "130",
    ]
    assert isinstance(main.commands["fuzz"], click.Command)
