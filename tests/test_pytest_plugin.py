"""The pytest plugin, in runs of pytest as its users have them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.pytest_plugin.watched import name
from tests.pytest_runs import PLUGIN, Runs

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pytest in a process of its own, in another folder, finds what is tested here."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)


@pytest.fixture
def runs(pytester: pytest.Pytester) -> Runs:
    return Runs(pytester)


def test_a_test_says_what_is_answered_and_sees_what_was_asked(runs: Runs) -> None:
    done = runs.run("""
def test_it(app, cometapi_mock):
    cometapi_mock.add(match={"text": {"contains": "Norway"}}, text="Oslo.")

    assert app("Capital of Norway?") == "Oslo."
    assert cometapi_mock.requests[0].text == "Capital of Norway?"
    cometapi_mock.assert_called_once(text={"contains": "Norway"})
""")

    done.assert_outcomes(passed=1)


def test_without_any_stub_answers_are_generated(runs: Runs) -> None:
    done = runs.run("""
def test_it(app):
    assert "sorry" not in app("Capital of Norway?")
""")

    done.assert_outcomes(passed=1)


def test_a_request_that_no_stub_is_for_fails_its_test_although_the_app_swallowed_the_error(
    runs: Runs,
) -> None:
    done = runs.run("""
def test_it(app, cometapi_mock):
    cometapi_mock.add(name="oslo", match={"text": {"contains": "Norway"}}, text="Oslo.")

    assert app("Capital of Sweden?") == "sorry: 404"
""")

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            "no stub was for 1 request:",
            '  #1 generateContent gemini-2.5-flash "Capital of Sweden?" -> 404, no stub',
            "    oslo:",
            "      text: wanted contains 'Norway', got 'Capital of Sweden?'",
            "Add a stub, or cometapi_mock.allow_unmatched().",
        ]
    )


def test_what_an_app_asks_when_its_test_is_over_counts_too(runs: Runs) -> None:
    done = runs.run("""
@pytest.fixture
def leaving(cometapi_mock, app):
    cometapi_mock.add(match={"text": "Hello"}, text="Hi.")
    yield
    app("Bye")

def test_it(leaving, app):
    assert app("Hello") == "Hi."
""")

    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["no stub was for 1 request:", '*"Bye" -> 404*'])


def test_a_test_that_fails_anyway_fails_once(runs: Runs) -> None:
    done = runs.run("""
def test_it(app, cometapi_mock):
    cometapi_mock.add(match={"text": "Hello"}, text="Hi.")
    assert app("Bye") == "Goodbye."
""")

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["E *assert 'sorry: 404' == 'Goodbye.'", "*- cometapi-mock -*"])


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        pytest.param('@pytest.mark.cometapi(strict="never")', "passed", id="never by marker"),
        pytest.param('@pytest.mark.cometapi(strict="always")', "failed", id="always by marker"),
        pytest.param("", "failed", id="by default"),
    ],
)
def test_a_marker_says_how_strict_a_test_is(runs: Runs, how: str, outcome: str) -> None:
    done = runs.run(f"""
{how}
def test_it(app, cometapi_mock):
    cometapi_mock.add(match={{"text": "Hello"}}, text="Hi.")
    app("Bye")
""")

    done.assert_outcomes(**{outcome: 1})


def test_strict_always_needs_no_stub(runs: Runs) -> None:
    done = runs.run(
        "def test_it(app): assert app('Hi') == 'sorry: 404'", "--cometapi-strict=always"
    )

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["no stub was for 1 request:"])


def test_a_test_can_allow_what_no_stub_is_for(runs: Runs) -> None:
    done = runs.run("""
def test_it(app, cometapi_mock):
    cometapi_mock.allow_unmatched()
    cometapi_mock.add(match={"text": "Hello"}, text="Hi.")
    assert app("Hello") == "Hi."
    assert "sorry" not in app("Bye")
""")

    done.assert_outcomes(passed=1)


def test_after_a_reset_a_test_is_as_strict_as_before_its_stubs(runs: Runs) -> None:
    done = runs.run("""
def test_it(app, cometapi_mock):
    cometapi_mock.add(match={"text": "Hello"}, text="Hi.")
    cometapi_mock.reset()
    assert "sorry" not in app("Bye")
""")

    done.assert_outcomes(passed=1)


def test_one_test_does_not_see_the_other(runs: Runs) -> None:
    done = runs.run("""
@pytest.mark.parametrize("number", range(3))
def test_it(app, cometapi_mock, number):
    assert cometapi_mock.requests == ()
    cometapi_mock.add(text=f"answer {number}")
    cometapi_mock.fail_next(status=429, times=2)
    assert [app("Hi"), app("Hi"), app("Hi")] == ["sorry: 429", "sorry: 429", f"answer {number}"]
    cometapi_mock.fail_next(status=429)
""")

    done.assert_outcomes(passed=3)


def test_all_tests_share_one_server(runs: Runs) -> None:
    done = runs.run("""
seen = set()

@pytest.mark.parametrize("number", range(2))
def test_it(cometapi_mock, cometapi_mock_server, number):
    assert cometapi_mock.url.startswith(cometapi_mock_server.url + "/__ns/")
    seen.add(cometapi_mock.base)
    assert len(seen) == 1
""")

    done.assert_outcomes(passed=2)


def test_markers_give_stubs_the_nearest_first(runs: Runs) -> None:
    done = runs.run("""
pytestmark = pytest.mark.cometapi_stub(text="of the module")

@pytest.mark.cometapi_stub(match={"text": "class"}, text="of the class")
class TestIt:
    @pytest.mark.cometapi_stub(match={"text": "both"}, text="above")
    @pytest.mark.cometapi_stub(match={"text": "both"}, text="below")
    def test_it(self, app):
        assert [app("both"), app("class"), app("Hi")] == ["below", "of the class", "of the module"]

    def test_other(self, app):
        assert app("both") == "of the module"
""")

    done.assert_outcomes(passed=2)


def test_a_marker_alone_leads_the_app_to_the_mock(runs: Runs) -> None:
    done = runs.run("""
@pytest.mark.cometapi_stub(text="Oslo.")
def test_stub():
    assert ask("Capital of Norway?") == "Oslo."

@pytest.mark.cometapi(seed=3)
def test_settings():
    assert "sorry" not in ask("Capital of Norway?")
""")

    done.assert_outcomes(passed=2)


def test_a_marked_test_is_led_to_the_mock_before_its_own_fixtures(runs: Runs) -> None:
    done = runs.run("""
@pytest.fixture(scope="session")
def program():
    return os.environ.get("GOOGLE_GEMINI_BASE_URL")

@pytest.fixture
def client():
    return os.environ["GOOGLE_GEMINI_BASE_URL"]

@pytest.mark.cometapi_stub(text="Oslo.")
def test_it(program, client):
    assert program is None
    assert ask("Hi", client) == "Oslo."

@pytest.mark.cometapi_stub(text="Oslo.")
def test_by_url(cometapi_mock):
    assert ask("Hi", cometapi_mock.url) == "Oslo."
    assert "GOOGLE_GEMINI_BASE_URL" not in os.environ
""")

    done.assert_outcomes(passed=2)


def test_a_marker_names_files_beside_the_test(runs: Runs) -> None:
    runs.file("oslo.json", '{"match": {"text": "Norway"}, "text": "Oslo."}')
    done = runs.run("""
@pytest.mark.cometapi_stub("oslo.json")
def test_it(app):
    assert app("Norway") == "Oslo."

@pytest.mark.cometapi_stub("oslo.json")
def test_strict(app):
    app("Sweden")
""")

    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*FAILED *::test_strict - Failed: no stub was for 1 request:*"])


@pytest.mark.parametrize("said", ['"nowhere.json"', 'txet="Oslo."'])
def test_a_marker_that_is_no_stub_says_so(runs: Runs, said: str) -> None:
    done = runs.run(f"""
@pytest.mark.cometapi_stub({said})
def test_it():
    pass
""")

    done.assert_outcomes(errors=1)
    done.stdout.re_match_lines([r"cometapi_stub: .*(nowhere\.json|txet)"])
    done.stdout.no_fnmatch_line("*Traceback*")
    done.stdout.no_fnmatch_line("*During handling*")


def test_a_marker_gives_a_test_a_mock_of_its_own_settings(runs: Runs) -> None:
    done = runs.run("""
urls = []

@pytest.mark.cometapi(dialect="google", seed=7, api_keys=("sk-good",))
def test_one(app, cometapi_mock):
    urls.append(cometapi_mock.base)
    assert os.environ["COMETAPI_KEY"] == "sk-good"
    assert "sorry" not in app("Hi")

@pytest.mark.cometapi(dialect="google", seed=7, api_keys=("sk-good",))
class TestIt:
    def test_two(self, cometapi_mock):
        urls.append(cometapi_mock.base)

    @pytest.mark.cometapi(seed=8)
    def test_three(self, cometapi_mock):
        urls.append(cometapi_mock.base)

def test_all(cometapi_mock):
    assert urls[0] == urls[1] != urls[2]
    assert cometapi_mock.base not in urls
""")

    done.assert_outcomes(passed=4)


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        (
            "dialekt='google'",
            "cometapi-mock: no such setting: dialekt; there are host, port, dialect*",
        ),
        ("dialect='azure'", "cometapi-mock: unknown dialect 'azure'*"),
        ("strict='maybe'", "cometapi_strict takes one of auto, always, never, not 'maybe'"),
        ("7", "the marker cometapi takes names, such as cometapi(seed=7), not (7,)"),
    ],
)
def test_a_marker_with_a_wrong_setting_says_so(runs: Runs, marker: str, message: str) -> None:
    done = runs.run(f"@pytest.mark.cometapi({marker})\ndef test_it(): pass")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([message])
    done.stdout.no_fnmatch_line("*During handling*")


SEEN = """
def test_it(cometapi_mock_server):
    settings = cometapi_mock_server.settings
    print("seen", settings.dialect, settings.seed, [str(each) for each in settings.stubs])
"""


def test_the_ini_file_says_what_the_mock_is(runs: Runs) -> None:
    runs.file("stubs.json", '{"text": "Oslo."}')
    runs.file(
        "pytest.ini",
        "[pytest]\ncometapi_dialect = google\ncometapi_seed = 3\ncometapi_stubs = stubs.json\n",
    )
    done = runs.run(SEEN)

    done.stdout.fnmatch_lines([f"seen google 3 [[]'{runs.folder}/stubs.json'[]]"])


def test_the_command_line_wins_over_the_ini_file(runs: Runs) -> None:
    runs.file("stubs.json", '{"text": "Oslo."}')
    runs.file("pytest.ini", "[pytest]\ncometapi_dialect = google\ncometapi_seed = 3\n")
    done = runs.run(
        SEEN, "--cometapi-dialect=vertex", "--cometapi-seed=0", "--cometapi-stubs=stubs.json"
    )

    done.stdout.fnmatch_lines([f"seen vertex 0 [[]'{runs.folder}/stubs.json'[]]"])


def test_without_either_the_defaults_hold(runs: Runs) -> None:
    runs.run(SEEN).stdout.fnmatch_lines(["seen comet 0 [[][]]"])


def test_stubs_of_the_run_are_there_for_every_test_and_hold_it(runs: Runs) -> None:
    runs.file("stubs.json", '{"match": {"text": "Norway"}, "text": "Oslo."}')
    done = runs.run(
        "@pytest.mark.parametrize('text', ['Norway', 'Sweden'])\n"
        "def test_it(app, text): assert app(text) in {'Oslo.', 'sorry: 404'}",
        "--cometapi-stubs=stubs.json",
    )

    done.assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("cometapi_seed = x", "*cometapi_seed takes a whole number, not 'x'"),
        (
            "cometapi_strict = maybe",
            "*cometapi_strict takes one of auto, always, never, not 'maybe'",
        ),
    ],
)
def test_a_wrong_ini_setting_ends_the_run(runs: Runs, line: str, message: str) -> None:
    runs.file("pytest.ini", f"[pytest]\n{line}\n")
    done = runs.run("def test_it(): pass")

    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([message])


def test_a_wrong_dialect_fails_the_tests_that_need_the_mock(runs: Runs) -> None:
    done = runs.run(
        "def test_it(cometapi_mock): pass\ndef test_other(): pass", "--cometapi-dialect=x"
    )

    done.assert_outcomes(errors=1, passed=1)
    done.stdout.fnmatch_lines(["cometapi-mock: unknown dialect 'x'*"])


def test_a_stub_that_never_answered_can_fail_its_test(runs: Runs) -> None:
    code = """
def test_it(app, cometapi_mock):
    cometapi_mock.add(name="oslo", match={"text": "Norway"}, text="Oslo.")
"""
    runs.run(code).assert_outcomes(passed=1)
    runs.file("pytest.ini", "[pytest]\ncometapi_all_used = true\n")
    done = runs.run(code)
    excused = runs.run("@pytest.mark.cometapi(all_used=False)" + code)

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["1 stub never answered:", "  oslo with text 'Norway'"])
    excused.assert_outcomes(passed=1)


def test_the_report_of_a_failure_has_the_last_requests_and_no_key(runs: Runs) -> None:
    done = runs.run(
        """
@pytest.mark.cometapi(api_keys=("sk-secret",))
def test_it(app, cometapi_mock):
    for number in range(12):
        app(f"number {number}")
    pytest.fail("it did not work")
"""
    )

    done.stdout.fnmatch_lines(
        ["*- cometapi-mock -*", "2 before these", '#3 *"number 2" -> 200*', '#12 *"number 11"*']
    )
    done.stdout.no_fnmatch_line('*number 1"*')
    assert "sk-secret" not in done.stdout.str().replace('api_keys=("sk-secret",)', "")


def test_a_test_that_passes_or_has_no_mock_has_no_such_section(runs: Runs) -> None:
    done = runs.run("def test_it(app): app('Hi')\ndef test_other(): assert False")

    done.assert_outcomes(passed=1, failed=1)
    done.stdout.no_fnmatch_line("*- cometapi-mock -*")


def test_a_failure_before_any_request_says_that_there_is_none(runs: Runs) -> None:
    done = runs.run("def test_it(app): assert False")

    done.stdout.fnmatch_lines(["*- cometapi-mock -*", "no requests"])


def test_the_environment_is_as_before_after_the_test(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "real")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    done = runs.run("""
def test_it(cometapi_env, cometapi_mock):
    assert os.environ["GEMINI_API_KEY"] == cometapi_env["GEMINI_API_KEY"] == "any-key"
    assert os.environ["GOOGLE_GEMINI_BASE_URL"] == cometapi_mock.url
    assert "GOOGLE_GENAI_USE_VERTEXAI" not in os.environ

def test_after():
    assert os.environ["GEMINI_API_KEY"] == "real"
    assert os.environ["GOOGLE_GENAI_USE_VERTEXAI"] == "true"
    assert "GOOGLE_GEMINI_BASE_URL" not in os.environ
""")

    done.assert_outcomes(passed=2)


def test_googles_sdk_is_led_to_the_mock(runs: Runs) -> None:
    done = runs.run(
        """
from google import genai

def test_it(cometapi_env, cometapi_mock):
    cometapi_mock.add(text="Oslo.")
    with genai.Client() as client:
        answer = client.models.generate_content(model="gemini-2.5-flash", contents="Hi")
    assert answer.text == "Oslo."
""",
        "-W",
        "default::DeprecationWarning",
    )

    done.assert_outcomes(passed=1)


def test_a_class_of_unittest_is_held_to_its_stubs_too(runs: Runs) -> None:
    done = runs.run("""
import unittest

@pytest.mark.usefixtures("cometapi_env")
@pytest.mark.cometapi_stub(match={"text": "Hello"}, text="Hi.")
class TestIt(unittest.TestCase):
    def test_good(self):
        assert ask("Hello") == "Hi."

    def test_bad(self):
        ask("Bye")
""")

    done.assert_outcomes(passed=1, failed=1)


def test_an_expected_failure_stays_one(runs: Runs) -> None:
    done = runs.run("""
@pytest.mark.xfail
@pytest.mark.cometapi_stub(match={"text": "Hello"}, text="Hi.")
def test_it(app):
    app("Bye")
""")

    done.assert_outcomes(xfailed=1)


def test_doctests_are_left_alone(runs: Runs) -> None:
    runs.file("test_text.txt", ">>> 1 + 1\n2\n")
    runs.run("def test_it(): pass", "--doctest-glob=*.txt").assert_outcomes(passed=2)


def test_workers_of_xdist_have_servers_of_their_own(runs: Runs) -> None:
    runs.file("stubs.json", '{"match": {"text": "Norway"}, "text": "Oslo."}')
    done = runs.run_apart(
        """
@pytest.mark.parametrize("number", range(8))
def test_it(app, cometapi_mock, worker_id, number):
    cometapi_mock.add(match={"text": "Hi"}, text=f"answer {number}")
    assert [app("Hi"), app("Norway")] == [f"answer {number}", "Oslo."]
    assert len(cometapi_mock.requests) == 2
    print("seen", worker_id, cometapi_mock.base)

def test_bad(app):
    app("Sweden")
""",
        "-n2",
        "--cometapi-stubs=stubs.json",
    )

    done.assert_outcomes(passed=8, failed=1)
    done.stdout.fnmatch_lines(["*- cometapi-mock -*", '*"Sweden" -> 404, no stub'])
    seen = set(re.findall(r"seen (gw\d) (\S+)", done.stdout.str()))
    assert len({worker for worker, _ in seen}) == len({url for _, url in seen}) == len(seen)


def test_it_can_be_left_out_of_a_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(cometapi_mock): pass")
    done = pytester.runpytest_subprocess("-p", "no:cometapi-mock")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*fixture 'cometapi_mock' not found"])


def test_a_run_that_needs_no_mock_imports_none_of_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
import sys

def test_it():
    slow = {"starlette", "uvicorn", "PIL", "jsonschema_rs", "ruamel", "jsonpath", "liquid",
            "prometheus_client", "watchfiles", "snowballstemmer", "pypdf"}
    assert not slow & {each.partition(".")[0] for each in sys.modules}
""")
    done = pytester.runpytest_subprocess("-p", PLUGIN, "-p", "no:hypothesispytest")

    done.assert_outcomes(passed=1)


def test_the_entry_point_leads_to_the_plugin() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")

    assert '[project.entry-points.pytest11]\ncometapi-mock = "mockserver.pytest_plugin"' in project


def test_the_contract_suite_leaves_it_out() -> None:
    command = [
        sys.executable,
        "-m",
        "contract_tests",
        "run",
        "--collect-only",
        "-q",
        "--smoke",
        "--trace-config",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT
    )

    assert "contract_tests" in done.stdout, done.stderr
    assert "pytest_plugin" not in done.stdout


def test_the_namespace_of_a_test_is_its_own_and_can_stand_in_a_url() -> None:
    ids = [
        "tests/test_a.py::test_it[Straße / ä?]",
        "tests/test_a.py::test_it[Straße / ö?]",
        "x" * 300,
    ]
    names = [name(each) for each in ids]

    assert len(set(names)) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9-]{1,80}", each) for each in names)
    assert names[0].startswith("tests-test-a-py-test-it-Stra-e-")


RECORDED = """
from mockserver import MockServer, Recordings

SETTINGS = {"recordings": "recordings"}


@pytest.fixture(scope="session", autouse=True)
def recorded():
    with MockServer() as api:
        made = Recordings(directory="recordings", record_mode="all", upstream=api.url)
        with MockServer(recordings=made) as recorder:
            ask("Norway", recorder.url)
"""


@pytest.mark.parametrize(
    ("marker", "outcome"),
    [
        pytest.param("**SETTINGS", "failed", id="auto"),
        pytest.param("strict='always', **SETTINGS", "failed", id="always"),
        pytest.param("strict='never', **SETTINGS", "passed", id="never"),
    ],
)
def test_a_request_that_was_not_recorded_fails_its_test_as_one_without_a_stub_does(
    runs: Runs, marker: str, outcome: str
) -> None:
    done = runs.run(f"""{RECORDED}
@pytest.mark.cometapi({marker})
def test_it(app):
    assert not app("Norway").startswith("sorry")
    assert app("Sweden") == "sorry: 404"
""")

    done.assert_outcomes(**{outcome: 1})
    if outcome == "failed":
        done.stdout.fnmatch_lines(
            [
                "nothing was recorded for 1 request:",
                '  #2 generateContent gemini-2.5-flash "Sweden" -> 404, no recording*',
                "    default/001.json:",
                '      body /contents/0/parts/0/text: wanted "Norway", got "Sweden"',
            ]
        )


def test_what_the_mock_may_make_up_beside_recordings_fails_no_test(runs: Runs) -> None:
    done = runs.run(f"""{RECORDED}
@pytest.mark.cometapi(recordings=Recordings(directory="recordings", on_miss="generate"))
def test_it(app):
    assert not app("Sweden").startswith("sorry")
""")

    done.assert_outcomes(passed=1)


def test_a_stub_stands_in_for_what_was_not_recorded(runs: Runs) -> None:
    done = runs.run(f"""{RECORDED}
@pytest.mark.cometapi(**SETTINGS)
@pytest.mark.cometapi_stub(match={{"text": "Sweden"}}, text="Stockholm.")
def test_it(app, cometapi_mock):
    assert app("Sweden") == "Stockholm."
    assert not app("Norway").startswith("sorry")
    assert [bool(each.stub) for each in cometapi_mock.requests] == [True, False]
""")

    done.assert_outcomes(passed=1)


def test_what_no_stub_could_be_for_counts_too_if_it_was_not_recorded(runs: Runs) -> None:
    done = runs.run(f"""{RECORDED}
import urllib.request
from contextlib import suppress

@pytest.mark.cometapi(**SETTINGS)
@pytest.mark.cometapi_stub(match={{"text": "Sweden"}}, text="Stockholm.")
def test_it(cometapi_mock):
    with suppress(OSError):
        urllib.request.urlopen(f"{{cometapi_mock.url}}/v1beta/models?key=any")
""")

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["nothing was recorded for 1 request:"])
