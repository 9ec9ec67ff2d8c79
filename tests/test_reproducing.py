"""Commands that ask again, and what stands at a place."""

import json
import shlex
import subprocess
from typing import Any

from contract_tests.exchange import Exchange, Frame
from contract_tests.reproducing import curl, excerpt
from tests.exchanges import chat_events, deltas

ROOT = "http://127.0.0.1/v1beta/models/gemini-2.5-flash"


def exchange(body: Any = None, **rest: Any) -> Exchange:
    rest.setdefault("url", f"{ROOT}:generateContent")
    return Exchange(source="", status=200, frames=(Frame(json.dumps(body).encode()),), **rest)


def test_a_command_asks_the_same_with_the_key_from_the_environment() -> None:
    command = curl(
        exchange(
            sent={"contents": [{"parts": [{"text": "it's"}]}]},
            request_headers={"x-goog-api-key": "$COMETAPI_KEY", "content-type": "application/json"},
        )
    )

    assert shlex.split(command) == [
        "curl", f"{ROOT}:generateContent",
        "-H", "x-goog-api-key: $COMETAPI_KEY",
        "-H", "content-type: application/json",
        "-d", '{"contents": [{"parts": [{"text": "it\'s"}]}]}',
    ]  # fmt: skip
    assert '"x-goog-api-key: $COMETAPI_KEY"' in command, "the shell is to put the key in"


def test_a_key_in_the_query_is_put_in_by_the_shell() -> None:
    assert f'"{ROOT}:generateContent?key=$COMETAPI_KEY"' in curl(
        exchange(url=f"{ROOT}:generateContent?key=$COMETAPI_KEY")
    )


def test_nothing_but_the_key_is_put_in_by_the_shell() -> None:
    command = curl(exchange(url=f'{ROOT}:x?$alt=sse&a="`b&key=$COMETAPI_KEY'))

    assert (
        subprocess.check_output(
            ["sh", "-c", f"printf %s {command.removeprefix('curl ')}"],
            env={"COMETAPI_KEY": "k"},
            text=True,
        )
        == f'{ROOT}:x?$alt=sse&a="`b&key=k'
    )


def test_a_stream_is_shown_as_it_comes() -> None:
    command = curl(exchange(url=f"{ROOT}:streamGenerateContent?alt=sse"))

    assert "--no-buffer" in command
    assert f"'{ROOT}:streamGenerateContent?alt=sse'" in command


def test_a_streamed_chat_is_shown_as_it_comes() -> None:
    chat = chat_events(*deltas("4"), request_headers={"authorization": "Bearer $COMETAPI_KEY"})
    words = shlex.split(curl(chat))

    assert words[:4] == ["curl", "--no-buffer", chat.url, "-H"]
    assert '"authorization: Bearer $COMETAPI_KEY"' in curl(chat), "the shell is to put the key in"
    assert excerpt(chat, "/1/choices/0/delta/content") == '"4"'


def test_another_method_is_named() -> None:
    assert curl(exchange(method="GET", url="http://127.0.0.1/v1beta/models")) == (
        "curl -X GET http://127.0.0.1/v1beta/models"
    )


def test_a_body_that_is_no_json_is_sent_as_it_was() -> None:
    assert shlex.split(curl(exchange(sent=b"{oops")))[-1] == "{oops"


def test_a_long_body_is_shortened_and_says_so() -> None:
    command = curl(exchange(sent={"a": "x" * 5_000}))

    assert len(command) < 4_500
    assert "(5009 characters)" in command


def test_what_stands_at_a_place_is_shown() -> None:
    assert excerpt(exchange({"a": [{"b/c": "ø"}]}), "/a/0/b~1c") == '"ø"'


def test_a_stream_counts_its_chunks() -> None:
    stream = exchange([{"a": 1}, {"a": 2}], url=f"{ROOT}:streamGenerateContent")

    assert excerpt(stream, "/1/a") == "2"


def test_a_place_that_isnt_there_shows_the_body() -> None:
    for pointer in ("/b", "/a/7", "/a/x", "/a/0/b"):
        assert excerpt(exchange({"a": [1]}), pointer) == '{"a": [1]}'


def test_a_long_example_is_shortened() -> None:
    assert excerpt(exchange({"a": "x" * 300}), "/a") == '"' + "x" * 199 + "..."
