"""A request: what an operation is asked, canonical by then, and what it answers."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mockserver import conversation
from mockserver.conversation import Turn
from mockserver.exchange import DAY_ONE, Reply
from mockserver.jsonwriter import canonical
from mockserver.models import Model
from mockserver.settings import Settings

# What doesn't change what a model says, only how much of it comes, in how many variants, and how
# much it thinks before.
_NOT_OF_THE_TEXT = frozenset(
    {
        "maxOutputTokens",
        "stopSequences",
        "candidateCount",
        "thinkingConfig",
        "responseLogprobs",
        "logprobs",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an operation is asked.

    *names* are those in the path: ``version``, ``project`` and ``location``, and ``model`` or ``id``
    where the operation has one; the model is one of the mock's. *body* is canonical, and empty where
    there is none. *at* is when the call came, *namespace* whose state it sees. *warnings* say what the
    origin would lose or refuse.
    """

    names: Mapping[str, str]
    body: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    at: datetime = DAY_ONE
    namespace: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers, and what is to be said beside it.

    *chunks* are the objects of a stream, where somebody says how it is to be cut; None leaves that to
    `stream`. *reply* stands in place of all else, where somebody says every byte.
    """

    response: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    chunks: tuple[Mapping[str, Any], ...] | None = None
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """A valid request in canonical form.

    *body* is the GenerateContentRequest: lowerCamelCase, lists, upper-case enums, no null. *settings*
    are the mock's. *cached* is the CachedContent that the request names, if it does. *warnings* say
    what the origin would lose or refuse.
    """

    model: Model
    body: Mapping[str, Any]
    settings: Settings = field(default_factory=Settings)
    cached: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def config(self) -> Mapping[str, Any]:
        """The generation config; empty if there is none."""
        config: Mapping[str, Any] = self.body.get("generationConfig", {})
        return config

    @property
    def mime_type(self) -> str:
        """The MIME type that a text is to have, whichever way it was asked for."""
        text = self.config.get("responseFormat", {}).get("text", {})
        if text.get("mimeType") == "APPLICATION_JSON" or text.keys() & {"schema", "jsonSchema"}:
            return "application/json"
        return self.config.get("responseMimeType") or "text/plain"  # "" is proto3's default

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The turns of the conversation, the cached ones first."""
        return [*self.cached.get("contents", ()), *self.body["contents"]]

    @property
    def turn(self) -> Turn:
        """What the model has to answer now."""
        return conversation.turn(self.contents, len(self.cached.get("contents", ())))

    @property
    def tools(self) -> list[dict[str, Any]]:
        """The tools that the model may use, sent or cached."""
        tools: list[dict[str, Any]] = self._either("tools", [])
        return tools

    @property
    def tool_config(self) -> Mapping[str, Any]:
        """How the model is to use them; empty if that isn't said."""
        config: Mapping[str, Any] = self._either("toolConfig", {})
        return config

    @property
    def system_instruction(self) -> Mapping[str, Any]:
        """The system instruction, sent or cached; empty if there is none."""
        instruction: Mapping[str, Any] = self._either("systemInstruction", {})
        return instruction

    @property
    def signatures(self) -> list[str]:
        """The thought signatures that come back in the history."""
        return [
            part["thoughtSignature"]
            for content in self.contents
            for part in content.get("parts", ())
            if "thoughtSignature" in part
        ]

    @property
    def has_functions(self) -> bool:
        """Whether any function is declared."""
        return any(self.declarations)

    @property
    def declarations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The declared functions, each with its path in the front end's grammar."""
        for index, tool in enumerate(self.tools):
            for number, each in enumerate(tool.get("functionDeclarations", ())):
                yield f"tools[{index}].function_declarations[{number}]", each

    @property
    def system_text(self) -> str:
        """What the system instruction says."""
        return _text(self.system_instruction)

    @property
    def user_texts(self) -> list[str]:
        """What the user said, turn by turn; the last is what is asked now."""
        texts = (_text(each) for each in self.contents if (each.get("role") or "user") == "user")
        return [each for each in texts if each]

    @property
    def last_text(self) -> str:
        """What the user said in the last turn of the user; empty if that was no text."""
        turns = (each for each in reversed(self.contents) if (each.get("role") or "user") == "user")
        return _text(next(turns, {}))

    def digest(self) -> bytes:
        """Return 32 bytes that are the same for the same canonical request and seed, anywhere."""
        return self._hash(self.body)

    def text_digest(self) -> bytes:
        """Return 32 bytes that are the same for requests that ask for the same text."""
        config = {key: each for key, each in self.config.items() if key not in _NOT_OF_THE_TEXT}
        return self._hash({**self.body, "generationConfig": config})

    def _either(self, name: str, default: Any) -> Any:
        """Return a member of the request, or else of what it has cached."""
        return self.body.get(name) or self.cached.get(name, default)

    def _hash(self, body: Mapping[str, Any]) -> bytes:
        # Who doesn't say who speaks means the user, also where an instruction is said to be the user's.
        body = {**body, "contents": [_named(each) for each in body["contents"]]}
        if "systemInstruction" in body:
            body["systemInstruction"] = _named(body["systemInstruction"])
        # A cache is known by what is in it, not by its name, which another may have tomorrow.
        if self.cached:
            body["cachedContent"] = self.cached
        return hashlib.sha256(canonical([self.model.version, self.settings.seed, body])).digest()


def _named(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return content if content.get("role") else {**content, "role": "user"}


def _text(content: Mapping[str, Any]) -> str:
    return "\n".join(_texts(content))


def _texts(content: Mapping[str, Any]) -> Iterator[str]:
    for part in content.get("parts", ()):
        if "text" in part and not part.get("thought"):
            yield part["text"]
