"""What members an answer may have by its schema: known ones, though the page may not name them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from mockserver.schemas import resolve

_ANSWER = "gemini/generate_content_response.json"
_CHATS = ("openai/chat_completion.json", "openai/chat_completion_chunk.json")
_FREE = ".*"


@cache
def known_members() -> frozenset[str]:
    """Return every member of an answer that the schemas know, as claims write fields."""
    return _members_of(_ANSWER) | _members_of_chats()


def is_of_chat(place: str) -> bool:
    """Whether a member stands in a chat completion or one of its chunks, and not in Gemini's answer."""
    return place.partition(".")[0].removesuffix("[]") in _members_of_chats()


@cache
def _members_of_chats() -> frozenset[str]:
    return frozenset().union(*map(_members_of, _CHATS))


def _members_of(file: str) -> frozenset[str]:
    return frozenset(_members({"$ref": file}, "", "", ()))


def is_free(place: str) -> bool:
    """Whether a member stands below one that may hold anything, such as a function's arguments."""
    steps = place.split(".")
    around = [".".join(steps[:n]).removesuffix("[]") for n in range(1, len(steps))]
    return any(f"{each}{_FREE}" in known_members() for each in around)


def _members(schema: Any, file: str, place: str, around: tuple[str, ...]) -> Iterator[str]:
    if reference := schema.get("$ref"):
        target, beside = resolve(reference, file)
        name = f"{beside} {reference.rpartition('#')[2]}"
        if name not in around:
            yield from _members(target, beside, place, (*around, name))
    if "items" in schema:
        yield from _members(schema["items"], file, f"{place}[]", around)
    if schema.get("additionalProperties", False) is not False:
        yield f"{place}{_FREE}"
    for name, each in schema.get("properties", {}).items():
        below = f"{place}.{name}".lstrip(".")
        yield below
        yield from _members(each, file, below, around)
