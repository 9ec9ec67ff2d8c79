"""What every check finds in recorded traffic: all true, each with its reason, as the docs have it."""

from collections import Counter
from pathlib import Path

import pytest

from contract_tests.captures import captured
from contract_tests.result import Result
from tests.conftest import SHARED

DOCS = Path(__file__).parents[1] / "docs" / "contract-recordings.md"
FIXTURES = "FirebaseExtended/vertexai-sdk-test-data"

# Of each claim and severity: how many findings, and why they are true. "mood" are those that are too
# few among all looks to be held against an API.
FINDINGS: dict[tuple[str, str], tuple[int, str]] = {
    ("answer.block-reason", "additive"): (1, "a fixture with an invented value"),
    ("answer.candidates", "breaking"): (4, "fixtures made to be malformed: an empty list, no finishReason"),
    ("answer.candidates-or-feedback", "breaking"): (1, "a fixture with nothing but a promptFeedback without a reason"),
    ("answer.content", "additive"): (2, "fixtures made to be malformed: missing-parts, invalid-field"),
    ("answer.finish-reason", "additive"): (2, "fixtures with invented values"),
    ("answer.parts", "breaking"): (1, "a fixture with an empty part"),
    ("answer.prompt-ratings", "additive"): (2, "a fixture with invented values"),
    ("answer.safety-ratings", "additive"): (6, "fixtures with invented values"),
    ("answer.usage", "additive"): (1, "recorded: a gateway added a member of its own"),
    ("citations.offsets", "breaking"): (8, "fixtures whose text was cut, and whose citations weren't"),
    ("finish.present", "breaking"): (3, "fixtures made to be malformed: no finishReason"),
    ("functions.arguments", "mood"): (1, "recorded: a model called with arguments that break its schema; the test is about that"),
    ("functions.declared", "mood"): (8, "recorded: a model called list_files, which was not declared"),
    ("functions.finish-message", "breaking"): (1, "a hand-made fixture: the message says that all went well"),
    ("grounding.indices", "breaking"): (7, "fixtures from which sources were taken, and not the supports"),
    ("grounding.offsets", "mood"): (11, "recorded: two answers whose own offsets are some bytes off, or beyond the text; a fixture whose text lacks its first letter"),
    ("member.no-default", "breaking"): (1, "a fixture with an empty list of candidates"),
    ("origin.vertex-lacks", "additive"): (57, "fixtures of an older Vertex AI, which numbered its candidates"),
    ("part.one-datum", "breaking"): (1, "a fixture with an empty part"),
    ("safety.category", "additive"): (2, "fixtures with invented values"),
    ("safety.category", "to learn"): (8, "fixtures: ratings of pictures without a category, as Vertex AI once sent them"),
    ("safety.probability", "additive"): (4, "fixtures with invented values"),
    ("safety.says-what-blocked", "breaking"): (1, "a hand-made fixture: it ends with SAFETY, and nothing is blocked"),
    ("sse.crlf", "breaking"): (4, "fixtures that were kept with other line ends"),
    ("stream.ends", "breaking"): (3, "fixtures cut short, or made to be malformed"),
    ("stream.finish-last", "mood"): (6, "fixtures of an older Vertex AI: STOP in every chunk"),
    ("thinking.first", "mood"): (1, "recorded: a candidate that thought again behind its answer"),
    ("usage.every-chunk", "breaking"): (1, "a hand-made fixture without counts"),
    ("usage.last-chunk", "breaking"): (7, "fixtures without counts: hand-made, or of an older Vertex AI"),
    ("usage.present", "breaking"): (23, "fixtures without counts: hand-made, or of an older Vertex AI"),
    ("usage.prompt-sum", "mood"): (2, "fixtures whose details don't sum up: one edited, one of URL context"),
    ("usage.tool-sum", "breaking"): (2, "fixtures of code execution whose details are less than their count"),
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Result:
    file = SHARED / "traffic" / "exchanges.jsonl"
    if not file.exists():
        pytest.skip(
            "needs recorded traffic in ../shared, which only the project's own machines have"
        )
    capture = captured.read(file)
    assert len(capture.exchanges) > 1_300
    return captured.checked(capture.exchanges, target="traffic", dialect="comet")


def test_all_findings_in_recorded_traffic_are_known_and_true(result: Result) -> None:
    found: Counter[tuple[str, str]] = Counter()
    for held in result.claims:
        found.update((held.claim.id, each.severity) for each in held.findings)
        found.update((held.claim.id, "mood") for _ in held.moody)

    assert dict(found) == {key: count for key, (count, _) in FINDINGS.items()}


def test_what_breaks_a_claim_was_made_by_hand(result: Result) -> None:
    breaking = [each for each in result.findings if each.severity == "breaking"]

    assert [each.source for each in breaking if FIXTURES not in each.source] == []


def test_much_is_looked_at(result: Result) -> None:
    looked = [held for held in result.claims if held.looked]

    assert len(looked) > 120
    assert sum(held.looked for held in looked) > 10_000


def test_the_docs_have_the_table() -> None:
    rows = [
        f"| `{claim}` | {severity} | {count} | {reason} |"
        for (claim, severity), (count, reason) in sorted(FINDINGS.items())
    ]
    text = DOCS.read_text("utf-8")

    assert [each for each in rows if each not in text] == []
    assert text.count("\n| `") - text.count("\n| `-") >= len(rows)
