"""Reports: every format shows the same."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from contract_tests import judge, report
from contract_tests.asking.targets import UsageError
from contract_tests.baselines.baseline import Baseline
from contract_tests.grouping import key
from contract_tests.report import html, junit, markdown
from contract_tests.report.contents import contents
from contract_tests.report.markdown import fenced, plain
from contract_tests.result import EXIT_CODES, Result
from tests.results import CLAIM, INFERRED, finding, outcome, result, sent

HOSTILE = '<script>alert("x")</script> | `code` *b* _i_ [l](http://x) \x00\x1b[31m & ]]>'
LEARNT = finding(claim=INFERRED, check="finish_reason_comes_last", severity="to learn")
NEW = finding(claim="schema.answers", check="schema", pointer="/shine", severity="additive")


def many(**rest: Any) -> Result:
    """Return a result with claims in every state, and findings of every kind."""
    return result(
        outcome(
            finding(), finding(message="expected 5, got 6"), LEARNT, NEW,
            answers=2,
            fields={"candidates": 2, "candidates[].shine": 1},
            examples={"candidates[].shine": "true"},
            sent=[sent(), sent(status=400)],
        ),
        outcome(source="test_a.py::test_b", claims=["auth.bearer"], looked={}, state="could not check", reason="it answers 429"),
        models=("gemini-2.5-flash",),
        started="2026-11-24T09:00:00Z",
        seconds=1.23456,
        **rest,
    )  # fmt: skip


def hostile() -> Result:
    return result(
        outcome(
            finding(message=HOSTILE, example=HOSTILE, curl=HOSTILE, source=HOSTILE),
            fields={HOSTILE: 1},
            answers=1,
            examples={HOSTILE: HOSTILE},
            sent=[sent(model=HOSTILE)],
        ),
        target=HOSTILE,
        stopped=HOSTILE,
        models=(HOSTILE,),
        relaxed=(HOSTILE,),
        baseline=HOSTILE,
    )


class Tags(HTMLParser):
    """Collects the tags and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [str(value) for name, value in attrs if name in {"href", "src"}]


# What it says.


def test_claims_are_told_with_their_state_grade_and_place() -> None:
    told = contents(many())

    by_id = {each["id"]: each for each in told["claims"]}
    assert by_id[CLAIM] == {
        "id": CLAIM,
        "says": by_id[CLAIM]["says"],
        "places": by_id[CLAIM]["places"],
        "grade": "documented",
        "state": "broken",
        "looked": 2,
        "findings": 2,
        "moody": 0,
        "known": 0,
        "reason": "",
    }
    assert by_id["auth.bearer"]["state"] == "could not check"
    assert by_id["auth.bearer"]["reason"] == "it answers 429"


def test_claims_are_counted_by_state() -> None:
    told = contents(many())

    assert told["counts"]["broken"] == 1
    assert told["counts"]["to learn"] == 1
    assert told["counts"]["could not check"] == 1
    assert sum(told["counts"].values()) == len(told["claims"])
    assert (told["verdict"], told["exit_code"]) == ("broken", 1)


def test_findings_are_grouped_the_worst_first() -> None:
    told = contents(many())["findings"]

    assert [(each["severity"], each["count"], each["standing"]) for each in told] == [
        ("breaking", 2, "counts"), ("to learn", 1, "counts"), ("additive", 1, "counts"),
    ]  # fmt: skip
    assert told[0]["message"] == "expected 3, got 4"
    assert told[0]["curl"] == "curl http://x"


def test_with_a_baseline_a_finding_is_new_or_known(tmp_path: Path) -> None:
    empty = Baseline.new(tmp_path / "b.json", "comet")
    accepted = replace(empty, findings={key(finding()): "Ticket 7."})

    told = contents(accepted.judged(many()))

    assert [(each["claim"], each["standing"], each["reason"]) for each in told["findings"]] == [
        (INFERRED, "new", ""), ("schema.answers", "new", ""), (CLAIM, "known", "Ticket 7."),
    ]  # fmt: skip
    assert next(each["known"] for each in told["claims"] if each["id"] == CLAIM) == 2


def test_what_a_mood_explains_is_told_apart() -> None:
    run = many()
    claims = tuple(
        replace(each, findings=(), moody=each.findings) if each.claim.id == CLAIM else each
        for each in run.claims
    )

    told = contents(replace(run, claims=claims))["findings"]

    assert [(each["claim"], each["standing"]) for each in told][-1] == (CLAIM, "moody")


def test_what_couldnt_be_checked_is_grouped_by_reason() -> None:
    some = [
        outcome(source=f"test_a.py::test_{name}", state=state, reason=reason)
        for name, state, reason in [("a", "could not check", "429"), ("b", "no key", "no key"), ("c", "could not check", "429"), ("d", "skipped", "nothing to look at")]
    ]  # fmt: skip

    assert contents(result(*some))["could_not_check"] == [
        {"reason": "429", "scenarios": ["test_a.py::test_a", "test_a.py::test_c"]},
        {"reason": "no key", "scenarios": ["test_a.py::test_b"]},
    ]


@pytest.mark.parametrize("run", [many(), result(), hostile()], ids=["many", "none", "hostile"])
def test_json_keeps_its_schema(run: Result) -> None:
    told = json.loads(report.json.text(contents(run)))

    assert list(judge.findings("contract/report.json", told)) == []
    assert told == contents(run)


# JUnit.


def test_junit_has_a_case_for_each_claim() -> None:
    suites = ET.fromstring(junit.text(contents(many())))

    cases = {case.get("name"): case for case in suites.iter("testcase")}
    assert cases.keys() == {each["id"] for each in contents(many())["claims"]}
    broken = cases[CLAIM]
    assert broken.get("classname") == "contract.usage"
    assert "expected 3, got 4" in (broken.findtext("failure") or "")
    unchecked = cases["auth.bearer"].find("skipped")
    assert unchecked is not None
    assert unchecked.get("message") == "it answers 429"
    assert "to learn" in (cases[INFERRED].findtext("system-out") or "")
    assert cases[INFERRED].find("failure") is None
    assert "additive" in (cases["schema.answers"].findtext("system-out") or "")
    unseen = cases["schema.errors"].find("skipped")
    assert unseen is not None
    assert unseen.get("message") == "not looked at"


def test_junit_counts_and_says_when() -> None:
    suites = ET.fromstring(junit.text(contents(many(relaxed=("gone: a line",)))))

    suite = suites.find("testsuite")
    assert suite is not None
    cases = list(suite.iter("testcase"))
    assert suite.get("tests") == suites.get("tests") == str(len(cases))
    assert suite.get("failures") == "2"
    assert suite.get("skipped") == str(sum(case.find("skipped") is not None for case in cases))
    assert suite.get("timestamp") == "2026-11-24T09:00:00"
    assert suite.get("time") == "1.235"


def test_junit_fails_what_was_relaxed() -> None:
    suites = ET.fromstring(junit.text(contents(result(outcome(), relaxed=("gone: a line",)))))

    (case,) = [x for x in suites.iter("testcase") if x.get("classname") == "contract.baseline"]
    assert case.findtext("failure") == "gone: a line"


def test_junit_passes_a_known_finding_and_tells_why(tmp_path: Path) -> None:
    accepted = replace(
        Baseline.new(tmp_path / "b.json", "comet"), findings={key(finding()): "Ticket 7."}
    )

    suites = ET.fromstring(junit.text(contents(accepted.judged(result(outcome(finding()))))))

    case = next(x for x in suites.iter("testcase") if x.get("name") == CLAIM)
    assert case.find("failure") is None
    assert "accepted: Ticket 7." in (case.findtext("system-out") or "")


def test_junit_can_hold_any_text() -> None:
    suites = ET.fromstring(junit.text(contents(hostile())))

    failure = next(suites.iter("failure")).text or ""
    assert '<script>alert("x")</script>' in failure
    assert "\x00" not in failure


# Markdown.


def test_markdown_begins_with_the_verdict_then_what_is_broken() -> None:
    told = markdown.text(contents(many(relaxed=("gone: a line",))))

    assert told.startswith("## ❌ Contract: broken\n")
    assert told.index("### Relaxed") < told.index("### Broken") < told.index("<details>")
    assert "| usage.total | documented |" in told
    assert "```bash\ncurl http://x\n```" in told
    assert told.count("<details>") == told.count("</details>")


def test_markdown_is_short_when_all_is_well() -> None:
    told = markdown.text(contents(result(outcome())))

    assert told.startswith("## ✅ Contract: kept\n")
    assert "Broken" not in told
    assert "To learn" not in told


def test_markdown_tells_why_an_old_finding_is_accepted(tmp_path: Path) -> None:
    accepted = replace(
        Baseline.new(tmp_path / "b.json", "comet"), findings={key(finding()): "Ticket 7."}
    )

    told = markdown.text(contents(accepted.judged(result(outcome(finding())))))

    assert "Accepted: Ticket 7." in told
    assert "<summary>Known: 1</summary>" in told


def test_markdown_leaves_out_what_nobody_reads() -> None:
    some = [finding(check=f"check_{number:02}") for number in range(60)]
    lines = tuple(f"line {number}" for number in range(60))

    told = markdown.text(contents(result(outcome(*some), relaxed=lines)))

    assert "And 10 more" in told
    assert "- and 10 more" in told
    assert "check&#95;49" in told
    assert "check&#95;50" not in told


def test_markdown_reads_no_text_as_markup() -> None:
    told = markdown.text(contents(hostile()))

    assert "<script>" not in told.replace(f"```bash\n{HOSTILE}\n```", "")
    rows = [each for each in told.splitlines() if each.startswith("| ") and "alert" in each]
    assert rows
    assert {each.count("|") for each in rows} <= {5, 6}


@pytest.mark.parametrize(
    ("text", "told"),
    [("a_b*c|d", "a&#95;b&#42;c&#124;d"), ("two\n lines", "two lines"), ("<b>", "&#60;b&#62;")],
)
def test_plain_text_has_no_markup(text: str, told: str) -> None:
    assert plain(text) == told


def test_a_fence_is_longer_than_any_in_the_text() -> None:
    assert fenced("a ``` b ````") == "`````bash\na ``` b ````\n`````"


# HTML.


def test_html_needs_nothing_else() -> None:
    page = html.text(contents(many()))

    found = Tags(page)
    assert found.addresses == []
    assert not {"link", "img", "iframe"} & set(found.tags)
    assert "http" not in page.replace("curl http://x", "")
    assert "@import" not in page
    assert "url(" not in page


def test_html_shows_claims_findings_and_bars() -> None:
    page = html.text(contents(many()))

    assert "<h1>Contract: broken</h1>" in page
    assert page.count('data-row="breaking"') == 1
    assert page.count('<tr data-row="broken">') == 1
    assert '<rect class="to-learn" x="' in page
    assert "expected 3, got 4" in page
    assert "Status codes: 1 \N{MULTIPLICATION SIGN} 200, 1 \N{MULTIPLICATION SIGN} 400." in page


def test_html_escapes_all_texts() -> None:
    page = html.text(contents(hostile()))

    assert "<script>alert" not in page
    assert Tags(page).tags.count("script") == 1


def test_html_of_nothing_is_a_page() -> None:
    page = html.text(contents(result()))

    assert "<h1>Contract: could not check</h1>" in page
    assert "None." in page


def test_the_bar_of_states_is_full() -> None:
    bars = html.bars({"kept": 1, "broken": 2, "to learn": 0})

    assert [each["state"] for each in bars] == ["kept", "broken"]
    assert bars[-1]["x"] + bars[-1]["width"] == pytest.approx(1000, abs=0.1)


# All of them.


def test_each_ending_has_its_format(tmp_path: Path) -> None:
    names = [str(tmp_path / f"r{each}") for each in (".json", ".xml", ".md", ".html", ".JSON")]

    report.written(many(), report.usable(names))

    starts = [Path(each).read_text("utf-8")[:5] for each in names]
    assert starts == ['{\n  "', "<?xml", "## ❌ ", "<!doc", '{\n  "']


@pytest.mark.parametrize("ending", [".json", ".xml", ".md", ".html"])
@pytest.mark.parametrize(
    "text", [CLAIM, INFERRED, "expected 3, got 4", "curl http://x", "it answers 429", "RELAXED LINE", "gemini-2.5-flash"]
)  # fmt: skip
def test_every_format_shows_the_same(ending: str, text: str) -> None:
    told = report.WRITERS[ending](contents(many(relaxed=("RELAXED LINE",))))

    assert text in told


@pytest.mark.parametrize("name", ["report", "report.txt", "report.html.gz"])
def test_another_ending_is_refused_with_those_that_there_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"known endings: \.json, \.xml, \.md, \.html"):
        report.usable([str(tmp_path / name)])


def test_a_folder_that_isnt_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        report.usable([str(tmp_path / "no" / "r.json")])


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "r.json").mkdir()

    with pytest.raises(UsageError, match="it is a folder"):
        report.usable([str(tmp_path / "r.json")])


def test_a_folder_that_takes_no_files_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere

    with pytest.raises(UsageError, match="nothing can be written"):
        report.usable(["r.json"])


GUIDE = Path(__file__).parents[1] / "docs" / "contract-reports.md"


def test_the_guide_names_every_format_and_verdict() -> None:
    guide = GUIDE.read_text("utf-8")

    for ending in report.WRITERS:
        assert f"| `{ending}` |" in guide
    for verdict, code in EXIT_CODES.items():
        assert f"| `{verdict}` | {code} |" in guide
