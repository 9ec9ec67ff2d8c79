"""Who answers: the mock, the live API, any URL, or a recording. A target is an httpx transport and a root.

The root of the API is ``/v1beta`` below the URL, unless the URL has a path of its own: Vertex AI's
``https://.../v1beta1/projects/p/locations/l/publishers/google`` is one.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

import httpx

from contract_tests.call import Below
from mockserver import MockServer

LIVE = "https://api.cometapi.com"
KEY_VARIABLE = "COMETAPI_KEY"
_MOCK_KEY = "sk-contract-tests-of-the-mock"
_VERSION = re.compile(r"/v\d[^/]*(/.*)?$")  # of the API, and all behind it


class UsageError(Exception):
    """An option is wrong."""


class CouldNotCheck(Exception):  # noqa: N818 - it says what it is
    """The target can't be asked, so nothing is known of what it would have answered."""


class Unreachable(CouldNotCheck):
    """No answer came."""


class NoKey(CouldNotCheck):
    """The target wants a key, and there is none."""


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
        ours: Whether it was started for this run, so that there is no doubt that it is there.
    """

    name: str
    root: str
    key: str = ""
    transport: httpx.BaseTransport | None = None
    dear: bool = False
    replays: bool = False
    ours: bool = False

    def base(self, below: Below) -> str:
        """Return the URL that paths below the root, or the host, are put after."""
        return self.root if below == "root" else host(self.root)


@contextmanager
def opened(name: str, dialect: str, environment: Mapping[str, str]) -> Iterator[Target]:
    """Make the target *name* ready for as long as the block lasts.

    Raises:
        NoKey: It wants one: the live API, and any URL that isn't on this machine.
        UsageError: There is no such target, or the key can't be one.
    """
    if name == "mock":
        with MockServer(dialect=dialect, api_keys=(_MOCK_KEY,)) as server:
            yield Target(name=name, root=root(server.url), key=_MOCK_KEY, ours=True)
    elif name == "live":
        yield Target(name=name, root=root(LIVE), key=_key(name, environment), dear=True)
    elif urlsplit(name).scheme in {"http", "https"} and urlsplit(name).hostname:
        dear = costs(name)
        key = _key(name, environment) if dear else _given(environment) or _MOCK_KEY
        yield Target(name=name, root=root(name), key=key, dear=dear)
    else:
        msg = f"no such target: {name!r}; it is mock, live, recorded, or a URL with http:// or https://"
        raise UsageError(msg)


def root(url: str) -> str:
    """Return the root of the API at a URL."""
    return url.rstrip("/") if urlsplit(url).path.strip("/") else f"{url.rstrip('/')}/v1beta"


def host(root: str) -> str:
    """Return what is before the API's version in its root: there a gateway has other APIs, too."""
    return urlunsplit(urlsplit(root)._replace(path=_VERSION.sub("", urlsplit(root).path)))


def costs(name: str) -> bool:
    """Whether a target's answers cost money: all do that don't come from this machine."""
    return name == "live" or not _on_this_machine(urlsplit(name).hostname or "localhost")


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _key(name: str, environment: Mapping[str, str]) -> str:
    if key := _given(environment):
        return key
    msg = f"{name} wants a key, and {KEY_VARIABLE} isn't set"
    raise NoKey(msg)


def _given(environment: Mapping[str, str]) -> str:
    """Return the key, without the line end that secrets tend to have."""
    key = environment.get(KEY_VARIABLE, "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        msg = f"{KEY_VARIABLE} holds what can't be a key: it has blanks, or letters beyond ASCII"
        raise UsageError(msg)
    return key
