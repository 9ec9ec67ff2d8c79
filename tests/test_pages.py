import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import ApiError
from mockserver.operations.pages import page

LETTERS = "abcdefghij"


def read(query: dict[str, str], most: int = 5) -> tuple[str, dict[str, str]]:
    items, rest = page(LETTERS, query, default=3, most=most)
    return "".join(items), rest


@given(st.integers(1, 12), st.lists(st.integers(), max_size=30))
def test_pages_together_are_the_list(size: int, items: list[int]) -> None:
    query = {"pageSize": str(size)}
    found: list[int] = []
    while True:
        some, rest = page(items, query, default=3, most=10)
        found += some
        assert len(some) <= min(size, 10)
        if not rest:
            break
        query["pageToken"] = rest["nextPageToken"]

    assert found == items


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "abc"),
        ({"pageSize": ""}, "abc"),
        ({"pageSize": "0"}, "abc"),
        ({"pageSize": "2"}, "ab"),
        ({"page_size": "2"}, "ab"),
        ({"pageSize": "9"}, "abcde"),
    ],
    ids=["none", "empty", "zero", "some", "snake", "too-many"],
)
def test_a_page_has_the_size_that_is_asked_for_within_bounds(
    query: dict[str, str], expected: str
) -> None:
    assert read(query)[0] == expected


def test_the_last_page_has_no_token_after_it() -> None:
    assert read({"pageSize": "10"}, most=10) == (LETTERS, {})


@pytest.mark.parametrize("size", ["many", "-1", "1.5", "99999999999", "None"])
def test_a_size_that_is_none_is_refused(size: str) -> None:
    with pytest.raises(ApiError) as raised:
        read({"pageSize": size})

    text = f"Invalid value at 'page_size' (TYPE_INT32), \"{size}\""
    assert raised.value.cause == "invalid_fields"
    assert raised.value.params == {"text": text}
    assert [each.as_json() for each in raised.value.fields] == [
        {"field": "page_size", "description": text}
    ]


@pytest.mark.parametrize(
    "token",
    ["next", "!", "\u00e9", base64.b64encode(b"\xff\xff\xff").decode(), "YWZ0ZXI6eA=="],
    ids=["word", "sign", "letter", "bytes", "no-number"],
)
def test_a_token_of_another_list_is_refused(token: Any) -> None:
    with pytest.raises(ApiError) as raised:
        read({"pageToken": token})

    assert (raised.value.cause, raised.value.params) == ("page_token", {"token": token})
