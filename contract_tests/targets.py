"""Who answers: the mock, the live API, any URL, or a recording. A target is an httpx transport and a root.

The root of the API is ``/v1beta`` below the URL, unless the URL has a path of its own: Vertex AI's
``https://.../v1beta1/projects/p/locations/l/publishers/google`` is one.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from mockserver import MockServer

LIVE = "https://api.cometapi.com"
KEY_VARIABLE = "COMETAPI_KEY"
_MOCK_KEY = "sk-contract-tests-of-the-mock"


class UsageError(Exception):
    """An option is wrong."""


class BadFile(Exception):  # noqa: N818 - it says what it is
    """A file that an option names can't be used; the message says which, where, and what to do."""


class CouldNotCheck(Exception):  # noqa: N818 - it says what it is
    """The target can't be asked, so nothing is known of what it would have answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Who answers.

    Attributes:
        name: As the report calls it.
        root: The URL that paths like ``/models/...`` are put after.
        key: A key that it takes, "" if there is none.
        transport: How to reach it; None for the network.
        dear: Whether its answers cost money.
        replays: Whether it only has the answers of former requests.
    """

    name: str
    root: str
    key: str = ""
    transport: httpx.BaseTransport | None = None
    dear: bool = False
    replays: bool = False


@contextmanager
def opened(name: str, dialect: str, environment: Mapping[str, str]) -> Iterator[Target]:
    """Make the target *name* ready for as long as the block lasts.

    Raises:
        UsageError: There is no such target.
    """
    if name == "mock":
        with MockServer(dialect=dialect, api_keys=(_MOCK_KEY,)) as server:
            yield Target(name=name, root=root(server.url), key=_MOCK_KEY)
    elif name == "live":
        yield Target(name=name, root=root(LIVE), key=environment.get(KEY_VARIABLE, ""), dear=True)
    elif urlsplit(name).scheme in {"http", "https"} and urlsplit(name).netloc:
        key = environment.get(KEY_VARIABLE, _MOCK_KEY)
        yield Target(name=name, root=root(name), key=key)
    else:
        msg = f"no such target: {name!r}; it is mock, live, recorded, or a URL with http:// or https://"
        raise UsageError(msg)


def root(url: str) -> str:
    """Return the root of the API at a URL."""
    return url.rstrip("/") if urlsplit(url).path.strip("/") else f"{url.rstrip('/')}/v1beta"
