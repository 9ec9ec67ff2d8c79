"""What stubs look at: a call, as far as it is read before it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A call in canonical form.

    *operation* is a name of the table of operations, *model* an id, or "" where the path has none.
    *body* is canonical, *headers* are by lower-case name.
    """

    operation: str = "generateContent"
    model: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the user said in the last turn of the user."""
        turns = (each for each in reversed(self.contents) if (each.get("role") or "user") == "user")
        return _text(next(turns, {}))

    @property
    def contents(self) -> list[Mapping[str, Any]]:
        """The turns of the conversation."""
        return list(self.body.get("contents", ()))


def _text(content: Mapping[str, Any]) -> str:
    parts = content.get("parts", ())
    return "\n".join(each["text"] for each in parts if "text" in each and not each.get("thought"))
