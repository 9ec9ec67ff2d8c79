"""The ledger: which members answers had, beside what the page names and what recorded traffic has.

Presence is counted, never asserted: an optional member that doesn't come breaks nothing. But one that
came in all recorded answers, and comes in none now, is worth a look.

Answers come by two faces, with candidates or with the choices of a chat: members are counted of those
of their own face.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from contract_tests.claims import on_page
from contract_tests.outcome import Outcome
from contract_tests.report.answers import is_free, is_of_chat, known_members

Row = dict[str, Any]


class Counts(NamedTuple):
    """How many answers there were, by face."""

    answers: int
    chats: int

    def of(self, place: str) -> int:
        """Return how many there were in which a member could have come."""
        return self.chats if is_of_chat(place) else self.answers


def ledger(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Return what was counted: undocumented members, documented ones that never came, and shares."""
    outcomes = tuple(outcomes)
    seen: Counter[str] = Counter()
    for each in outcomes:
        seen.update(each.fields)
    counts = Counts(sum(each.answers for each in outcomes), sum(each.chats for each in outcomes))
    examples = {place: x for each in reversed(outcomes) for place, x in each.examples.items()}
    return {
        "answers": counts.answers,
        "chats": counts.chats,
        "undocumented": _undocumented(seen, counts, examples),
        "never_seen": [
            _recorded(each)
            for each in sorted(on_page() - seen.keys())
            if counts.chats or not is_of_chat(each)
        ],
        "presence": [
            {
                **_recorded(each),
                "seen": seen[each],
                "of": counts.of(each),
                "share": _share(seen[each], counts.of(each)),
            }
            for each in presence()
        ],
    }  # fmt: skip


@cache
def presence() -> Mapping[str, Mapping[str, float]]:
    """Return in how many percent of recorded answers members come, by member and origin."""
    text = files("contract_tests").joinpath("presence.toml").read_text("utf-8")
    rows: Mapping[str, Mapping[str, float]] = tomllib.loads(text)["presence"]
    return rows


def _undocumented(
    seen: Mapping[str, int], counts: Counts, examples: Mapping[str, str]
) -> list[Row]:
    return [
        {
            "path": place,
            "seen": count,
            "of": counts.of(place),
            "known": place in known_members(),
            "example": examples.get(place, ""),
        }
        for place, count in sorted(seen.items())
        if place not in on_page() and not is_free(place)
    ]


def _recorded(place: str) -> Row:
    """Return how often recorded traffic has a member; None where that isn't known."""
    row = presence().get(place, {})
    return {"path": place, "google": row.get("google"), "vertex": row.get("vertex")}


def _share(count: int, whole: int) -> float | None:
    return round(100 * count / whole, 1) if whole else None
