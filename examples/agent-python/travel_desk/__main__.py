"""``python -m travel_desk "When do trains leave for Bergen?"``: the answer, as it comes."""

import sys

from travel_desk import Desk, NoAnswer, connect


def main(question: str) -> int:
    """Print the answer to a question; return the exit code."""
    try:
        for piece in Desk(connect()).ask(question):
            print(piece, end="", flush=True)
    except NoAnswer as error:
        print(f"\nSorry: {error}", file=sys.stderr)
        return 1
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
