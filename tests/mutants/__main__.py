"""``python -m tests.mutants [NAME...]``: try the rows of the catalogue, and make the kill table.

Exit code 0 if every mutation was caught by name and no variation minded, 1 if not.
"""

import argparse
import sys
from pathlib import Path

from contract_tests.claims import DIALECTS
from tests.mutants import table, trials
from tests.mutants.catalogue import MUTANTS, ROWS
from tests.mutants.seen import Seen


def told(seen: Seen) -> str:
    """Say what came of a row: in a line if it is as it should be, else with all that was found."""
    row = ROWS[seen.name]
    mutant = seen.name in MUTANTS
    if seen.right:
        what = ", ".join(seen.hits) or f"{seen.scenarios} scenarios"
        return f"{'killed' if mutant else 'harmless':9} {seen.name}: {what}"
    lines = [f"{'SURVIVED' if mutant else 'ALARMED':9} {seen.name} ({', '.join(row.claims)})"]
    lines += seen.messages
    lines += [f"could not check: {seen.trouble}"] if seen.trouble else []
    return "\n    ".join(lines)


def main() -> int:
    """Try what the command line says, everything if nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("names", nargs="*", help="rows of the catalogue (all)")
    parser.add_argument("--dialect", choices=DIALECTS, default="comet")
    parser.add_argument("--write", type=Path, help="where to write the kill table")
    parser.add_argument("-k", help="only the scenarios of this name, as in pytest")
    options = parser.parse_args()
    results = []
    arguments = ["-k", options.k] if options.k else []
    for each in trials.tried(options.names or ROWS, options.dialect, arguments):
        print(told(each), flush=True)  # noqa: T201 - it is a command
        results.append(each)
    print(table.summed(results, options.dialect))  # noqa: T201
    if options.write:
        options.write.write_text(table.written(results, options.dialect), encoding="utf-8")
    return 0 if all(each.right for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
