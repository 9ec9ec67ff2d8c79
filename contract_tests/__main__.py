"""``python -m contract_tests``: the same as ``cometapi-contract run``."""

from contract_tests.cli import run

if __name__ == "__main__":
    run(prog_name="python -m contract_tests")
