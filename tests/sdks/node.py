"""Run a script of tests/node against a mock and read the report that it prints."""

import json
import subprocess
from pathlib import Path
from typing import Any

from mockserver import MockServer

NODE = Path(__file__).parents[1] / "node"


def run(script: str, server: MockServer, model: str) -> dict[str, Any]:
    """Return what came of each step of a script, by its name."""
    done = subprocess.run(
        ["node", script, server.url, model, server.settings.dialect],
        cwd=NODE,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report
