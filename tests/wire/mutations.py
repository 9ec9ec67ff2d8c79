"""Kinds that spoil good requests at random."""

import json
from random import Random  # noqa: TID251
from typing import Any

from tests.wire.case import MODELS, PATH, STREAM, Case, cut, good, head, kind, question, request


def _some(rng: Random, mark: str) -> bytes:
    """Write one of several good requests."""
    rich = question(
        mark,
        generationConfig={"temperature": 0.5, "thinkingConfig": {"thinkingBudget": 128}},
        tools=[{"functionDeclarations": [{"name": "f", "parameters": {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}}}]}],
        safetySettings=[{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        systemInstruction={"parts": [{"text": "Be brief"}]},
    )  # fmt: skip
    path = rng.choice(
        [
            PATH,
            STREAM,
            f"{STREAM}?alt=sse",
            PATH.replace("generate", "count").replace("Content", "Tokens"),
        ]
    )
    return rng.choice([good(mark, path), request(rich, path), head(MODELS, method="GET")])


@kind(6)
def flipped_bits(rng: Random, mark: str) -> Case:
    whole = bytearray(_some(rng, mark))
    for _ in range(rng.choice([1, 1, 2, 5, 30])):
        whole[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
    return Case(pieces=cut(rng, bytes(whole), 1), own=True)


@kind(6)
def spliced(rng: Random, mark: str) -> Case:
    """Pieces left out, repeated, put elsewhere, or taken from another request."""
    whole = _some(rng, mark)
    for _ in range(rng.randint(1, 4)):
        a, b = sorted(rng.randrange(len(whole) + 1) for _ in range(2))
        other = _some(rng, mark)
        c, d = sorted(rng.randrange(len(other) + 1) for _ in range(2))
        whole = (
            whole[:a] + rng.choice([b"", whole[a:b] * 2, other[c:d]]) + whole[rng.choice([a, b]) :]
        )
        whole = whole[:50_000] or b"x"
    return Case(pieces=cut(rng, whole, 1), own=True)


@kind(6)
def spoilt_json(rng: Random, mark: str) -> Case:
    """A member of a good request that has become something else."""
    before, _, body = request(b"", PATH).partition(b"content-length: 0\r\n\r\n")
    del body
    document: Any = json.loads(_some(rng, mark).partition(b"\r\n\r\n")[2] or b"{}")
    _spoil(rng, document)
    written = json.dumps(document).encode()
    return Case(
        pieces=(before + b"content-length: %d\r\n\r\n" % len(written) + written,), answers=1
    )


def _spoil(rng: Random, document: Any) -> None:
    """Put something odd in place of one value, or beside it."""
    odd: Any = rng.choice([
        None, True, 0, -1, 1.5, 1e300, 2**70, "", "x", "\0", [], {}, [[]], [None], {"": ""}, "a" * 3_000, {"a": {"b": []}},
        "HARM_CATEGORY_NONE", ["x"], {"parts": []}, "\u2028", {"$ref": "#"}, {"type": "OBJECT"}, "9" * 30,
    ])  # fmt: skip
    here: Any = document
    while isinstance(here, dict | list) and here:
        keys: list[Any] = sorted(here) if isinstance(here, dict) else list(range(len(here)))
        key = rng.choice(keys)
        inner = here[key]
        if not isinstance(inner, dict | list) or not inner or rng.random() < 0.3:
            others: list[Any] = ["x", "text", "role", "inlineData"] if isinstance(key, str) else []
            name = rng.choice([key, *others])
            here[name] = odd
            return
        here = inner
