"""Findings that say the same."""

import pytest

from contract_tests.grouping import generalised, grouped, key
from tests.results import finding


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", ""),
        ("/usageMetadata/totalTokenCount", "/usageMetadata/totalTokenCount"),
        ("/candidates/0/content/parts/12", "/candidates/*/content/parts/*"),
        ("/3/candidates/0/index", "/*/candidates/*/index"),
        ("/0/1/2", "/*/*/*"),
        ("/a1/1b", "/a1/1b"),
    ],
)
def test_a_place_is_the_same_at_every_index(pointer: str, place: str) -> None:
    assert generalised(pointer) == place


def test_texts_and_sources_make_no_difference() -> None:
    one = finding(pointer="/candidates/0", message="got 1", source="a", example="1")
    other = finding(pointer="/candidates/7", message="got 2", source="b", example="2")

    assert key(one) == key(other)


def test_another_severity_is_another_finding() -> None:
    assert key(finding()) != key(finding(severity="to learn"))


def test_a_group_counts_findings_and_sources_and_shows_the_first() -> None:
    some = [finding(message="first"), finding(message="second"), finding(source="elsewhere")]

    (group,) = grouped(some)

    assert (group.count, group.sources, group.first.message) == (3, 2, "first")
    assert group.pointer == "/usageMetadata/totalTokenCount"


def test_the_worst_come_first_then_by_name() -> None:
    groups = grouped(
        [
            finding(severity="additive", claim="a.a"),
            finding(severity="to learn", claim="b.b"),
            finding(claim="z.z"),
            finding(claim="c.c"),
        ]
    )

    assert [each.first.claim for each in groups] == ["c.c", "z.z", "b.b", "a.a"]
