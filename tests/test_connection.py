"""How a test process comes to its target: once, with its share of what may be sent."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from contract_tests.asking.targets import CouldNotCheck, NoKey, Target, Unreachable
from contract_tests.options import OPTIONS
from contract_tests.plugin.connection import Connection, is_worker, workers
from tests.answering import Answering, Reply


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMETAPI_KEY", raising=False)


def config(workerinput: dict[str, Any] | None = None, **options: Any) -> pytest.Config:
    usual = {each.dest: [] if each.many else each.default for each in OPTIONS}
    option = SimpleNamespace(**(usual | {"backoff": 0.0, "retries": 0} | options))
    parts = {"option": option} | ({"workerinput": workerinput} if workerinput else {})
    return cast("pytest.Config", SimpleNamespace(**parts))


DEAR = Target(name="afar", root="https://gateway.example/v1beta", dear=True)
NEAR = Target(name="near", root="http://127.0.0.1:1/v1beta")


def test_the_target_is_tried_out_once() -> None:
    with Answering(Reply()) as server:
        connection = Connection(config(target=server.url))
        client = connection.client()

        assert connection.client() is client
        assert len(server.asked) == len(client.aside) == 1
        connection.close()


def test_a_target_that_failed_is_not_asked_again() -> None:
    with Answering(Reply(401, "no")) as server:
        connection = Connection(config(target=server.url))
        for _ in range(3):
            with pytest.raises(CouldNotCheck, match="401"):
                connection.client()
        connection.close()

    assert len(server.asked) == 2  # with the header, and as Bearer


def test_what_went_wrong_is_remembered_as_what_it_was() -> None:
    connection = Connection(config(target="http://127.0.0.1:1"))
    for _ in range(2):
        with pytest.raises(Unreachable):
            connection.client()
    connection.close()


def test_a_key_that_lacks_is_a_reason_to_skip_unless_it_is_required() -> None:
    with pytest.raises(NoKey):
        Connection(config(target="live")).client()
    with pytest.raises(CouldNotCheck) as refused:
        Connection(config(target="live", require_live=True)).client()

    assert type(refused.value) is CouldNotCheck


def test_a_target_that_there_is_not_is_wrong_usage() -> None:
    with pytest.raises(pytest.UsageError, match="no such target"):
        Connection(config(target="mcok")).client()


def test_only_what_costs_has_a_rate_unless_one_is_given() -> None:
    assert Connection(config()).manners(NEAR).rate is None
    assert Connection(config()).manners(DEAR).rate == 60
    assert Connection(config(rate=5.0)).manners(NEAR).rate == 5


def test_each_of_several_processes_has_an_equal_share() -> None:
    mine = config({"workercount": 4}, max_cost=0.40)
    connection = Connection(mine)

    assert (is_worker(mine), workers(mine)) == (True, 4)
    assert connection.manners(DEAR).rate == 15
    assert connection.purse(DEAR).cap == pytest.approx(0.10)


def test_one_process_has_all_and_what_costs_nothing_has_no_cap() -> None:
    alone = config(max_cost=0.40)

    assert (is_worker(alone), workers(alone)) == (False, 1)
    assert Connection(alone).purse(DEAR).cap == 0.40
    assert Connection(alone).purse(NEAR).cap == float("inf")
