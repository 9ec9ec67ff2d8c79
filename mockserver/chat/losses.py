"""What a chat asks for and an origin doesn't heed, or isn't known to."""

from collections.abc import Iterator, Mapping

from mockserver.chat import config, subset
from mockserver.chat.decoding import Decoded
from mockserver.chat.reading import Document

# Translated, or what an answer is written by.
_HEEDED = frozenset({
    "model", "messages", "stream", "stream_options", "temperature", "top_p", "max_tokens",
    "max_completion_tokens", "n", "stop", "seed", "presence_penalty", "frequency_penalty", "logprobs",
    "top_logprobs", "tools", "tool_choice", "response_format",
})  # fmt: skip

# Heeded here, though the gateway doesn't translate them for Gemini (inferred).
_DOUBTED = ("n", "logprobs", "presence_penalty", "frequency_penalty")
# Heeded here, though the gateway takes a 0 for nothing (inferred).
_ZEROS = ("top_p", "seed")

_THINKING = "thinking can't be controlled by way of chat completions (documented)"
_TEXT_ALONE = "an answer is text by way of chat completions (documented of images)"
_IDLE: Mapping[str, str] = {
    "reasoning_effort": _THINKING,
    "reasoning": _THINKING,
    "thinking": _THINKING,
    "extra_body": _THINKING,
    "web_search_options": "Google Search is not available by way of chat completions (documented)",
    "modalities": _TEXT_ALONE,
    "audio": _TEXT_ALONE,
    "parallel_tool_calls": "Gemini has no such control (inferred)",
}
# What asks for something even if it is empty; of others nothing is lost then.
_SWITCHES = ("web_search_options",)
# Nothing is lost where it is asked for what is anyway.
_ANYWAY: Mapping[str, object] = {"parallel_tool_calls": True, "modalities": ["text"]}


def doubts(body: Document, read: Decoded, name: str) -> Iterator[str]:
    """Say what is ignored, or not known to be heeded, by the origin of that *name*; *body* is as it came."""
    asked = read.value
    yield from _ignored(body, read, name)
    for each in (each for each in _DOUBTED if config.is_set(asked, each)):
        yield f"{name} is not known to translate {each!r} for Gemini (inferred); it is heeded here"
    for each in (each for each in _ZEROS if asked.get(each) == 0):
        yield f"{name} drops a {each!r} of 0 (inferred); it is heeded here"
    for each in read.written:
        yield f"{name} refuses {each!r}, a whole number that is written as a fraction (inferred)"
    if body.get("n") and "n" not in asked:
        yield f"'n' is ignored: the model gives one choice, and {name} is not known to translate it (inferred)"
    yield from _alone(asked)
    yield from _cut(asked, name)
    yield from _format(asked, name)


def _ignored(body: Document, read: Decoded, name: str) -> Iterator[str]:
    nested = [each for each in read.dropped if each not in body]
    known = [each for each in read.value if each not in _HEEDED]
    switched = (each for each in _SWITCHES if body.get(each) == {})
    for each in (*known, *(each for each in read.dropped if each in body), *switched):
        if each in _IDLE and body[each] != _ANYWAY.get(each):
            yield f"{each!r} is ignored: {_IDLE[each]}"
        elif each not in _IDLE:
            yield f"{name} doesn't translate {each!r} for Gemini (inferred)"
    yield from (f"{name} drops {each!r} (inferred)" for each in nested)


def _alone(asked: Document) -> Iterator[str]:
    """Name what means nothing without another member."""
    if asked.get("top_logprobs") and not asked.get("logprobs"):
        yield "'top_logprobs' is ignored without 'logprobs' (own)"
    if "stream_options" in asked and not asked.get("stream"):
        yield "'stream_options' is ignored without 'stream' (inferred)"


def _cut(asked: Document, name: str) -> Iterator[str]:
    if len(config.stop_sequences(asked)) > config.MOST_STOPS:
        yield f"{name} sends only the first {config.MOST_STOPS} of 'stop' (inferred)"
    most, newer = asked.get("max_tokens"), asked.get("max_completion_tokens")
    if most and newer and most != newer:
        yield "'max_tokens' is ignored beside 'max_completion_tokens' (inferred)"


def _format(asked: Document, name: str) -> Iterator[str]:
    kind = asked.get("response_format", {}).get("type", "text")
    if kind not in config.JSON_FORMATS | {"text"}:
        yield f"{name} ignores a 'response_format' of type {kind!r} (inferred)"
    if lost := subset.strangers(config.schema(asked)):
        names = ", ".join(map(repr, lost))
        yield f"the provider behind {name} may refuse {names} in the schema of 'response_format' (inferred)"
