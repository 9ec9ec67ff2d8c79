"""The plugin that counts examples."""

import pytest

PROPERTIES = """
    from hypothesis import given, settings, strategies as st

    @settings(max_examples=7, database=None)
    @given(st.integers())
    def test_one(number):
        pass

    @settings(max_examples=5, database=None)
    @given(st.integers())
    def test_other(number):
        pass

    def test_no_property():
        pass
"""


def test_the_examples_of_all_properties_are_summed_up(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PROPERTIES)
    told = pytester.runpytest_inprocess("-p", "tests.counting", "--hypothesis-show-statistics")

    told.stdout.fnmatch_lines(["*7 passing*", "12 examples of 2 properties"])


def test_without_properties_nothing_is_said(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_no_property(): pass")

    assert "examples of" not in pytester.runpytest_inprocess("-p", "tests.counting").stdout.str()
