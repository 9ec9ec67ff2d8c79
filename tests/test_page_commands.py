"""The curl commands of CometAPI's page, verbatim but for base URL and key."""

import json
import os
import re
import shutil
import subprocess
from typing import Any

import pytest

from contract_tests import judge
from mockserver import MockServer
from tests.conftest import SHARED

PAGE = SHARED / "facts" / "gemini-generating-content.no.txt"
COUNT = 6  # commands on the page


def commands() -> list[str]:
    if not PAGE.exists():
        return []
    return re.findall(r"curl \"https://.*?^\}'$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(params=range(COUNT), ids="command-{}".format)
def command(request: pytest.FixtureRequest) -> str:
    if not PAGE.exists():
        pytest.skip(
            "needs the documentation page in ../shared, which only the project's machines have"
        )
    if not shutil.which("curl"):
        pytest.skip("needs curl")
    found: str = commands()[request.param]
    return found


def run(command: str, server: MockServer) -> str:
    there = command.replace("https://api.cometapi.com", server.url)
    done = subprocess.run(
        ["bash", "-c", there],
        env={**os.environ, "COMETAPI_KEY": "sk-test"},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    return done.stdout


def test_no_command_of_the_page_is_left_out() -> None:
    if not PAGE.exists():
        pytest.skip(
            "needs the documentation page in ../shared, which only the project's machines have"
        )

    assert len(commands()) == PAGE.read_text("utf-8").count("curl ") == COUNT


def test_a_command_of_the_page_gets_what_the_page_says(command: str, server: MockServer) -> None:
    out = run(command, server)
    streams = "alt=sse" in command
    events = re.findall(r"^data: (.*)$", out, re.MULTILINE)
    payloads: list[dict[str, Any]] = [json.loads(each) for each in (events if streams else [out])]
    name = "chunk" if streams else "response"

    for each in payloads:
        assert list(judge.findings(f"gemini/generate_content_{name}.json", each)) == []
    assert payloads[-1]["candidates"][0]["finishReason"] == "STOP"
    assert payloads[0]["candidates"][0]["content"]["parts"][0]["text"]
