"""``python -m contract_tests``: the same as ``cometapi-contract run``."""

import sys

from contract_tests.running import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
