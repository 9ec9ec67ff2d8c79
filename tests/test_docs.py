"""What the docs claim."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

import mockserver
from contract_tests.cli import main as contract
from mockserver import MockServer, Settings
from mockserver.cli.serving import serve
from mockserver.dialects import DIALECTS
from mockserver.faults import FAULTS
from mockserver.generate import FEATURES
from mockserver.operations import OPERATIONS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def snippets(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language and "make serve" not in text]


@pytest.mark.parametrize("number", range(4))
def test_a_python_snippet_of_the_readme_runs(number: int, server: MockServer) -> None:
    text = snippets("python")[number].replace("http://127.0.0.1:8707", server.url)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert len(snippets("python")) == 4


def test_the_test_of_the_readme_passes(tmp_path: Path) -> None:
    (text,) = snippets("py")
    (tmp_path / "test_app.py").write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_curl_command_of_the_readme_runs(server: MockServer) -> None:
    text = next(each for each in snippets("sh") if each.startswith("curl"))
    there = text.replace("http://127.0.0.1:8707", server.url)
    done = subprocess.run(["bash", "-c", there], capture_output=True, text=True, check=True)

    assert '"finishReason": "STOP"' in done.stdout


GUIDES = {each.name: each.read_text("utf-8") for each in (ROOT / "docs").glob("*.md")}
SNIPPETS = [
    pytest.param(found[1], found[2], id=f"{name}-{number}")
    for name, text in GUIDES.items()
    for number, found in enumerate(
        re.finditer(
            r"^```python\n(.*?)^```$(?:\n\nprints\n\n```text\n(.*?)^```$)?",
            text,
            re.MULTILINE | re.DOTALL,
        )
    )
]


@pytest.mark.parametrize(("code", "printed"), SNIPPETS)
def test_a_snippet_of_a_guide_runs_and_prints_what_it_says(
    code: str,
    printed: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # As `python -c` would, but for loading the mock, which is half of its time.
    program = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", program)
    monkeypatch.setattr(sys, "argv", ["-c"])
    exec(compile(code, "<string>", "exec"), vars(program))

    assert printed is None or capsys.readouterr().out == printed


@pytest.mark.parametrize("option", serve.params, ids=lambda each: str(each.name))
def test_every_option_stands_in_the_readme_with_its_variable(option: object) -> None:
    name = str(option.name).replace("_", "-")  # type: ignore[attr-defined]
    variable = f"COMETAPI_MOCK_{name.replace('-', '_').upper()}"

    assert re.search(rf"^\| `--{name}` \| `{variable}` \|", README, re.MULTILINE)


def test_every_setting_is_an_option() -> None:
    options = {each.name for each in serve.params}
    renamed = {
        "api_keys": "api_key",
        "models": "model",
        "cached_contents": "cached_content",
        "faults": "fault",
    }

    assert {renamed.get(each.name, each.name) for each in fields(Settings)} <= options


@pytest.mark.parametrize("name", [*DIALECTS, *OPERATIONS])
def test_every_dialect_and_operation_stands_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


def test_the_readme_counts_the_faults() -> None:
    assert f"make it fail in {len(FAULTS)} ways" in README


def test_the_layers_of_the_architecture_are_those_that_are_held() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    drawn = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    lists = [each.partition("]")[0] for each in project.split("layers = [")[1:]]

    assert len(lists) == 2, "the mock and the contract suite"
    for each in lists:
        assert "\n".join(re.findall(r'^  "([\w |]+)",$', each, re.MULTILINE)) in drawn


def test_the_features_of_the_architecture_are_those_that_are_applied_in_their_order() -> None:
    drawn = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("who speaks")[2]
    named = re.findall(r"\b(\w+\.\w+)\b", drawn.partition("```")[0])
    applied = [f"{each.__module__.rpartition('.')[2]}.{each.__name__}" for each in FEATURES]

    assert named == applied


def test_every_module_says_what_it_is() -> None:
    for file in [*(ROOT / "mockserver").rglob("*.py"), *(ROOT / "contract_tests").rglob("*.py")]:
        first = file.read_text("utf-8").partition("\n")[0]

        assert re.match(r'"""\S.*[.:]', first), file


def test_the_docs_name_commands_and_options_of_the_suite_that_there_are() -> None:
    to_pytest = {"-q", "-k", "-x", "-n", "-m", "-v", "--collect-only"}
    known = {
        name: {each for option in command.params for each in option.opts} | {"--help"}
        for name, command in contract.commands.items()
    }
    known["run"] |= to_pytest
    told = [(ROOT / "README.md"), *(ROOT / "docs").glob("*.md")]
    commands = [
        found
        for each in told
        for found in re.findall(r"^cometapi-contract (.+)$", each.read_text("utf-8"), re.MULTILINE)
    ]

    assert len(commands) > 5
    for each in commands:
        words = shlex.split(each, comments=True)
        assert words[0] in known, each
        assert {x.partition("=")[0] for x in words if x.startswith("-")} <= known[words[0]], each


def test_links_of_the_docs_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), (document.name, target)


def test_the_public_names_are_there() -> None:
    assert all(hasattr(mockserver, each) for each in mockserver.__all__)


def test_the_changelog_has_the_version() -> None:
    assert f"## {mockserver.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_no_path_of_a_machine_stands_in_the_project() -> None:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("needs a git checkout to tell which files are the project's")
    home = re.compile(r"(?:^|[^\w.-])/(?:home|root|Users|" + "wo" + r"rk)/\w", re.MULTILINE)
    for name in filter(None, done.stdout.split("\0")):
        file = ROOT / name
        if file.exists():
            assert not home.search(file.read_text("utf-8")), name


def test_make_help_lists_the_targets() -> None:
    if "MAKELEVEL" not in os.environ and not Path("/usr/bin/make").exists():
        pytest.skip("needs make")
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert {line.split()[0] for line in done.stdout.splitlines()} >= {
        "setup",
        "serve",
        "test",
        "check",
    }
