"""The kill table, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from contract_tests.claims import DIALECTS
from tests.mutants.catalogue import MUTANTS, ROWS, UNSEEN, VARIATIONS, means_something
from tests.mutants.seen import Seen
from tests.mutants.turn import Row

_HEAD = """\
# The suite, tried

`make mutants` spoils a healthy API in one way after the other, by a proxy in front of the mock, and runs the
contract suite against each. A mutation is caught if the suite finds broken what the mutation spoils: one of
the claims that its row in the catalogue expects. A harmless variation must break nothing.

This is what `make mutants` wrote. `make test` tries a few rows, others whenever the scenarios change;
`make mutants DIALECT=google` (or `vertex`) tries all of them in another dialect, and `make mutants ARGS=done` one.
The catalogue is `tests/mutants/`: a new mutation or variation is a row there.
"""


def summed(results: Sequence[Seen], dialect: str) -> str:
    """Say in a sentence how many were right."""
    killed = [each.right for each in results if each.name in MUTANTS]
    calm = [each.right for each in results if each.name not in MUTANTS]
    return (
        f"{dialect}: {sum(killed)} of {len(killed)} mutations caught, "
        f"{calm.count(False)} false alarms in {len(calm)} variations"
    )


def written(results: Sequence[Seen], dialect: str) -> str:
    """Write what came of the rows, in the order of the catalogue; of those not tried, where they are."""
    seen = {each.name: each for each in results}
    return "\n".join(
        [
            _HEAD,
            f"**{summed(results, dialect)}.**",
            "\n## Mutations\n",
            "| mutation | what the API does | caught by |",
            "|---|---|---|",
            *_rows(MUTANTS, seen, "**nothing**"),
            "\n## Harmless variations\n",
            "| variation | what the API does | broke |",
            "|---|---|---|",
            *_rows(VARIATIONS, seen, "nothing"),
            "\n## What can't be seen\n",
            "| what the API might do | why no suite can tell |",
            "|---|---|",
            *(f"| {what} | {why} |" for what, why in UNSEEN.items()),
            "",
        ]
    )


def _rows(names: Mapping[str, object], seen: Mapping[str, Seen], none: str) -> Iterator[str]:
    for name in names:
        row = ROWS[name]
        what = _found(seen[name]) or none if name in seen else f"(only in {_where(row)})"
        yield f"| `{name}` | {row.says} | {what} |"


def _where(row: Row) -> str:
    return " and ".join(each for each in DIALECTS if means_something(row, each))


def _found(seen: Seen) -> str:
    """Name claims, each with the first that saw it broken; of a mutation, those that were expected."""
    first: dict[str, str] = {}
    for each in seen.hits if seen.name in MUTANTS else seen.by:
        claim, _, check = each.partition(" ")
        first.setdefault(claim, check)
    return ", ".join(f"`{claim}` ({check})" for claim, check in first.items())
