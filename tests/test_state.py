import threading

import pytest

from mockserver import faults, stubs
from mockserver.caches import Caches
from mockserver.exchange import Call, Exchange, Reply
from mockserver.journal import Journal
from mockserver.state import Namespace, State
from mockserver.stubs import Asked, Stub


def saying(text: str, **members: object) -> Stub:
    return stubs.read({"text": text, **members}, str(members.get("name", text)))


def asked(text: str = "Hi") -> Asked:
    return Asked(
        model="gemini-2.5-flash",
        body={"contents": [{"role": "user", "parts": [{"text": text}]}]},
    )


def named(stub: Stub | None) -> str:
    return stub.name if stub else ""


def exchange(namespace: str) -> Exchange:
    return Exchange(Call("POST", "/", namespace=namespace), Reply(200, "text/plain", ()))


def test_of_the_stubs_that_were_added_the_newest_answers() -> None:
    space = Namespace(Caches())
    space.add(saying("one"))
    space.add(saying("two"))

    assert named(space.choose((), asked()).stub) == "two"
    assert [each.name for each in space.stubs] == ["two", "one"]


def test_a_stub_that_was_added_answers_before_those_that_are_given() -> None:
    space = Namespace(Caches())
    space.add(saying("added"))

    assert named(space.choose([saying("given")], asked()).stub) == "added"


def test_a_stub_of_the_same_name_takes_the_place_of_the_old_one() -> None:
    space = Namespace(Caches())
    space.add(saying("one"))
    space.add(stubs.read({"text": "other"}, "one"))

    assert [each.answer for each in space.stubs] == [{"text": "other"}]


def test_a_stub_can_be_removed_once() -> None:
    space = Namespace(Caches())
    space.add(saying("one"))

    assert space.remove("one")
    assert not space.remove("one")
    assert space.choose((), asked()).stub is None


def test_a_stub_is_told_how_often_it_answered_before() -> None:
    space = Namespace(Caches())
    given = [saying("one")]

    turns = [space.choose(given, asked()).turn for _ in range(3)]

    assert turns == [0, 1, 2]
    assert space.situation.used == {"one": 3}


def test_a_stub_that_has_answered_as_often_as_it_may_makes_room_for_the_next() -> None:
    space = Namespace(Caches())
    given = [saying("once", times=1), saying("always")]

    assert [named(space.choose(given, asked()).stub) for _ in range(3)] == [
        "once",
        "always",
        "always",
    ]


def test_a_scenario_goes_from_state_to_state() -> None:
    space = Namespace(Caches())
    given = [
        saying("first", scenario={"name": "login", "state": "", "becomes": "in"}),
        saying("second", scenario={"name": "login", "state": "in", "becomes": ""}),
    ]

    found = [named(space.choose(given, asked()).stub) for _ in range(3)]

    assert found == ["first", "second", "first"]
    assert space.situation.states == {"login": "in"}


def test_many_threads_never_get_the_same_turn() -> None:
    space = Namespace(Caches())
    given = [saying("one")]
    turns: list[int] = []

    def choose() -> None:
        turns.extend([space.choose(given, asked()).turn for _ in range(50)])

    threads = [threading.Thread(target=choose) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(turns) == list(range(400))


def test_queued_faults_happen_in_their_order_and_as_often_as_asked() -> None:
    space = Namespace(Caches())
    space.enqueue(faults.parse("429"), 2)
    space.enqueue(faults.parse("disconnect"), 1)

    happened = [[each.spec for each in space.next_faults()] for _ in range(4)]

    assert happened == [["429"], ["429"], ["disconnect"], []]


def test_something_is_counted_from_nothing() -> None:
    space = Namespace(Caches())

    assert [space.count("a"), space.count("a"), space.count("b")] == [0, 1, 0]


def test_namespaces_have_nothing_in_common() -> None:
    state = State(Caches, Journal())
    state.namespace("a").add(saying("one"))

    assert state.namespace("a") is state.namespace("a")
    assert state.namespace("b").stubs == ()
    assert state.namespace("a").caches is not state.namespace("b").caches
    assert list(state) == ["a", "b"]


def test_a_reset_forgets_one_namespace_or_all() -> None:
    state = State(Caches, Journal())
    for name in ("a", "b"):
        state.namespace(name).add(saying("one"))
        state.journal.append(exchange(name))

    state.reset("a")

    assert state.namespace("a").stubs == ()
    assert len(state.namespace("b").stubs) == 1
    assert [each.exchange.call.namespace for each in state.journal.entries()] == ["b"]

    state.reset()

    assert list(state) == []
    assert state.journal.entries() == ()


def test_a_stub_that_takes_the_place_of_another_has_not_answered_yet() -> None:
    space = Namespace(Caches())
    once = [stubs.read({"text": each, "times": 1}, "one") for each in ("a", "b", "c", "d")]

    for each in once[:2]:
        space.add(each)
        assert named(space.choose((), asked()).stub) == "one"
    space.remove("one")
    space.add(once[2])
    assert named(space.choose((), asked()).stub) == "one"
    space.clear_stubs()
    assert space.situation.used == {}


def test_of_very_many_namespaces_those_that_were_asked_for_last_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mockserver.state._MOST_NAMESPACES", 3)
    state = State(Caches, Journal())

    for name in ("", "a", "b", "a", "c", "d"):
        state.namespace(name)

    assert list(state) == ["", "c", "d"]


def test_of_very_many_things_those_that_were_counted_last_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mockserver.state._MOST_COUNTED", 2)
    space = Namespace(Caches())

    for what in ("a", "b", "a", "c"):
        space.count(what)

    assert [space.counted(each) for each in ("a", "b", "c")] == [2, 0, 1]
