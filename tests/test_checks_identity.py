"""Checks of ids, times and models: what they find, and what they leave alone."""

from typing import Any

import pytest

from tests.exchanges import chunks, events, findings, message, places, response, saying, unary

IDS = {
    "a_stream_has_one_id": "responseId",
    "a_stream_has_one_model": "modelVersion",
    "a_stream_has_one_time": "createTime",
}


@pytest.mark.parametrize(("name", "member"), IDS.items())
def test_a_chunk_that_says_otherwise_is_found(name: str, member: str) -> None:
    stream = chunks("2+2", " is", " 4.")
    assert places(name, events(*stream)) == []

    stream[1][member] = "another"
    assert places(name, events(*stream)) == [f"/1/{member}"]
    assert message(name, events(*stream)).endswith("in every chunk, got 'another'")


@pytest.mark.parametrize(("name", "member"), IDS.items())
def test_nothing_is_said_where_it_is_told_once_or_never(name: str, member: str) -> None:
    first, last = chunks("2+2 is", " 4.")

    assert places(name, events({**first, member: 5}, last)) is None
    assert places(name, unary()) is None


@pytest.mark.parametrize("told", ["", "short", "with blanks in it", "a/b+c=============="])
def test_an_id_that_is_not_url_safe_is_found(told: str) -> None:
    assert places("ids_are_url_safe", unary(response(responseId=told))) == ["/responseId"]


def test_an_id_may_be_absent() -> None:
    assert places("ids_are_url_safe", unary()) == []
    assert places("ids_are_url_safe", unary(response(responseId=None))) is None
    first, last = chunks("a", "b")
    assert places("ids_are_url_safe", events({**first, "responseId": 5}, last)) == ["/0/responseId"]


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-25T04:21:43.756483Z", "2026-03-25T04:21:43Z", "2026-03-25t04:21:43.1z",
        "2026-03-25T04:21:43.123456789+02:00",
    ],
)  # fmt: skip
def test_times_of_any_precision_are_right(time: str) -> None:
    assert places("times_are_rfc_3339", unary(response(createTime=time))) == []


@pytest.mark.parametrize(
    "time", ["1774412503", "2026-03-25", "2026-03-25 04:21:43Z", "2026-13-25T04:21:43Z", "now"]
)
def test_what_is_no_time_is_found(time: str) -> None:
    assert places("times_are_rfc_3339", unary(response(createTime=time))) == ["/createTime"]
    assert places("times_are_utc", unary(response(createTime=time))) == []


def test_a_time_may_be_absent_or_a_number_which_the_schemas_tell() -> None:
    assert places("times_are_rfc_3339", unary(response(createTime=None))) is None
    assert places("times_are_rfc_3339", unary(response(createTime=5))) is None


def test_a_time_elsewhere_than_utc_is_found() -> None:
    elsewhere = unary(response(createTime="2026-03-25T04:21:43+02:00"))

    assert places("times_are_utc", elsewhere) == ["/createTime"]
    assert places("times_are_utc", unary()) == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("gemini-2.5-flash", "gemini-2.5-flash"),
        ("gemini-2.5-flash", "models/gemini-2.5-flash"),
        ("gemini-2.5-flash", "google/gemini-2.5-flash"),
        ("gemini-2.5-flash", "gemini-2.5-flash-001"),
        ("gemini-2.5-flash", "gemini-2.5-flash-preview-09-2025"),
        ("gemini-2.5-pro-preview-03-25", "models/gemini-2.5-pro"),
        ("gemini-3-flash-preview", "gemini-3-flash"),
        ("gemini-2.5-flash-thinking-1024", "gemini-2.5-flash"),
        ("gemini-2.5-flash", "Gemini-2.5-Flash@default"),
    ],
)
def test_prefixes_versions_and_stages_are_of_the_model_asked(asked: str, told: str) -> None:
    exchange = unary(response(modelVersion=told), model=asked)

    assert places("the_model_is_the_one_asked", exchange) == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("gemini-2.5-flash", "gemini-2.5-flash-lite"),
        ("gemini-2.5-flash", "gemini-2.0-flash"),
        ("gemini-2.5-flash", "gemini-2.5-pro"),
        ("gemini-2.5-flash", "gpt-4"),
        ("gemini-2.5-flash", ""),
    ],
)
def test_another_model_is_found(asked: str, told: str) -> None:
    exchange = unary(response(modelVersion=told), model=asked)

    assert message("the_model_is_the_one_asked", exchange) == (
        f"expected '{asked}' or a version of it, got '{told}'"
    )


def test_an_alias_may_become_any_model() -> None:
    exchange = unary(response(modelVersion="gemini-3.6-flash"), model="gemini-flash-latest")

    assert places("the_model_is_the_one_asked", exchange) is None
    assert places("the_model_is_the_one_asked", unary(response(modelVersion=None))) is None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("google_has_no_members_of_vertex", response(), {"createTime", "trafficType"}),
        (
            "vertex_has_no_members_of_google",
            saying({"text": "4"}, index=0) | {"usageMetadata": {"serviceTier": "standard"}},
            {"serviceTier", "index"},
        ),
    ],
)
def test_members_of_the_other_origin_are_additive(
    name: str, value: Any, expected: set[str]
) -> None:
    found = findings(name, unary(value)) or []

    assert {each.pointer.rpartition("/")[2] for each in found} == expected
    assert all(each.additive for each in found)


def test_members_of_its_own_are_nothing_to_tell() -> None:
    own = response(createTime=None, usageMetadata={"totalTokenCount": 5})

    assert places("google_has_no_members_of_vertex", unary(own)) == []
    assert places("vertex_has_no_members_of_google", unary()) == []


def test_several_candidates_may_have_an_index_anywhere() -> None:
    both = response(candidates=[{"index": 0}, {"index": 1}])

    assert places("vertex_has_no_members_of_google", unary(both)) == []
