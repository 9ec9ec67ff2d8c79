"""A candidate in the making, which the features work on in turn."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.dialects import Dialect
from mockserver.generate.choice import Choice
from mockserver.generate.reading.triggers import Found
from mockserver.request import GenerateRequest

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A candidate in the making.

    *room* is how many tokens it may still say; None is no limit. *thoughts* is how many tokens were
    thought. *members* are those of the candidate besides content, finish reason and index.
    *tool_use* counts, by modality, what tools gave the model to read. *silent* is a candidate without
    any content, not even an empty one. *trigger* is what in the prompt makes it go wrong on purpose.
    """

    request: GenerateRequest
    dialect: Dialect
    choice: Choice
    room: int | None = None
    thoughts: int = 0
    parts: tuple[Part, ...] = ()
    finish_reason: str = "STOP"
    members: Mapping[str, Any] = field(default_factory=dict)
    tool_use: Counter[str] = field(default_factory=Counter)
    silent: bool = False
    trigger: Found | None = None

    @property
    def text(self) -> str:
        """What it says in words, without the thoughts."""
        return "".join(each.get("text", "") for each in self.parts if not each.get("thought"))

    @property
    def speaks(self) -> bool:
        """Whether it may say anything in words: not where sound or pictures alone are wanted."""
        asked = self.request.config.get("responseModalities")
        return "TEXT" in (asked or self.request.model.outputs)

    @property
    def gives_ids(self) -> bool:
        """Whether calls of functions, and code, have ids."""
        first = self.dialect.call_ids_from
        return first is not None and self.request.model.generation >= first

    @property
    def candidate(self) -> dict[str, Any]:
        """What it is when it is made: a candidate of a response."""
        parts = {"parts": [dict(each) for each in self.parts]} if self.parts else {}
        content: dict[str, Any] = {"role": "model"} | parts
        ordered = {key: content[key] for key in self.dialect.content_order if key in content}
        made: dict[str, Any] = {
            **({} if self.silent else {"content": ordered}),
            "finishReason": self.finish_reason,
            **self.members,
        }
        # Vertex AI leaves out an index that is 0, as proto3 does without presence (observed).
        stream = self.choice.stream
        return made | ({"index": stream} if stream or self.dialect.index else {})

    def saying(self, *parts: Part) -> "Draft":
        """Return the draft with these parts behind those that it has."""
        return replace(self, parts=(*self.parts, *parts))

    def having(self, **members: Any) -> "Draft":
        """Return the draft with further members of the candidate."""
        return replace(self, members={**self.members, **members})

    def reading(self, tokens: Counter[str]) -> "Draft":
        """Return the draft with more read from tools, by modality."""
        return replace(self, tool_use=self.tool_use + tokens)


Feature = Callable[[Draft], Draft]
