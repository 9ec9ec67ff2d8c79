"""Grounding with Google Search: what was searched for, and which sites it led to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mockserver.generate import grounding
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft

# Names that are reserved for examples, so that nobody's site is quoted for what it doesn't say.
_SITES = (
    "archive.example", "encyclopedia.example", "example.com", "example.net", "example.org",
    "journal.example", "library.example", "news.example",
)  # fmt: skip
_REDIRECT = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/"  # observed
_OPAQUE = 96  # characters; real ones have 100 to 350
_LEAST_CHUNKS, _MORE_CHUNKS = 2, 4
_LEAST_READ, _MORE_READ = 60, 240  # tokens; 61 to 319 observed
_LABEL, _IMAGE_NAME = 30, 12  # characters


def apply(draft: Draft) -> Draft:
    """Ground what is said on a search of the web, of images, or both, if there was one to make."""
    tool = grounding.tool(draft.request, "googleSearch")
    if tool is None or not grounding.answers(draft):
        return draft
    choice = draft.choice.apart("search")
    asked = grounding.queries(draft.request, choice)
    if not asked:
        return grounding.grounded(draft)
    sites = list(_sites(draft, choice, tool.get("excludeDomains", ())))
    for kind, found in _FOUND.items():
        if kind in grounding.search_types(tool):
            draft = grounding.grounded(draft, **found(draft, sites, asked, choice))
    return grounding.read(draft, _LEAST_READ, _MORE_READ, choice)


def _sites(draft: Draft, choice: Choice, excluded: Sequence[str]) -> Iterator[str]:
    """Yield two to five sites, first one of the topic's name, without the domains excluded."""
    topic = " ".join(grounding.terms(grounding.wanted(draft.request))[-2:]).lower()
    name = "-".join(re.findall(r"[a-z0-9]+", topic))[:_LABEL].strip("-")
    named = [f"{name}.example"] if name else []
    allowed = [each for each in [*named, *choice.shuffled(_SITES)] if not _within(each, excluded)]
    yield from allowed[: _LEAST_CHUNKS + choice.number(_MORE_CHUNKS)]


def _within(site: str, domains: Iterable[str]) -> bool:
    return any(f".{site}".endswith(f".{each.lower()}") for each in domains)


def _web(draft: Draft, sites: list[str], asked: list[str], choice: Choice) -> dict[str, Any]:
    chunks = []
    for each in sites:
        domain = {"domain": each} if draft.dialect.web_domain else {}
        uri = _REDIRECT + choice.word(grounding.TOKEN, _OPAQUE)
        chunks.append({"web": {"uri": uri, "title": each, **domain}})
    return {
        "webSearchQueries": asked,
        "searchEntryPoint": {"renderedContent": grounding.suggestions(asked)},
        "groundingChunks": chunks,
    }


def _images(_: Draft, sites: list[str], asked: list[str], choice: Choice) -> dict[str, Any]:
    chunks = []
    for each in sites:
        name = choice.word("0123456789abcdef", _IMAGE_NAME)
        image = {
            "sourceUri": f"https://{each}/{name}",
            "imageUri": f"https://{each}/{name}.jpg",
            "title": asked[0],
            "domain": each,
        }
        chunks.append({"image": image})
    return {"imageSearchQueries": asked[:1], "groundingChunks": chunks}


_FOUND = {"webSearch": _web, "imageSearch": _images}
