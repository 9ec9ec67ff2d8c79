"""A namespace of a mock, as a test sees it."""

import json
from pathlib import Path
from typing import Any

import pytest

import mockserver
from mockserver import Control, Settings
from mockserver.exchange import Call, Exchange
from mockserver.faults import BadFault
from mockserver.mock import Mock, mock
from mockserver.pipeline import respond
from mockserver.stubs import BadStub

BASE = "http://mock"


@pytest.fixture
def made() -> Mock:
    return mock(Settings())


@pytest.fixture
def control(made: Mock) -> Control:
    return Control(made, BASE)


def ask(made: Mock, text: str, namespace: str = "") -> Exchange:
    """Ask a mock, as an app would; return the exchange, which is in the journal then."""
    body = json.dumps({"contents": [{"parts": [{"text": text}]}]}).encode()
    path = "/v1beta/models/gemini-2.5-flash:generateContent"
    call = Call("POST", path, {}, {"x-goog-api-key": "any"}, body, namespace=namespace)
    exchange = respond(call, made)
    made.state.journal.append(exchange)
    return exchange


def test_a_stub_answers_until_it_is_removed(made: Mock, control: Control) -> None:
    stub = control.add(match={"text": {"contains": "Norway"}}, text="Oslo.")
    ask(made, "Capital of Norway?")
    removed, again = control.remove(stub.name), control.remove(stub.name)
    ask(made, "Capital of Norway?")

    assert [each.stub for each in control.requests] == ["added-1", ""]
    assert control.requests[0].answer_text == "Oslo."
    assert (removed, again) == (True, False)


def test_stubs_are_named_one_after_the_other_whatever_is_removed(control: Control) -> None:
    first = control.add(text="1")
    control.add(text="2")
    control.remove(first.name)
    control.add({"text": "3"})

    assert [each.name for each in control.stubs] == ["added-3", "added-2"]


def test_a_name_that_somebody_gave_is_not_taken_from_them(control: Control) -> None:
    control.add(name="added-1", text="theirs")
    control.add(text="ours")

    assert [each.name for each in control.stubs] == ["added-2", "added-1"]


def test_a_stub_of_the_same_name_is_replaced(made: Mock, control: Control) -> None:
    control.add(name="greeting", text="Hello")
    control.add(name="greeting", text="Good day")
    ask(made, "Hi")

    assert len(control.stubs) == 1
    assert control.requests[0].answer_text == "Good day"


def test_a_stub_that_is_replaced_has_not_answered_yet(made: Mock, control: Control) -> None:
    document = {"name": "once", "times": 1, "text": "Hello"}
    control.add_all([document])
    ask(made, "Hi")
    control.add_all([document])
    ask(made, "Hi")

    assert [each.stub for each in control.requests] == ["once", "once"]


def test_stubs_that_are_added_together_do_not_take_each_others_names(control: Control) -> None:
    added = control.add_all([{"text": "ours"}, {"name": "added-1", "text": "theirs"}])

    assert [each.name for each in added] == ["added-2", "added-1"]


def test_what_is_no_stub_is_not_added(control: Control) -> None:
    with pytest.raises(BadStub, match="txet"):
        control.add(txet="Oslo.")

    assert control.stubs == ()


def test_files_of_stubs_are_added_and_the_first_that_matches_answers(
    made: Mock, control: Control, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text('{"text": "A"}')
    (tmp_path / "b.json").write_text('{"text": "B"}')
    control.add(text="before")
    loaded = control.load(tmp_path)
    ask(made, "Hi")

    assert [each.name for each in loaded] == ["a", "b"]
    assert [each.name for each in control.stubs] == ["a", "b", "added-1"]
    assert control.requests[0].answer_text == "A"


def test_of_files_with_one_that_is_no_stub_none_is_added(control: Control, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"text": "A"}')
    (tmp_path / "b.json").write_text('{"txet": "B"}')

    with pytest.raises(BadStub, match="txet"):
        control.load(tmp_path)
    with pytest.raises(BadStub, match=r"nowhere\.json"):
        control.load(tmp_path / "nowhere.json")
    assert control.stubs == ()


def test_namespaces_do_not_see_each_other(made: Mock, control: Control) -> None:
    ann, ben = control.namespace("ann"), control.namespace("ben")
    ann.add(text="for Ann")
    ben.fail_next("429")
    for each in ("ann", "ben", ""):
        ask(made, "Hi", each)

    assert [each.status for each in ann.requests + ben.requests + control.requests] == [
        200,
        429,
        200,
    ]
    assert ann.requests[0].answer_text == "for Ann"
    assert control.requests[0].stub == ""
    assert (control.url, ann.url) == (BASE, f"{BASE}/__ns/ann")
    assert (control.name, ann.name) == ("", "ann")


def test_reset_forgets_everything_of_its_namespace(made: Mock, control: Control) -> None:
    ann = control.namespace("ann")
    for each in (ann, control):
        each.add(text="stubbed")
        each.fail_next("429")
        each.always("429; rate=0")
        each.strict = True
    ask(made, "Hi", "ann")
    ann.reset()

    assert (ann.requests, ann.stubs, ann.strict) == ((), (), None)
    assert ask(made, "Hi", "ann").reply.status == 200
    assert ask(made, "Hi").reply.status == 429
    assert len(control.stubs) == 1


def test_strict_refuses_what_no_stub_is_for(made: Mock, control: Control) -> None:
    before = ask(made, "Hi")
    control.strict = True
    after = ask(made, "Hi")

    assert (before.reply.status, after.reply.status) == (200, 404)
    assert [each.number for each in control.unmatched] == [2]


@pytest.mark.parametrize(
    ("spec", "arguments", "written"),
    [
        pytest.param("429", {}, "429", id="name"),
        pytest.param("", {"status": 429}, "429", id="status"),
        pytest.param(503, {}, "503", id="status as a number"),
        pytest.param("latency", {"seconds": 0.5}, "latency; seconds=0.5", id="parameter"),
        pytest.param("latency; seconds=2", {}, "latency; seconds=2", id="as in a header"),
        pytest.param(
            "disconnect", {"after": 2, "rate": 1}, "disconnect; after=2; rate=1", id="two"
        ),
        pytest.param("latency", {"seconds": None}, "latency", id="none is left out"),
    ],
)
def test_a_fault_is_given_by_its_name_and_parameters(
    made: Mock, control: Control, spec: str | int, arguments: dict[str, Any], written: str
) -> None:
    control.fail_next(spec, **arguments)
    ask(made, "Hi")
    ask(made, "Hi")

    assert [each.faults for each in control.requests] == [(written,), ()]


def test_a_fault_happens_as_often_as_it_is_to(made: Mock, control: Control) -> None:
    control.fail_next(status=429, times=2)

    assert [ask(made, "Hi").reply.status for _ in range(3)] == [429, 429, 200]


@pytest.mark.parametrize(
    ("spec", "arguments", "message"),
    [
        pytest.param("430", {}, "there is no fault '430'", id="unknown"),
        pytest.param("", {}, "name the fault, or give its status", id="nothing"),
        pytest.param("429", {"status": 429}, "name the fault, or give its status", id="both"),
        pytest.param(
            "disconnect", {"befor": 2}, "disconnect doesn't take 'befor=2'", id="parameter"
        ),
        pytest.param("disconnect", {"after": "x"}, "after takes a whole number", id="value"),
        pytest.param("disconnect", {"after": "1, 429"}, "after can't have a comma", id="comma"),
        pytest.param(
            "429", {"times": 0}, "times is how many calls fail, 1 or more, not 0", id="times"
        ),
    ],
)
def test_what_is_no_fault_is_told_and_nothing_is_queued(
    made: Mock, control: Control, spec: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadFault, match=message):
        control.fail_next(spec, **arguments)

    assert ask(made, "Hi").reply.status == 200


def test_standing_faults_happen_until_others_stand(made: Mock, control: Control) -> None:
    control.always("429")
    standing = [ask(made, "Hi").reply.status for _ in range(2)]
    control.always()

    assert standing == [429, 429]
    assert ask(made, "Hi").reply.status == 200


def test_what_is_asserted_is_asked_for_as_in_a_stub(made: Mock, control: Control) -> None:
    for each in ("Capital of Norway?", "Capital of Sweden?"):
        ask(made, each)

    control.assert_called()
    control.assert_called(2)
    control.assert_called(2, model="gemini-*")
    control.assert_called(text={"contains": "Norway"}, match={"model": "gemini-2.5-flash"})
    control.assert_called_once(text={"contains": "Norway"})
    control.assert_not_called(text={"contains": "Denmark"})


def test_once_is_not_twice_and_not_called_is_not_once(made: Mock, control: Control) -> None:
    for _ in range(2):
        ask(made, "Hi")

    with pytest.raises(AssertionError, match="expected 1 request; 2 of 2 requests matched"):
        control.assert_called_once()
    with pytest.raises(AssertionError, match="expected 0 requests with text 'Hi'; 2 of 2"):
        control.assert_not_called(text="Hi")


def test_every_claim_of_a_test_can_fail(made: Mock, control: Control) -> None:
    control.add(name="oslo", match={"text": "Norway"}, text="Oslo.")
    ask(made, "Hi")

    with pytest.raises(AssertionError, match="no stub was for 1 request"):
        control.assert_no_unmatched()
    with pytest.raises(AssertionError, match="1 stub never answered:\n  oslo with text 'Norway'"):
        control.assert_all_used()
    with pytest.raises(AssertionError, match="no request failed"):
        control.assert_waited()
    with pytest.raises(AssertionError, match="expected get_weather to be called"):
        control.assert_tool_called("get_weather")
    with pytest.raises(AssertionError, match="expected get_weather to be answered"):
        control.assert_tool_answered("get_weather")


def test_every_claim_of_a_test_can_hold(made: Mock, control: Control) -> None:
    control.add(match={"text": "Norway"}, text="Oslo.")
    ask(made, "Norway")

    control.assert_no_unmatched()
    control.assert_all_used()


def test_the_package_says_what_it_does_not_have() -> None:
    with pytest.raises(AttributeError, match="'mockserver' has no attribute 'MokServer'"):
        getattr(mockserver, "MokServer")  # noqa: B009 - mypy knows that it isn't there


def test_no_more_faults_are_queued_than_can_be_meant(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.control._MOST_QUEUED", 2)
    control.fail_next("429", times=1_000_000)
    control.fail_next("500")

    with pytest.raises(
        BadFault, match=r"^2 are queued already: let calls come, or clear the faults$"
    ):
        control.fail_next("503")
