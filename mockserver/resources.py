"""Where the data folders are: beside the package in a checkout, inside it in a wheel."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent


def folder(name: str) -> Traversable:
    """Return the data folder *name* (``schemas`` or ``fixtures``)."""
    shipped = files("mockserver") / "_data" / name
    return shipped if shipped.is_dir() else CHECKOUT / name
