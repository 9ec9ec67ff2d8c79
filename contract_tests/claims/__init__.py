"""What the documentation, and other evidence, claims of the API: the files ``*.toml`` beside this.

A claim has an id, says something in our own words, and stands in a place: lines of the documentation
page (``page 12-14``), or a section of a fact sheet (``gemini.md 4.10``). For each origin it has a
grade: *documented*, *observed* or *inferred*; an origin without a grade isn't said to keep it.

A claim with *fields* is about members of an answer. The check of the schemas holds those, and how
often they come is counted. All others name no holder here: checks and scenarios name them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from contract_tests.findings import Grade

DIALECTS = ("comet", "google", "vertex")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement about the API.

    Attributes:
        id: Its name: family, dot, words with dashes between them.
        says: The statement, in our own words.
        places: Where it stands.
        grades: How sure it is, by dialect.
        fields: The members of an answer that it is about, as ``candidates[].content.role``.
    """

    id: str
    says: str
    places: tuple[str, ...]
    grades: Mapping[str, Grade] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    @property
    def of_chat(self) -> bool:
        """Whether it is about chat completions, the gateway's other face."""
        return self.id.startswith("chat.")


@cache
def claims() -> Mapping[str, Claim]:
    """Return every claim, by its id, in the order of the files.

    Raises:
        ValueError: A claim is written wrongly, or twice.
    """
    found: dict[str, Claim] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            for row in tomllib.loads(file.read_text("utf-8")).get("claim", []):
                claim = _claim(row, file.name)
                if claim.id in found:
                    msg = f"{file.name}: two claims are called {claim.id}"
                    raise ValueError(msg)
                found[claim.id] = claim
    return found


@cache
def applying(dialect: str) -> Mapping[str, Claim]:
    """Return the claims that an origin is said to keep; of several (``google+vertex``), any of them."""
    named = set(dialect.split("+"))
    return {key: each for key, each in claims().items() if named & each.grades.keys()}


def grade(claim: Claim, dialect: str) -> Grade:
    """Say how sure a claim that applies is; of several origins, for the one it is surest for."""
    return min(
        (claim.grades[each] for each in dialect.split("+") if each in claim.grades), key=_surest
    )


def _surest(grade: Grade) -> int:
    return get_args(Grade).index(grade)


@cache
def on_page() -> frozenset[str]:
    """Return the members of an answer that CometAPI's documentation names, and those around them."""
    named = {x for each in claims().values() if _documented(each) for x in each.fields}
    around = {
        ".".join(steps[: n + 1]).removesuffix("[]")
        for steps in (each.split(".") for each in named)
        for n in range(len(steps))
    }
    return frozenset(named | around)


def _documented(claim: Claim) -> bool:
    return claim.grades.get("comet") == "documented"


def _claim(row: Mapping[str, Any], file: str) -> Claim:
    grades = {each: row[each] for each in DIALECTS if each in row}
    known = {"id", "says", "place", "fields", *DIALECTS}
    wrong = sorted(row.keys() - known) + [
        f"{dialect} = {grade!r}"
        for dialect, grade in grades.items()
        if grade not in get_args(Grade)
    ]
    if wrong or not grades:
        msg = f"{file}: {row.get('id', row)}: {', '.join(wrong) or 'it has no grade'}"
        raise ValueError(msg)
    places = row["place"] if isinstance(row["place"], list) else [row["place"]]
    return Claim(
        id=row["id"],
        says=row["says"],
        places=tuple(places),
        grades=grades,
        fields=tuple(row.get("fields", ())),
    )
