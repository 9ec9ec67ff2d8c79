"""What an answer is grounded on: when tools are asked, what, and how their sources are put together.

Facts: gemini.md 3.4 (tools), 4.6 (metadata).
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote_plus

from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.generate.reading import arithmetic, prompt
from mockserver.models import GEMINI_3
from mockserver.request import GenerateRequest

TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # noqa: S105 - an alphabet

_MOST_QUERIES = 3
_MOST_URLS = 20  # in a request (gemini.md 3.4, documented)
_ARTICLE = re.compile(r"\b(?:the|an?)\s+", re.IGNORECASE)
_TASK = r"(?:search|look up|find out|read|open|fetch|summari[sz]e|compute|calculate|run|work out)\b"
# Where a sentence ends, or another task begins.
_SENTENCES = re.compile(
    rf"(?<=[.!?])\s+|\n|,\s+(?:(?:and|then)\s+)*(?={_TASK})|\s+(?:(?:and|then)\s+)+(?={_TASK})",
    re.IGNORECASE,
)
_READING = re.compile(r"\W*(?:\w+\s+)*https?://\S+\W*", re.IGNORECASE)
# Words that ask for the search, and aren't searched for.
_SEARCHING = re.compile(
    r"^\W*(?:(?:please|also|now|then|and)\s+)*(?:"
    r"(?:use|using|with)\s+(?:the\s+|a\s+)?(?:(?:google|web|internet)\s+)?(?:search|maps)\b"
    r"|search\b(?:\s+(?:(?:on|in)\s+)?(?:the\s+)?(?:web|internet|google|online)\b)?"
    r"|look\s+up\b|find(?:\s+out)?\b)\W*(?:(?:to|for|and)\s+)*(?:find(?:\s+out)?\s+|look\s+up\s+)?",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"'`\u201c\u201d|\\^{}]+", re.IGNORECASE)
_AFTER_URL = ".,;:!?)]*_"  # closes a sentence or a bracket around it
_TERM = re.compile(r"\w+(?:[-'.]\w+)*")
_NO_TERMS = frozenset(
    re.findall(
        r"\S+",
        "a about an and any are as at be best by can could did do does find for from get give had has have"
        " here how i in is it its latest list me my near nearby of on or our please search some tell than"
        " that the their there these this those to use using was we were what what's when where which who"
        " who's whose why will with within would you your",
    )
)
_QUALIFIERS = ("overview", "explained", "background", "facts", "in short")
_STYLE = (
    "<style>.search{display:flex;flex-wrap:wrap;gap:8px;padding:8px;font:14px sans-serif}"
    ".search a{border:1px solid #bbb;border-radius:16px;color:#333;padding:4px 12px;"
    "text-decoration:none}</style>"
)


def tool(request: GenerateRequest, name: str) -> Mapping[str, Any] | None:
    """Return the settings of a built-in tool; None if it isn't offered."""
    return next((each[name] for each in request.tools if name in each), None)


def search_types(tool: Mapping[str, Any]) -> Collection[str]:
    """Return what a search is to look for: the web, unless it says (documented)."""
    types: Mapping[str, Any] = tool.get("searchTypes", {})
    return types or ("webSearch",)


def wanted(request: GenerateRequest) -> str:
    """Return what a prompt wants to know that can be looked up; empty if there is no such thing.

    A greeting, a sum, a poem and a page that can be read need no search, and without words there is nothing to search for.
    That a model leaves its tools alone then is observed; in which cases, is our own.
    """
    asked = prompt.asked(request.user_texts[-1]) if request.user_texts else ""
    sentences = (_SEARCHING.sub("", each) for each in _SENTENCES.split(asked))
    reads = tool(request, "urlContext") is not None
    return " ".join(
        each for each in sentences if not (_idle(each) or (reads and _READING.fullmatch(each)))
    )


def _idle(sentence: str) -> bool:
    spoken = prompt.form(sentence) in {"greeting", "verses"} or not terms(sentence)
    return spoken or arithmetic.solve(sentence) is not None


def terms(text: str) -> list[str]:
    """Return the words of a text that a search goes by, each once."""
    found = (each for each in _TERM.findall(prompt.topic(text)) if each.lower() not in _NO_TERMS)
    return list(dict.fromkeys(found))


def topic(text: str) -> str:
    """Return what a text is about, without quotation marks."""
    return prompt.topic(text).strip("\u201c\u201d")


def queries(request: GenerateRequest, choice: Choice) -> list[str]:
    """Return one to three queries for what a prompt wants to know; none if it wants nothing."""
    text = wanted(request)
    if not text:
        return []
    found = terms(text)
    shorter = f"{' '.join(found[-2:])} {choice.one(_QUALIFIERS)}"
    plain = _ARTICLE.sub("", topic(text))
    # A qualifier in English goes with words in Latin letters.
    asked = [plain, " ".join(found), *([shorter] if shorter.isascii() else ())]
    return list(dict.fromkeys(asked))[: 1 + choice.number(_MOST_QUERIES)]


def urls(request: GenerateRequest) -> list[str]:
    """Return the addresses in what is asked now, each once, as many as may be asked for."""
    text = request.user_texts[-1] if request.user_texts else ""
    found = (each.rstrip(_AFTER_URL) for each in _URL.findall(text))
    return list(dict.fromkeys(found))[:_MOST_URLS]


def suggestions(asked: Sequence[str]) -> str:
    """Write queries as HTML: links to the search, to be shown beside the answer."""
    links = "".join(
        f'<a href="https://www.google.com/search?q={quote_plus(each)}">{escape(each)}</a>'
        for each in asked
    )
    return f'{_STYLE}<div class="search">{links}</div>'


def grounded(draft: Draft, **members: Any) -> Draft:
    """Return the draft with further grounding metadata; lists are put behind those that are there.

    Where nothing was looked up, the metadata stands empty (gemini.md 4.6, observed).
    """
    metadata = dict(draft.members.get("groundingMetadata", {}))
    for key, each in members.items():
        if isinstance(each, list):
            before = metadata.get(key, [])
            metadata[key] = before + [one for one in each if one not in before]
        else:
            metadata[key] = each
    return draft.having(groundingMetadata={key: each for key, each in metadata.items() if each})


def read(draft: Draft, least: int, more: int, choice: Choice) -> Draft:
    """Count what a search gave the model to read, in tokens: up to Gemini 2.5.

    From Gemini 3 on it is counted only now and then (observed).
    """
    if draft.request.model.generation >= GEMINI_3:
        return draft
    return draft.reading(Counter(TEXT=least + choice.number(more)))


def answers(draft: Draft) -> bool:
    """Whether a draft says something that can be grounded: an answer, and no call of a function.

    Observed: answers that call functions have no grounding metadata.
    """
    said = [each for each in draft.parts if not each.get("thought")]
    calls = any("functionCall" in each for each in said)
    return bool(said) and not calls and draft.finish_reason in {"STOP", "MAX_TOKENS"}
