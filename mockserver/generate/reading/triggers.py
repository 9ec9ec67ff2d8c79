"""Words in a prompt that make an answer go wrong on purpose. To add one, add a row.

A word is ``mock-block-`` and a block reason, or ``mock-finish-`` and a finish reason, in any case;
``docs/triggers.md`` tells what comes of each. It counts in the last turn of the user alone. That a word
is one, and its name, is our own; what comes of it has its source where it is made (`safety`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mockserver.dialects import Dialect
from mockserver.request import GenerateRequest

Says = Literal["nothing", "half", "a call", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What a word makes of an answer.

    *block* is the block reason of the prompt, *finish* the finish reason of the candidates; only one
    of them is set, or none for a plain answer. *says* is how much of the answer is still said,
    *message* the finish message. *rated* has safety ratings, and so may name the harm category;
    *cited* has citations. *origin* is the only one that knows the reason, if it isn't empty.
    """

    block: str = ""
    finish: str = ""
    says: Says = "nothing"
    message: str = ""
    rated: bool = False
    cited: bool = False
    origin: str = ""

    @property
    def word(self) -> str:
        """The word, as the documentation writes it."""
        if self.block:
            return f"mock-block-{self.block}"
        return f"mock-finish-{self.finish}" if self.finish else "mock-cite"


_STOPPED = "The response was stopped by the trigger {word} of the mock."  # own
_NOT_SHOWN = "Unable to show the generated image. " + _STOPPED  # O: its start

# Finish reasons and messages: gemini.md 4.2, 4.3. Observed: what is said, and the message or that there
# is none, of SAFETY, RECITATION, MAX_TOKENS, MALFORMED_FUNCTION_CALL, UNEXPECTED_TOOL_CALL and
# MODEL_ARMOR (its words are ours); all others by analogy.
_ROWS = (
    Trigger(block="SAFETY", rated=True),
    Trigger(block="OTHER"),
    Trigger(block="BLOCKLIST"),
    Trigger(block="PROHIBITED_CONTENT"),
    Trigger(block="IMAGE_SAFETY"),
    Trigger(block="MODEL_ARMOR", origin="vertex"),
    Trigger(block="JAILBREAK", origin="vertex"),
    Trigger(finish="MAX_TOKENS", says="half"),
    Trigger(finish="SAFETY", rated=True),
    Trigger(finish="RECITATION", cited=True),
    Trigger(finish="OTHER", message=_STOPPED),
    Trigger(finish="LANGUAGE"),
    Trigger(finish="BLOCKLIST"),
    Trigger(finish="PROHIBITED_CONTENT"),
    Trigger(finish="SPII"),
    Trigger(
        finish="MALFORMED_FUNCTION_CALL",
        message="Malformed function call: print(default_api.{declared}(",
    ),
    Trigger(finish="IMAGE_SAFETY", message=_NOT_SHOWN),
    Trigger(
        finish="UNEXPECTED_TOOL_CALL",
        says="a call",
        message="Unexpected tool call: Model tried to call an undeclared function: {undeclared}",
    ),
    Trigger(finish="TOO_MANY_TOOL_CALLS", message=_STOPPED),
    Trigger(finish="IMAGE_PROHIBITED_CONTENT", message=_NOT_SHOWN),
    Trigger(finish="IMAGE_OTHER", message=_NOT_SHOWN),
    Trigger(finish="NO_IMAGE", message=_STOPPED),
    Trigger(finish="IMAGE_RECITATION", message=_NOT_SHOWN),
    Trigger(finish="MISSING_THOUGHT_SIGNATURE", message=_STOPPED),
    Trigger(finish="MALFORMED_RESPONSE", message=_STOPPED),
    Trigger(finish="ESCALATION"),
    Trigger(finish="PUP_LIMITED_DISABLED"),
    Trigger(finish="MODEL_ARMOR", message=_STOPPED, origin="vertex"),
    Trigger(says="all", cited=True),
)

TRIGGERS: Mapping[str, Trigger] = {each.word.lower(): each for each in _ROWS}

# Those that can be set (gemini.md 3.6), by the name that a word has for them.
CATEGORIES: Mapping[str, str] = {
    each.lower(): f"HARM_CATEGORY_{each}"
    for each in (
        "DANGEROUS_CONTENT",
        "HARASSMENT",
        "HATE_SPEECH",
        "SEXUALLY_EXPLICIT",
        "CIVIC_INTEGRITY",
    )
}
_USUAL_CATEGORY = CATEGORIES["dangerous_content"]

_MARK = "mock-"
_WORD = re.compile(r"(?<![\w-])mock-(?:(?:block|finish)-[\w-]+|cite)(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A trigger in a prompt: with the harm category that is meant, and whether it strikes late."""

    trigger: Trigger
    category: str = _USUAL_CATEGORY
    late: bool = False


def find(request: GenerateRequest, dialect: Dialect) -> Found | None:
    """Return the first trigger that a prompt holds; one that blocks goes before all others."""
    found = [each for word in _words(request) if (each := _read(word, dialect))]
    blocking = [each for each in found if each.trigger.block]
    return next(iter(blocking or found), None)


def without(text: str) -> str:
    """Return a text without the words that look like triggers: no answer is about them."""
    return _WORD.sub("", text).strip() if _MARK in text.lower() else text


def doubts(request: GenerateRequest, dialect: Dialect) -> Iterator[str]:
    """Name the words of a prompt that look like triggers and aren't."""
    for word in _words(request):
        if _read(word, dialect) is None:
            yield f"{word} is no trigger here (see docs/triggers.md)"


def _words(request: GenerateRequest) -> list[str]:
    text = request.last_text if request.settings.triggers else ""
    # Most prompts have none, and a look at a long one is cheaper than a search.
    return list(dict.fromkeys(_WORD.findall(text))) if _MARK in text.lower() else []


def _read(word: str, dialect: Dialect) -> Found | None:
    """Read a word as the name of a trigger, of a harm category where it rates one, and ``-late``."""
    bare = word.lower().removesuffix("-late")
    late = bare != word.lower()
    name, _, last = bare.rpartition("-")
    category = CATEGORIES.get(last)
    trigger = TRIGGERS.get(name if category else bare)
    if trigger is None or trigger.origin in dialect.lacks:
        return None
    if (category and not trigger.rated) or (late and not trigger.finish):
        return None
    return Found(trigger, category or _USUAL_CATEGORY, late)
