"""A whole run against targets good and bad: its verdict, its exit code, and how often it asked."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract_tests.running import run
from mockserver import MockServer
from tests.answering import ENGLISH, Answering, Asked, Reply, forwarding

CHECKOUT = Path(__file__).parents[1]
AT_ONCE = ("-q", "--retries=1", "--backoff=0")
PAGE = "<!doctype html><html>"
MINE = """
from dataclasses import replace

from contract_tests.call import prompt
from contract_tests.scenario import holds, smoke

@smoke
@holds("schema.answers")
def test_mine(send, models):
    send(prompt("Say hi", models.text))

@holds("schema.errors")
def test_mine_as_bearer(send, models):
    send(replace(prompt("Say hi", models.text), auth="bearer"))
"""


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMETAPI_KEY", raising=False)


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Return the arguments that select two scenarios: one as usual, one with the key as Bearer."""
    file = tmp_path_factory.mktemp("mine") / "test_mine.py"
    file.write_text(MINE)
    return (str(file), "-k", "test_mine")


@pytest.fixture
def afar(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    """A mock that costs money, since its host isn't this machine: a proxy leads there."""
    with (
        MockServer(api_keys=("sk-test",)) as mock,
        Answering(forwarding(mock.url, "sk-test")) as proxy,
    ):
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("COMETAPI_KEY", "sk-test")
        yield proxy


AFAR = ("--target=http://gateway.example", "-q", "--rate=6000")


def last_line(capfd: pytest.CaptureFixture[str]) -> str:
    return capfd.readouterr().out.rstrip().rpartition("\n")[2]


def python(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, **options
    )


def test_the_mock_keeps_the_contract(
    capfd: pytest.CaptureFixture[str], mine: tuple[str, ...]
) -> None:
    assert run(["-q", *mine]) == 0
    assert "kept" in capfd.readouterr().out


def test_a_mock_at_a_url_keeps_it_too(mine: tuple[str, ...]) -> None:
    with MockServer() as mock:
        assert run([*AT_ONCE, *mine, f"--target={mock.url}"]) == 0


@pytest.mark.parametrize(
    ("reply", "reason", "times"),
    [
        (Reply(401, "no"), "doesn't take the key in COMETAPI_KEY: it answers 401: no", 2),
        (Reply(429, "slow"), "answers 429: slow", 2),
        (Reply(429, "slow", {"retry-after": "3600"}), "answers 429: slow", 1),
        (Reply(503, "busy"), "answers 503: busy", 2),
        (Reply(200, PAGE), "answers HTML (200): is this the base URL of the API?", 1),
        (Reply(301, PAGE), "redirects (301) to nowhere: is this the base URL of the API?", 1),
        (Reply(0), "can't be reached: Server disconnected without sending a response", 2),
    ],
)
def test_a_target_that_cannot_be_checked_ends_with_4_and_is_hardly_asked(
    reply: Reply, reason: str, times: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with Answering(reply) as server:
        assert run([*AT_ONCE, f"--target={server.url}"]) == 4

    end = "" if reason.endswith("?") else "."
    assert last_line(capfd) == f"Could not check: {server.url}/v1beta {reason}{end}"
    assert len(server.asked) == times


def test_a_target_that_is_not_there_ends_with_4(capfd: pytest.CaptureFixture[str]) -> None:
    assert run([*AT_ONCE, "--target=http://127.0.0.1:1"]) == 4
    assert "http://127.0.0.1:1/v1beta can't be reached" in last_line(capfd)


def test_a_target_that_is_good_at_first_and_then_refuses_ends_with_4(
    capfd: pytest.CaptureFixture[str], mine: tuple[str, ...]
) -> None:
    with Answering(Reply(), Reply(403, "no")) as server:
        assert run([*AT_ONCE, *mine, f"--target={server.url}"]) == 4

    assert last_line(capfd) == "Could not check: it answers 403: no."
    assert len(server.asked) == 3


def test_an_answer_that_breaks_a_claim_ends_with_1(mine: tuple[str, ...]) -> None:
    usage = {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 16}
    with Answering(Reply(200, {**ENGLISH, "usageMetadata": usage})) as server:
        assert run([*AT_ONCE, *mine, f"--target={server.url}"]) == 1


def test_without_a_key_all_is_skipped_and_nothing_was_checked(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["-q", "--target=live"]) == 0
    assert last_line(capfd) == "Nothing was checked: live wants a key, and COMETAPI_KEY isn't set."


def test_without_a_key_that_is_required_it_ends_with_4(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-q", "--target=live", "--require-live"]) == 4
    assert last_line(capfd) == "Could not check: live wants a key, and COMETAPI_KEY isn't set."


def test_a_key_that_can_be_none_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMETAPI_KEY", "two words")

    assert run(["-q", "--target=live"]) == 2
    assert "COMETAPI_KEY holds what can't be a key" in "".join(capfd.readouterr())


def test_a_selection_of_nothing_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-q", "-k", "there_is_no_such_thing"]) == 2
    assert last_line(capfd).startswith("No scenario is selected")


def test_smoke_selects_what_is_marked_so(
    mine: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["-q", "--smoke", "--collect-only", *mine]) == 0

    listed = capfd.readouterr().out.splitlines()
    assert [each.rpartition("::")[2] for each in listed if "::" in each] == ["test_mine"]


@pytest.mark.parametrize(
    "option", ["--target=mcok", "--dialect=klingon", "--retries=-1", "--nonsense"]
)
def test_an_option_that_is_wrong_ends_with_2(
    option: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["-q", option]) == 2
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_dear_run_is_estimated_first_and_then_goes_on(
    afar: Answering, capfd: pytest.CaptureFixture[str], mine: tuple[str, ...]
) -> None:
    assert run([*AFAR, *mine]) == 0

    out = capfd.readouterr().out
    assert re.search(r"this run: about 2 requests, .*, in at least 1 min \(cap \$2.00\)", out)
    assert len(afar.asked) == 3  # the preflight, too


def test_a_run_that_would_cost_too_much_ends_with_5_before_a_scenario_is_sent(
    afar: Answering, capfd: pytest.CaptureFixture[str], mine: tuple[str, ...]
) -> None:
    assert run([*AFAR, "--max-cost=0.0000001", *mine]) == 5

    assert last_line(capfd).startswith("Stopped: it would cost about 2 requests")
    assert len(afar.asked) == 1  # the preflight


def test_a_run_that_has_cost_enough_stops_and_ends_with_5(
    afar: Answering,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    mine: tuple[str, ...],
) -> None:
    monkeypatch.setattr("contract_tests.plugin.economy.rehearsed", lambda *_: None)

    assert run([*AFAR, "--max-cost=0.0000001", *mine]) == 5

    out = capfd.readouterr().out
    assert "this run: no estimate could be made" in out
    assert "that this process may (--max-cost)." in out.rstrip().rpartition("\n")[2]
    assert len(afar.asked) == 1


def test_two_processes_come_to_one_verdict() -> None:
    with Answering(Reply(401, "no")) as server:
        told = python("-m", "contract_tests", "-n2", f"--target={server.url}", cwd=CHECKOUT)

    assert told.returncode == 4, told.stdout
    assert told.stdout.splitlines()[-1].startswith(
        f"Could not check: {server.url}/v1beta doesn't take"
    )
    assert len(server.asked) <= 4  # each tries the header, and Bearer


def test_two_processes_send_nothing_that_would_cost_too_much(
    afar: Answering, mine: tuple[str, ...]
) -> None:
    told = python("-m", "contract_tests", *AFAR, "--max-cost=0", "-n2", *mine, cwd=CHECKOUT)

    assert told.returncode == 5, told.stdout
    assert len(afar.asked) <= 1


def test_a_tally_says_what_was_sent(tmp_path: Path, mine: tuple[str, ...]) -> None:
    file = tmp_path / "tally.json"

    assert run(["-q", *mine, f"--tally={file}"]) == 0

    (numbers,) = json.loads(file.read_text()).values()
    assert numbers["requests"] == 2
    assert numbers["prompt"] > 0


def test_node_ids_are_the_same_in_any_folder(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    there = python(
        "-m", "contract_tests", "--collect-only", "-q",
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )  # fmt: skip
    assert run(["--collect-only", "-q"]) == 0

    here = [line for line in capfd.readouterr().out.splitlines() if "::" in line]
    assert any(each.startswith("contract_tests/scenarios/test_auth.py::test_") for each in here)
    assert [line for line in there.stdout.splitlines() if "::" in line] == here


def test_ctrl_c_ends_with_130() -> None:
    with Answering(Reply(503, "busy", {"retry-after": "50"})) as server:
        running = subprocess.Popen(
            [sys.executable, "-m", "contract_tests", "-q", f"--target={server.url}"],
            cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert running.stdout is not None
        while not server.asked:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        out = running.stdout.read()
        running.stdout.close()

        assert running.wait() == 130, out


def test_a_run_of_which_a_part_could_not_be_checked_says_which(
    capfd: pytest.CaptureFixture[str], mine: tuple[str, ...]
) -> None:
    def bearer_is_refused(asked: Asked) -> Reply:
        return Reply(503, "busy") if "authorization" in asked.headers else Reply()

    with Answering(bearer_is_refused) as server:
        assert run([*AT_ONCE, *mine, f"--target={server.url}"]) == 4

    assert last_line(capfd) == ("Could not check: 1 claims; of the first: it answers 503: busy.")


def test_what_only_lists_something_ends_with_0(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert run(["--markers"]) == 0
    assert "@pytest.mark.costly" in capfd.readouterr().out


def test_trouble_with_tls_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with Answering(Reply()) as server:
        url = server.url.replace("http:", "https:")
        assert run([*AT_ONCE, f"--target={url}"]) == 4

    assert f"{url}/v1beta can't be reached: [SSL" in last_line(capfd)


def test_plugins_of_others_are_left_out(tmp_path: Path, mine: tuple[str, ...]) -> None:
    """Such as pytest-timeout, which has an option that is called like one of ours."""
    told = tmp_path / "foreign-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: foreign\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text("[pytest11]\nforeign = foreign\n")
    (tmp_path / "foreign.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--timeout')\n"
    )
    path = os.pathsep.join([str(CHECKOUT), str(tmp_path)])

    ran = python("-m", "contract_tests", "-q", *mine, env={**os.environ, "PYTHONPATH": path})

    assert ran.returncode == 0, ran.stdout + ran.stderr
