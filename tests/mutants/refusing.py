"""Mutations of who is let in, what is refused, and how that is said."""

import json
from collections.abc import Callable
from typing import Any

from tests.mutants.proxy import KEY
from tests.mutants.spoiling import GOOD, added
from tests.mutants.turn import Alter, Asked, Prepare, Row, Told, event

_REFUSED = 400
_KEYS = frozenset({"authorization", "x-goog-api-key"})
_WELL = {"contents": [{"role": "user", "parts": [{"text": "Say hi"}]}]}


def _refusal(text: str = "Request contains an invalid argument.") -> Told:
    """Refuse in an envelope that no dialect's schema minds."""
    error = {"code": _REFUSED, "message": text, "status": "INVALID_ARGUMENT"}
    return Told(
        status=_REFUSED,
        headers={"content-type": "application/json; charset=UTF-8"},
        pieces=(json.dumps({"error": error}).encode(),),
    )


def refusing(when: Callable[[Asked], object]) -> Prepare:
    return lambda asked: _refusal() if when(asked) else asked


def _body(*words: str) -> Callable[[Asked], bool]:
    """Say whether one of these stands as a member in the body."""
    names = [f'"{each}":' for each in words]
    return lambda asked: asked.generates and any(each in json.dumps(asked.json) for each in names)


def _unlocked(*, only_without: bool) -> Prepare:
    """Let in who has no key, or who has one, whichever it is."""

    def prepare(asked: Asked) -> Asked:
        has = bool(_KEYS & asked.headers.keys()) or "key" in asked.query
        return asked if has == only_without else _with_key(asked)

    return prepare


def _with_key(asked: Asked) -> Asked:
    others = {name: each for name, each in asked.headers.items() if name not in _KEYS}
    return Asked(
        method=asked.method,
        path=asked.path,
        query=asked.query,
        headers={**others, "x-goog-api-key": KEY},
        body=asked.body,
    )


def _without_header(name: str) -> Prepare:
    """Don't look at a header; who gives the key in it has none."""

    def prepare(asked: Asked) -> Asked:
        headers = {key: each for key, each in asked.headers.items() if key != name}
        return Asked(
            method=asked.method,
            path=asked.path,
            query=asked.query,
            headers=headers,
            body=asked.body,
        )

    return prepare


def _not_json(asked: Asked) -> bool:
    return asked.method == "POST" and not asked.json


def _no_contents(asked: Asked) -> bool:
    return asked.generates and bool(asked.json) and not asked.json.get("contents")


def _well_instead(when: Callable[[Asked], bool]) -> Prepare:
    return lambda asked: asked.saying(_WELL) if asked.generates and when(asked) else asked


def errors(change: Callable[[Told], Told]) -> Alter:
    """Alter every refusal."""
    return lambda _, told: change(told) if told.status >= _REFUSED else told


def _envelope(change: Callable[[dict[str, Any]], Any]) -> Alter:
    """Alter the body of every refusal that is JSON; *change* gets what is under ``error``."""

    def alter(told: Told) -> Told:
        try:
            value = json.loads(told.body)
        except ValueError:
            return told
        value = value[0] if isinstance(value, list) else value
        return told.written(json.dumps(change(value["error"])).encode())

    return errors(alter)


def _less(name: str) -> Alter:
    return _envelope(
        lambda error: {"error": {key: each for key, each in error.items() if key != name}}
    )


def _more(**members: Any) -> Alter:
    return _envelope(lambda error: {"error": {**error, **members}})


def _status(told_as: int, *when: int) -> Alter:
    """Answer with another status; of errors in Google's envelope, the code goes with it."""

    def alter(_: Asked, told: Told) -> Told:
        if told.status not in when:
            return told
        return Told(status=told_as, headers=told.headers, pieces=told.pieces)

    return alter


def _unknown_model(asked: Asked) -> bool:
    return "no-such" in asked.model


def _html(told: Told) -> Told:
    page = f"<!doctype html><title>Error {told.status}</title><h1>Error {told.status}</h1>"
    return told.headed(content_type="text/html; charset=utf-8").written(page.encode())


def _google_error(error: dict[str, Any]) -> dict[str, Any]:
    return {"error": {"code": 400, "message": error["message"], "status": "INVALID_ARGUMENT"}}


def _comet_error(error: dict[str, Any]) -> dict[str, Any]:
    return {"error": {"code": "", "message": error["message"], "type": "comet_api_error"}}


AUTH = (
    Row(name="bearer-refused", says="Authorization: Bearer isn't taken", prepare=_without_header("authorization"), claims=("auth.bearer",)),
    Row(name="key-header-refused", says="x-goog-api-key isn't taken", prepare=_without_header("x-goog-api-key"), claims=("auth.header",)),
    Row(name="no-key-taken", says="who has no key is let in", prepare=_unlocked(only_without=True), claims=("auth.no-key-401", "auth.no-key-403")),
    Row(name="wrong-key-taken", says="any key is let in", prepare=_unlocked(only_without=False), claims=("auth.wrong-key-401", "auth.wrong-key-400")),
)  # fmt: skip

REQUESTS = (
    Row(name="system-instruction-refused", says="systemInstruction is refused", prepare=refusing(_body("systemInstruction")), claims=("request.system-instruction",)),
    Row(name="google-search-refused", says="google_search is refused, only googleSearch is taken", prepare=refusing(_body("google_search")), claims=("grounding.search", "grounding.search-spelling", "example.search")),
    Row(name="google-search-camel-refused", says="googleSearch is refused, only google_search is taken", prepare=refusing(_body("googleSearch")), claims=("grounding.search-spelling",)),
    Row(name="maps-refused", says="googleMaps is refused", prepare=refusing(_body("googleMaps")), claims=("grounding.maps",)),
    Row(name="camel-case-refused", says="generationConfig is refused, only generation_config is taken", prepare=refusing(_body("generationConfig")), claims=("request.generation-config",)),
    Row(name="thinking-level-refused", says="thinkingLevel is refused", prepare=refusing(_body("thinkingLevel")), claims=("thinking.levels", "example.level")),
    Row(name="thinking-budget-refused", says="thinkingBudget is refused", prepare=refusing(_body("thinkingBudget")), claims=("example.budget", "thinking.budget-borne", "thinking.budget-dynamic")),
    Row(name="role-demanded", says="contents without a role are refused", prepare=refusing(lambda asked: asked.generates and '"role"' not in json.dumps(asked.json.get("contents"))), claims=("request.role-omitted",)),
    Row(name="history-refused", says="a second turn is refused", prepare=refusing(lambda asked: asked.generates and len(asked.json.get("contents") or []) > 1), claims=("request.multi-turn",)),
    Row(name="safety-settings-refused", says="safetySettings are refused", prepare=refusing(_body("safetySettings")), claims=("request.safety-settings",)),
    Row(name="tool-config-refused", says="toolConfig is refused", prepare=refusing(_body("toolConfig")), claims=("request.tool-config",)),
    Row(name="pictures-refused", says="inlineData is refused", prepare=refusing(_body("inlineData")), claims=("media.picture-in",)),
    Row(name="schema-refused", says="responseSchema is refused", prepare=refusing(_body("responseSchema")), claims=("json.schema",)),
    Row(name="streams-refused", says="streamGenerateContent is refused", prepare=refusing(lambda asked: asked.events), claims=("endpoint.stream",)),
)  # fmt: skip

STATUSES = (
    Row(name="unknown-model-404", says="an unknown model is answered with 404 in place of 503", prepare=lambda asked: _refusal() if _unknown_model(asked) else asked, alter=_status(404, 503), claims=("error.unknown-model", "error.model-not-found")),
    Row(name="unknown-model-answers", says="an unknown model answers", prepare=lambda asked: Asked(method=asked.method, path=asked.path.replace(asked.model, "gemini-2.5-flash"), query=asked.query, headers=asked.headers, body=asked.body) if _unknown_model(asked) else asked, claims=("error.unknown-model", "error.model-not-found", "error.not-found")),
    Row(name="bad-json-taken", says="a body that isn't JSON gets an answer", prepare=_well_instead(_not_json), claims=("error.invalid-body", "error.json-text", "error.invalid-request")),
    Row(name="no-contents-taken", says="a body without contents gets an answer", prepare=_well_instead(_no_contents), claims=("error.empty-contents", "error.invalid-request")),
    Row(name="errors-200", says="errors come with status 200", alter=errors(lambda told: Told(headers=told.headers, pieces=told.pieces)), claims=("error.never-with-200",)),
    Row(name="errors-204", says="errors come as an empty 204", alter=errors(lambda _: Told(status=204)), claims=("auth.no-key-401", "auth.wrong-key-401", "error.model-not-found", "error.invalid-request", "error.not-found", "error.bad-request", "error.invalid-argument")),
    Row(name="errors-418", says="all errors come with status 418", alter=errors(lambda told: Told(status=418, headers=told.headers, pieces=told.pieces)), claims=("auth.no-key-401", "auth.wrong-key-401", "error.model-not-found", "error.invalid-request", "error.not-found", "error.bad-request", "error.invalid-argument")),
    Row(name="errors-302", says="errors are redirected to a page", alter=errors(lambda _: Told(status=302, headers={"location": "https://example.com"})), claims=("auth.no-key-401", "auth.wrong-key-401", "error.model-not-found", "error.invalid-request", "error.not-found", "error.bad-request", "error.invalid-argument")),
)  # fmt: skip

ENVELOPES = (
    Row(name="errors-google", says="errors in Google's envelope", alter=_envelope(_google_error), claims=("schema.errors",), dialects=("comet",)),
    Row(name="errors-comet", says="errors in the gateway's envelope", alter=_envelope(_comet_error), claims=("schema.errors",), dialects=("google", "vertex")),
    Row(name="error-flat", says="an error without its envelope", alter=_envelope(dict), claims=("schema.errors",)),
    Row(name="error-as-text", says="error is a string", alter=_envelope(lambda error: {"error": error["message"]}), claims=("schema.errors",)),
    Row(name="error-in-list", says="an error in a list of two", alter=_envelope(lambda error: [{"error": error}] * 2), claims=("schema.errors",)),
    Row(name="error-message-missing", says="an error without a message", alter=_less("message"), claims=("schema.errors",)),
    Row(name="error-message-empty", says="an error with an empty message", alter=_more(message=""), claims=("error.message",)),
    Row(name="error-message-object", says="an error's message is an object", alter=_more(message={"text": "no"}), claims=("schema.errors",)),
    Row(name="error-code-missing", says="an error without a code", alter=_less("code"), claims=("schema.errors",)),
    Row(name="error-code-null", says="an error's code is null", alter=_more(code=None), claims=("schema.errors",)),
    Row(name="error-code-text", says="an error's code is a word", alter=_more(code="invalid"), claims=("schema.errors",), dialects=("google", "vertex")),
    Row(name="error-code-other", says="an error's code is another number than its status", alter=_more(code=499), claims=("error.status-agrees",)),
    Row(name="error-type-missing", says="an error without a type", alter=_less("type"), claims=("schema.errors",), dialects=("comet",)),
    Row(name="error-status-missing", says="an error without a status", alter=_less("status"), claims=("schema.errors",), dialects=("google", "vertex")),
    Row(name="error-status-other", says="an error's status in lower case", alter=_envelope(lambda error: {"error": {**error, "status": error["status"].lower()}}), claims=("schema.errors",), dialects=("google", "vertex")),
    Row(name="error-id-missing", says="an error of the gateway has no request id", alter=_envelope(lambda error: {"error": {**error, "message": error["message"].partition(" (request id")[0]}}), claims=("error.request-id",), dialects=("comet",)),
    Row(name="error-reason-missing", says="an error has no details", alter=_less("details"), claims=("auth.wrong-key-reason",), dialects=("google",)),
    Row(name="stream-errors-200", says="errors of a stream come as an event, with status 200", alter=lambda asked, told: Told(headers={"content-type": "text/event-stream"}, pieces=(event(told.body.replace(b"\n", b"")),)) if asked.events and told.status >= _REFUSED else told, claims=("error.never-with-200", "error.before-the-stream")),
    Row(name="error-html", says="errors are pages of HTML", alter=errors(_html), claims=("error.envelope", "error.content-type")),
    Row(name="error-empty", says="errors have no body", alter=errors(lambda told: told.written()), claims=("error.envelope",)),
    Row(name="error-plain", says="errors are plain text", alter=errors(lambda told: told.headed(content_type="text/plain").written(b"bad request")), claims=("error.envelope", "error.content-type")),
    Row(name="error-content-type", says="an error in JSON calls itself HTML", alter=errors(lambda told: told.headed(content_type="text/html")), claims=("error.content-type",)),
    Row(name="answer-with-error", says="a good answer holds an error, too", alter=added("", error={"code": 500, "message": "Internal error", "type": "comet_api_error"}), claims=("error.never-with-200",)),
)  # fmt: skip


def _counting(change: Callable[[dict[str, Any]], Any]) -> Alter:
    def alter(asked: Asked, told: Told) -> Told:
        if asked.operator != "countTokens" or told.status != GOOD:
            return told
        return told.written(json.dumps(change(json.loads(told.body))).encode())

    return alter


COUNTING = (
    Row(name="count-as-text", says="totalTokens is a string", alter=_counting(lambda value: {**value, "totalTokens": str(value["totalTokens"])}), claims=("counting.tokens",)),
    Row(name="count-removed", says="no totalTokens", alter=_counting(lambda _: {}), claims=("counting.tokens",)),
    Row(name="count-snake-case", says="total_tokens for totalTokens", alter=_counting(lambda value: {"total_tokens": value["totalTokens"]}), claims=("counting.tokens",)),
    Row(name="count-zero", says="a prompt has no tokens", alter=_counting(lambda value: {**value, "totalTokens": 0}), claims=("counting.tokens",)),
)  # fmt: skip

ROWS = (*AUTH, *REQUESTS, *STATUSES, *ENVELOPES, *COUNTING)
