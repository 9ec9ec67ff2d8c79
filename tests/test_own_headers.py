"""The headers of the mock itself."""

from mockserver.exchange import Call, Exchange, Reply
from mockserver.own_headers import marks
from mockserver.version import __version__

CALL, REPLY = Call("GET", "/"), Reply(200, "", ())


def test_an_answer_says_only_what_there_is_to_say() -> None:
    plain = Exchange(CALL, REPLY, seed=7)
    told = Exchange(CALL, REPLY, ("a", "b"), stub="oslo", faults=("429", "latency"))

    assert marks(plain) == {"x-mock": __version__, "x-mock-seed": "7"}
    assert marks(told) == {
        "x-mock": __version__,
        "x-mock-seed": "0",
        "x-mock-stub": "oslo",
        "x-mock-faults": "429, latency",
        "x-mock-warning": "a | b",
    }


def test_a_header_is_one_line_of_ascii_and_not_too_long() -> None:
    told = Exchange(CALL, REPLY, ("ö\r\n" + "x" * 3_000,), recording="é")

    assert marks(told)["x-mock-warning"] == "\\xf6 " + "x" * 1_995
    assert marks(told)["x-mock-recording"] == "\\xe9"
