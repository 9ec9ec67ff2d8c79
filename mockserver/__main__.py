"""``python -m mockserver``: the same as ``cometapi-mock``."""

from mockserver.cli import main

if __name__ == "__main__":
    main(prog_name="python -m mockserver")
