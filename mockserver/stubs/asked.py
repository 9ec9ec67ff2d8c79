"""What stubs look at: a call, as far as it is read before it is answered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mockserver import conversation, media
from mockserver.conversation import Content, Part, Run
from mockserver.media import Document, Film, Picture, Sound
from mockserver.stubs.conditions import at

_MODALITIES = {Picture: "image", Sound: "audio", Film: "video", Document: "document"}
_NOBODY = Run(of_model=False, start=0, contents=())


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A call in canonical form.

    *operation* is a name of the table of operations, *called* the one that was called, which is another by way
    of another face; *model* is an id as it was named, or "" where none is. *body* is canonical, *headers* are by
    lower-case name. What a cached content holds isn't looked at.
    """

    operation: str = "generateContent"
    called: str = ""
    model: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def contents(self) -> list[Content]:
        """The turns of the conversation, also of a body that counts or embeds them."""
        inner = self.body.get("generateContentRequest", self.body)
        return list(
            inner.get("contents") or [inner[each] for each in ("content",) if each in inner]
        )

    @cached_property
    def text(self) -> str:
        """What the user said in the current turn: the last content of the user that isn't a response.

        As long as functions are called for it, it stays the same.
        """
        return _text(self._said.contents[-1]) if self._said.contents else ""

    @cached_property
    def system(self) -> str:
        """What the system instruction says."""
        return _text(self.body.get("systemInstruction", {}))

    @cached_property
    def turn(self) -> int:
        """How often the user has said something so far; a response of a function isn't."""
        return sum(1 for each in self._runs if _says(each))

    @cached_property
    def tools(self) -> tuple[str, ...]:
        """The names of the functions that are declared, and of the other tools, in their order."""
        return tuple(dict.fromkeys(_names(self.body.get("tools", ()))))

    @cached_property
    def function_responses(self) -> list[Mapping[str, Any]]:
        """The responses that the model has to go on from: those behind its last calls."""
        return [*self._last.members("functionResponse")]

    @property
    def goes_on(self) -> bool:
        """Whether there are responses of functions, and the user says nothing more beside them."""
        return bool(self.function_responses) and not self._last.text

    @cached_property
    def modalities(self) -> frozenset[str]:
        """What the user's turn is made of: ``text``, ``image``, ``audio``, ``video``, ``document``."""
        found = (_modality(part) for _, part in self._said.parts)
        return frozenset(each for each in found if each)

    def at(self, path: str) -> list[object]:
        """Return what stands in the body where a JSON path leads; of many stubs, most ask for the same."""
        if path not in self._places:
            self._places[path] = at(path, self.body)
        return self._places[path]

    @property
    def stream(self) -> bool:
        """Whether the answer is to come in pieces."""
        return self.operation.startswith("stream")

    @cached_property
    def _places(self) -> dict[str, list[object]]:
        return {}

    @cached_property
    def _runs(self) -> list[Run]:
        return conversation.runs(self.contents)

    @cached_property
    def _said(self) -> Run:
        return next((each for each in reversed(self._runs) if _says(each)), _NOBODY)

    @cached_property
    def _last(self) -> Run:
        last = self._runs[-1] if self._runs else _NOBODY
        return _NOBODY if last.of_model else last


def _names(tools: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for tool in tools:
        yield from (each for each in tool if each != "functionDeclarations")
        # A request that is refused is looked at too: its functions may have no names.
        yield from (each.get("name", "") for each in tool.get("functionDeclarations", ()))


def _says(run: Run) -> bool:
    """Whether a run is something that the user says, and not only the responses of functions."""
    return not run.of_model and (bool(run.text) or not run.members("functionResponse"))


def _modality(part: Part) -> str:
    if "text" in part:
        return "text"
    if blob := part.get("inlineData"):
        kind = media.kind(blob.get("mimeType", ""))
        return "document" if kind == "text" else kind
    if file := part.get("fileData"):
        found = media.remote(file.get("mimeType", ""), file.get("fileUri", ""))
        return _MODALITIES.get(type(found), "document")
    return ""


def _text(content: Content) -> str:
    parts = content.get("parts", ())
    return "\n".join(each["text"] for each in parts if "text" in each and not each.get("thought"))
