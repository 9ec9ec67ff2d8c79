"""The kill table, in Markdown."""

from collections.abc import Sequence

from tests.mutants.catalogue import MUTANTS, ROWS, UNSEEN
from tests.mutants.seen import Seen

_HEAD = """# The suite, tried

`make mutants` spoils a healthy API in one way at a time and runs the contract suite against it, by a proxy in
front of the mock. Each mutation must be caught by a check or a scenario that names what was spoilt: it says
of a claim that the row expects that it is broken. Harmless variations must break nothing.
`make test` tries a few of them. This table is what `make mutants` wrote; `tests/mutants/` has the catalogue.
"""


def summed(results: Sequence[Seen], dialect: str) -> str:
    """Say in a sentence how many were right."""
    killed = [each.right for each in results if each.name in MUTANTS]
    calm = [each.right for each in results if each.name not in MUTANTS]
    return (
        f"{dialect}: {sum(killed)} of {len(killed)} mutations caught, "
        f"{calm.count(False)} false alarms in {len(calm)} variations"
    )


def written(results: Sequence[Seen]) -> str:
    """Write what came of the rows, in the order of the catalogue."""
    mutants = [each for each in results if each.name in MUTANTS]
    variations = [each for each in results if each.name not in MUTANTS]
    lines = [_HEAD, f"{summed(results, 'In the comet dialect')}.\n", "## Mutations\n"]
    lines += ["| mutation | what the API does | caught by |", "|---|---|---|"]
    lines += [_row(each, _catchers(each)) for each in mutants]
    lines += [
        "\n## Harmless variations\n",
        "| variation | what the API does | broke |",
        "|---|---|---|",
    ]
    lines += [_row(each, ", ".join(each.by) or "nothing") for each in variations]
    lines += ["\n## What can't be seen\n", "| what the API might do | why no check can tell |"]
    lines += ["|---|---|", *(f"| {what} | {why} |" for what, why in UNSEEN.items())]
    return "\n".join(lines) + "\n"


def _row(seen: Seen, what: str) -> str:
    return f"| `{seen.name}` | {ROWS[seen.name].says} | {what} |"


def _catchers(seen: Seen) -> str:
    """Name the claims, each with the first that saw it broken."""
    first: dict[str, str] = {}
    for each in seen.hits:
        claim, _, check = each.partition(" ")
        first.setdefault(claim, check)
    return ", ".join(f"`{claim}` ({check})" for claim, check in first.items()) or "**nothing**"
