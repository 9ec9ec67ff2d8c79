"""The whole suite against the mock, in every dialect, as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contract_tests.claims import DIALECTS

# Claims that nothing which the mock sends could violate, so that a run says nothing of them: members
# that come rarely, or from other back ends; and what only a model in trouble does, which the mock does
# when a prompt asks for it (test_checks_on_the_mock.py) and no live API does.
NEVER_SENT = {
    "answer.attributions", "answer.billable", "answer.block-message", "answer.citation-sources",
    "answer.citations", "answer.finish-message", "answer.harm-scores", "answer.model-status",
    "answer.part-extras", "answer.score", "answer.service-tier", "answer.token-count",
    "answer.turn-token", "citations.of-vertex", "citations.offsets", "code.ids-match",
    "functions.ids", "functions.ids-unique", "functions.streamed-arguments", "grounding.confidence",
    "grounding.domains", "grounding.files", "grounding.pictures", "grounding.retrieval",
    "stream.while-generated", "usage.cache-sum", "usage.cached-within-prompt",
}  # fmt: skip
IN_TROUBLE = {
    "answer.block-reason", "answer.prompt-feedback", "answer.prompt-ratings", "answer.safety-ratings",
    "feedback.no-candidates", "feedback.one-chunk", "feedback.prompt-counts", "safety.blocked-only-true",
    "safety.category", "safety.probability", "safety.says-what-blocked", "stream.error-object",
}  # fmt: skip
OF_OTHER_VENDORS = {  # in the documented sample, which isn't of a Gemini
    "chat.service-tier", "chat.system-fingerprint",
}  # fmt: skip
WITHOUT_LOGPROBS = {  # AI Studio has none
    "answer.avg-logprobs", "logprobs.asked-for", "logprobs.average", "logprobs.negative",
    "logprobs.steps", "logprobs.top",
}  # fmt: skip


@pytest.fixture(scope="module", params=DIALECTS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the report of a whole run."""
    folder = tmp_path_factory.mktemp(request.param)
    command = [sys.executable, "-P", "-m", "contract_tests", "-q", "--dialect", request.param]
    ran = subprocess.run(
        [*command, "--report", folder / "report.json"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads((folder / "report.json").read_text("utf-8"))


def test_the_mock_keeps_the_contract(told: Any) -> None:
    assert (told["verdict"], told["target"]) == ("kept", "mock")
    assert told["findings"] == []
    assert told["could_not_check"] == []


def test_every_claim_is_looked_at_but_for_these(told: Any) -> None:
    unseen = {each["id"] for each in told["claims"] if each["state"] == "not looked at"}

    assert unseen <= NEVER_SENT | IN_TROUBLE | OF_OTHER_VENDORS | WITHOUT_LOGPROBS


def test_the_exceptions_are_needed(told: Any) -> None:
    """In google, what is left of them after the others; each must be unseen somewhere."""
    states = {each["id"]: each["state"] for each in told["claims"]}

    assert {states[each] for each in IN_TROUBLE if each in states} == {"not looked at"}
