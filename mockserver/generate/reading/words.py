"""Names of properties as words: ``departureCity`` is a city, ``pet_names`` are names."""

import re
from dataclasses import dataclass

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")
_SAME = frozenset({"address", "status", "news", "species", "series", "class", "is", "has"})
_READ = 500  # characters of a description that are looked at


def split(name: str) -> tuple[str, ...]:
    """Return the words of a name, in lower case."""
    return tuple(each.lower() for each in _PARTS.findall(name[:_READ]))


def singular(word: str) -> str:
    """Return a plural as its singular, by its ending."""
    if word in _SAME or len(word) < 4 or not word.endswith("s") or word.endswith("ss"):  # noqa: PLR2004
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses")) else word[:-1]


@dataclass(frozen=True, slots=True)
class About:
    """What a value is: the words of its name, in the singular, and how it is described."""

    words: tuple[str, ...] = ()
    description: str = ""

    @property
    def last(self) -> str:
        """The word that says most: ``city`` of ``departure_city``."""
        return self.words[-1] if self.words else ""

    @property
    def described(self) -> tuple[str, ...]:
        """The words of the description, in the singular."""
        return tuple(singular(each) for each in split(self.description))


def about(name: str, description: str = "") -> About:
    """Read a name and a description."""
    return About(tuple(singular(each) for each in split(name)), description[:_READ])
