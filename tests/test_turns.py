from contract_tests.call import prompt
from contract_tests.scenarios.turns import calls, followed, responses
from tests.answered import MODEL, answer, streamed, unary

CALL = {"functionCall": {"name": "f", "args": {"x": 1}, "id": "a"}, "thoughtSignature": "c2lnbmVk"}
BARE = {"functionCall": {"name": "g"}}


def test_each_call_gets_a_response_with_its_id_if_it_has_one() -> None:
    exchange = streamed(answer(CALL), answer(BARE))

    assert calls(exchange) == [CALL["functionCall"], BARE["functionCall"]]
    assert responses(exchange, {"y": 2}) == [
        {"functionResponse": {"name": "f", "response": {"y": 2}, "id": "a"}},
        {"functionResponse": {"name": "g", "response": {"y": 2}}},
    ]


def test_the_next_turn_holds_the_answer_as_it_came() -> None:
    call, user = prompt("Hi", MODEL), [{"text": "Go on."}]
    exchange = unary(answer(CALL, BARE))

    assert followed(call, exchange, user).body["contents"] == [
        {"role": "user", "parts": [{"text": "Hi"}]},
        {"role": "model", "parts": [CALL, BARE]},
        {"role": "user", "parts": user},
    ]
    assert len(call.body["contents"]) == 1


def test_signatures_can_be_left_out() -> None:
    exchange = unary(answer(CALL))

    turns = followed(prompt("Hi", MODEL), exchange, [], signed=False).body["contents"]

    assert turns[1]["parts"] == [{"functionCall": CALL["functionCall"]}]
    assert exchange.parts == [CALL]


def test_an_answer_without_candidates_has_nothing_to_go_on_with() -> None:
    exchange = unary({"promptFeedback": {"blockReason": "SAFETY"}})

    assert calls(exchange) == []
    assert followed(prompt("Hi", MODEL), exchange, []).body["contents"][1]["parts"] == []
