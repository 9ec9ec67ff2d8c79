"""Kinds whose HTTP is well, and whose body isn't."""

import gzip
import json
import re
import zlib
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from random import Random  # noqa: TID251

from tests.wire.case import CHAT, MODELS, PATH, STREAM, Case, Outcome, cut, kind, question, request

_COUNT = PATH.replace("generateContent", "countTokens")
_PATHS = [PATH, PATH, STREAM, f"{STREAM}?alt=sse", _COUNT, CHAT, "/v1beta/cachedContents"]


def _with(value: bytes, mark: str) -> bytes:
    """Put bytes where a text stands."""
    return question(f"{mark} HERE").replace(b"HERE", value)


def _asked(rng: Random, body: bytes, outcome: Outcome = "any", **headers: str) -> Case:
    whole = request(body, rng.choice(_PATHS), **headers)
    pieces = cut(rng, whole, 2) if len(whole) < 10_000 else (whole,)
    return Case(pieces=pieces, answers=1, outcome=outcome)


@kind(2)
def no_json(rng: Random, mark: str) -> Case:
    return _asked(rng, rng.choice([
        b"", b" ", b"null", b"[]", b'""', b"0", b"{", b"}", b"{}{}", b"[{}]", b"'a'", b"{'a':1}", b'{"a"}', b'{"a":}', b"tru",
        b'{"a":1,}', b"[1,]", b"\xef\xbb\xbf{}", b"\0", b"{}\0", b"<xml/>", b"a=b&c=d", b"// x\n{}", b'{"a":1}//', b"\x1f\x8b",
        mark.encode(), b'{"contents": ' * 30, b'"' + mark.encode(), b'{"a":"\t"}', b"01", b"0x1", b"+1", b".5", b"1.", b"--1",
    ]), "refused")  # fmt: skip


@kind(2)
def odd_text(rng: Random, mark: str) -> Case:
    return _asked(rng, _with(rng.choice([
        b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\\ud800", b"\\udc00", b"\\ud800\\ud800",
        b"\\ud83d\\ude00", b"\\u0000", b"\0", b"\x01", b"\n", b"\\x", b"\\u12", b"\\", b"\xef\xbf\xbf", b"\xe2\x80\xa8", b"\x7f",
        "\u202e\u200b\ufeff".encode(), ("e\u0301" * 50).encode(), ("a" + "\u0300" * 3_000).encode(), b"\\ud83d",
    ]), mark))  # fmt: skip


@kind(2)
def odd_number(rng: Random, mark: str) -> Case:
    number = rng.choice([
        b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"1e-999", b"-0", b"1e5", b"9" * 400, b"9" * 5_000,
        b"1" + b"0" * 308, b"0." + b"0" * 10_000 + b"1", b"1e" + b"9" * 400, b"4294967296", b"-1", b"1.5", b"2e0",
        b"18446744073709551616", b'"1e3"', b'"NaN"', b'"Infinity"', b'"1_0"', b"true", b"null", b'"\\u0661"',
        b"5e-324", b"1.7976931348623159e308", b'"' + b"9" * 5_000 + b'"',
    ])  # fmt: skip
    name = rng.choice(
        [
            "temperature",
            "maxOutputTokens",
            "topK",
            "seed",
            "candidateCount",
            "topP",
            "stopSequences",
        ]
    )
    body = question(mark, generationConfig={name: "NUMBER"}).replace(b'"NUMBER"', number)
    return _asked(rng, body)


@kind(0.5)
def deep(rng: Random, mark: str) -> Case:
    depth = rng.choice([90, 101, 450, 499, 500, 501, 900, 1_100, 10_000, 100_000])
    opened, closed = rng.choice([(b"[", b"]"), (b'{"a":', b"}"), (b'{"contents":[', b"]}")])
    inner = opened * depth + b"1" + closed * rng.choice([depth, depth, depth - 1, 0])
    return _asked(rng, rng.choice([
        inner,
        b'{"contents": %s}' % inner,
        question(mark, tools=["DEEP"]).replace(b'"DEEP"', b'{"functionDeclarations": [{"name": "f", "parametersJsonSchema": %s}]}' % inner),
        question(mark, labels="DEEP").replace(b'"DEEP"', inner),
    ]))  # fmt: skip


@kind(0.5)
def deep_schema(rng: Random, mark: str) -> Case:
    depth = rng.choice([5, 30, 60, 95, 120, 160])
    opened = rng.choice(
        [
            b'{"type":"ARRAY","items":',
            b'{"anyOf":[{"type":"STRING"},',
            b'{"type":"OBJECT","properties":{"a":',
        ]
    )
    closing = {b"A": b"}", b"a": b"]}", b"O": b"}}"}[b"a" if b"anyOf" in opened else opened[9:10]]
    schema = opened * depth + b'{"type":"STRING"}' + closing * depth
    config = {
        "responseMimeType": "application/json",
        rng.choice(["responseSchema", "responseJsonSchema"]): "DEEP",
    }
    return _asked(rng, question(mark, generationConfig=config).replace(b'"DEEP"', schema))


@kind()
def duplicate_keys(rng: Random, mark: str) -> Case:
    body = question(mark)
    return _asked(rng, rng.choice([
        body[:-1] + b"," + body[1:],
        b'{"contents":[],"contents":[]}',
        question(mark, generationConfig={"topK": 1, "top_k": 2}),
        b'{"a":1,"\\u0061":2}',
        _with(b'", "text": "again', mark),
    ]), "refused")  # fmt: skip


# Drawn one at a time, since they are large.
_MANY: tuple[Callable[[int, str], bytes], ...] = (
    lambda count, _: json.dumps({f"k{each}": 1 for each in range(count)}).encode(),
    lambda count, _: b'{"a":1' + b',"a":1' * count + b"}",
    lambda count, mark: question(mark, contents=[{"parts": [{"text": mark}] * count}]),
    lambda count, mark: question(mark, generationConfig={"stopSequences": ["x"] * count}),
    lambda count, mark: question(mark, labels={f"k{each}": "v" for each in range(count)}),
    lambda count, mark: question(mark + " a" * count),
    lambda count, _: b"[" + b"[]," * count + b"1]",
    lambda count, mark: question(mark, tools=[{"functionDeclarations": [{"name": f"f{each}"} for each in range(count // 100)]}]),
)  # fmt: skip


@kind(0.2)
def many(rng: Random, mark: str) -> Case:
    """Many of something small."""
    return _asked(rng, rng.choice(_MANY)(rng.choice([1_000, 20_000]), mark))


@kind(2)
def broken_gzip(rng: Random, mark: str) -> Case:
    packed = gzip.compress(question(mark), mtime=0)
    place = rng.randrange(len(packed))
    return _asked(rng, rng.choice([
        packed[:place],
        packed[:place] + bytes([packed[place] ^ (1 << rng.randrange(8))]) + packed[place + 1 :],
        packed + rng.choice([b"junk", b"\0" * 9, packed, packed[:5]]),
        gzip.compress(packed, mtime=0),
        zlib.compress(question(mark)),
        question(mark),
        b"",
        b"\x1f\x8b\x08\x04\0\0\0\0\0\0\xff\xff",
    ]), content_encoding=rng.choice(["gzip", "gzip", "x-gzip", "GZIP", "deflate", "br", "zstd", "gzip, gzip", "identity"]))  # fmt: skip


@cache
def _bomb(data: bytes, times: int) -> bytes:
    """Compress much of the same."""
    packer = zlib.compressobj(wbits=31)
    return b"".join([*(packer.compress(data) for _ in range(times)), packer.flush()])


_MIB = 1024 * 1024
_BOMBS: tuple[Callable[[], bytes], ...] = (
    lambda: _bomb(b" " * _MIB, 60),
    lambda: _bomb(b" " * _MIB, 60) * 20,
    lambda: gzip.compress(_bomb(b" " * _MIB, 60), mtime=0),
    lambda: _bomb(b"[" * _MIB, 19),
    lambda: gzip.compress(b'"' + b"a" * 20_000_000, mtime=0),
)


@kind(0.01)
def gzip_bomb(rng: Random, _: str) -> Case:
    return Case(
        pieces=(request(rng.choice(_BOMBS)(), content_encoding="gzip"),),
        answers=1,
        outcome="refused",
    )


@kind(0.005)
def large_inline_data(rng: Random, mark: str) -> Case:
    size = rng.choice([1_000_000, 10_000_000, 15_600_000, 16_000_000])
    data = b64encode(rng.choice([b"\x89PNG\r\n\x1a\n", b"", b"%PDF-1.4 "]) + b"\0" * size).decode()
    kind_of = rng.choice(["image/png", "application/pdf", "audio/wav", "video/mp4", "text/plain"])
    body = question(
        mark,
        contents=[{"parts": [{"text": mark}, {"inlineData": {"mimeType": kind_of, "data": data}}]}],
    )
    return Case(pieces=(request(body),), answers=1)


@kind()
def odd_inline_data(rng: Random, mark: str) -> Case:
    signs = [b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"RIFF\0\0\0\0WAVEfmt ", b"\xff\xd8\xff\xe0", b"GIF89a", b"ID3\4", b"fLaC", b"OggS", b"\0\0\0\x18ftypmp42", b"II*\0", b"BM", b"\x1aE\xdf\xa3"]  # fmt: skip
    raw = rng.choice(signs) + bytes(rng.randrange(256) for _ in range(rng.randint(0, 200)))
    data = rng.choice([b64encode(raw).decode(), "=", "a", "****", "ab=c", "-_-_", "", "YQ==\n"])
    mime = rng.choice(
        [
            "image/png",
            "application/pdf",
            "audio/wav",
            "audio/mp3",
            "video/mp4",
            "image/jpeg",
            "image/heic",
            "x/y",
            "",
            "image/png\n",
        ]
    )
    part = {"inlineData": {"mimeType": mime, "data": data}}
    return _asked(rng, question(mark, contents=[{"parts": [{"text": mark}, part]}]))


@kind()
def odd_type(rng: Random, mark: str) -> Case:
    kind_of = rng.choice([
        "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
        "application/json; charset=utf-16", "application/grpc", "*/*", "a", "application/x-protobuf", ";;;",
    ])  # fmt: skip
    return _asked(rng, question(mark), content_type=kind_of)


@kind()
def body_where_none_belongs(rng: Random, mark: str) -> Case:
    method, path = rng.choice([("GET", MODELS), ("GET", f"{MODELS}/gemini-2.5-flash"), ("DELETE", "/v1beta/cachedContents/x"), ("GET", "/")])  # fmt: skip
    return Case(pieces=(request(question(mark), path, method=method),), answers=1)


@kind()
def odd_query(rng: Random, mark: str) -> Case:
    query = rng.choice([
        "alt=%00", "alt=sse&alt=sse", "pageSize=-1", "pageSize=99999999999999999999", "pageSize=NaN", "pageToken=%ff", "pageToken=" + mark,
        "key=", "key=%0d%0a", "$alt=json", "prettyPrint=false", "fields=*", "%ff=%fe", "a" * 3_000, "&" * 1_000, "=&=", "key=\\x00",
        "updateMask=ttl,", "updateMask=%00", "alt=media", "pageSize=1e3", "pageSize=%D9%A1",
    ])  # fmt: skip
    method, path = rng.choice([("GET", MODELS), ("GET", "/v1beta/cachedContents"), ("POST", PATH), ("POST", STREAM), ("PATCH", "/v1beta/cachedContents/x")])  # fmt: skip
    return Case(pieces=(request(question(mark), f"{path}?{query}", method=method),), answers=1)


_CHAT = b"""{"model": "gemini-2.5-flash", "stream": false, "n": 1, "stop": ["MARK"], "max_tokens": 9, "temperature": 0.5,
"messages": [{"role": "system", "content": "MARK"}, {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
{"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
{"role": "tool", "tool_call_id": "c", "content": "{}"}], "tool_choice": "auto", "stream_options": {"include_usage": true},
"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]}"""
_VALUE = re.compile(rb'(?<=: )(?:"[^"]*"|[\w.]+|\{\}|\[[^\[\]{}]*\])')
_ODD = (
    b"null", b"true", b"-1", b"1e308", b"1.5", b"9" * 400, b'""', b'" "', b'"\\u0000"', b'"\\ud800"', b'"true"', b"[]", b"[null]", b"{}",
    b'{"a": {"b": []}}', b"[" * 90 + b"]" * 90, b'"data:image/png;base64,*"', b'"http://"', b'"' + b"x" * 5_000 + b'"', b'[{"type": 5}]',
    b'[{"type": "image_url", "image_url": "data:,"}]', b'[{"type": "file", "file": {"file_id": "f"}}]', b'"{\\"a\\":"', b"[[[]]]", b"0",
)  # fmt: skip


@kind(2)
def odd_chat(rng: Random, mark: str) -> Case:
    """A chat with other values than belong in some places of it."""
    body = _CHAT.replace(b"MARK", mark.encode())
    for _ in range(rng.randint(0, 3)):
        place = rng.choice(list(_VALUE.finditer(body)))
        body = body[: place.start()] + rng.choice(_ODD) + body[place.end() :]
    return Case(pieces=(request(body, CHAT),), answers=1)
