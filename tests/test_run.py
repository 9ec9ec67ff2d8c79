"""A command whose clients are led to a mock."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver import MockServer
from mockserver.cli.run import Forwarding
from tests.commands import COMMAND, run, run_apart

ASKING = """
import json, os, sys, urllib.request
base = os.environ["GOOGLE_GEMINI_BASE_URL"] + "/v1beta/models/gemini-2.5-flash:generateContent"
for text in sys.argv[1:]:
    body = json.dumps({"contents": [{"parts": [{"text": text}]}]}).encode()
    headers = {"x-goog-api-key": os.environ["GEMINI_API_KEY"]}
    with urllib.request.urlopen(urllib.request.Request(base, body, headers)) as answer:
        print(json.load(answer)["candidates"][0]["content"]["parts"][0]["text"])
"""
# Says when it is ready, then waits for a signal, says which came, and what came soon after it.
WAITING = """
import signal
numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
print("ready", flush=True)
print("told", signal.sigwait(numbers).name, flush=True)
print("then", signal.sigtimedwait(numbers, 0.3), flush=True)
raise SystemExit(7)
"""
STUB = '{"match": {"text": {"contains": "Norway"}}, "text": "Oslo."}'


# Says what would be passed on to a child.
FORWARDING = """
import os, signal
from mockserver.cli.run import Forwarding
from tests.commands import COMMAND

class Child:
    def send_signal(self, number):
        print("passed on", signal.Signals(number).name, flush=True)

with Forwarding() as forwarding:
    forwarding.started(Child())
    print("ready", flush=True)
    input()
    os.kill(os.getpid(), signal.SIGTERM)
"""


def in_terminal(command: list[str]) -> bytes:
    """Run a command in a terminal of its own, press Ctrl-C and Enter when it's ready, return what it says then."""
    with subprocess.Popen(
        [sys.executable, "-c", f"import pty; pty.spawn({command!r})"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stdin is not None
        assert running.stdout.readline().strip() == b"ready"
        running.stdin.write(b"\x03\n")
        running.stdin.flush()
        return running.stdout.read()


def test_a_command_asks_the_mock_by_its_environment_alone(tmp_path: Path) -> None:
    (tmp_path / "oslo.json").write_text(STUB)
    done = run_apart(
        "run", "--stubs", str(tmp_path), "--", sys.executable, "-c", ASKING, "Norway",
        GEMINI_API_KEY="real",
    )  # fmt: skip

    assert (done.stdout, done.stderr, done.returncode) == ("Oslo.\n", "", 0)


def test_the_key_is_one_that_the_mock_takes() -> None:
    done = run("run", "--api-key", "sk-good", "--", sys.executable, "-c", ASKING, "Hello")

    assert done.returncode == 0, done.stderr


def test_options_behind_the_command_are_its_own() -> None:
    done = run_apart(
        "run", sys.executable, "-c", "import sys; print(sys.argv[1:])", "--help", "--", "-x"
    )

    assert done.stdout == "['--help', '--', '-x']\n"


def test_input_and_exit_code_pass_through() -> None:
    code = "import sys; print(sys.stdin.read().upper()); raise SystemExit(3)"
    done = subprocess.run(
        [*COMMAND, "run", "--", sys.executable, "-c", code],
        input="hello", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert (done.stdout, done.returncode) == ("HELLO\n", 3)


def test_a_command_that_a_signal_ends_is_told_as_a_shell_does() -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

    assert run_apart("run", "--", sys.executable, "-c", code).returncode == 128 + signal.SIGKILL


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_is_passed_on_and_the_command_has_the_last_word(name: str) -> None:
    running = subprocess.Popen(
        [*COMMAND, "run", "--", sys.executable, "-c", WAITING],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        running.send_signal(signal.Signals[name])
        said = running.stdout.read()

    assert said == f"told {name}\nthen None\n"
    assert running.returncode == 7


def test_a_signal_that_comes_before_the_command_is_there_reaches_it_then() -> None:
    with Forwarding() as forwarding:
        os.kill(os.getpid(), signal.SIGUSR1)
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        with child:
            forwarding.started(child)
            child.wait()

    assert child.returncode == -signal.SIGUSR1


def test_ctrl_c_of_a_terminal_reaches_the_command() -> None:
    said = in_terminal([*COMMAND, "run", "--", sys.executable, "-c", WAITING])

    assert b"told SIGINT" in said


def test_ctrl_c_of_a_terminal_is_not_passed_on_since_the_command_has_got_it() -> None:
    said = in_terminal([sys.executable, "-c", FORWARDING])

    assert b"passed on SIGTERM" in said
    assert b"passed on SIGINT" not in said


def test_what_is_ignored_stays_so_in_the_command() -> None:
    """As under nohup."""
    code = "import signal; print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)"
    line = shlex.join([*COMMAND, "run", "--", sys.executable, "-c", code])
    done = subprocess.run(
        ["sh", "-c", f"trap '' HUP; {line}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stdout == "True\n"


def test_a_command_that_is_not_there_is_told() -> None:
    done = run("run", "--", "no-such-command", "x")

    assert done.stderr == "cometapi-mock: can't run no-such-command: there is no such command\n"
    assert done.returncode == 127


def test_a_command_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    file = tmp_path / "plain.txt"
    file.write_text("no program")
    done = run("run", "--", str(file))

    assert done.stderr == f"cometapi-mock: can't run {file}: Permission denied\n"
    assert done.returncode == 126


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--stubs", "nowhere", "--", "true"], "no such folder or file of stubs", id="stubs"),
        pytest.param([], "Missing argument 'COMMAND...'", id="nothing"),
        pytest.param(["--dialect", "azure", "--", "true"], "'azure' is not one of", id="option"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_before_the_command_runs(arguments: list[str], message: str) -> None:
    done = run("run", *arguments)

    assert message in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("options", "texts", "code"),
    [
        pytest.param([], ["Sweden"], 0, id="as it is"),
        pytest.param(["--fail-on-unmatched"], ["Sweden", "Norway"], 1, id="unmatched"),
        pytest.param(["--fail-on-unmatched"], ["Norway"], 0, id="matched"),
    ],
)
def test_requests_that_no_stub_is_for_can_fail_the_command(
    tmp_path: Path, options: list[str], texts: list[str], code: int
) -> None:
    (tmp_path / "oslo.json").write_text(STUB)
    done = run(
        "run", "--stubs", str(tmp_path), *options, "--", sys.executable, "-c", ASKING, *texts
    )

    assert done.returncode == code
    assert ("no stub was for 1 request:" in done.stderr) == bool(code)
    assert ("wanted contains 'Norway', got 'Sweden'" in done.stderr) == bool(code)


def test_a_command_that_failed_itself_keeps_its_code(tmp_path: Path) -> None:
    (tmp_path / "oslo.json").write_text(STUB)
    code = ASKING + "\nraise SystemExit(5)"
    done = run(
        "run", "--stubs", str(tmp_path), "--fail-on-unmatched", "--",
        sys.executable, "-c", code, "Sweden",
    )  # fmt: skip

    assert done.returncode == 5
    assert "no stub was for" in done.stderr


def test_what_was_asked_can_be_kept(tmp_path: Path) -> None:
    file = tmp_path / "asked.har"
    done = run("run", "--journal", str(file), "--", sys.executable, "-c", ASKING, "Hello", "Bye")
    kept = json.loads(file.read_text())["log"]["entries"]

    assert done.returncode == 0, done.stderr
    assert ["Hello" in json.dumps(each) for each in kept] == [True, False]


def test_a_file_that_cannot_be_written_is_told_before_the_command_runs(tmp_path: Path) -> None:
    done = run_apart("run", "--journal", str(tmp_path / "no" / "asked.har"), "--", "echo", "ran")

    assert "its folder must be there, and writable" in done.stderr
    assert (done.stdout, done.returncode) == ("", 2)


def test_the_environment_can_be_had_for_a_shell() -> None:
    with MockServer() as mock:
        there = run("env", "--url", mock.url + "/", "--namespace", "ann", "--key", "it's")
        script = [there.stdout, "echo $GEMINI_API_KEY ${GOOGLE_CLOUD_PROJECT-none}"]
        script.append(shlex.join([sys.executable, "-c", ASKING, "Hello"]))
        shown = subprocess.run(
            ["sh", "-c", "\n".join(script)],
            capture_output=True, text=True, check=True, timeout=60,
            env={**os.environ, "GOOGLE_CLOUD_PROJECT": "mine"},
        )  # fmt: skip

        assert shown.stdout.startswith("it's none\n")
        assert len(mock.namespace("ann").requests) == 1


def test_the_environment_can_be_had_as_lines_and_as_json() -> None:
    lines = run("env", "--format", "dotenv").stdout.splitlines()
    told = json.loads(run("env", "--format", "json", COMETAPI_MOCK_URL="http://mock").stdout)

    assert "GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:8707" in lines
    assert "GOOGLE_GENAI_USE_VERTEXAI=" in lines
    assert told["GOOGLE_GEMINI_BASE_URL"] == "http://mock"
    assert told["GOOGLE_GENAI_USE_VERTEXAI"] is None
