"""What the scenario of a large body does with others than the mock."""

import subprocess
import sys
from pathlib import Path

from mockserver import MockServer

ROOT = Path(__file__).parents[1]


def test_a_large_body_is_sent_to_no_other_than_the_mock() -> None:
    with MockServer() as server:
        done = subprocess.run(
            [
                sys.executable, "-m", "contract_tests", "--target", server.url,
                "-k", "test_a_body_too_large_is_refused", "-q",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )  # fmt: skip

    assert "21 MB are sent to no other than the mock" in done.stdout
