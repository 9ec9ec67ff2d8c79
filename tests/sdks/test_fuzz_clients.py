"""What other people's clients do with each shape: docs/fuzz-client-table.md says it."""

import re
from pathlib import Path

import pytest

from contract_tests.fuzzing.client.program import program
from mockserver import MockServer
from tests.sdks.clients import CLIENTS, column, tried
from tests.sdks.node import NODE

TABLE = (Path(__file__).parents[2] / "docs" / "fuzz-client-table.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TABLE.splitlines()
    if re.match(r"\| (?:`|shape)", line)
]

pytestmark = pytest.mark.filterwarnings("ignore:UNHEARD_OF:UserWarning")  # google-genai says so


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_does_what_the_table_says(name: str) -> None:
    place = ROWS[0].index(name)
    told = {row[0].strip("`"): row[place] for row in ROWS[1:]}

    assert column(name, tried(name)) == told


def test_a_client_on_node_is_a_program() -> None:
    ask = program(f"node {NODE / 'ask.mjs'} {{base_url}}", timeout=20)
    with MockServer() as server:
        server.add(text="Blåbær.")
        assert ask(server.url).said == "Blåbær."

        server.always("400")
        refused = ask(server.url)
        assert refused.how == "reported"

    assert ask(server.url).how == "reported"  # nobody is there


def test_a_crash_on_node_is_told_from_an_error(tmp_path: Path) -> None:
    script = tmp_path / "crash.mjs"
    script.write_text("const answer = {};\nconsole.log(answer.candidates[0]);\n", "utf-8")

    assert program(f"node {script}", timeout=20)("http://127.0.0.1:1").how == "crashed"
