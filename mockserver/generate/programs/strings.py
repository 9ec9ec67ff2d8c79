"""What a prompt asks to do with words: programs in Python that count, turn round or print them."""

import json
import re

from mockserver.generate.programs.computing import Program
from mockserver.generate.reading import prompt

_READ = 2_000  # characters that are looked at
_PRINT = re.compile(r"print\((['\"])([^'\"\\\x00-\x1f]{0,200})\1\)")
_LETTERS = re.compile(
    r"\bhow many\s+(?:times does\s+)?(?:the\s+)?(?:letters?\s+)?['\"]?([a-z])['\"]?(?:'?s)?\s+"
    r"(?:(?:are|is|there|occur|appear|appears|occurs)\s+)*in\s+(?:the word\s+)?['\"]?([a-z]{2,60})\b",
    re.IGNORECASE,
)
_REVERSE = re.compile(
    r"\breverse\s+(?:the\s+)?(?:word|string|text)?\s*['\"]([^'\"\\\x00-\x1f]{1,200})['\"]",
    re.IGNORECASE,
)
_DEMANDED = re.compile(
    r"\b(?:run|execute|running|executing)\b[^.?!\n]{0,40}\b(?:code|python|programs?|scripts?)\b"
    r"|\bcode execution\b",
    re.IGNORECASE,
)


def program(text: str) -> Program | None:
    """Return a program for what *text* asks to do with words; None if that is nothing known here."""
    text = text[:_READ]
    if found := _PRINT.search(text):
        return Program(f"{found[0]}\n", f"{found[2]}\n", f"The program printed: {found[2]}")
    if found := _LETTERS.search(text):
        letter, word = found[1].lower(), found[2]
        count = word.lower().count(letter)
        code = f'print("{word.lower()}".count("{letter}"))\n'
        return Program(code, f"{count}\n", f"The letter {letter} is {count} times in {word}.")
    if found := _REVERSE.search(text):
        turned = found[1][::-1]
        return Program(f'print("{found[1]}"[::-1])\n', f"{turned}\n", f"Reversed: {turned}")
    return None


def demanded(text: str) -> Program | None:
    """Return a program that prints what *text* is about, if it insists on running code.

    So that a client that asks for any code gets some, which does what it says.
    """
    topic = prompt.topic(text) if _DEMANDED.search(text[:_READ]) else ""
    if not topic:
        return None
    # JSON's strings are Python's too; repr differs from one version of Python to another.
    code = f"print({json.dumps(topic, ensure_ascii=False)})\n"
    return Program(code, f"{topic}\n", f"The program printed: {topic}")
