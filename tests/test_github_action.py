"""The GitHub Action: its steps, run as a runner runs them. `make wheel` also runs what installs it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = YAML(typ="safe").load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, START = ACTION["runs"]["steps"]


@dataclass
class Runner:
    """What a runner has: a folder for the job, and files that steps write."""

    temp: Path
    started: list[int] = field(default_factory=list)

    def run(
        self, step: dict[str, Any], path: str = "", **inputs: str
    ) -> subprocess.CompletedProcess[str]:
        given = {name: each["default"] for name, each in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): each for name, each in inputs.items()}
        environment = {
            name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: given[found[1]], each)
            for name, each in step["env"].items()
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            env={
                **os.environ,
                **environment,
                "PATH": f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_OUTPUT": str(self.temp / "output"),
                "GITHUB_ENV": str(self.temp / "env"),
            },
            cwd=self.temp,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if pid := self.told("output").get("pid"):
            self.started.append(int(pid))
        return done

    def told(self, file: str) -> dict[str, str]:
        there = self.temp / file
        lines = there.read_text("utf-8").splitlines() if there.exists() else []
        return {name: value for name, _, value in (each.partition("=") for each in lines)}


def command(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """Give a runner on which this checkout is installed."""
    installed = tmp_path / "cometapi-mock" / "venv" / "bin"
    command(installed / "python", f'exec {sys.executable} "$@"')
    command(installed / "cometapi-mock", f'exec {sys.executable} -m mockserver "$@"')
    running = Runner(tmp_path)
    yield running
    for each in running.started:
        os.kill(each, signal.SIGTERM)


def asked(url: str, text: str) -> str:
    answer = httpx.post(
        f"{url}/v1beta/models/gemini-2.5-flash:generateContent",
        headers={"x-goog-api-key": "any"},
        json={"contents": [{"parts": [{"text": text}]}]},
    )
    said: str = answer.json()["candidates"][0]["content"]["parts"][0]["text"]
    return said


def test_it_starts_a_mock_and_leads_the_later_steps_to_it(runner: Runner) -> None:
    done = runner.run(START)

    assert done.returncode == 0, done.stdout + done.stderr
    url = runner.told("output")["url"]
    assert "2 + 2 = 4" in asked(url, "What is 2+2?")
    assert runner.told("env")["GOOGLE_GEMINI_BASE_URL"] == url
    assert runner.told("env")["COMETAPI_MOCK_URL"] == url
    assert runner.told("env")["COMETAPI_KEY"]
    assert done.stdout.splitlines() == [f"The mock serves {url}"]


def test_its_log_is_where_it_says(runner: Runner) -> None:
    runner.run(START)

    assert "cometapi-mock" in Path(runner.told("output")["log"]).read_text("utf-8")


def test_what_it_starts_outlives_the_step_until_it_is_killed(runner: Runner) -> None:
    runner.run(START)

    os.kill(int(runner.told("output")["pid"]), 0)


def test_a_job_can_start_several(runner: Runner) -> None:
    urls = []
    for dialect in ("comet", "google"):
        runner.run(START, dialect=dialect)
        urls.append(runner.told("output")["url"])

    health = [httpx.get(f"{each}/__admin/health").json() for each in urls]
    assert [each["dialect"] for each in health] == ["comet", "google"]


def test_the_command_of_the_guide_stops_it(runner: Runner) -> None:
    guide = (ROOT / "docs" / "github-action.md").read_text("utf-8")
    (command,) = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    runner.run(START)
    pid = runner.started.pop()
    subprocess.run(["bash", "-ec", command], env={**os.environ, "PID": str(pid)}, check=True)

    while alive(pid):
        time.sleep(0.05)
    assert not list((runner.temp / "cometapi-mock").glob("*/ready"))


def test_it_passes_on_dialect_stubs_and_options_in_quotes(runner: Runner) -> None:
    for name in ("first one", "second"):
        stub = {"match": {"text": name}, "text": f"The {name}."}
        (runner.temp / name).mkdir()
        (runner.temp / name / f"{name}.json").write_text(json.dumps(stub))
    done = runner.run(
        START,
        dialect="google",
        stubs="first one\n\nsecond\n",
        args="--seed 7\n--model 'my model=gemini-2.5-flash'",
    )

    assert done.returncode == 0, done.stdout + done.stderr
    url = runner.told("output")["url"]
    health = httpx.get(f"{url}/__admin/health").json()
    models = httpx.get(
        f"{url}/v1beta/models", headers={"x-goog-api-key": "any"}, params={"pageSize": "1000"}
    )
    assert (health["dialect"], health["seed"]) == ("google", 7)
    assert "models/my model" in [each["name"] for each in models.json()["models"]]
    assert [asked(url, each) for each in ("first one", "second")] == [
        "The first one.",
        "The second.",
    ]


def test_it_exports_nothing_if_so_told(runner: Runner) -> None:
    done = runner.run(START, export="false")

    assert done.returncode == 0
    assert runner.told("env") == {}


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"stubs": "nowhere"}, "nowhere"),
        ({"args": "--sede 7"}, "--sede"),
        ({"args": "--fault '503"}, "args has a quote that doesn't end: --fault '503"),
        ({"export": "yes"}, "export takes true or false, not 'yes'"),
        ({"args": "--model ''"}, "--model takes NAME=LIKE"),
        ({"wait_timeout": "long"}, "wait-timeout takes seconds, a whole number, not 'long'"),
    ],
)
def test_a_mock_that_cannot_start_fails_the_step_and_says_why(
    runner: Runner, inputs: dict[str, str], told: str
) -> None:
    done = runner.run(START, **inputs)

    assert done.returncode == 1
    assert done.stdout.startswith("::error title=cometapi-mock::")
    assert told in done.stdout
    assert runner.told("output") == {}


def test_a_mock_that_does_not_serve_in_time_is_stopped_and_fails_the_step(runner: Runner) -> None:
    started = runner.temp / "started"
    command(
        runner.temp / "cometapi-mock" / "venv" / "bin" / "cometapi-mock",
        f'echo $$ >"{started}"; echo busy; exec sleep 600',
    )
    done = runner.run(START, wait_timeout="1")

    assert done.returncode == 1
    assert done.stdout == (
        "::error title=cometapi-mock::The mock did not serve within 1 seconds:\nbusy\n"
    )
    assert not alive(int(started.read_text()))


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and whose end nobody took note of doesn't."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        (".", str(ROOT)),
        ("1.2.3", "cometapi-mockserver==1.2.3"),
        ("./dist/mock.whl", "./dist/mock.whl"),
    ],
)
def test_it_installs_what_it_is_told_to_beside_the_python_of_the_job(
    tmp_path: Path, version: str, wanted: str
) -> None:
    python = tmp_path / "bin" / "python3"
    # It "makes" an environment whose commands take down what they are called with.
    command(
        python,
        f"""if [ "$1" = -c ]; then exec {sys.executable} "$@"; fi
mkdir -p "$3/bin"
for each in python cometapi-mock; do
  printf '#!/bin/sh\\necho "%s $*" >>"{tmp_path}/called"\\n' $each >"$3/bin/$each"
  chmod +x "$3/bin/$each"
done""",
    )
    done = Runner(tmp_path).run(INSTALL, str(python.parent), version=version)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cometapi-mock" / "venv").is_dir()
    pip = "python -m pip install --quiet --disable-pip-version-check"
    called = (tmp_path / "called").read_text().splitlines()
    assert called == [f"{pip} {wanted}", "cometapi-mock --version"]


def test_an_old_python_fails_the_step_and_says_what_is_needed(tmp_path: Path) -> None:
    command(tmp_path / "bin" / "python3", "exit 1")
    done = Runner(tmp_path).run(INSTALL, str(tmp_path / "bin"))

    assert done.returncode == 1
    assert "::error title=cometapi-mock::It needs Python 3.11 or later" in done.stdout


def test_its_scripts_get_inputs_as_variables_only() -> None:
    # What a workflow passes in is never a part of a script: it could be one.
    for step in (INSTALL, START):
        assert "${{" not in step["run"]
        assert set(step["env"]) == {
            f"INPUT_{each.upper().replace('-', '_')}"
            for each in re.findall(r"inputs\.([a-z-]+)", str(step["env"]))
        }
