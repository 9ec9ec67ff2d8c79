"""Where an answer ends: at a stop sequence, at the token limit, or of itself."""

from collections.abc import Iterable
from dataclasses import replace

from mockserver import tokens
from mockserver.generate.draft import Draft, Part
from mockserver.weights import Weights


def apply(draft: Draft) -> Draft:
    """Cut the parts of a draft at the first stop sequence, and where there is no more room.

    Only text can be cut: any other part is said whole, or not at all.
    """
    stops = draft.request.config.get("stopSequences", ())
    weights = draft.request.model.weights
    kept: list[Part] = []
    room, reason, over = draft.room, draft.finish_reason, False
    for part in draft.parts:
        fitting, reason, over = _fit(part, stops, room, weights)
        kept += [fitting] if fitting else []
        if over:
            break
        room = None if room is None else room - tokens.of_said([fitting], weights).total()
    return replace(draft, parts=tuple(kept), finish_reason=reason)


def _fit(
    part: Part, stops: Iterable[str], room: int | None, weights: Weights
) -> tuple[Part, str, bool]:
    """Return what can be said of a part, the finish reason, and whether it ends there."""
    if "text" not in part:
        fits = room is None or tokens.of_said([part], weights).total() <= room
        return (part, "STOP", False) if fits else ({}, "MAX_TOKENS", True)
    text, reason = limit(part["text"], stops, room)
    fitting = {**part, "text": text} if text else {}
    return fitting, reason, text != part["text"]


def limit(text: str, stops: Iterable[str], most: int | None) -> tuple[str, str]:
    """Cut a text; return it with its finish reason.

    A stop sequence is not part of the text (gemini.md 3.7, documented). *most* is in tokens.
    """
    found = [text.index(each) for each in stops if each and each in text]
    ended = text[: min(found)] if found else text
    kept = ended if most is None else tokens.cut(ended, most)
    return kept, ("STOP" if kept == ended else "MAX_TOKENS")
