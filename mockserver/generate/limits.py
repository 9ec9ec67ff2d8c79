"""Where a text ends: at a stop sequence, at the token limit, or of itself."""

from collections.abc import Iterable

from mockserver import tokens


def limit(text: str, stops: Iterable[str], most: int | None) -> tuple[str, str]:
    """Cut a text; return it with its finish reason.

    A stop sequence is not part of the text (gemini.md 3.7, documented). *most* is in tokens.
    """
    found = [text.index(each) for each in stops if each and each in text]
    ended = text[: min(found)] if found else text
    kept = ended if most is None else tokens.cut(ended, most)
    return kept, ("STOP" if kept == ended else "MAX_TOKENS")
