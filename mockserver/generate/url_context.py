"""Grounding on the pages whose addresses a prompt has. Nothing is ever fetched."""

import re
from collections import Counter
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from mockserver.generate import grounding
from mockserver.generate.draft import Draft

_LEAST_READ, _MORE_READ = 300, 4_000  # tokens a page; 2,395 and 4,610 observed
_NOT_PUBLIC = (".invalid", ".internal", ".local", ".localhost", ".test")
_TITLE = 60  # characters
_WORD = re.compile(r"[^\W_]+")


def apply(draft: Draft) -> Draft:
    """Say of every address in the prompt what came of it, and ground what is said on the pages."""
    asked = grounding.urls(draft.request)
    offered = grounding.tool(draft.request, "urlContext") is not None
    if not offered or not asked or not grounding.answers(draft):
        return draft
    choice = draft.choice.apart("url_context")
    found = {each: status(each) for each in asked}
    metadata = [
        {"retrievedUrl": url, "urlRetrievalStatus": f"URL_RETRIEVAL_STATUS_{each}"}
        for url, each in found.items()
    ]
    pages = [url for url, each in found.items() if each == "SUCCESS"]
    for _each in pages:
        draft = draft.reading(Counter(TEXT=_LEAST_READ + choice.number(_MORE_READ)))
    chunks = [{"web": {"uri": each, "title": _title(each)}} for each in pages]
    draft = grounding.grounded(draft, groundingChunks=chunks)
    return draft.having(urlContextMetadata={"urlMetadata": metadata})


def status(url: str) -> str:
    """Return ``SUCCESS``, ``ERROR``, ``PAYWALL`` or ``UNSAFE`` for an address, by its words.

    Our own rule: what isn't public, or named ``.invalid``, can't be fetched; a host or path that
    speaks of a paywall, or of something unsafe, has or is that.
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # no address at all, such as https://[
        return "ERROR"
    if not _public(host):
        return "ERROR"
    words = url.lower()
    if "paywall" in words:
        return "PAYWALL"
    return "UNSAFE" if re.search(r"\b(?:unsafe|malware|phishing)\b", words) else "SUCCESS"


def _public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:  # a name
        return "." in host.strip(".") and not host.endswith(_NOT_PUBLIC)


def _title(url: str) -> str:
    """Make a title of the last word of the path, or else of the host."""
    parts = urlsplit(url)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    words = _WORD.findall(re.sub(r"\.\w+$", "", last)) or _WORD.findall(parts.netloc)
    return " ".join(each.capitalize() for each in words)[:_TITLE]
