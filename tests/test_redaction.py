"""Keys are taken out of an exchange, and nothing else is."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from contract_tests.call import WRONG_KEY
from contract_tests.exchange import KEY, Exchange, Frame
from contract_tests.recordings.redaction import OTHER, auth, redacted

SECRET = "sk-planted/0123456789+abc"
QUOTED = "sk-planted%2F0123456789%2Babc"


def exchange(**members: Any) -> Exchange:
    told: dict[str, Any] = {
        "source": "x",
        "url": "https://h/v1beta/models/m:generateContent",
        "status": 200,
    }
    return Exchange(**told | members)


def everything(found: Exchange) -> str:
    return repr((found.url, found.request_headers, found.sent, found.headers, found.frames))


@pytest.mark.parametrize(
    "headers",
    [
        {"x-goog-api-key": SECRET},
        {"authorization": f"Bearer {SECRET}"},
        {"authorization": SECRET},
        {"proxy-authorization": f"Basic {SECRET}"},
        {"x-auth-token": SECRET},
        {"cookie": f"theme=dark; session={SECRET}"},
        {},
    ],
    ids=["header", "bearer", "bare", "proxy", "token", "cookie", "given"],
)
def test_a_key_is_taken_out_wherever_it_stands(headers: Mapping[str, str]) -> None:
    found = redacted(
        exchange(
            url=f"https://user:{QUOTED}@h/v1beta/models/m:generateContent?key={QUOTED}&alt=sse",
            request_headers={**headers, "x-copy": f"<{SECRET}>"},
            sent={"contents": [{"parts": [{"text": f"my key is {SECRET}"}]}], SECRET: 1},
            headers={"x-echo": SECRET, "set-cookie": f"session={SECRET}; Path=/"},
            frames=(Frame(f'{{"message": "bad {SECRET}"}}'.encode()),),
        ),
        keys=[SECRET],
    )

    assert SECRET not in everything(found)
    assert QUOTED not in everything(found)
    assert found.url == f"https://h/v1beta/models/m:generateContent?key={KEY}&alt=sse"
    assert "cookie" not in {*found.request_headers, *found.headers}
    assert found.sent["contents"][0]["parts"][0]["text"].startswith("my key is $COMETAPI_KEY*")


def test_a_key_that_lies_across_a_cut_is_found_and_the_cuts_stay() -> None:
    frames = (Frame(b"key sk-planted/01", 0.1), Frame(b"23456789+abc, no", 0.2), Frame(b"", 0.3))
    found = redacted(exchange(frames=frames), keys=[SECRET])

    assert b"planted" not in found.body
    assert [len(each.data) for each in found.frames] == [17, 16, 0]
    assert [each.at for each in found.frames] == [0.1, 0.2, 0.3]
    assert found.body == b"key $COMETAPI_KEY************, no"


@pytest.mark.parametrize("key", [SECRET, QUOTED, base64.b64encode(SECRET.encode()).decode()])
def test_a_key_that_a_stream_says_piece_by_piece_is_found_and_all_else_stays(key: str) -> None:
    said = f'It "is" {key}, ü\\n.'
    pieces = [said[at : at + 7] for at in range(0, len(said), 7)]
    chunks = [json.dumps({"candidates": [{"content": {"parts": [{"text": x}]}}]}) for x in pieces]
    frames = tuple(Frame(f"data: {each}\n\n".encode(), 0.0) for each in chunks)
    found = redacted(exchange(request_headers={"x-goog-api-key": SECRET}, frames=frames)).frames
    read = [json.loads(each.data[6:])["candidates"][0]["content"]["parts"][0] for each in found]
    text = "".join(each["text"] for each in read)

    assert [len(each.data) for each in found] == [len(each.data) for each in frames]
    assert key not in text
    assert text.startswith('It "is" ')
    assert text.endswith(", ü\\n.")


def test_a_key_is_found_as_json_escapes_it() -> None:
    found = redacted(exchange(sent=b'{"key": "a\\"quoted\\"key"}'), keys=['a"quoted"key'])

    assert b"quoted" not in found.sent


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_key_is_found_in_base64(before: bytes, encode: Callable[[bytes], bytes]) -> None:
    written = encode(before + SECRET.encode() + b" and more")
    found = redacted(exchange(sent={"data": written.decode()}), keys=[SECRET]).sent["data"]
    decoded = base64.urlsafe_b64decode(found.replace("+", "-").replace("/", "_"))

    assert len(found) == len(written)
    assert b"planted" not in decoded
    assert decoded.startswith(before)
    assert decoded.endswith(b" and more")


def test_a_short_key_is_only_taken_out_where_keys_stand() -> None:
    told = exchange(request_headers={"x-goog-api-key": "any"}, sent={"text": "any"})
    found = redacted(told, keys=["any"])

    assert found.request_headers == {"x-goog-api-key": KEY}
    assert found.sent == {"text": "any"}


def test_what_is_no_secret_stays() -> None:
    told = exchange(
        url="https://h/v1beta/models?pageSize=3&key=",
        request_headers={"x-goog-api-key": WRONG_KEY, "authorization": f"Bearer {KEY}"},
        sent=[1, None, True, WRONG_KEY],
        frames=(Frame(f"no such key: {WRONG_KEY}".encode()),),
    )

    assert redacted(told, keys=["", KEY]) == told


def test_another_key_than_the_targets_is_told_from_it() -> None:
    headers = {"x-goog-api-key": SECRET, "authorization": "Bearer some-other-key"}
    found = redacted(exchange(request_headers=headers), keys=[SECRET], other=OTHER)

    assert found.request_headers == {"x-goog-api-key": KEY, "authorization": f"Bearer {OTHER}"}


def test_the_kind_of_auth_is_where_a_key_stands_and_which() -> None:
    told = exchange(
        url=f"https://h/v1beta/models?key={KEY}&b=2&a=1",
        request_headers={"authorization": "Bearer x", "accept": "*/*"},
    )

    assert auth(told) == (("authorization", "Bearer x"), ("key", KEY))


@pytest.mark.parametrize("name", ["key", "$key", "Key", "API_KEY", "access_token"])
def test_a_key_in_a_query_is_one_however_its_name_is_written(name: str) -> None:
    found = redacted(
        exchange(url=f"https://h/v1beta/models?{name}={QUOTED}", request_headers={"x-copy": SECRET})
    )

    assert SECRET not in everything(found)
    assert QUOTED not in everything(found)
