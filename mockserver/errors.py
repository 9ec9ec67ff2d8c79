"""Refusals: what the core raises, and how each origin puts it into words.

There is one exception for it. It names a *cause*, such as ``thinking_level_unsupported``; a dialect's table
of refusals has the HTTP status, the text and the envelope for each cause. Core code raises; only
`pipeline.respond` catches. (`settings.ConfigurationError` is another matter: it stops the start.)
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from mockserver.exchange import Frame, Reply
from mockserver.jsonwriter import pretty

JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"

EnvelopeName = Literal[
    "google", "google_list", "gateway", "relay", "upstream", "unparseable", "openai", "html"
]  # fmt: skip


class ApiError(Exception):
    """The API refuses a call, for a cause that the dialect's table of refusals knows.

    *params* fill the refusal's text. *fields* are the field violations of a bad request, *details* more
    ``google.rpc`` details, where the envelope has any. *hint* says what the origin's text doesn't: it
    goes beside the answer, never into it. *headers* are sent with the refusal. *changes* are members of
    the `Refusal` that somebody wants otherwise than the table has them.
    """

    def __init__(
        self,
        cause: str,
        /,
        *,
        fields: Sequence["FieldViolation"] = (),
        details: Sequence[Mapping[str, Any]] = (),
        hint: str = "",
        changes: Mapping[str, Any] | None = None,
        **params: object,
    ) -> None:
        super().__init__(cause)
        self.cause = cause
        self.changes = changes or {}
        self.fields = tuple(fields)
        self.details = tuple(details)
        self.headers: Mapping[str, str] = {}
        self.hint = hint
        self.params = params

    def beside(self, warnings: Iterable[str]) -> Self:
        """Have the warnings of the request said beside the refusal, too; once is enough."""
        told = [each for each in warnings if each not in self.hint]
        self.hint = " | ".join(filter(None, [self.hint, *told]))
        return self


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One faulty field: its path in the front end's grammar (empty at the root) and the text."""

    field: str
    description: str

    def as_json(self) -> dict[str, str]:
        """Write it as ``google.rpc.BadRequest.FieldViolation``, which has no field at the root."""
        where = {"field": self.field} if self.field else {}
        return where | {"description": self.description}


@dataclass(frozen=True, slots=True)
class Refusal:
    """How one origin refuses for one cause.

    *text* is a format string over the error's params. *status* is Google's word (google.rpc.Code),
    *type*, *code* and *param* belong to the gateway's envelopes. The texts in *details* are format strings too.
    """

    http: int
    text: str
    status: str = ""
    envelope: EnvelopeName = "google"
    type: str = ""
    code: str | int = ""
    param: str = ""
    details: tuple[Mapping[str, Any], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def message(self, error: ApiError) -> str:
        """Fill the text with what the error knows."""
        return self.text.format(**error.params)


def render(error: ApiError, refusal: Refusal, request_id: str) -> Reply:
    """Write a refusal in its origin's envelope. *request_id* is what a gateway appends."""
    body = written(error, refusal, request_id)
    headers = {**refusal.headers, **error.headers}
    if isinstance(body, str):
        return Reply(refusal.http, HTML, (Frame(body.encode()),), headers)
    return Reply(refusal.http, JSON, (Frame(pretty(body)),), headers)


def written(error: ApiError, refusal: Refusal, request_id: str) -> object:
    """Return the body of a refusal: JSON, or the text of a page."""
    message = refusal.message(error)
    return ENVELOPES[refusal.envelope](replace(refusal, text=message), error, request_id)


def _google(refusal: Refusal, error: ApiError, _: str) -> object:
    details: list[Any] = [_filled(each, error.params) for each in refusal.details]
    there = {each["@type"] for each in details}
    details += [each for each in error.details if each.get("@type") not in there]
    if error.fields:
        violations = [each.as_json() for each in error.fields]
        kind = "type.googleapis.com/google.rpc.BadRequest"
        details.append({"@type": kind, "fieldViolations": violations})
    body: dict[str, object] = {
        "code": refusal.http,
        "message": refusal.text,
        "status": refusal.status,
    }
    return {"error": body | ({"details": details} if details else {})}


def _filled(value: Any, params: Mapping[str, object]) -> Any:
    """Fill all texts in a detail."""
    match value:
        case str():
            return value.format(**params)
        case Mapping():
            return {key: _filled(each, params) for key, each in value.items()}
        case _:
            return [_filled(each, params) for each in value]


def _google_list(refusal: Refusal, error: ApiError, request_id: str) -> object:
    return [_google(refusal, error, request_id)]


def _gateway(refusal: Refusal, _: ApiError, request_id: str) -> object:
    """Variant A of cometapi.md 3.2: written before the relay, has no ``param``."""
    message = f"{refusal.text} (request id: {request_id})"
    return {"error": {"code": refusal.code, "message": message, "type": refusal.type}}


def _relay(refusal: Refusal, _: ApiError, request_id: str) -> object:
    """Variant B: the relay's own error."""
    message = f"{_masked(refusal.text)} (request id: {request_id})"
    return _openai(message, refusal.type, refusal.code)


def _upstream(refusal: Refusal, _: ApiError, __: str) -> object:
    """Variant C: the provider's error passed on, without status, details and request id."""
    return _openai(_masked(refusal.text), "upstream_error", refusal.http)


def _unparseable(_: Refusal, __: ApiError, ___: str) -> object:
    """Variant D: the provider's error was not an object, so that the gateway lost its text."""
    kind = "bad_response_status_code"
    return _openai("openai_error", kind, kind)


def _plain(refusal: Refusal, _: ApiError, __: str) -> object:
    """Write what the gateway says of an answer that it got: without a request id (inferred)."""
    return _openai(refusal.text, refusal.type, refusal.code, refusal.param)


def _openai(message: str, kind: str, code: str | int, param: str = "") -> object:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _masked(text: str) -> str:
    """Hide addresses as the gateway does: ``https://***.com/***/***`` (inferred from its source)."""

    def mask(found: re.Match[str]) -> str:
        top = found["host"].rpartition(".")[2]
        path = "/***" * len(re.findall(r"/[^/]+", found["path"]))
        return f"{found['scheme']}***.{top}{path}" + (
            f"{found['mark']}***" if found["mark"] else ""
        )

    return _ADDRESS.sub(mask, text)


_ADDRESS = re.compile(
    r"(?P<scheme>https?://)(?P<host>[^\s'\"<>/?#]+)(?P<path>[^\s'\"<>?#]*)(?:(?P<mark>[?#])[^\s'\"<>]*)?"
)


def _html(refusal: Refusal, _: ApiError, __: str) -> str:
    text = html.escape(refusal.text)
    return f"<!DOCTYPE html>\n<html lang=en>\n<title>Error</title>\n<p>{text}\n"


DETAILED: frozenset[EnvelopeName] = frozenset({"google", "google_list"})

ENVELOPES: Mapping[EnvelopeName, Callable[[Refusal, ApiError, str], object]] = {
    "google": _google,
    "google_list": _google_list,
    "gateway": _gateway,
    "relay": _relay,
    "upstream": _upstream,
    "unparseable": _unparseable,
    "openai": _plain,
    "html": _html,
}
