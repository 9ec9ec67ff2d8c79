"""The headers of the mock itself."""

import h11
import pytest

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


@pytest.mark.parametrize(
    ("warning", "header"),
    [
        ("x" * 1_999 + " y", "x" * 1_999),
        ("drops 'a\0\x1b\x7f'", "drops 'a\\x00\\x1b\\x7f'"),
        (" \x1c\t\v ", ""),
    ],
)
def test_a_header_is_one_that_a_connection_can_bear(warning: str, header: str) -> None:
    found = marks(Exchange(CALL, REPLY, (warning,)))["x-mock-warning"]

    assert found == header
    h11.Response(status_code=200, headers=[("x-mock-warning", found)])
