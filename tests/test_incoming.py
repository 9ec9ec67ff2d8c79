"""What a client sends, as h11 and we hold it."""

import h11
import pytest

from mockserver.incoming import Incoming

ASKED = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"


def test_blank_lines_are_nothing_before_a_request() -> None:
    incoming = Incoming(1_000)
    for each in (b"\r\n", b"\n\r\n" + ASKED[:9]):
        incoming.receive_data(each)
        assert incoming.next_event() is h11.NEED_DATA
    incoming.receive_data(ASKED[9:])

    assert isinstance(incoming.next_event(), h11.Request)
    assert isinstance(incoming.next_event(), h11.EndOfMessage)
    assert incoming.whole == 1


def test_blank_lines_in_a_request_are_what_they_are() -> None:
    incoming = Incoming(1_000)
    for each in (ASKED[:-4], b"\r\n", b"\r\n"):
        incoming.receive_data(each)

    assert isinstance(incoming.next_event(), h11.Request)


@pytest.mark.parametrize("size", [len(ASKED) - 1, 10])
def test_a_head_over_its_limit_is_refused_whole(size: int) -> None:
    incoming = Incoming(size)
    incoming.receive_data(ASKED)

    with pytest.raises(h11.RemoteProtocolError) as refused:
        incoming.next_event()
    assert refused.value.error_status_hint == 431


def test_a_head_as_large_as_its_limit_is_taken() -> None:
    incoming = Incoming(len(ASKED))
    incoming.receive_data(ASKED)

    assert isinstance(incoming.next_event(), h11.Request)
