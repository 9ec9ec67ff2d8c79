"""The Dockerfile and the compose example, as far as they can be tried without Docker.

Their form is held by `make lint` and `make data`, and that the package installs by `make wheel`.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import pytest
from ruamel.yaml import YAML

from mockserver import MockServer
from mockserver.cli import cli
from mockserver.cli.serving import serve

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE = ROOT / "examples" / "docker" / "compose.yml"


def instructions(name: str) -> list[str]:
    return [each.strip() for each in re.findall(rf"^{name}\s+(.*)$", DOCKERFILE, re.MULTILINE)]


def environment() -> dict[str, str]:
    return dict(each.split("=", 1) for line in instructions("ENV") for each in line.split())


def copied() -> Iterator[str]:
    for line in instructions("COPY"):
        if "--from" not in line:
            *sources, _ = (each for each in line.split() if not each.startswith("--"))
            yield from sources


def test_it_copies_what_there_is_and_what_is_not_ignored() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_in = {each.removeprefix("!") for each in lines if each.startswith("!")}

    assert "*" in lines
    assert set(copied()) == let_in
    assert all((ROOT / each).exists() for each in let_in)


def test_it_copies_all_that_the_package_is_made_of() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    packages = re.search(r"^packages = \[(.*)\]$", project, re.MULTILINE)
    data = re.findall(r'^"(\w+)" = "mockserver/_data/', project, re.MULTILINE)

    assert packages
    named = [*re.findall(r'"(\w+)"', packages[1]), *data, "pyproject.toml", "README.md", "LICENSE"]
    assert set(named) <= set(copied())


def test_it_runs_as_nobody_special() -> None:
    (user,) = instructions("USER")

    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    assert f"--uid {user.partition(':')[0]} " in DOCKERFILE


def test_its_variables_are_options_and_its_port_is_the_one_it_exposes() -> None:
    known = {f"COMETAPI_MOCK_{str(each.name).upper()}" for each in serve.params}
    given = {name for name in environment() if name.startswith("COMETAPI_MOCK_")}

    assert given
    assert given <= known
    assert instructions("EXPOSE") == [environment()["COMETAPI_MOCK_PORT"]]


def checked(port: str) -> int:
    """Run the health check as a container does; return its exit code."""
    (line,) = instructions("HEALTHCHECK")
    program, *arguments = json.loads(line.partition("CMD")[2])
    assert program == "python"
    variables = {**os.environ, "COMETAPI_MOCK_PORT": port}
    done = subprocess.run(
        [sys.executable, *arguments], env=variables, stderr=subprocess.DEVNULL, check=False
    )
    return done.returncode


def test_its_health_check_passes_where_a_mock_serves_and_fails_where_none_does() -> None:
    with MockServer() as server:
        port = server.url.rpartition(":")[2]
        assert checked(port) == 0

    assert checked(port) == 1


def test_its_start_command_serves_healthily_and_ends_on_sigterm(tmp_path: Path) -> None:
    (entrypoint,), arguments = (json.loads(instructions(each)[0]) for each in ("ENTRYPOINT", "CMD"))
    command = tmp_path / "cometapi-mock"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m mockserver "$@"\n')
    command.chmod(0o755)
    (tmp_path / "stubs").mkdir()
    ready = tmp_path / "ready"
    given = {name: each for name, each in environment().items() if name != "PATH"}
    here = {
        "COMETAPI_MOCK_PORT": "0",
        "COMETAPI_MOCK_STUBS": str(tmp_path / "stubs"),
        "COMETAPI_MOCK_READY_FILE": str(ready),
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }
    running = subprocess.Popen(
        [ROOT / "packaging" / entrypoint, *arguments], cwd=ROOT, env={**os.environ, **given, **here}
    )
    try:
        while running.poll() is None and not ready.exists():
            time.sleep(0.05)
        assert running.poll() is None, "it ended"
        there = ready.read_text("utf-8").strip()

        assert there.startswith("http://0.0.0.0:")
        assert checked(there.rpartition(":")[2]) == 0
    finally:
        running.terminate()
    assert running.wait(timeout=30) == 0


@pytest.mark.parametrize(
    ("variables", "admin"),
    [
        ({}, "false"),
        ({"COMETAPI_MOCK_ADMIN_TOKEN": ""}, "false"),
        ({"COMETAPI_MOCK_ADMIN_TOKEN": "secret"}, "unset"),
        ({"COMETAPI_MOCK_ADMIN": "true"}, "true"),
    ],
)
def test_a_container_without_a_token_has_no_admin(
    tmp_path: Path, variables: dict[str, str], admin: str
) -> None:
    command = tmp_path / "cometapi-mock"
    command.write_text('#!/bin/sh\necho "$* ${COMETAPI_MOCK_ADMIN-unset}"\n')
    command.chmod(0o755)
    entrypoint = ROOT / "packaging" / "docker-entrypoint.sh"
    done = subprocess.run(
        [entrypoint, "serve", "--seed", "7"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **variables},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"serve --seed 7 {admin}\n"


GUIDE = (ROOT / "docs" / "docker.md").read_text("utf-8")
RUNS = re.findall(r"^docker run (.*)$", GUIDE, re.MULTILINE)


@pytest.mark.parametrize("line", RUNS)
def test_a_command_of_the_guide_gives_what_there_is(line: str) -> None:
    words = shlex.split(line)
    image = words.index("cometapi-mock")
    given = {each.partition("=")[0] for each in words[:image] if each.startswith("COMETAPI_")}
    group: click.Command | None = cli
    arguments = words[image + 1 :] or json.loads(instructions("CMD")[0])
    while isinstance(group, click.Group):
        name, *arguments = arguments
        group = group.get_command(click.Context(group), name)
    assert group is not None, "there is such a command"
    known = {option for each in group.params for option in [*each.opts, *each.secondary_opts]}

    assert given <= {f"COMETAPI_MOCK_{str(each.name).upper()}" for each in serve.params}
    assert {each for each in arguments if each.startswith("--")} <= known


def test_the_app_of_the_compose_example_waits_for_a_healthy_mock_and_asks_it() -> None:
    services: dict[str, Any] = YAML(typ="safe").load(COMPOSE.read_text("utf-8"))["services"]
    app = services["app"]

    assert app["depends_on"] == {"gemini": {"condition": "service_healthy"}}
    port = environment()["COMETAPI_MOCK_PORT"]
    assert app["environment"]["GOOGLE_GEMINI_BASE_URL"] == f"http://gemini:{port}"


def test_the_folders_of_the_compose_example_are_there() -> None:
    services: dict[str, Any] = YAML(typ="safe").load(COMPOSE.read_text("utf-8"))["services"]
    mounted = {
        name: each.split(":") for name, service in services.items() for each in service["volumes"]
    }
    stubs, target, mode = mounted["gemini"]

    assert (ROOT / "examples" / "docker" / services["gemini"]["build"] / "Dockerfile").exists()
    assert (target, mode) == (environment()["COMETAPI_MOCK_STUBS"], "ro")
    assert any(fnmatch(each.name, "*.yaml") for each in (COMPOSE.parent / stubs).iterdir())
    script = services["app"]["command"][1]
    assert (COMPOSE.parent / mounted["app"][0] / script).exists()
