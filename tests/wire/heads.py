"""Kinds that trouble the first line and the headers."""

from random import Random  # noqa: TID251

from tests.wire.case import (
    MODELS,
    PATH,
    STREAM,
    Case,
    Outcome,
    cut,
    good,
    head,
    kind,
    question,
    request,
)

_METHODS = [
    "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PRI", "PROPFIND", "get", "POST ",
    "X" * 300, "", "M-SEARCH", "Ä",
]  # fmt: skip
_VERSIONS = ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/11", "http/1.1", "", "ICY/1.0"]
_CONTROLS = [chr(each) for each in range(32)] + ["\x7f", "\x85", "\u2028"]


@kind(2)
def odd_path(rng: Random, mark: str) -> Case:
    steps = [
        "%2F", "..", ".", "%00", "%0d%0a", "%ff", "%c3%28", "%", "%zz", "//", "models", "v1beta", ":", ";a=b",
        "gemini-2.5-flash", ":generateContent", "%3A", "%25%32%46", "\\", "*", "~", "{x}", "%E2%82", mark, "%7F",
        "%ed%a0%80", "'", '"', "<b>", "cachedContents", "__ns", "__admin", "metrics", "?", "?alt=sse", "&key=",
    ]  # fmt: skip
    path = "/" + rng.choice(["", "/"]).join(rng.choices(steps, k=rng.randint(1, 8)))
    if rng.random() < 0.3:
        place = rng.randrange(len(PATH))
        path = PATH[:place] + rng.choice(steps) + PATH[place:]
    method = rng.choice(["POST", "GET", "DELETE", "PATCH"])
    return Case(pieces=(request(question(mark), path, method=method),), own=True)


@kind()
def raw_bytes_in_path(rng: Random, mark: str) -> Case:
    byte = bytes([rng.choice([*range(33), *range(127, 256)])])
    place = rng.randrange(1, len(PATH))
    path = PATH[:place].encode() + byte + PATH[place:].encode()
    return Case(pieces=(request(question(mark), path),))


@kind()
def odd_target(rng: Random, mark: str) -> Case:
    path = rng.choice([PATH, MODELS, "/", "", "*"])
    target = rng.choice([
        f"http://mock{path}", f"HTTP://other:99{path}", f"https://user:pass@x{path}", "*", "mock:443", "",
        f"http://[::1{path}", f"http:{path}", f"//{path}", "http://", f"ftp://a{path}", f"?{mark}", f"#{mark}",
        f"{path}#frag", f"{path}?a=1?b=2", f"{path}?%zz=%ff&&=&a&a=1&a=2", f"{path}?alt=sse&alt=json",
    ])  # fmt: skip
    method = rng.choice(["POST", "GET", "OPTIONS", "CONNECT", "HEAD"])
    return Case(pieces=(request(question(mark), target, method=method),))


@kind()
def absolute_target(rng: Random, mark: str) -> Case:
    return Case(
        pieces=(good(mark, f"{rng.choice(['http', 'https', 'HTTP'])}://api.x{PATH}"),),
        answers=1,
        outcome="answered",
    )


@kind(2)
def odd_method(rng: Random, mark: str) -> Case:
    path = rng.choice([PATH, STREAM, MODELS, "/", "*", "/x", "/v1beta/cachedContents"])
    return Case(pieces=(request(question(mark), path, method=rng.choice(_METHODS)),))


@kind()
def odd_version(rng: Random, mark: str) -> Case:
    whole = good(mark).replace(b"HTTP/1.1", rng.choice(_VERSIONS).encode(), 1)
    return Case(pieces=(whole,))


@kind()
def http_1_0(rng: Random, mark: str) -> Case:
    path = rng.choice([PATH, STREAM, f"{STREAM}?alt=sse"])
    whole = good(mark, path).replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    kept = rng.choice([b"", b"connection: keep-alive\r\n", b"connection: close\r\n"])
    asked = whole.replace(b"host: 127.0.0.1\r\n", kept, 1)
    return Case(pieces=(asked,), answers=1, outcome="answered")


@kind(2)
def odd_header(rng: Random, mark: str) -> Case:
    value = rng.choice([
        "\0", "\r", "\n", "\x01", "\t", " ", "", "é", "\udcff\udcfe", "a\r\n b", "a\r\n\tb", "😀", "\x7f",
        mark, "a" * 9_000, '"', "()", "%00", "a\nx: y", "-1", "NaN", "null", "gzip", "*/*", "bytes=0-1",
    ])  # fmt: skip
    name = rng.choice([
        "x-a", "content-type", "accept", "host", "connection", "x-goog-api-key", "authorization", "content-encoding",
        "accept-encoding", "x-mock-fault", "x-mock-namespace", "x-mock-admin-token", "origin", "referer", "cookie",
        "user-agent", "te", "trailer", "range", "if-match", "x-http-method-override", "upgrade", "keep-alive", "via",
        "x-forwarded-for", "proxy-connection", "x y", "", ":path", "x\0", "é", "x:", " x",
    ])  # fmt: skip
    body = question(mark)
    headers = [(name, value), ("content-length", str(len(body)))]
    return Case(pieces=(head(headers=headers) + body,))


@kind()
def broken_header_lines(rng: Random, mark: str) -> Case:
    line = rng.choice([
        b"nocolon", b": novalue", b"x : y", b" folded: x", b"\tx: y", b"x:y\rz: a", b"\0", b"x\xff: y", b"=", b"a" * 5_000,
        b"\r", b"x: \x00\x01", b"(): x", b"x: y\n", b"host: other", b"content-length : 5", b"x:: y",
    ])  # fmt: skip
    whole = good(mark).replace(
        b"host: 127.0.0.1", rng.choice([b"host: 127.0.0.1\r\n" + line, line]), 1
    )
    return Case(pieces=(whole,))


@kind()
def line_ends(rng: Random, mark: str) -> Case:
    end = rng.choice([b"\n", b"\r", b"\r\r\n", b"\n\r", b"\0\r\n", b" \r\n"])
    before, _, body = good(mark).partition(b"\r\n\r\n")
    return Case(pieces=(before.replace(b"\r\n", end) + rng.choice([end * 2, b"\r\n\r\n"]) + body,))


@kind()
def blank_lines_before(rng: Random, mark: str) -> Case:
    blank = rng.choice([b"\r\n", b"\n", b" "])
    outcome: Outcome = "refused" if blank == b" " else "answered"
    return Case(pieces=(blank * rng.randint(1, 40) + good(mark),), outcome=outcome)


@kind(0.5)
def large_head(rng: Random, mark: str) -> Case:
    size = rng.choice([1_000, 16_384, 60_000, 65_536, 100_000, 300_000, 1_000_000])
    body = question(mark)
    ways = {
        "path": lambda: request(body, PATH + "?" + "a" * size),
        "one": lambda: request(body, x="v" * size),
        "many": lambda: (
            head(
                headers=[(f"x-{each}", "v") for each in range(size // 8)]
                + [("content-length", str(len(body)))]
            )
            + body
        ),
        "name": lambda: request(body, **{"n" * size: "v"}),
        "method": lambda: request(body, method="M" * size),
        "endless": lambda: b"GET / HTTP/1.1\r\nx: " + b"v" * size,
        "no lines": lambda: b"x" * size,
    }
    return Case(
        pieces=cut(rng, ways[rng.choice(sorted(ways))](), 2),
        ending=rng.choice(("fin", "close", "reset")),
    )


@kind()
def same_header_often(rng: Random, mark: str) -> Case:
    name = rng.choice(
        ["x-goog-api-key", "host", "content-type", "x-mock-fault", "accept", "content-encoding"]
    )
    body = question(mark)
    values = [
        rng.choice(["a", "", "application/json", "gzip", "429"]) for _ in range(rng.randint(2, 200))
    ]
    headers = [*((name, each) for each in values), ("content-length", str(len(body)))]
    return Case(pieces=(head(headers=headers) + body,))
