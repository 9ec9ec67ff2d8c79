"""What a model says: the parts of a content, of every kind that an answer can have.

To add a kind, add a row to `KINDS`.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.prompts import REPLIES
from contract_tests.strategies.response.speakers import Speaker

Part = dict[str, Any]

_YES = st.booleans()
_SIGNATURES = st.sampled_from(("YQ==", "CikBwPTlGg-_x9Y6", "EooC" + "/+wA" * 60 + "QA=="))
_IDS = ("a", "call_0", "function-call-\u00e9", "8f3a2b1c-6c0e-4a55-9a7e-7f0d6f1f2a11")
_NAMES = st.sampled_from(("f", "get_weather", "ns:tool.v1-x", "_" * 64))
_ARGUMENTS = st.sampled_from((
    {"city": "Paris"},
    {},
    {"n": 1, "x": -1.5e-07, "big": 9007199254740993, "ok": True, "none": None},
    {"list": [[], [1, "2", {"a": []}]], "": {"": ""}},
    {"camelCase": 1, "snake_case": 2, "text": "\u2028", "thought": False},
))  # fmt: skip
_CODE = st.sampled_from((
    ("print(2 + 2)", "4\n"),
    ("", ""),
    ("# \u00e9\nfor n in range(3):\n\tprint(n)\n", "0\n1\n2\n"),
))  # fmt: skip
# The smallest files that there are, and a type and its bytes are one.
_PICTURES = st.sampled_from((
    ("image/png", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="),
    ("image/webp", "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEADMDOJaQAA3AA/uxnAAA="),
    ("image/gif", "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="),
))  # fmt: skip
_SOUNDS = st.sampled_from(("AAA=", "AAABAAIAAwAEAA=="))  # 16-bit samples
_FILM = {"mimeType": "video/mp4", "data": "AAAAGGZ0eXBpc29tAAAAAGlzb20="}
_FILES = st.sampled_from((
    {"fileUri": "gs://a/b.mp4", "mimeType": "video/mp4"},
    {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/a"},
))  # fmt: skip
_TOOLS = st.sampled_from((
    ("GOOGLE_SEARCH_WEB", {"queries": ["a"]}, {"search_suggestions": "<div></div>"}),
    ("URL_CONTEXT", {"urls": ["https://example.com/"]}, {"result": [{"url": "\u00e9"}]}),
    ("GOOGLE_MAPS", {}, {}),
    ("FILE_SEARCH", {"query": ""}, {"results": []}),
))  # fmt: skip


def _text(draw: st.DrawFn) -> list[Part]:
    return [{"text": draw(REPLIES)}]


def _empty(_: st.DrawFn) -> list[Part]:
    return [{"text": ""}]


def _thought(draw: st.DrawFn) -> list[Part]:
    return [{"text": draw(REPLIES), "thought": True}]


def _signed_text(draw: st.DrawFn) -> list[Part]:
    return [{"text": draw(REPLIES), "thoughtSignature": draw(_SIGNATURES)}]


def _signature(draw: st.DrawFn) -> list[Part]:
    """As Gemini 3 ends: a text of nothing that is signed (gemini.md 5.1, O)."""
    return [{"text": "", "thoughtSignature": draw(_SIGNATURES)}]


def _calls(draw: st.DrawFn, count: int) -> list[Part]:
    calls: list[Part] = [
        {"functionCall": {"name": draw(_NAMES), "args": copy.deepcopy(draw(_ARGUMENTS))}}
        for _ in range(count)
    ]
    if draw(_YES):
        calls[0]["thoughtSignature"] = draw(_SIGNATURES)
    return calls


def _call(draw: st.DrawFn) -> list[Part]:
    return _calls(draw, 1)


def _parallel(draw: st.DrawFn) -> list[Part]:
    return _calls(draw, draw(_SEVERAL))


_SEVERAL = st.integers(2, 3)


def _bare_call(draw: st.DrawFn) -> list[Part]:
    """A call of a function without parameters has no arguments (gemini.md 4.11)."""
    return [{"functionCall": {"name": draw(_NAMES)}}]


def _calls_with_ids(draw: st.DrawFn) -> list[Part]:
    calls = _calls(draw, draw(_SEVERAL))
    for each, known in zip(calls, _IDS, strict=False):
        each["functionCall"]["id"] = known
    return calls


def _code(draw: st.DrawFn) -> list[Part]:
    code, output = draw(_CODE)
    result = {"outcome": "OUTCOME_OK"} | ({"output": output} if output else {})
    known = {"id": "x1"} if draw(_YES) else {}
    return [
        {"executableCode": {"language": "PYTHON", "code": code, **known}},
        {"codeExecutionResult": {**result, **known}},
    ]


def _failed_code(draw: st.DrawFn) -> list[Part]:
    outcome = "OUTCOME_DEADLINE_EXCEEDED" if draw(_YES) else "OUTCOME_FAILED"
    return [
        {"executableCode": {"language": "PYTHON", "code": "1/0"}},
        {"codeExecutionResult": {"outcome": outcome, "output": "ZeroDivisionError"}},
    ]


def _picture(draw: st.DrawFn) -> list[Part]:
    kind, data = draw(_PICTURES)
    return [{"inlineData": {"mimeType": kind, "data": data}}]


def _interim_picture(draw: st.DrawFn) -> list[Part]:
    return [{**each, "thought": True} for each in _picture(draw)]


def _sound(draw: st.DrawFn) -> list[Part]:
    return [{"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": draw(_SOUNDS)}}]


def _film(_: st.DrawFn) -> list[Part]:
    return [{"inlineData": dict(_FILM)}]


def _file(draw: st.DrawFn) -> list[Part]:
    return [{"fileData": dict(draw(_FILES))}]


def _tool(draw: st.DrawFn) -> list[Part]:
    kind, asked, answered = copy.deepcopy(draw(_TOOLS))
    known = {"toolType": kind, "id": "t1"}
    return [
        {"toolCall": {**known, "args": asked}},
        {"toolResponse": {**known, "response": answered}},
    ]


KINDS: Mapping[str, Callable[[st.DrawFn], list[Part]]] = {
    "text": _text,
    "empty text": _empty,
    "thought": _thought,
    "signed text": _signed_text,
    "signature alone": _signature,
    "call without arguments": _bare_call,
    "function call": _call,
    "parallel calls": _parallel,
    "calls with ids": _calls_with_ids,
    "code": _code,
    "code that failed": _failed_code,
    "picture": _picture,
    "interim picture": _interim_picture,
    "sound": _sound,
    "film": _film,
    "file": _file,
    "built-in tool": _tool,
}
CALLS = frozenset({
    "function call", "parallel calls", "call without arguments", "calls with ids",
})  # fmt: skip
_OFTEN = ("text",) * 6
_ANY = st.lists(st.sampled_from((*_OFTEN, *KINDS)), min_size=1, max_size=3)
_BUT_CALLS = st.lists(
    st.sampled_from([*_OFTEN, *(each for each in KINDS if each not in CALLS)]),
    min_size=1,
    max_size=3,
)


def parts(draw: st.DrawFn, speaker: Speaker, *, calls: bool) -> list[Part]:
    """Draw what a candidate says: parts of some kinds, with function calls or not, thoughts first."""
    found: list[Part] = []
    for name in dict.fromkeys(draw(_ANY if calls else _BUT_CALLS)):
        event(f"part: {name}")
        found += KINDS[name](draw)
    found.sort(key=lambda each: "thought" not in each)
    _sign(draw, [each for each in found if "functionCall" in each], speaker)
    return found


def _sign(draw: st.DrawFn, calls: list[Part], speaker: Speaker) -> None:
    """Leave no more than the first call signed, and that one if the model always signs it."""
    for each in calls[1:]:
        each.pop("thoughtSignature", None)
    if calls and speaker.signs_calls:
        calls[0].setdefault("thoughtSignature", draw(_SIGNATURES))
