"""Thought signatures: opaque to clients, minted beside some parts and verified when they come back.

Real ones are encrypted state of the model. Ours are a mark, a digest and a checksum, so that one that
was cut, altered or glued to another on its way through a client is told from a whole one. Facts:
gemini.md 9.
"""

import base64
import hashlib
from typing import Literal

Verdict = Literal["ours", "foreign", "bypass", "broken"]

# What the API takes in place of a signature, for histories of other origin (documented): as it stands,
# and as the base64 that SDKs make of it (observed).
BYPASSES = frozenset({"context_engineering_is_the_way_to_go", "skip_thought_signature_validator"})

_MARK = b"mock"
_DIGEST, _CHECKSUM = 24, 8  # bytes
# Like recorded ones, ours are a protobuf message that begins with a field of bytes: tag and length.
_HEAD = bytes([0x12, len(_MARK) + _DIGEST + _CHECKSUM]) + _MARK
# How recorded ones begin, and how long the shortest is (observed, 733 of them).
_BEGINNINGS, _SHORTEST = frozenset({0x01, 0x0A, 0x12, 0xB2}), 13


def mint(digest: bytes, place: int) -> str:
    """Return the signature for the part at *place* in the answer that is made from *digest*."""
    body = _HEAD + hashlib.sha256(b"signature" + digest + bytes([place % 256])).digest()[:_DIGEST]
    return base64.b64encode(body + _checksum(body)).decode()


def verdict(signature: str) -> Verdict:
    """Say whose a signature in valid base64 is, as far as that can be told.

    A *foreign* one looks like those of the real API, which nobody but Google can verify.
    """
    standard = signature.replace("-", "+").replace("_", "/").rstrip("=")
    raw = base64.b64decode(standard + "=" * (-len(standard) % 4))
    if signature in BYPASSES or raw in {each.encode() for each in BYPASSES}:
        return "bypass"
    body, checksum = raw[:-_CHECKSUM], raw[-_CHECKSUM:]
    if _MARK in raw[: len(_HEAD)]:
        return "ours" if checksum == _checksum(body) else "broken"
    looks_real = len(raw) >= _SHORTEST and raw[0] in _BEGINNINGS
    return "foreign" if looks_real else "broken"


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(b"checksum" + body).digest()[:_CHECKSUM]
