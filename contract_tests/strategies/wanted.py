"""What strategies can be asked for by name, and the words for what there isn't."""

from collections.abc import Iterable

from mockserver.dialects import DIALECTS, Dialect
from mockserver.spelling import meant


def known(name: str, names: Iterable[str], what: str) -> str:
    """Return a name, if it is one of *names*; *what* it is to be is said with its article.

    Raises:
        ValueError: It is none of them.
    """
    there = list(names)
    if name in there:
        return name
    rest = [f"{len(there) - _MOST} others"] if len(there) > _MOST else []
    told = ", ".join([*there[:_MOST], *rest])
    msg = f"expected {what}, got {name!r}; {meant(str(name), there)}there are {told}"
    raise ValueError(msg)


_MOST = 40  # names that are listed


def all_known(names: Iterable[str], there: Iterable[str], what: str) -> frozenset[str]:
    """Return names, if all of them are among those that there are.

    Raises:
        ValueError: One isn't, or they are one text.
    """
    there = list(there)
    return frozenset(known(each, there, what) for each in sorted(listed(names)))


def listed(names: Iterable[str]) -> tuple[str, ...]:
    """Return several names.

    Raises:
        ValueError: They are one text, which would be as many names as it has letters.
    """
    if isinstance(names, str):
        msg = f"expected names in a list, got {names!r}: write [{names!r}]"
        raise ValueError(msg)  # noqa: TRY004 - who asks for strategies catches this alone
    return tuple(names)


def dialect(name: str) -> Dialect:
    """Return the dialect *name*.

    Raises:
        ValueError: There is no such dialect.
    """
    return DIALECTS[known(name, DIALECTS, "a dialect")]
