"""Which stub answers, and which came nearest."""

from typing import Any

import pytest

from mockserver.stubs import Asked, Situation, find, read
from mockserver.stubs.conditions import finder, pattern


def asked(text: str = "Capital of Norway?", **more: Any) -> Asked:
    return Asked(body={"contents": [{"parts": [{"text": text}]}]}, model="gemini-2.5-flash", **more)


def stub(name: str, **members: Any) -> Any:
    return read({"text": "Oslo.", **members}, name)


FRESH = Situation()


def test_the_first_that_matches_answers() -> None:
    other = stub("other", match={"text": "Hello"})

    found = find([other, stub("a"), stub("b")], asked(), FRESH)

    assert (found.stub and found.stub.name, found.near) == ("a", ())


def test_the_highest_priority_comes_first() -> None:
    stubs = [stub("low", priority=-1), stub("plain"), stub("high", priority=5)]

    found = find(stubs, asked(), FRESH)

    assert found.stub is not None
    assert found.stub.name == "high"


def test_it_is_told_how_often_the_stub_answered_before() -> None:
    assert find([stub("a")], asked(), Situation(used={"a": 3})).turn == 3


def test_a_stub_answers_only_so_often() -> None:
    twice = stub("a", times=2)

    assert find([twice], asked(), Situation(used={"a": 1})).stub
    (near,) = find([twice], asked(), Situation(used={"a": 2})).near
    assert str(near) == "a (times: wanted at most 2, got it has answered 2)"


@pytest.mark.parametrize("state", ["", "done"], ids=["first", "later"])
def test_a_stub_of_a_scenario_answers_in_its_state(state: str) -> None:
    scenario = stub("a", scenario={"name": "login", "state": state})
    states = {"login": "done"} if state else {}

    assert find([scenario], asked(), Situation(states=states)).stub
    (near,) = find([scenario], asked(), Situation(states={"login": "lost"})).near
    assert str(near) == f"a (scenario login: wanted {state!r}, got 'lost')"


def test_a_stub_of_no_state_answers_in_all() -> None:
    any_state = stub("a", scenario={"name": "login", "becomes": "done"})

    assert find([any_state], asked(), Situation(states={"login": "lost"})).stub


def test_the_three_nearest_are_told_by_the_number_of_their_differences() -> None:
    stubs = [
        stub("far", match={"text": "x", "model": "x", "turn": 9}),
        stub("sweden", match={"text": "Capital of Sweden?"}),
        stub("hello", match={"text": "Hello"}),
        stub("two", match={"text": "x", "model": "x"}),
    ]

    near = find(stubs, asked(), FRESH).near

    assert [each.stub for each in near] == ["sweden", "hello", "two"]


def test_a_stub_for_another_operation_is_farthest() -> None:
    stubs = [
        _count(),
        stub("two", match={"text": "x", "model": "x"}),
    ]

    assert [each.stub for each in find(stubs, asked(), FRESH).near] == ["two", "count"]


def _count() -> Any:
    return read({"match": {"operation": "countTokens"}, "response": {"totalTokens": 7}}, "count")


def test_an_operation_that_no_stub_is_about_is_not_concerned() -> None:
    listing = Asked(operation="models.list")
    counting = Asked(operation="countTokens")
    narrow = read(
        {"match": {"operation": "countTokens", "text": "x"}, "response": {"totalTokens": 7}}, "n"
    )

    assert not find([stub("a")], listing, FRESH).concerned
    assert find([_count()], counting, FRESH).stub
    assert find([narrow], counting, FRESH).concerned


def test_no_pattern_or_path_is_compiled_twice() -> None:
    match = {"text": {"regex": "never [0-9]+"}, "json": {"$.contents[*].nothing": 1}}
    stubs = [stub(f"s{number}", match=match) for number in range(200)]
    find(stubs, asked(), FRESH)
    before = pattern.cache_info().misses, finder.cache_info().misses

    find(stubs, asked(), FRESH)

    assert (pattern.cache_info().misses, finder.cache_info().misses) == before


def test_where_many_stubs_look_is_looked_at_once() -> None:
    call = asked()

    assert call.at("$.contents[0].parts[0].text") == ["Capital of Norway?"]
    assert call.at("$.contents[*]") is call.at("$.contents[*]")
