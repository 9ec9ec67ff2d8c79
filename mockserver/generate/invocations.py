"""The calls of built-in tools, shown in the answer where the request asks for it (Gemini 3)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.generate import grounding
from mockserver.generate.draft import Draft, Part
from mockserver.models import GEMINI_3

# The type of a tool, and the members of its call and of its response.
_Used = tuple[str, Mapping[str, Any], Mapping[str, Any]]


def apply(draft: Draft) -> Draft:
    """Put a call and a response before what is said, for each tool that was used.

    With matching ids (gemini.md 9, observed). Whoever sends them back needs no more of them.
    """
    asked = draft.request.tool_config.get("includeServerSideToolInvocations")
    early = draft.request.model.generation < GEMINI_3
    if not asked or early or not grounding.answers(draft):
        return draft
    return replace(draft, parts=(*_invocations(draft), *draft.parts))


def _invocations(draft: Draft) -> Iterator[Part]:
    choice = draft.choice.apart("invocations")
    for name, uses in _TOOLS.items():
        tool = grounding.tool(draft.request, name)
        for kind, call, response in uses(tool, draft) if tool is not None else ():
            told = {"toolType": kind, "id": choice.call_id()}
            yield {"toolCall": {**told, **call}}
            yield {"toolResponse": {**told, **response}}


def _search(tool: Mapping[str, Any], draft: Draft) -> Iterator[_Used]:
    asked = grounding.queries(draft.request, draft.choice.apart("search"))
    types = grounding.search_types(tool)
    if asked and "webSearch" in types:
        response = {"response": {"search_suggestions": grounding.suggestions(asked)}}
        yield "GOOGLE_SEARCH_WEB", {"args": {"queries": asked}}, response
    if asked and "imageSearch" in types:
        yield "GOOGLE_SEARCH_IMAGE", {"args": {"queries": asked[:1]}}, {}


def _maps(_: Mapping[str, Any], draft: Draft) -> Iterator[_Used]:
    if asked := grounding.queries(draft.request, draft.choice.apart("maps")):
        yield "GOOGLE_MAPS", {"args": {"queries": asked}}, {}


def _pages(_: Mapping[str, Any], draft: Draft) -> Iterator[_Used]:
    if asked := grounding.urls(draft.request):
        yield "URL_CONTEXT", {"args": {"urls": asked}}, {}


def _files(_: Mapping[str, Any], draft: Draft) -> Iterator[_Used]:
    if grounding.wanted(draft.request):
        yield "FILE_SEARCH", {}, {}


# Web and files as observed; the members of the others are our own.
_TOOLS: Mapping[str, Callable[[Mapping[str, Any], Draft], Iterator[_Used]]] = {
    "googleSearch": _search,
    "googleMaps": _maps,
    "urlContext": _pages,
    "fileSearch": _files,
}
