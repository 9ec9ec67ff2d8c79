"""What is wrong with a file that was to be read: where, what was expected, and what stands there."""

from typing import NoReturn

from contract_tests.reproducing import shortened


class BadFile(Exception):  # noqa: N818 - it says what it is
    """A file that an option names can't be used; the message says which, where, and what to do."""


def refuse(place: str, expected: str, came: object) -> NoReturn:
    """Refuse what stands at *place* (a file, ``file:line``, ``file at /pointer``).

    Raises:
        BadFile: Always.
    """
    text = shortened(" ".join(str(came).split()))
    msg = f"{place}: expected {expected}, got {text or 'nothing'}"
    raise BadFile(msg)
