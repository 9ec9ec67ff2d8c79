import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import ApiError
from mockserver.jsontext import decode, inflate

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def refusal(body: bytes) -> dict[str, Any]:
    with pytest.raises(ApiError) as refused:
        decode(body)

    assert refused.value.cause == "malformed_json"
    return dict(refused.value.params)


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except ApiError as error:
        return error.cause
    return "done"


# Compression.


@pytest.mark.parametrize("encoding", ["", "identity"])
def test_a_body_that_is_not_compressed_is_left_alone(encoding: str) -> None:
    assert inflate(b"\x1f\x8b", encoding, 10) == b"\x1f\x8b"


@given(st.binary(max_size=300))
def test_a_compressed_body_is_inflated(data: bytes) -> None:
    assert inflate(gzip.compress(data, mtime=0), "gzip", 300) == data
    assert inflate(gzip.compress(data, mtime=0), "x-gzip", 300) == data


def test_a_body_may_be_compressed_in_several_members() -> None:
    body = gzip.compress(b'{"a":', mtime=0) + gzip.compress(b"1}", mtime=0)

    assert inflate(body, "gzip", 100) == b'{"a":1}'


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_body_may_be_as_long_as_the_limit_and_no_longer(encoding: str) -> None:
    def body(size: int) -> bytes:
        return b"x" * size if encoding == "identity" else gzip.compress(b"x" * size)

    with pytest.raises(ApiError) as refused:
        inflate(body(101), encoding, 100)

    assert len(inflate(body(100), encoding, 100)) == 100
    assert refused.value.cause == "body_too_large"
    assert refused.value.params == {"limit": 100}


def test_a_small_body_that_would_become_huge_is_refused_before_it_does() -> None:
    bomb = gzip.compress(bytes(50_000_000), compresslevel=1)
    tracemalloc.start()

    with pytest.raises(ApiError) as refused:
        inflate(bomb, "gzip", 10_000)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.cause == "body_too_large"
    assert peak < 2_000_000


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{}", id="not-compressed"),
        pytest.param(b"\x1f\x8b", id="two-bytes"),
        pytest.param(gzip.compress(b"hello")[:-1], id="cut-in-the-trailer"),
        pytest.param(gzip.compress(b"hello")[:12], id="cut-in-the-data"),
        pytest.param(gzip.compress(b"hello")[:-8] + bytes(8), id="wrong-checksum"),
        pytest.param(gzip.compress(b"hello") + b"junk", id="junk-behind"),
        pytest.param(zlib.compress(b"hello"), id="zlib"),
    ],
)
def test_what_is_not_what_it_claims_to_be_is_refused(body: bytes) -> None:
    with pytest.raises(ApiError) as refused:
        inflate(body, "gzip", 100)

    assert refused.value.cause == "undecodable_body"
    assert refused.value.params["encoding"] == "gzip"


@pytest.mark.parametrize(
    "encoding", ["br", "deflate", "zstd", pytest.param("gzip, gzip", id="two-at-once")]
)
def test_another_encoding_is_refused_by_name(encoding: str) -> None:
    with pytest.raises(ApiError) as refused:
        inflate(b"", encoding, 100)

    assert refused.value.cause == "unsupported_encoding"
    assert refused.value.params == {"encoding": encoding}


@given(st.binary() | st.binary().map(lambda data: gzip.compress(b"hello")[:10] + data))
def test_no_bytes_are_too_odd_to_be_inflated_or_refused(body: bytes) -> None:
    outcomes = {"done", "undecodable_body", "body_too_large"}

    assert outcome(lambda: inflate(body, "gzip", 50)) in outcomes


# JSON.


@given(JSON)
def test_json_is_read_as_python_reads_it(value: Any) -> None:
    assert decode(json.dumps(value).encode()) == value
    assert decode(json.dumps(value, ensure_ascii=False, indent=1).encode()) == value


@pytest.mark.parametrize("body", [b"", b"{}", b" \t\r\n{ } \n"], ids=["empty", "object", "blanks"])
def test_an_empty_body_is_an_empty_object(body: bytes) -> None:
    assert decode(body) == {}


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert decode(rb'"\ud83d\ude00"') == "\U0001f600"


def test_an_escaped_backslash_begins_no_escape() -> None:
    assert decode(rb'"\\ud83d"') == r"\ud83d"


def test_an_escaped_zero_is_a_character_like_others() -> None:
    assert decode(rb'{"\u0000": "\u0000"}') == {"\0": "\0"}


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_are_too_odd_to_be_read_or_refused(body: bytes) -> None:
    assert outcome(lambda: decode(body)) in {"done", "malformed_json"}


@given(st.data(), JSON)
def test_no_mutilated_json_is_too_odd_to_be_read_or_refused(
    data: st.DataObject, value: Any
) -> None:
    text = json.dumps({"a": value, "b\n": [value]}, ensure_ascii=data.draw(st.booleans()))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 3)))
    inserted = data.draw(st.sampled_from(["", "{", "}", "[", "]", ",", ":", '"', "\\", "\\u", "-"]))
    mutilated = (text[:start] + inserted + text[end:]).encode()

    assert outcome(lambda: decode(mutilated)) in {"done", "malformed_json"}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(b"nope", "Unexpected token.\nnope\n^", id="token"),
        pytest.param(b'{"a": x}', 'Unexpected token.\n{"a": x}\n      ^', id="token-as-value"),
        pytest.param(
            b'{"a" 1}', 'Expected : between key:value pair.\n{"a" 1}\n     ^', id="no-colon"
        ),
        pytest.param(
            b'{"a":1 "b":2}',
            'Expected , or } after key:value pair.\n{"a":1 "b":2}\n       ^',
            id="no-comma-in-object",
        ),
        pytest.param(
            b'{"a":[1] "b":2}',
            'Expected , or } after key:value pair.\n{"a":[1] "b":2}\n         ^',
            id="no-comma-in-object-after-a-list",
        ),
        pytest.param(
            b'{"a":"[" "b":2}',
            'Expected , or } after key:value pair.\n{"a":"[" "b":2}\n         ^',
            id="no-comma-in-object-after-a-bracket-in-a-string",
        ),
        pytest.param(b"{,}", "Expected an object key or }.\n{,}\n ^", id="no-key"),
        pytest.param(
            b"[:]", "Expected a value or ] within an array.\n[:]\n ^", id="no-value-in-array"
        ),
        pytest.param(
            b"[1,]",
            "Expected a value or ] within an array.\n[1,]\n   ^",
            id="comma-at-end-of-array",
        ),
        pytest.param(
            b'{"a":1,}',
            'Expected an object key or }.\n{"a":1,}\n       ^',
            id="comma-at-end-of-object",
        ),
        pytest.param(
            b"[1 2]", "Expected , or ] after array value.\n[1 2]\n   ^", id="no-comma-in-array"
        ),
        pytest.param(
            b'[{"a":1} 2]',
            'Expected , or ] after array value.\n[{"a":1} 2]\n         ^',
            id="no-comma-in-array-after-an-object",
        ),
        pytest.param(
            b'{"a":', 'Unexpected end of string. Expected a value.\n{"a":\n     ^', id="end"
        ),
        pytest.param(b"{} x", "Parsing terminated before end of input.\n{} x\n   ^", id="more"),
        pytest.param(
            b'{"a":012}',
            'Octal/hex numbers are not valid JSON values.\n{"a":012}\n     ^',
            id="octal",
        ),
        pytest.param(
            b'{"a":0x1F}',
            'Octal/hex numbers are not valid JSON values.\n{"a":0x1F}\n     ^',
            id="hexadecimal",
        ),
        pytest.param(
            b'{"a":1,\n "b" 2}',
            'Expected : between key:value pair.\n{"a":1,  "b" 2}\n             ^',
            id="line-breaks-are-blanks",
        ),
    ],
)
def test_a_syntax_error_is_told_in_googles_words_with_its_place(body: bytes, text: str) -> None:
    assert refusal(body)["google"] == text


@pytest.mark.parametrize("body", [b"[100x]", b"[20x1]", b"[1.0x]"], ids=["x", "x1", "point"])
def test_a_number_that_only_ends_with_a_zero_is_not_octal_or_hexadecimal(body: bytes) -> None:
    assert "Octal" not in refusal(body)["google"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(b'{"a', "Closing quote expected in string.", id="quote"),
        pytest.param(rb'"\u12', "Illegal hex string.", id="hex"),
    ],
)
def test_a_faulty_string_is_told_in_googles_words(body: bytes, text: str) -> None:
    assert refusal(body)["google"].startswith(f"{text}\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b"{", "Expected an object key or }.", id="key"),
        pytest.param(b'{"a"', "Expected : between key:value pair.", id="colon"),
        pytest.param(b'{"a":', "Expected a value.", id="value"),
        pytest.param(b'{"a":1', "Expected , or } after key:value pair.", id="comma-or-brace"),
        pytest.param(b"[", "Expected a value or ] within an array.", id="element"),
        pytest.param(b"[1", "Expected , or ] after array value.", id="comma-or-bracket"),
    ],
)
def test_an_early_end_says_what_was_expected(body: bytes, expected: str) -> None:
    assert refusal(body)["google"].startswith(f"Unexpected end of string. {expected}\n")


def test_a_place_is_shown_with_twenty_characters_on_each_side() -> None:
    body = b'{"0123456789": "0123456789" "0123456789": "0123456789"}'

    assert refusal(body)["google"].splitlines()[1:] == [
        '6789": "0123456789" "0123456789": "01234',
        "                    ^",
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(b"{", "unexpected end of JSON input", id="end"),
        pytest.param(b'{"a":"b', "unexpected end of JSON input", id="end-in-a-string"),
        pytest.param(
            b"{x", "invalid character 'x' looking for beginning of object key string", id="key"
        ),
        pytest.param(b'{"a" 1}', "invalid character '1' after object key", id="colon"),
        pytest.param(
            b'{"a":1 "b"}', "invalid character '\"' after object key:value pair", id="pair"
        ),
        pytest.param(b"[1 2]", "invalid character '2' after array element", id="element"),
        pytest.param(b"[1,]", "invalid character ']' looking for beginning of value", id="comma"),
        pytest.param(
            b"['a']", r"invalid character '\'' looking for beginning of value", id="quote"
        ),
        pytest.param(b"{}\n!", "invalid character '!' after top-level value", id="more"),
        pytest.param(b'"a\nb"', r"invalid character '\n' in string literal", id="line-break"),
        pytest.param(b'"a\tb"', r"invalid character '\t' in string literal", id="tabulator"),
        pytest.param(b'"a\x01b"', r"invalid character '\x01' in string literal", id="control"),
        pytest.param(b"[\\]", r"invalid character '\\' looking for beginning of value", id="slash"),
    ],
)
def test_a_syntax_error_is_told_in_the_words_of_go(body: bytes, text: str) -> None:
    assert refusal(body)["go"] == text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"a": 1, "a": 1}', id="duplicate-key"),
        pytest.param(b'{"a": {"b": 1, "b": 2}}', id="duplicate-key-inside"),
        pytest.param(rb'{"a": 1, "\u0061": 2}', id="duplicate-key-escaped"),
        pytest.param(b'{"a": NaN}', id="nan"),
        pytest.param(b"[Infinity]", id="infinity"),
        pytest.param(b"[-Infinity]", id="minus-infinity"),
        pytest.param(rb'"\ud83d"', id="high-surrogate"),
        pytest.param(rb'{"\ude00": 1}', id="low-surrogate-in-a-key"),
        pytest.param(rb'["\ude00\ud83d"]', id="surrogates-the-wrong-way-round"),
        pytest.param(b'"\xff"', id="no-utf8"),
        pytest.param(b'"\xed\xa0\x80"', id="surrogate-in-utf8"),
        pytest.param('{"a": 1}'.encode("utf-16"), id="utf16"),
        pytest.param(b"\xef\xbb\xbf{}", id="byte-order-mark"),
        pytest.param(b"[\xc2\xa0]", id="blank-that-is-none"),
        pytest.param(b"[\xd9\xa1]", id="digit-that-is-none"),
        pytest.param(b"[+1]", id="plus"),
        pytest.param(b"[.5]", id="no-digit-before-the-point"),
        pytest.param(b"[1.]", id="no-digit-behind-the-point"),
        pytest.param(b"{} {}", id="two-documents"),
        pytest.param(b"/* a */ {}", id="comment"),
    ],
)
def test_what_origins_read_differently_or_not_at_all_is_refused(body: bytes) -> None:
    refusal(body)


def test_what_is_no_unicode_is_told_as_such() -> None:
    assert refusal(b'"\xff"')["google"] == "Encountered non UTF-8 code points."
    assert refusal(rb'"\ud83d"')["google"] == "Invalid unicode code point."


def test_a_duplicate_key_is_named() -> None:
    assert refusal(b'{"caf\xc3\xa9": 1, "caf\xc3\xa9": 2}')["google"].startswith("Duplicate key ")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[1e400]", id="exponent"),
        pytest.param(b"[-1e400]", id="negative"),
        pytest.param(b"[" + b"9" * 400 + b"]", id="four-hundred-digits"),
        pytest.param(b"[" + b"9" * 5_000 + b"]", id="five-thousand-digits"),
    ],
)
def test_a_number_beyond_double_is_refused_in_words_of_the_api(body: bytes) -> None:
    assert "exceeds the range of double" in refusal(body)["google"]


@pytest.mark.parametrize("opened", [b"[", b'{"a":'], ids=["lists", "objects"])
def test_a_document_nested_too_deep_for_python_is_refused(opened: bytes) -> None:
    assert "deep" in refusal(opened * 200_000)["google"]


def test_a_document_just_not_too_deep_for_python_is_read_or_refused() -> None:
    bodies = [b'["\\u0041",' + b"[" * depth + b"]" * depth + b"]" for depth in range(800, 1_000)]

    assert {outcome(partial(decode, each)) for each in bodies} <= {"done", "malformed_json"}


@pytest.mark.parametrize(
    ("opened", "closed"), [(b"[", b"]"), (b'{"a":', b"}")], ids=["lists", "objects"]
)
def test_five_hundred_brackets_may_be_nested_and_no_more(opened: bytes, closed: bytes) -> None:
    assert decode(opened * 500 + b"1" + closed * 500)
    assert "deep" in refusal(opened * 501 + b"1" + closed * 501)["google"]


def test_brackets_beside_each_other_and_in_texts_are_not_nested() -> None:
    assert decode(b"[" + b"[1]," * 600 + b"{}]") == [[1]] * 600 + [{}]
    assert decode(b'["' + b"[" * 600 + b'"]') == ["[" * 600]


@pytest.mark.parametrize("inside", [b"xx", rb"\n", rb"\""], ids=["plain", "escapes", "quotes"])
def test_a_syntax_error_behind_a_long_text_takes_little_memory(inside: bytes) -> None:
    body = b'{"data": "' + inside * 500_000 + b'" 1}'
    tracemalloc.start()

    refusal(body)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * len(body)
