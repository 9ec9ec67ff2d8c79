"""A scenario that has nothing to look at is skipped."""

import pytest

from contract_tests.scenario import needed


def test_what_came_is_returned() -> None:
    assert needed(["a"], "responseId") == ["a"]


@pytest.mark.parametrize("nothing", ["", []])
def test_what_did_not_come_skips(nothing: str | list[str]) -> None:
    with pytest.raises(pytest.skip.Exception, match="no responseId came"):
        needed(nothing, "responseId")
