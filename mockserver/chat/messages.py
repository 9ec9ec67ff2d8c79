"""The messages of a chat as contents: who said what, which functions were called, what they gave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver import jsontext
from mockserver.chat import media
from mockserver.chat.reading import Document
from mockserver.errors import ApiError

# What the gateway puts in place of the signature that this face can't carry (inferred).
SIGNATURE = "context_engineering_is_the_way_to_go"

_ANSWERING = frozenset({"tool", "function"})

Part = dict[str, Any]
Message = Mapping[str, Any]


@dataclass(slots=True)
class Conversation:
    """Messages on their way to contents, and what is to be said of those that get lost.

    Instructions become one text, responses of functions one content, as the gateway does it (inferred).
    """

    contents: list[dict[str, Any]] = field(default_factory=list)
    instructions: list[str] = field(default_factory=list)
    doubts: dict[str, None] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)  # of functions, by the ids of their calls
    _waiting: list[str] = field(
        default_factory=list
    )  # ids of the calls made last, without a response yet

    @property
    def body(self) -> dict[str, Any]:
        """``contents``, and a ``systemInstruction`` if there is one."""
        system = {"parts": [{"text": "\n".join(self.instructions)}]}
        return {
            "contents": self.contents,
            **({"systemInstruction": system} if self.instructions else {}),
        }

    def take(self, message: Message) -> None:
        """Take a message.

        Raises:
            ApiError: ``bad_arguments``: those of a call are no JSON object. ``unconvertible``: a medium is none.
        """
        if not message.get("role"):
            self._doubt("a message has no role, for which the gateway doesn't ask")
        match message.get("role", ""):
            case "system" | "developer" as role:
                self.instructions += filter(None, [self._text(message, role).strip()])
            case role if role in _ANSWERING:
                self._respond(message, role)
            case role:
                self._say(message, "model" if role == "assistant" else role)
        if message.get("name") and message.get("role") not in _ANSWERING:
            self._doubt("the 'name' of a speaker is dropped")

    def _respond(self, message: Message, role: str) -> None:
        if not self.contents or self.contents[-1]["role"] == "model":
            self.contents.append({"role": "user", "parts": []})
        name = message.get("name") or self._names.get(message.get("tool_call_id", ""), "")
        self._met(message.get("tool_call_id", ""))
        response = {"name": name, "response": _given(self._text(message, role))}
        self.contents[-1]["parts"].append({"functionResponse": response})

    def _met(self, call: str) -> None:
        """Take a call as responded to; the gateway keeps no ids, by which those of one function could be told apart."""
        if call not in self._waiting:
            return
        name = self._names[call]
        if call != next(each for each in self._waiting if self._names[each] == name):
            self._doubt(f"the responses of {name!r} are taken in their order, not by their ids")
        self._waiting.remove(call)

    def _say(self, message: Message, role: str) -> None:
        parts = [*self._calls(message.get("tool_calls", ())), *self._parts(message)]
        if parts:
            self.contents.append({"role": role, "parts": parts})
        else:
            self._doubt("a message without content is dropped")

    def _calls(self, calls: Any) -> Iterator[Part]:
        self._waiting = [each.get("id", "") for each in calls]
        for number, each in enumerate(calls):
            function = each.get("function", {})
            name = function.get("name", "")
            self._names[each.get("id", "")] = name
            call = {"functionCall": {"name": name, "args": _arguments(function)}}
            yield call | ({"thoughtSignature": SIGNATURE} if number == 0 else {})

    def _parts(self, message: Message) -> Iterator[Part]:
        for each in _content(message):
            kind = each.get("type", "")
            if kind in media.MEDIA:
                yield from self._medium(kind, each.get(kind, {}))
            elif kind != "text":
                self._doubt(f"a part of type {kind!r} is dropped")
            else:
                yield from media.texts(each.get("text", ""))

    def _medium(self, kind: str, told: Any) -> Iterator[Part]:
        if isinstance(told, dict) and told.get("detail", "auto") != "auto":
            self._doubt("'detail' is ignored for Gemini")
        if kind == "file" and "filename" not in told:
            self._doubt("a file without a 'filename' is dropped by the gateway; it is taken here")
        found = media.part(kind, told)
        if found is None:
            self._doubt(f"a part of type {kind!r} without what its type says is dropped")
        else:
            yield found

    def _text(self, message: Message, role: str) -> str:
        """Return what a message says that can say nothing but text."""
        found = _content(message)
        if any(each.get("type") != "text" for each in found):
            self._doubt(f"a part of a {role} message is dropped if it isn't text")
        return "".join(each.get("text", "") for each in found if each.get("type") == "text")

    def _doubt(self, text: str) -> None:
        self.doubts[f"{text} (inferred)"] = None


def _content(message: Message) -> list[dict[str, Any]]:
    content = message.get("content", "")
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _arguments(function: Mapping[str, Any]) -> dict[str, Any]:
    text = function.get("arguments", "")
    found = {} if text.strip() in {"", "null"} else _json(text)
    if not isinstance(found, dict) or text.isspace():
        raise ApiError("bad_arguments", name=function.get("name", ""), args=text)
    return found


def _given(text: str) -> dict[str, Any]:
    """Return what a function gave: an object as it is, anything else inside of one (inferred)."""
    found = _json(text)
    if isinstance(found, dict):
        return found
    return {"result": found} if isinstance(found, list) else {"content": text}


def _json(text: str) -> Any:
    """Read JSON that stands in a text; None for what is none, or has no brackets around it."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return jsontext.decode(text.encode())
    except ApiError:
        return None


def read(asked: Document) -> Conversation:
    """Read the messages of a body.

    Raises:
        ApiError: As `Conversation.take`.
    """
    conversation = Conversation()
    for each in asked["messages"]:
        conversation.take(each)
    return conversation
