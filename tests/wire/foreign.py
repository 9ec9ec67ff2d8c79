"""Kinds that speak another protocol, or to another part of the mock than the API."""

import struct
from random import Random  # noqa: TID251

from tests.wire.case import PATH, STREAM, Case, cut, good, head, kind, question, request


@kind()
def http_0_9(rng: Random, _: str) -> Case:
    return Case(
        pieces=(rng.choice([b"GET /\r\n", b"GET /v1beta/models\n", b"GET\r\n\r\n", b"/\r\n"]),)
    )


@kind()
def http_2(rng: Random, mark: str) -> Case:
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    frame = struct.pack(">I", 0)[1:] + b"\x04\0" + struct.pack(">I", 0)
    return Case(pieces=(preface + frame * rng.randint(0, 3) + mark.encode(),), outcome="refused")


@kind()
def tls_hello(rng: Random, _: str) -> Case:
    noise = bytes(rng.randrange(256) for _ in range(rng.randint(10, 300)))
    body = b"\x01" + struct.pack(">I", len(noise))[1:] + noise
    return Case(
        pieces=cut(rng, b"\x16\x03\x01" + struct.pack(">H", len(body)) + body, 1), outcome="refused"
    )


@kind()
def upgrade(rng: Random, mark: str) -> Case:
    to = rng.choice(["websocket", "h2c", "TLS/1.0", "", "x" * 500])
    headers = {
        "connection": rng.choice(["Upgrade", "Upgrade, HTTP2-Settings", "upgrade, close"]),
        "upgrade": to,
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "13",
        "http2-settings": "AAMAAABkAAQAAP__",
    }
    if rng.random() < 0.5:
        return Case(pieces=(head(STREAM, headers, method="GET"),))
    body = question(mark)
    headers["content-length"] = str(len(body))
    return Case(pieces=(head(headers=headers) + body,), answers=1)


@kind(2)
def garbage(rng: Random, mark: str) -> Case:
    size = rng.choice([1, 10, 100, 3_000])
    data = bytes(rng.randrange(256) for _ in range(rng.randint(1, size))) + mark.encode()
    return Case(pieces=cut(rng, data, 2), ending=rng.choice(("fin", "close", "reset")))


@kind(0.02)
def much_garbage(rng: Random, _: str) -> Case:
    """More than is read after a refusal."""
    return Case(
        pieces=(bytes([rng.randrange(256)]) * 1_000_000,) * rng.randint(1, 5), ending="reset"
    )


_ADMIN = [
    "health", "ready", "version", "config", "openapi.json", "faults/standing", "quota", "faults", "scenarios", "strict",
    "reset", "journal", "journal/count", "journal/unmatched", "journal/1", "journal/x", "stubs", "stubs/x", "nowhere", "",
    "journal/99999999999999999999999", "stubs/%2F", "stubs/%00", "..", "journal?limit=-1", "journal?limit=x&y",
]  # fmt: skip


@kind(2)
def admin(rng: Random, _: str) -> Case:
    """Asks the admin API for nonsense; the journal would show the marks of others, so there is none."""
    body = rng.choice([
        b"", b"{}", b"[]", b"null", b"{", b"[" * 5_000, b"[" * 100_000, b'{"a":1,"a":2}', b'{"fault": 5}', b'{"faults": ["nope"]}', b"NaN",
        b'{"requests": -1}', b'{"strict": "x"}', b'{"text": 5}', b'{"match": {"text": {"regex": "("}}, "text": "a"}', b"\xff", b"1" * 10_000,
        b'{"a":"\\ud800"}', b'{"text": "\\ud800"}', b'{"' + b"x" * 100_000 + b'": 1}', b'{"fault": "\\u0000"}',
        b'{"a":' * 800 + b"1" + b"}" * 800, b'{"text": "' + b"{% if %}" * 10 + b'"}', b'{"match": ' + b'{"not": ' * 300 + b"1" + b"}" * 301,
    ])  # fmt: skip
    where = rng.choice(
        ["/__ns/wire/__admin/", "/__ns/wire/__admin/", "/__ns/%00/__admin/", "/__ns/wire/__admin"]
    )
    method = rng.choice(["PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD"])
    kind_of = rng.choice(["application/json", "text/plain", "", "application/json; x"])
    path = where + rng.choice(_ADMIN)
    return Case(pieces=(request(body, path, method=method, content_type=kind_of),), own=True)


_STUB = b'{"match": {"text": {"contains": "wire"}}, "text": "A stub of the wire."}'
_GOOD_ADMIN: list[tuple[str, str, bytes]] = [
    *(("GET", each, b"") for each in (
        "health", "ready", "version", "config", "openapi.json", "faults", "scenarios", "strict", "stubs", "journal",
        "journal?limit=3&text=wire&status=200", "journal/count?model=gemini-*", "journal/unmatched", "journal/export",
        "journal/export?format=curl", "journal/export?format=pytest",
    )),
    *(("DELETE", each, b"") for each in ("faults", "scenarios", "stubs", "journal")),
    ("POST", "reset", b""),
    ("POST", "stubs", _STUB),
    ("POST", "stubs", b"[%s, %s]" % (_STUB, _STUB)),
    ("PUT", "stubs/a/b", _STUB),
    ("POST", "faults", b'{"fault": "429; quota=day"}'),
    ("POST", "faults", b'{"fault": "disconnect"}'),
    ("PUT", "faults/standing", b'{"faults": ["503; rate=0.5"]}'),
    ("PUT", "quota", b'{"requests": 3}'),
    ("PUT", "quota", b'{"tokens": 0}'),
    ("PUT", "strict", b"true"),
    ("PUT", "strict", b"null"),
]  # fmt: skip


@kind(2)
def admin_in_any_order(rng: Random, _: str) -> Case:
    """Asks the admin API for what it has, one after the other, each to be granted."""
    base = f"/__ns/wire{rng.randrange(4)}/__admin/"
    asked = rng.choices(_GOOD_ADMIN, k=rng.randint(1, 6))
    pieces = tuple(request(body, base + path, method=method, content_type="application/json")
                   for method, path, body in asked)  # fmt: skip
    return Case(pieces=pieces, answers=len(asked), outcome="answered", own=True)


@kind()
def called_where_admin_was(rng: Random, _: str) -> Case:
    """Asks the API in a namespace that has whatever stubs, faults and quotas."""
    path = f"/__ns/wire{rng.randrange(4)}{rng.choice([PATH, STREAM, f'{STREAM}?alt=sse'])}"
    return Case(pieces=(request(question("Is there a wire?"), path),) * rng.randint(1, 3))


@kind()
def admin_from_elsewhere(rng: Random, _: str) -> Case:
    host = rng.choice(["evil.example", "127.0.0.1", "[::1", "[", "a:b:c", "localhost:x", "\udcff", "", "[::1]:99999", "xn--a", "a" * 300, "127.0.0.1@x"])  # fmt: skip
    origin = rng.choice(
        ["http://evil.example", "null", "", "http://[", "file://", "http://127.0.0.1:1"]
    )
    path = rng.choice(
        [
            "/__admin/version",
            "/__admin/config",
            "/__admin",
            "/metrics/",
            "/__ns/x/__admin/openapi.json",
        ]
    )
    whole = request(b"", path, method="GET", origin=origin)
    return Case(
        pieces=(
            whole.replace(
                b"host: 127.0.0.1", b"host: " + host.encode("utf-8", "surrogateescape"), 1
            ),
        ),
        own=True,
    )


@kind()
def metrics(rng: Random, _: str) -> Case:
    path = rng.choice(["/metrics", "/metrics/", "/metrics?x=%ff", "/metrics/x", "/__ns/x/metrics"])
    method = rng.choice(["GET", "POST", "HEAD", "DELETE", "OPTIONS"])
    return Case(
        pieces=(request(b"x" * rng.choice([0, 10, 100_000]), path, method=method),), own=True
    )


@kind()
def namespaces(rng: Random, mark: str) -> Case:
    name = rng.choice([
        mark, "%00", "%2F", "..", ".", "%ff", "a" * 199, "a" * 201, "%F0%9F%98%80", "%0a", "a%20b", "", "__ns", "%25", "x/__ns/y",
    ])  # fmt: skip
    if rng.random() < 0.5:
        return Case(pieces=(good(mark, f"/__ns/{name}{PATH}"),), own=True)
    return Case(pieces=(request(question(mark), x_mock_namespace=name),), answers=1)


@kind(2)
def mock_headers(rng: Random, mark: str) -> Case:
    value = rng.choice([
        "429", "503; rate=0.5", "nope", "", ";", "429;", "429; retry_after=x", "429; retry_after=1e999", "disconnect; after=-1",
        "ttft; seconds=NaN", "ttft; seconds=0.01", "hang; rate=0", "429, 429, 429", "," * 500, "rate=1", "disconnect; after=0",
        "reset", "duplicate", "truncate", "\udcff", "a" * 5_000, "503; rate=2", "usage; on=never", "ttft; seconds=-1", "429; x=1; x=2",
        "split_data; seconds=0.01", "split_character", "line_ends", "dribble", "comments",
    ])  # fmt: skip
    path = rng.choice([PATH, STREAM, f"{STREAM}?alt=sse"])
    return Case(pieces=(request(question(mark), path, x_mock_fault=value),))
