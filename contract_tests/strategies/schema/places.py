"""The places of a declared schema, in whichever form: scalars with their bounds, and members of objects.

A schema is drawn place by place, a draw or two for each, which is much faster than a tree of
strategies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.choices import Variants, one_of, variants

Schema = dict[str, Any]
Place = Callable[[st.DrawFn, int], Schema]

DEEPEST = 3  # schemas in schemas
_MOST = 4  # members of an object

_NAMES: tuple[str, ...] = (
    "name", "city", "age", "price", "email", "url", "date", "id", "tags", "isActive", "x", "y",
    "departureCity", "item_count", "description", "\u540d", "with space", "rating", "latitude",
)  # fmt: skip
WORDS: tuple[str, ...] = ("red", "green", "in_progress", "A", "Paris", "3", "\u00fcber", "no")
VALUES: tuple[Any, ...] = (*WORDS, 0, -9, 99, 7, True, False, None, 0.5, -8.25)
PATTERNS = (
    "^[A-Z]{3}-\\d{4}$", "^\\S+@\\S+$", "a+b*", "(?=.*[0-9]).+", "^(?:foo|bar)[^x]?$", ".",
    "^#?[0-9a-f]{6}$",
)  # fmt: skip

# Defaults, too, that their schemas don't allow.
_NOTES = one_of(
    (
        *({},) * 12,
        *variants(
            title=("name", "City"),
            description=("The city to look up", "From 1 to 10", "Bob's e-mail address", ""),
            default=VALUES,
        )[1:],
    )
)

LENGTHS = st.integers(0, 60)
COUNTS = st.integers(0, 5)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A schema of scalars: what is fixed, and which bounds are to be drawn from *values*."""

    fixed: Schema
    bounds: tuple[str, ...] = ()
    values: st.SearchStrategy[Any] = LENGTHS

    def __call__(self, draw: st.DrawFn, _: int) -> Schema:
        """Draw the bounds, the lower first."""
        found = sorted(draw(self.values) for _ in self.bounds)
        return {**self.fixed, **dict(zip(self.bounds, found, strict=True))}


def bounded(
    fixed: Sequence[Schema], least: str, most: str, values: st.SearchStrategy[Any]
) -> tuple[Leaf, ...]:
    """Return a leaf for each of *fixed*, without a bound, with one of them and with both."""
    return tuple(
        Leaf(each, bounds, values)
        for bounds in ((), (least,), (most,), (least, most))
        for each in fixed
    )


def fixed(options: Sequence[Schema]) -> tuple[Leaf, ...]:
    """Return a leaf without bounds for each schema."""
    return tuple(map(Leaf, options))


def typed(kind: str, **members: Sequence[Any]) -> Variants:
    """Return every schema of a type with some of the keywords."""
    return tuple({"type": kind, **each} for each in variants(**members))


def members(draw: st.DrawFn, deeper: int, kind: str, member: Place) -> Schema:
    """Draw a schema of objects: members, which of them must be there, and in which order."""
    start, count = divmod(draw(_SLICES), _MOST + 1)
    names = [*_NAMES, *_NAMES][start : start + count]
    schema: Schema = {"type": kind, "properties": {each: member(draw, deeper) for each in names}}
    needed, order, least, more = draw(_DEMANDS)
    required = {0: [], 1: names, 2: names[::-1], 3: names[1:]}[needed]
    if required:
        schema["required"] = required
    if order:
        schema["propertyOrdering"] = names[order:] + names[:order]
    if least:
        schema["minProperties"] = len(required)
    if more:
        schema["maxProperties"] = max(count, 1) + more
    return schema


_SLICES = st.integers(0, len(_NAMES) * (_MOST + 1) - 1)
_DEMANDS = one_of(
    (needed, order, least, more)
    for order in range(3)
    for least in (False, True)
    for more in (0, 1, 3)
    for needed in range(4)
)


def place(draw: st.DrawFn, deeper: int, kinds: "Kinds") -> Schema:
    """Draw what stands at a place, which may hold so many more levels, and what is noted of it."""
    kind = draw(kinds.leaves if deeper == 0 else kinds.all)
    return {**draw(_NOTES), **kind(draw, deeper - 1)}


@dataclass(frozen=True, slots=True)
class Kinds:
    """Strategies of what a place may be: at the end of a branch, and before."""

    leaves: st.SearchStrategy[Place]
    all: st.SearchStrategy[Place]
