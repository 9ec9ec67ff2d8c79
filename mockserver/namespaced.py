"""Namespaced base URLs: who asks below ``/__ns/NAME`` sees and changes the state of NAME alone."""

import re
from urllib.parse import quote

PREFIX = "/__ns"
_PATH = re.compile(rf"{PREFIX}/(?P<name>[^/]+)(?P<rest>/.*)?", re.DOTALL)


def url(base: str, namespace: str) -> str:
    """Return the base URL of a namespace of the mock at *base*; "" is the common one."""
    return f"{base}{PREFIX}/{quote(namespace, safe='')}" if namespace else base


def split(path: str) -> tuple[str, str]:
    """Split a path below a namespaced base URL into the namespace and the rest."""
    found = _PATH.fullmatch(path)
    return (found["name"], found["rest"] or "/") if found else ("", path)


def hold(name: str) -> None:
    """Hold the name of a namespace to be one that can stand in a URL.

    Raises:
        ValueError: It isn't one step of a path.
    """
    if "/" in name or name in {".", ".."}:
        msg = f"a namespace takes a name without a slash, and other than . and .., not {name!r}"
        raise ValueError(msg)
