"""Whether a refusal is what was predicted: its status, the field that it tells, and what it is about.

Field and kind are read from Google's details where there are any, and else from the words, which are
those of gemini.md 6.3 to 6.7 and of cometapi.md 3.3. A refusal in words that aren't known is of no
kind: it isn't held against an origin that it words things its own way.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from contract_tests.strategies.drawn import Invalid, MessageKind
from mockserver.descriptors import Message, root

_REQUEST = "gemini/generate_content_request.json"
_REQUEST_ID = re.compile(r"(?: \(request id: [^)]*\))+\Z")
_READING = re.compile(
    r"\AInvalid request[:,] "
)  # what the gateway puts before why it can't read a chat
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"

# Where it is, as texts tell: the first group. Names in brackets are keys of maps, whatever they hold.
_PATH = r"((?:[^:\[\]\s]|\[[^\]\n]*\])*)"
_PATHS = tuple(
    re.compile(each, re.DOTALL)
    for each in (
        r"\AInvalid value at '([^']*)' \(",
        r"\AInvalid JSON payload received\. Unknown name \".*?\" at '([^']*)': ",
        rf"\A\* \w+\.{_PATH}: ",
        rf"\AThe \w+ proto is invalid:\n  \* {_PATH}: \[FIELD_INVALID\] ",
        r"\Ajson: cannot unmarshal \w+(?: \S+)? into Go struct field \w+\.(\S+?)(?: of type .+)?\Z",
    )
)
# Some tell no more than the name of the field, in whatever spelling.
_NAMES = tuple(
    re.compile(each)
    for each in (
        r"because it has a (\w+) value of ",
        r"at least one (\w+) field is required",
        r"\A(?:field )?(\w+) is required\Z",
        r"\A(\w+) name is required\Z",
        r"\A(\w+) is invalid\Z",
        r"Max recursion depth reached for key '(\w+)'",
    )
)
_WHOLE = "body"  # what the gateway calls the root

_ENUM = re.compile(r"\AInvalid value at '.*' \(type\.googleapis\.com/(?:[a-z]\w*\.)+(.+?)\), \"")

# What a text is about: the first that is found.
_WORDS: tuple[tuple[MessageKind, str], ...] = (
    ("unknown field", r"\AInvalid JSON payload received\. Unknown name \".*\"(?: at .*)?: Cannot find field\.\Z"),
    ("wrong type", r"\AInvalid JSON payload received\. Unknown name \".*\".*: (?:Proto field is not repeating|Root element must be a message)"),
    ("wrong type", r"\Ajson: cannot unmarshal "),
    ("duplicate", r"\A(?:Invalid JSON payload received\. )?Duplicate key "),
    ("out of range", r"Message too deep\.|\Aexceeded max depth\Z"),
    ("syntax", r"\AInvalid JSON payload received\. |\Ainvalid |\Aunexpected end of JSON input\Z|exceeds the range of double\.\Z"),
    ("syntax", r"\A(?:The body is not valid )?gzip: "),
    ("not allowed", r"\AContent-Encoding "),
    ("duplicate", r"\AInvalid value.* \((?:oneof\), oneof field|\w+\), the field) .*is already set"),
    ("wrong type", r"\AInvalid value"),
    ("missing", r"contents is not specified|\w is required\Z|field is required|must not be empty|required one_?of|missing field|must be specified"),
    ("out of range", r"must be in the range|supported range is from|is too small|\Amax_tokens is invalid\Z|too few elements|is out of range|\AThe thinking budget -?\d+ is invalid"),
    ("unknown value", r"allowed mimetypes are|aspect_ratio must be one of|has no such value|element predicate failed|: (?:\[FIELD_INVALID\] )?only '.*' are supported for"),
    ("duplicate", r"is set twice|\ADuplicate function declaration found"),
    ("not found", r"is not found for API version|\A(?:Publisher Model|models/).* not (?:found|supported in)|\Ano available channel|CachedContent not found|cache content metadata"),
    ("not allowed", r"(?:is|are) not (?:supported|enabled|valid|declared|defined)|cannot be combined|is unsupported|is set without|only (?:allowed|one of|'enum')"),
    ("not allowed", r"\APlease (?:ensure|enable|use) |not be above|cannot be empty|is malformed|does not support the requested|: \w+ needs |: text/x\.enum needs |is not a valid|not defined in the schema|schema should be of type OBJECT"),
    ("not allowed", r"\AUnsupported |\AMultiple candidates |must be 1 but|too many states|missing a `?thought_signature|Budget 0 is invalid|only set only one|Invalid function name|invalid argument|must be 0 or more"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(words, re.DOTALL)) for kind, words in _WORDS)


def differences(
    invalid: Invalid, status: int, body: object, dialect: str = "comet"
) -> Iterator[str]:
    """Yield in what an answer differs from what was predicted; a match is no difference.

    *body* is the answer's JSON, None where it is none.
    """
    if status != invalid.status:
        yield f"expected the status {invalid.status}, got {status}"
    error = _error(body)
    if error is None:
        yield f"expected an error in the envelope of {dialect}, got {str(body)[:80]!r}"
        return
    text = _READING.sub("", _REQUEST_ID.sub("", str(error.get("message", ""))))
    fields = _fields(error, text)
    if not any(_agree(invalid.field, each, named=named) for each, named in fields):
        told = ", ".join(repr(each) for each, _ in fields)
        yield f"expected the field {invalid.field!r}, got {told} in {text[:200]!r}"
    kind = kind_of(text)
    if kind not in {invalid.kind, None}:
        yield f"expected a message of the kind {invalid.kind!r}, got {kind!r} in {text[:200]!r}"


def kind_of(text: str) -> MessageKind | None:
    """Say what the text of a refusal is about; None where that isn't known."""
    text = _READING.sub("", text)
    named = _ENUM.match(text)
    if named and named[1] in _enums():
        return "unknown value"
    return next((kind for kind, words in _KINDS if words.search(text)), None)


def _error(body: object) -> Mapping[str, Any] | None:
    """Return the error of a refusal, which streams put into a list."""
    inner = body[0] if isinstance(body, list) and body else body
    error = inner.get("error") if isinstance(inner, dict) else None
    return error if isinstance(error, dict) else None


def _fields(error: Mapping[str, Any], text: str) -> list[tuple[str, bool]]:
    """Return the fields that a refusal tells, each with whether it is a bare name."""
    details = error.get("details") or ()
    violations = [
        violation
        for each in details
        if isinstance(each, dict) and each.get("@type") == _BAD_REQUEST
        for violation in each.get("fieldViolations", ())
    ]
    if violations:
        return [(str(each.get("field", "")), False) for each in violations]
    for pattern in _PATHS:
        if found := pattern.search(text):
            return [("" if found[1] == _WHOLE else found[1], False)]
    for pattern in _NAMES:
        if found := pattern.search(text):
            return [(found[1], True)]
    return [("", False)]


def _agree(expected: str, told: str, *, named: bool) -> bool:
    """Whether a field is the one that is told, by its path or by its bare name."""
    if not named:
        return expected == told
    last = re.sub(r"\[[^\]]*\]\Z", "", expected).rpartition(".")[2]
    return last.replace("_", "") == told.replace("_", "").lower()


@cache
def _enums() -> frozenset[str]:
    """Return the proto names of all enums that a request can hold."""
    found: set[str] = set()
    seen: set[str] = set()
    left: list[Message] = [root(_REQUEST)]
    while left:
        message = left.pop()
        seen.add(message.name)
        for each in message.fields.values():
            inner = each.values if each.values is not None else each
            if inner.enum is not None:
                found.add(inner.enum.name)
            if inner.kind == "message" and inner.message.name not in seen:
                left.append(inner.message)
    return frozenset(found)
