"""Kinds that trouble the framing: chunks, lengths, pipelines, and connections that end too soon."""

from random import Random  # noqa: TID251

from tests.wire.case import (
    STREAM,
    Case,
    Ending,
    Outcome,
    chunked,
    cut,
    good,
    head,
    kind,
    question,
)

_ENDINGS: tuple[Ending, ...] = ("fin", "close", "reset")
_HEALTH = "/__admin/health"  # A list of models isn't there in each dialect.
_CHUNKED = {"transfer-encoding": "chunked"}


@kind(2)
def good_chunks(rng: Random, mark: str) -> Case:
    body = question(f"Say {mark}")
    coded = chunked(body, [rng.randint(1, 30) for _ in range(rng.randint(0, 9))])
    whole = head(headers=_CHUNKED) + coded
    return Case(pieces=cut(rng, whole), answers=1, outcome="answered")


@kind(3)
def broken_chunks(rng: Random, mark: str) -> Case:
    body = question(f"Say {mark}")
    coded = rng.choice([
        b"zz\r\n" + body,
        b"-5\r\n" + body + b"\r\n0\r\n\r\n",
        b"%x\r\n%s" % (len(body) + 5, body),
        b"%x\r\n%s\r\n0\r\n\r\n" % (max(0, len(body) - 3), body),
        b"%x%s\r\n" % (len(body), body),
        b"0x10\r\n" + body + b"\r\n0\r\n\r\n",
        b"f" * rng.randint(1, 40) + b"\r\n" + body,
        b"%x;" % len(body) + b"e" * rng.choice([1, 100, 70_000]) + b"\r\n%s\r\n0\r\n\r\n" % body,
        b"%x\n%s\n0\n\n" % (len(body), body),
        b"%x\r\n%s\r\n0\r\nx: y\r\n z\r\n\r\n" % (len(body), body),
        b"%x\r\n%s\r\n0\r\n: \0\r\n\r\n" % (len(body), body),
        b"\r\n\r\n",
        b"",
    ])  # fmt: skip
    return Case(pieces=cut(rng, head(headers=_CHUNKED) + coded, 2), ending=rng.choice(_ENDINGS))


@kind(3)
def wrong_length(rng: Random, mark: str) -> Case:
    body = question(f"Say {mark}")
    right = len(body)
    told = rng.choice([
        right - rng.randint(1, right), right + rng.randint(1, 500), -1, -right, 0, 2**31, 2**63, 10**25,
        f"+{right}", f"0{right}", f"{right}.0", f"0x{right:x}", f"{right},{right}", f"{right}, {right + 1}",
        f"{right} {right}", "", " ", "many", "\uff15", "1e2", f"{right}\x00", "9" * 5_000,
    ])  # fmt: skip
    return Case(
        pieces=(head(headers={"content-length": str(told)}) + body,), ending=rng.choice(_ENDINGS)
    )


@kind()
def two_lengths(rng: Random, mark: str) -> Case:
    body = question(f"Say {mark}")
    lengths = [str(len(body)), str(rng.randint(0, len(body) * 2))]
    rng.shuffle(lengths)
    return Case(pieces=(head(headers=[("content-length", each) for each in lengths]) + body,))


@kind(2)
def smuggled(rng: Random, mark: str) -> Case:
    """Shapes that two readers take for different requests."""
    inner = good(mark)
    coded = chunked(question(f"Say {mark}"), [])
    coding = rng.choice([
        "chunked", "Chunked", " chunked", "chunked ", "identity, chunked", "chunked, chunked", "xchunked",
        "chunked, gzip", "gzip, chunked", "\tchunked", "identity", "", "chunk", "chunked;x=1", "\x0bchunked",
    ])  # fmt: skip
    length = rng.choice([0, 5, len(coded), len(coded) + len(inner)])
    headers = [("transfer-encoding", coding), ("content-length", str(length))]
    if rng.random() < 0.3:
        headers = (
            headers[:1] if rng.random() < 0.5 else [headers[0], ("transfer-encoding", "chunked")]
        )
    rng.shuffle(headers)
    version = rng.choice(["HTTP/1.1", "HTTP/1.1", "HTTP/1.0"])
    refused: Outcome = "refused" if "content-length" in dict(headers) else "any"
    return Case(pieces=(head(headers=headers, version=version) + coded + inner,), outcome=refused)


@kind(3)
def pipelined(rng: Random, mark: str) -> Case:
    count = rng.randint(2, 8)
    ways = [good(mark, STREAM), good(mark, f"{STREAM}?alt=sse"), head(_HEALTH, method="GET")]
    asked = rng.choices(ways, k=count)
    ending: Ending = rng.choice(("fin", "wait"))
    pieces = cut(rng, b"".join(asked))
    return Case(pieces=pieces, ending=ending, answers=count, outcome="answered")


@kind()
def pipelined_with_trouble(rng: Random, mark: str) -> Case:
    first = [good(mark) for _ in range(rng.randint(1, 3))]
    trouble = rng.choice(
        [b"\0\0\0", b"GET", b"GET / HTTP/1.1\r\n", b"\r\n\r\n\r\n", b"x" * 100_000]
    )
    return Case(pieces=cut(rng, b"".join([*first, trouble]), 2), ending=rng.choice(_ENDINGS))


@kind(4)
def early_end(rng: Random, mark: str) -> Case:
    """A client that leaves anywhere, also before its answer."""
    asked = good(mark, rng.choice([STREAM, f"{STREAM}?alt=sse"]))
    asked = asked[: rng.randint(0, len(asked))]
    return Case(pieces=cut(rng, asked, 1), ending=rng.choice(_ENDINGS))


@kind()
def left_before_the_answer(rng: Random, mark: str) -> Case:
    fault = rng.choice(["ttft; seconds=0.05", "hang", "disconnect", "reset", "stall; seconds=0.01"])
    asked = head(f"{STREAM}?alt=sse", {"x-mock-fault": fault, "content-length": "0"})
    body = question(f"Say {mark}")
    asked = asked.replace(b"content-length: 0", b"content-length: %d" % len(body)) + body
    return Case(pieces=(asked,), ending=rng.choice(_ENDINGS))


@kind()
def half_closed(rng: Random, mark: str) -> Case:
    """A client that only reads, once it has asked."""
    return Case(pieces=cut(rng, good(mark)), answers=1, outcome="answered")


@kind(0.3)
def slow_sender(rng: Random, mark: str) -> Case:
    return Case(pieces=cut(rng, good(mark), 6), pause=0.03, answers=1, outcome="answered")


@kind(0.02)
def stopped_sender(rng: Random, mark: str) -> Case:
    """One that never comes to the end of its request."""
    asked = good(mark)
    some = asked[: rng.randint(1, len(asked) - 1)]
    return Case(pieces=(some,), ending="wait", answers=1, outcome="refused")


@kind(0.02)
def says_nothing(_: Random, __: str) -> Case:
    return Case(pieces=(), ending="wait")


@kind()
def expects_100(rng: Random, mark: str) -> Case:
    body = question(f"Say {mark}")
    value = rng.choice(["100-continue", "100-Continue", "200-ok", "", "100-continue, x"])
    told = head(headers={"expect": value, "content-length": str(len(body))})
    pause = rng.choice([0, 0.01])
    return Case(pieces=(told, body), pause=pause, answers=1, outcome="answered")


@kind(0.3)
def expects_100_for_too_much(rng: Random, _: str) -> Case:
    length = rng.choice([20 * 1024 * 1024 + 1, 10**12])
    told = head(headers={"expect": "100-continue", "content-length": str(length)})
    return Case(pieces=(told,), ending="wait", answers=1, outcome="refused")


@kind(0.3)
def announces_too_much(rng: Random, mark: str) -> Case:
    """Too large a body, of which some comes."""
    told = head(headers={"content-length": str(20 * 1024 * 1024 + rng.randint(1, 10**9))})
    some = mark.encode() * rng.choice([0, 1, 1_000, 50_000])
    ending: Ending = rng.choice(("wait", "reset", "close"))
    return Case(pieces=(told, some), ending=ending, outcome="refused")
