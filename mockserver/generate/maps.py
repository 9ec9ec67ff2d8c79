"""Grounding with Google Maps: places of the kind that was asked for, none of which exists.

No recording has any; the shapes are Google's documentation's (gemini.md 4.6).
"""

from collections.abc import Mapping
from typing import Any

from mockserver.generate import grounding
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft

_PREFIXES = (
    "Corner", "Garden", "Harbour", "Hilltop", "Lakeside", "Market Square", "Old Town", "Riverside",
    "Station", "Sunny Side",
)  # fmt: skip
_TEXTS = (
    "{} is open every day and has good reviews.",
    "Visitors mention that {} is easy to reach.",
    "{} is liked for its friendly staff.",
)
_LEAST, _MORE = 2, 3
_PLACE_ID, _WIDGET = 23, 64  # characters
_MOST_CID = 2**63
_LEAST_READ, _MORE_READ = 100, 400  # tokens; own


def apply(draft: Draft) -> Draft:
    """Ground what is said on places, and add a widget's token if one is asked for."""
    tool = grounding.tool(draft.request, "googleMaps")
    if tool is None or not grounding.answers(draft):
        return draft
    choice = draft.choice.apart("maps")
    asked = grounding.queries(draft.request, choice)
    if not asked:
        return grounding.grounded(draft)
    where = draft.request.tool_config.get("retrievalConfig", {}).get("latLng")
    kind = _kind(grounding.terms(grounding.wanted(draft.request)))
    prefixes = choice.shuffled(_PREFIXES)[: _LEAST + choice.number(_MORE)]
    places = [_place(f"{each} {kind}", where, choice) for each in prefixes]
    token = f"widgetcontent/{choice.word(grounding.TOKEN, _WIDGET)}"
    widget = {"googleMapsWidgetContextToken": token} if tool.get("enableWidget") else {}
    draft = grounding.grounded(draft, groundingChunks=places, webSearchQueries=asked, **widget)
    return grounding.read(draft, _LEAST_READ, _MORE_READ, choice)


def _kind(terms: list[str]) -> str:
    """Name what is looked for as one thing: "Italian Restaurant" of "Italian restaurants"."""
    *rest, last = terms[-3:]
    single = last[:-1] if last.endswith("s") and not last.endswith("ss") else last
    return " ".join(each[:1].upper() + each[1:] for each in [*rest, single])


def _place(title: str, where: Mapping[str, float] | None, choice: Choice) -> Mapping[str, Any]:
    """Make a place; its address carries the coordinates around which it was looked for."""
    cid = f"cid={1 + choice.number(_MOST_CID)}"
    around = "" if where is None else f"&ll={where.get('latitude', 0)},{where.get('longitude', 0)}"
    uri = f"https://maps.google.com/?{cid}{around}"
    place = {
        "uri": uri,
        "title": title,
        "placeId": f"places/ChIJ{choice.word(grounding.TOKEN, _PLACE_ID)}",
    }
    if choice.number(2):
        review = {
            "reviewId": choice.word(grounding.TOKEN, _PLACE_ID),
            "googleMapsUri": uri,
            "title": f"Review of {title}",
        }
        text = choice.one(_TEXTS).format(title)
        return {"maps": {**place, "text": text, "placeAnswerSources": {"reviewSnippets": [review]}}}
    return {"maps": place}
