"""What the client makes of answers that are none, and when it stops asking."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from contract_tests.asking.client import Client, is_html, no_such_model
from contract_tests.asking.manners import Manners
from contract_tests.asking.spending import Purse, TooDear
from contract_tests.asking.targets import CouldNotCheck, Target, Unreachable
from contract_tests.call import Call, prompt
from contract_tests.exchange import KEY, Exchange, Frame
from contract_tests.models import UNKNOWN
from tests.answering import Answering, Reply

CALL = prompt("Say hi", "gemini-2.5-flash")
AT_ONCE = Manners(retries=2, backoff=0)
NO_MODEL = Reply(
    503, {"error": {"code": "model_not_found", "message": "no channel for gemini-2.5-flash"}}
)
NO_REQUEST = Reply(500, {"error": {"code": "invalid_request", "message": "contents is required"}})


@contextmanager
def client_of(server: Answering, **parts: Any) -> Iterator[Client]:
    target = Target(name=server.url, root=f"{server.url}/v1beta", key="sk-test-key")
    client = Client(target, **({"manners": AT_ONCE} | parts))
    try:
        yield client
    finally:
        client.close()


def sent(client: Client, **options: Any) -> Exchange:
    return client.send(CALL, source="a test", **options)


def reason_of(what: Callable[[], object]) -> str:
    with pytest.raises(CouldNotCheck) as refused:
        what()
    return str(refused.value)


def test_an_answer_that_comes_at_the_third_time_is_taken() -> None:
    with Answering(Reply(503), Reply(0), Reply()) as server, client_of(server) as client:
        exchange = sent(client)

    assert (exchange.status, exchange.tries, len(server.asked)) == (200, 3, 3)


def test_a_refusal_that_stays_could_not_be_checked() -> None:
    with Answering(Reply(429, "slow down")) as server, client_of(server) as client:
        assert reason_of(lambda: sent(client)) == "it answers 429: slow down"

    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_key_that_is_not_taken_is_not_tried_again(status: int) -> None:
    with Answering(Reply(status, "no")) as server, client_of(server) as client:
        assert reason_of(lambda: sent(client)) == f"it answers {status}: no"

    assert len(server.asked) == 1


def test_a_reason_never_holds_the_key() -> None:
    with Answering(Reply(401, "bad key\nsk-test-key")) as server, client_of(server) as client:
        assert reason_of(lambda: sent(client)) == f"it answers 401: bad key {KEY}"


def test_a_status_that_is_expected_is_an_answer_at_once() -> None:
    with Answering(Reply(503, "no")) as server, client_of(server) as client:
        exchange = sent(client, expecting={503})

    assert (exchange.status, len(server.asked)) == (503, 1)


def test_a_request_that_the_gateway_cannot_read_is_an_answer_at_once() -> None:
    with Answering(NO_REQUEST) as server, client_of(server) as client:
        exchange = sent(client)

    assert (exchange.status, len(server.asked)) == (500, 1)


def test_a_model_that_is_not_there_says_what_to_do_and_is_not_asked_for_again() -> None:
    with Answering(NO_MODEL) as server, client_of(server) as client:
        reason = reason_of(lambda: sent(client))

    assert reason.startswith(
        "there is no model gemini-2.5-flash (choose another with --model): it answers 503"
    )
    assert len(server.asked) == 1


def test_a_model_that_google_has_not_could_not_be_checked_either() -> None:
    lost = Reply(404, {"error": {"message": "models/gemini-2.5-flash is not found"}})
    with Answering(lost) as server, client_of(server) as client:
        assert "choose another with --model" in reason_of(lambda: sent(client))
        assert sent(client, expecting={404}).status == 404


def test_a_model_that_a_scenario_names_is_one_that_may_be_gone() -> None:
    lost = Reply(404, {"error": {"message": "models/gemini-9-tts is not found"}})
    with Answering(lost) as server, client_of(server) as client:
        call = prompt("Say hi", "gemini-9-tts")
        assert "there is no model" in reason_of(lambda: client.send(call, source="a test"))
        for other in (prompt("Say hi", UNKNOWN), Call(path=f"/models/{UNKNOWN}")):
            assert client.send(other, source="a test").status == 404


def test_who_asks_from_the_wrong_country_can_check_nothing() -> None:
    message = "User location is not supported for the API use."
    with (
        Answering(Reply(400, {"error": {"message": message}})) as server,
        client_of(server) as client,
    ):
        assert reason_of(lambda: sent(client)).startswith("it answers 400: ")


def test_an_invented_model_that_is_refused_could_not_be_checked_unless_expected() -> None:
    call = prompt("Say hi", "no-such-model-1")
    with Answering(NO_MODEL) as server, client_of(server) as client:
        reason = reason_of(lambda: client.send(call, source="a test"))

        assert reason.startswith("it answers 503: ")
        assert client.send(call, source="a test", expecting={503}).status == 503


def test_after_three_in_vain_nothing_more_is_sent() -> None:
    with Answering(Reply(401, "no")) as server, client_of(server) as client:
        for _ in range(3):
            reason_of(lambda: sent(client))
        assert reason_of(lambda: sent(client)) == "given up after 3 in a row: it answers 401: no"

    assert len(server.asked) == 3


def test_a_good_answer_between_keeps_it_going() -> None:
    bad = Reply(401, "no")
    with Answering(bad, bad, Reply(), bad, bad, Reply()) as server, client_of(server) as client:
        for _ in range(2):
            reason_of(lambda: sent(client))
            reason_of(lambda: sent(client))
            assert sent(client).status == 200


@pytest.mark.parametrize("model", ["gemini-2.5-flash", "somebody-elses-model"])
def test_models_that_are_not_there_do_not_end_a_run(model: str) -> None:
    call = prompt("Say hi", model)
    with Answering(NO_MODEL) as server, client_of(server) as client:
        for _ in range(4):
            assert "given up" not in reason_of(lambda: client.send(call, source="a test"))


def test_nobody_at_home_is_told_and_given_up() -> None:
    target = Target(name="nobody", root="http://127.0.0.1:1/v1beta")
    client = Client(target, AT_ONCE)
    for _ in range(3):
        with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:1/v1beta can't be reached"):
            sent(client)

    assert "given up after 3 in a row: http://127.0.0.1:1" in reason_of(lambda: sent(client))
    client.close()


def test_an_answer_that_does_not_come_in_time_is_none() -> None:
    impatient = Manners(retries=0, timeout=0.05)
    with Answering(lambda _: slow()) as server, client_of(server, manners=impatient) as client:
        assert "can't be reached: timed out" in reason_of(lambda: sent(client))


def slow() -> Reply:
    time.sleep(0.3)
    return Reply()


def test_when_the_cap_is_reached_nothing_more_is_sent() -> None:
    with Answering(Reply()) as server, client_of(server, purse=Purse(0.00001)) as client:
        sent(client)
        with pytest.raises(TooDear):
            sent(client)
        with pytest.raises(TooDear), client.stream(CALL):
            pass

    assert len(server.asked) == 1


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    half = Reply(body="half of ", lacking=9)
    with Answering(half, Reply()) as server, client_of(server) as client:
        exchange = sent(client)

    assert (exchange.status, exchange.tries) == (200, 2)


def test_an_answer_that_breaks_off_again_and_again_says_nothing_of_the_api() -> None:
    half = Reply(body="half of ", lacking=9)
    with (
        Answering(half) as server,
        client_of(server) as client,
        pytest.raises(Unreachable, match="the answer broke off: peer closed connection"),
    ):
        sent(client)

    assert len(server.asked) == AT_ONCE.retries + 1


def test_an_answer_that_cannot_be_decoded_says_nothing_of_the_api() -> None:
    odd = Reply(body="no gzip", headers={"content-encoding": "gzip"})
    with (
        Answering(odd) as server,
        client_of(server) as client,
        pytest.raises(Unreachable, match="the answer broke off: Error -3"),
    ):
        sent(client)


def test_a_page_is_told_by_its_start() -> None:
    assert is_html(answer("\n<!DOCTYPE html><html>"))
    assert is_html(answer("<HTML><body>"))
    assert not is_html(answer('{"text": "<html>"}'))


def test_a_missing_page_is_no_missing_model() -> None:
    page = answer("<html>gemini-2.5-flash</html>", status=404)

    assert not no_such_model(page)


def answer(text: str, status: int = 200) -> Exchange:
    call = Call(model="gemini-2.5-flash")
    return Exchange(
        source="a test",
        url=f"http://host/v1beta{call.target()}",
        status=status,
        frames=(Frame(text.encode()),),
    )


@pytest.mark.parametrize("body", [b"[" * 100_000, b"{", b"\xff"])
def test_what_is_no_json_is_told_as_it_was_sent(body: bytes) -> None:
    client = Client(Target(name="there", root="http://127.0.0.1:1"))

    assert client.asked(Call(model="x", body=body)).sent == body
    client.close()
