"""Grounding on the files of file search stores, as if they held what is asked."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any

from mockserver import tokens
from mockserver.generate import grounding
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft

_LEAST, _MORE, _TOP_K = 1, 3, 5
_LEAST_READ, _MORE_READ = 250, 500  # tokens beside the chunks; 288 to 1,436 in all observed
_CONDITION = re.compile(r'([A-Za-z_]\w{0,99})\s*=\s*(?:"([^"]*)"|(-?\d{1,15}(?:\.\d{1,9})?))')
_READ = 2_000  # characters of a filter
_TEXTS = (
    "These notes are on {}, in the order in which it was worked on.",
    "What is known of {} is gathered here, one point after another.",
    "A record of {}, kept for those who come back to it later.",
    "The part on {} begins here; what it rests on stands before it.",
)


def apply(draft: Draft) -> Draft:
    """Ground what is said on passages of files, if there is something to look up.

    A passage carries what the metadata filter asks for: else it would not have been found.
    """
    tool = grounding.tool(draft.request, "fileSearch")
    if tool is None or not grounding.answers(draft):
        return draft
    topic = grounding.topic(grounding.wanted(draft.request))
    if not topic:
        return grounding.grounded(draft)
    choice = draft.choice.apart("file_search")
    chunks = list(_chunks(tool, topic, choice))
    read = tokens.of_json(chunks) + Counter(TEXT=_LEAST_READ + choice.number(_MORE_READ))
    return grounding.grounded(draft, groundingChunks=chunks).reading(read)


def _chunks(tool: Mapping[str, Any], topic: str, choice: Choice) -> Iterator[Mapping[str, Any]]:
    most = tool.get("topK", 0)
    count = min(_LEAST + choice.number(_MORE), most if most > 0 else _TOP_K)
    metadata = list(_metadata(tool.get("metadataFilter", "")))
    texts = choice.shuffled(_TEXTS)
    for store, text in zip(islice(cycle(tool["fileSearchStoreNames"]), count), texts, strict=False):
        name = "-".join(re.findall(r"\w+", topic.lower()))[:40]
        yield {
            "retrievedContext": {
                "title": f"{name}-{choice.word('0123456789', 3)}.txt",
                "text": text.format(topic),
                "fileSearchStore": store,
                **({"customMetadata": metadata} if metadata else {}),
            }
        }


def _metadata(written: str) -> Iterator[Mapping[str, Any]]:
    for key, text, number in _CONDITION.findall(written[:_READ]):
        value = float(number) if "." in number else int(number or 0)
        yield {"key": key, **({"numericValue": value} if number else {"stringValue": text})}
