"""Namespaced base URLs: who asks below ``/__ns/NAME`` sees and changes the state of NAME alone."""

import re

PREFIX = "/__ns"
_PATH = re.compile(rf"{PREFIX}/(?P<name>[^/]+)(?P<rest>/.*)?", re.DOTALL)


def url(base: str, namespace: str) -> str:
    """Return the base URL of a namespace of the mock at *base*; "" is the common one."""
    return f"{base}{PREFIX}/{namespace}" if namespace else base


def split(path: str) -> tuple[str, str]:
    """Split a path below a namespaced base URL into the namespace and the rest."""
    found = _PATH.fullmatch(path)
    return (found["name"], found["rest"]) if found else ("", path)
