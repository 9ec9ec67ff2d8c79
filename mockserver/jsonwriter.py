"""JSON on its way out, spaced as the API spaces it (observed: gemini.md 2.2)."""

import json


def pretty(value: object) -> bytes:
    """Write a whole answer: two blanks of indentation, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def compact(value: object) -> bytes:
    """Write one event of a stream: one line, a blank after colons but none after commas."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ": ")).encode()


def canonical(value: object) -> bytes:
    """Write what a digest is made from: the same bytes for the same value, whatever its order."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
