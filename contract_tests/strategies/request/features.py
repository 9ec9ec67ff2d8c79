"""What a request can hold beside its contents, and what of it excludes what.

The rules are those of the API (gemini.md 3.8, 7), said here once more and independently of the mock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from contract_tests.strategies.choices import one_of, variants
from contract_tests.strategies.prompts import TEXTS
from contract_tests.strategies.request.asked import Asked
from contract_tests.strategies.request.configuration import CONFIGURATION
from contract_tests.strategies.request.member import FREE_JSON, Member, of
from contract_tests.strategies.request.tools import TOOL_CONFIG, TOOLS

Holder = Literal["", "generationConfig", "tools", "toolConfig"]

_THRESHOLDS = (
    "BLOCK_NONE",
    "BLOCK_LOW_AND_ABOVE",
    "BLOCK_MEDIUM_AND_ABOVE",
    "BLOCK_ONLY_HIGH",
    "OFF",
)
_HARMS = ("DANGEROUS_CONTENT", "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "CIVIC_INTEGRITY")
_HARMS_BY_VERTEX = ("JAILBREAK", "IMAGE_HATE", "IMAGE_DANGEROUS_CONTENT", "IMAGE_HARASSMENT",
                    "IMAGE_SEXUALLY_EXPLICIT")  # fmt: skip


def _settings(harms: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Return settings of one harm, and of all of them, with each threshold and method."""
    methods = variants(method=("SEVERITY", "PROBABILITY"))
    rows = [
        {"category": f"HARM_CATEGORY_{harm}", "threshold": threshold, **method}
        for method in methods
        for threshold in _THRESHOLDS
        for harm in harms
    ]
    count = len(harms)
    every = [rows[start : start + count] for start in range(0, len(rows), count)]
    return one_of((*([each] for each in rows), [], *every * 2))


_SAFETY, _SAFETY_BY_VERTEX = _settings(_HARMS), _settings((*_HARMS, *_HARMS_BY_VERTEX))


def _safety(asked: Asked) -> st.SearchStrategy[Any]:
    return _SAFETY if "vertex" in asked.dialect.lacks else _SAFETY_BY_VERTEX


@st.composite
def _instructions(draw: st.DrawFn) -> dict[str, Any]:
    role, more = draw(_INSTRUCTORS)
    return {**role, "parts": [{"text": draw(TEXTS)} for _ in range(1 + more)]}


_INSTRUCTORS = one_of((role, more) for more in (0, 1) for role in variants(role=("system", "user")))
_LABELS: tuple[dict[str, str], ...] = (
    {},
    {"team": "a"},
    {"team": "\u00e9", "snake_case": "x", "": ""},
)

_OTHERS: Mapping[str, Member] = {
    "systemInstruction": Member(of(_instructions())),
    "safetySettings": Member(_safety),
    "model": Member(lambda asked: one_of((f"models/{asked.model.id}",))),
    "serviceTier": Member(of(("standard", "flex", "priority", "unspecified"))),
    "store": Member(of(st.booleans())),
    "labels": Member(of(_LABELS)),
    "modelArmorConfig": Member(
        of(variants(promptTemplateName=("a",), responseTemplateName=("b",)))
    ),
    "processingOptions": Member(FREE_JSON),
    "cachedContent": Member(lambda asked: one_of(asked.caches)),
}

# By what they stand in: the request itself, its generation config, a tool or the tool config.
HOLDERS: Mapping[Holder, Mapping[str, Member]] = {
    "": _OTHERS,
    "generationConfig": CONFIGURATION,
    "tools": TOOLS,
    "toolConfig": TOOL_CONFIG,
}
MEMBERS: Mapping[str, Member] = {
    name: member for members in HOLDERS.values() for name, member in members.items()
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Members that exclude each other, each of *one* those of *other*, for those *among* whom they do."""

    one: frozenset[str]
    other: frozenset[str]
    among: Callable[[Asked], bool] = lambda _: True


_FUNCTIONS = frozenset({"functionDeclarations"})
_SCHEMAS = frozenset(
    {"responseSchema", "responseJsonSchema", "_responseJsonSchema", "responseFormat"}
)
_CACHED = frozenset({"systemInstruction", *TOOLS, *TOOL_CONFIG})


def _is_old(asked: Asked) -> bool:
    return not asked.is_new


CONFLICTS: tuple[Conflict, ...] = (
    Conflict(_FUNCTIONS, frozenset(TOOLS) - _FUNCTIONS, _is_old),
    Conflict(_FUNCTIONS, _SCHEMAS | {"responseMimeType"}, _is_old),
    Conflict(_SCHEMAS, _SCHEMAS),
    Conflict(frozenset({"modelArmorConfig"}), frozenset({"safetySettings"})),
    Conflict(frozenset({"cachedContent"}), _CACHED),
)
