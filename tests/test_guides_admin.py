"""The commands in the guides to the journal and to the admin API."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from mockserver import MockServer

DOCS = Path(__file__).parents[1] / "docs"
PATH = "/v1beta/models/gemini-2.5-flash:generateContent"


def commands(guide: str) -> list[str]:
    text = (DOCS / guide).read_text("utf-8")
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("guide", "number"), [("journal.md", 3), ("admin.md", 2)])
def test_the_commands_of_a_guide_run(guide: str, number: int, tmp_path: Path) -> None:
    body = {"contents": [{"parts": [{"text": "Hi"}]}]}
    with MockServer() as server:
        httpx.post(server.url + PATH, json=body, headers={"x-goog-api-key": "k"})
        mock = f"env PYTHONPATH={DOCS.parent} {sys.executable} -m mockserver"
        for each in commands(guide):
            there = each.replace("http://127.0.0.1:8707", server.url)
            there = there.replace("cometapi-mock journal", f"{mock} journal --url {server.url}")
            done = subprocess.run(
                ["bash", "-ec", there], capture_output=True, text=True, check=False, cwd=tmp_path
            )

            assert done.returncode == 0, done.stderr
            assert '"error"' not in done.stdout, done.stdout
            assert "No such path" not in done.stdout

    assert len(commands(guide)) == number


def test_the_guide_to_the_journal_names_every_member_of_an_entry() -> None:
    guide = (DOCS / "journal.md").read_text("utf-8")
    schema = DOCS.parent / "schemas" / "mock" / "journal_entry.json"
    members = re.findall(r'^    "(\w+)": \{', schema.read_text("utf-8"), re.MULTILINE)

    assert len(members) == 20
    for each in members:
        assert f"`{each}`" in guide


def test_the_guide_to_the_journal_names_every_metric() -> None:
    guide = (DOCS / "journal.md").read_text("utf-8")
    with MockServer() as server:
        page = httpx.get(f"{server.url}/metrics").text
    named = re.findall(r"^# TYPE (\w+)", page, re.MULTILINE)

    assert len(named) == 9
    for each in named:
        assert f"`{each}`" in guide
