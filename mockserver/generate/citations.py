"""Citations: which bytes of a text are somebody else's."""

from itertools import accumulate
from typing import Any

from mockserver import tokens
from mockserver.dialects import Dialect

_SHARE = 3  # of the text, that each citation covers one of


def metadata(text: str, dialect: Dialect) -> dict[str, Any]:
    """Return the citation metadata of a text: its beginning and its end are cited.

    Indices count bytes of UTF-8, and a start of 0 is absent (gemini.md 4.5, observed). A text of
    nothing has none.
    """
    ends = list(accumulate(len(each.encode()) for each in tokens.split(text)))
    if not ends:
        return {}
    starts = [0, *ends]
    part = max(1, len(ends) // _SHARE)
    spans = dict.fromkeys([(0, ends[part - 1]), (starts[-1 - part], ends[-1])])
    cited = [_citation(number, *span, dialect) for number, span in enumerate(spans, start=1)]
    return {dialect.citations: cited}


def _citation(number: int, start: int, end: int, dialect: Dialect) -> dict[str, Any]:
    """Write one citation; the first has a license, all of Vertex AI a title and a date."""
    vertex = {
        "title": f"Source {number}",
        "publicationDate": {"year": 2024, "month": 1, "day": number},
    }
    return {
        **({"startIndex": start} if start else {}),
        "endIndex": end,
        "uri": f"https://example.com/source-{number}",
        **(vertex if dialect.citations == "citations" else {}),
        **({"license": "mit"} if number == 1 else {}),
    }
