"""Who may ask: whoever has the token, and without one only programs of the same machine."""

import hmac
import ipaddress
import socket
from urllib.parse import urlsplit

from starlette.requests import Request

from mockserver import own_headers
from mockserver.admin.refusal import AdminError
from mockserver.hosts import is_loopback
from mockserver.settings import ConfigurationError, Settings

_LOCAL = "localhost"


def hold(host: str, settings: Settings) -> None:
    """Hold a mock that is to listen on *host* to have a token, if others than this machine reach it.

    Raises:
        ConfigurationError: It has an admin API, and no token.
    """
    if not settings.admin or settings.admin_token:
        return
    if not all(map(is_loopback, _addresses(host))):
        msg = (
            f"on {host} others can reach the admin API: give it a token with --admin-token "
            "(or COMETAPI_MOCK_ADMIN_TOKEN), or leave it out with --no-admin"
        )
        raise ConfigurationError(msg)


def _addresses(host: str) -> list[str]:
    """Return the addresses of a host; none of what can't be one: that is told where it is bound."""
    try:
        return [str(each[4][0]) for each in socket.getaddrinfo(host, None)]
    except (OSError, TypeError, ValueError):
        return []


def let_in(request: Request, token: str) -> None:
    """Let in who may ask.

    Raises:
        AdminError: 401 without the token, 403 where there is none and the request came from elsewhere,
            or from a page of another site: a browser sends those even if nobody meant it.
    """
    if token:
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        given = request.headers.get(
            own_headers.ADMIN_TOKEN, bearer if scheme.lower() == "bearer" else ""
        )
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise AdminError(
                401,
                "the admin API wants its token",
                where=f"header Authorization: Bearer TOKEN, or {own_headers.ADMIN_TOKEN}: TOKEN",
                expected="what --admin-token says",
                www_authenticate="Bearer",
            )
        return
    server = request.scope.get("server")
    if server and not is_loopback(server[0]):
        raise AdminError(403, "without --admin-token the admin API is for this machine alone")
    for header, host in _named(request):
        # A page can come from any address, and a host that is one can't be led elsewhere.
        if not (is_loopback(host) if header == "origin" else _is_ours(host)):
            raise AdminError(
                403,
                "without --admin-token the admin API can't be asked by a name or from a page of another site",
                where=f"header {header}: {request.headers[header]}",
                expected="an IP address or localhost",
            )


def _named(request: Request) -> list[tuple[str, str]]:
    """Return the hosts that a request names, by header."""
    found = [("host", f"//{request.headers['host']}")] if "host" in request.headers else []
    if "origin" in request.headers:
        found.append(("origin", request.headers["origin"]))
    return [(name, _host(url)) for name, url in found]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_ours(host: str) -> bool:
    """Whether a name of a host can't be turned to another address by who owns it."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return is_loopback(host)
    return True
