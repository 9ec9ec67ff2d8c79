"""The guides for tests of an app: every snippet in them does what it says."""

import re
from pathlib import Path

import pytest

from mockserver import Control
from mockserver.asserting import Asserting
from mockserver.pytest_plugin.watched import Watched
from tests.pytest_runs import PLUGIN

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "pytest.md").read_text("utf-8")
MODULES = [
    (found[1], found[2])
    for found in re.finditer(
        r"^```py\n(.*?)^```$(?:\n\nfails with\n\n```text\n(.*?)^```$)?",
        GUIDE,
        re.MULTILINE | re.DOTALL,
    )
]
APP = MODULES[0][0]
# In one process with the test around it, this is so.
QUIET = ("-W", "ignore:Module already imported so cannot be rewritten")


@pytest.fixture(autouse=True)
def app(pytester: pytest.Pytester) -> None:
    """Write the app beside its tests."""
    pytester.makepyfile(travel=APP)


@pytest.mark.parametrize(("code", "failure"), MODULES[1:])
def test_a_module_of_tests_runs(pytester: pytest.Pytester, code: str, failure: str | None) -> None:
    pytester.makepyfile(test_travel=code)
    done = pytester.runpytest(*QUIET, "-p", PLUGIN)

    if failure:
        done.assert_outcomes(failed=1)
        done.stdout.fnmatch_lines([each.replace("[", "[[]") for each in failure.splitlines()])
    else:
        done.assert_outcomes(passed=code.count("def test_"))


def test_the_ini_file_is_taken(pytester: pytest.Pytester) -> None:
    [text] = re.findall(r"^```ini\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    (pytester.path / "pytest.ini").write_text(text)
    (pytester.path / "stubs").mkdir()
    (pytester.path / "stubs" / "oslo.json").write_text(
        '{"match": {"text": {"contains": "Norway"}}, "text": "Oslo."}'
    )
    pytester.makepyfile(
        "from travel import capital\n"
        "def test_it(cometapi_mock_server, cometapi_env):\n"
        "    assert cometapi_mock_server.settings.dialect == 'google'\n"
        "    assert capital('Norway') == 'Oslo'\n"
    )

    pytester.runpytest(*QUIET, "-p", PLUGIN, "--strict-config").assert_outcomes(passed=1)


def test_each_option_and_setting_of_the_plugin_stands_in_the_guide(
    pytester: pytest.Pytester,
) -> None:
    told = pytester.runpytest(*QUIET, "-p", PLUGIN, "--help").stdout.str()
    names = set(re.findall(r"(--cometapi-[a-z]+|\bcometapi_[a-z_]+(?= \())", told))

    assert {"--cometapi-dialect", "cometapi_all_used"} <= names
    assert [each for each in names if f"`{each}" not in GUIDE] == []


def test_each_member_that_a_test_has_stands_in_the_guide() -> None:
    inner = {"hold", "hold_used", "tell", "told", "end", "strict"}  # between it and the plugin
    names = {
        each
        for each in {**vars(Asserting), **vars(Control), **vars(Watched)}
        if not each.startswith("_")
    }

    assert [each for each in names - inner if not re.search(rf"`{each}[`(]", GUIDE)] == []
