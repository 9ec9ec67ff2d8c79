"""How the admin API says no: ``{"error": {"message", "where", "expected"}}``."""

from collections.abc import Iterable

from starlette.responses import Response

from mockserver.admin.writing import json_response
from mockserver.spelling import nearest


class AdminError(Exception):
    """What was asked can't be; *where* it stands, and what was *expected* there, if that is known."""

    def __init__(
        self, status: int, message: str, *, where: str = "", expected: str = "", **headers: str
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = {name.replace("_", "-"): each for name, each in headers.items()}
        told = {"message": message, "where": where, "expected": expected}
        self.error = {name: each for name, each in told.items() if each}

    def response(self) -> Response:
        """Return it as a response."""
        return json_response({"error": self.error}, self.status, self.headers)


def meant(name: str, known: Iterable[str]) -> str:
    """Return what somebody may have meant by a name, as the beginning of a sentence, or ""."""
    near = nearest(name, known)
    return f"did you mean {near!r}? " if near else ""
