"""What somebody may have meant by a name that isn't known."""

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like one, in whatever spelling; "" if none is like it."""
    folded = {_folded(each): each for each in known}
    near = difflib.get_close_matches(_folded(name), folded, n=1)
    return folded[near[0]] if near else ""


def respelt(name: str, known: Iterable[str]) -> str:
    """Return the known name that is the same but for underscores and letter case; "" if none is."""
    return next((each for each in known if _folded(each) == _folded(name)), "")


def meant(name: str, known: Iterable[str]) -> str:
    """Ask whether a known name was meant, with a blank behind it; "" if none is like it."""
    near = nearest(name, known)
    return f"did you mean {near}? " if near else ""


def _folded(name: str) -> str:
    return name.replace("_", "").casefold()
