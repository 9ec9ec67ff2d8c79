"""What the strategies draw."""

from contract_tests.call import prompt
from contract_tests.strategies import ErrorReply, Invalid, Stream


def test_a_stream_is_its_pieces() -> None:
    drawn = Stream(pieces=(b"da", b"ta: {}\n\n"), chunks=({},))

    assert drawn.data == b"data: {}\n\n"
    assert drawn.chunks == ({},)


def test_an_invalid_request_says_what_is_wrong() -> None:
    call = prompt("Hi", "gemini-2.5-flash", unheardOf=1)
    drawn = Invalid(
        call=call,
        flaw="unknown field",
        status=400,
        field="unheardOf",
        kind="unknown field",
        grade="observed",
        sound=prompt("Hi", "gemini-2.5-flash"),
    )

    assert (drawn.flaw, drawn.status, drawn.field) == ("unknown field", 400, "unheardOf")
    assert drawn.kind == "unknown field"
    assert drawn.call.body == {**drawn.sound.body, "unheardOf": 1}


def test_an_error_reply_has_headers_only_if_any() -> None:
    assert ErrorReply(status=429, body={"error": {}}).headers == {}
