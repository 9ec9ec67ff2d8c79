"""The forms that there are.

To add one, write a function from a session to a text, and a row for it in `FORMS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mockserver.exports import curl, har, pytest_module
from mockserver.exports.session import Session


@dataclass(frozen=True, slots=True)
class Form:
    """How a session can be written: the media type, the name of a file, and who writes it."""

    media_type: str
    file: str
    write: Callable[[Session], str]


FORMS: Mapping[str, Form] = {
    "har": Form("application/json", "journal.har", har.write),
    "curl": Form("text/x-shellscript; charset=utf-8", "journal.sh", curl.write),
    "pytest": Form("text/x-python; charset=utf-8", "test_journal.py", pytest_module.write),
}
