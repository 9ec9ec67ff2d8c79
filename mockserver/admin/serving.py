"""From a request to the endpoint that answers it."""

from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from mockserver import namespaced, own_headers
from mockserver.admin import guard, reading
from mockserver.admin.endpoint import ENDPOINTS, Endpoint, Inquiry
from mockserver.admin.refusal import AdminError, meant
from mockserver.admin.writing import json_response
from mockserver.mock import Mock
from mockserver.version import __version__

PREFIX = "/__admin"


def routes(mock: Mock) -> list[BaseRoute]:
    """Return the routes of a mock's admin API; they also stand below each namespaced base URL."""
    by_path: dict[str, list[Endpoint]] = {}
    for each in ENDPOINTS:
        if mock.settings.admin or each.is_open:
            by_path.setdefault(each.path, []).append(each)
    paths = [
        *(Route(path, Door(mock, endpoints)) for path, endpoints in by_path.items()),
        Route("/{rest:path}", Nowhere(mock, by_path)),
    ]
    return [
        Mount(PREFIX, routes=paths),
        Mount(f"{namespaced.PREFIX}/{{below}}{PREFIX}", routes=paths),
    ]


class Door:
    """All endpoints of one path, as an ASGI application."""

    def __init__(self, mock: Mock, endpoints: Iterable[Endpoint]) -> None:
        """Answer for *mock* by one of *endpoints*, each of another method."""
        self._mock = mock
        self._endpoints = {each.method: each for each in endpoints}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in who may ask, read what is asked, answer."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        except AdminError as error:
            response = error.response()
        await _marked(response, self._mock)(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        endpoint = self._endpoints.get(method)  # type: ignore[call-overload]
        if not (endpoint and endpoint.is_open):
            guard.let_in(request, self._mock.settings.admin_token)
        if endpoint is None:
            allowed = ", ".join(self._endpoints)
            raise AdminError(405, f"no {method} here", expected=allowed, allow=allowed)
        inquiry = Inquiry(
            mock=self._mock,
            base=f"{request.url.scheme}://{request.url.netloc}",
            namespace=reading.namespace(request),
            names={name: each for name, each in request.path_params.items() if name != "below"},
            query=reading.query(request, endpoint),
            body=await reading.body(request, endpoint, self._mock.settings),
        )
        return await run_in_threadpool(_response, endpoint, inquiry)


class Nowhere:
    """Whatever path there isn't, as an ASGI application."""

    def __init__(self, mock: Mock, known: Iterable[str]) -> None:
        """Name the paths that are *known*."""
        self._mock = mock
        self._known = list(known)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that there is nothing, and what there is."""
        path = "/" + scope["path_params"]["rest"]
        off = "" if self._mock.settings.admin else "; the admin API is off (--no-admin)"
        expected = f"{meant(path, self._known)}below {PREFIX} there are {', '.join(self._known)}"
        error = AdminError(404, f"there is no {PREFIX}{path}{off}", expected=expected)
        await _marked(error.response(), self._mock)(scope, receive, send)


def _response(endpoint: Endpoint, inquiry: Inquiry) -> Response:
    """Answer, in a thread of its own: a long journal takes a while to write."""
    answer = endpoint.function(inquiry)
    return answer if isinstance(answer, Response) else json_response(answer, endpoint.status)


def _marked(response: Response, mock: Mock) -> Response:
    if mock.settings.marks:
        response.headers[own_headers.MARK] = __version__
    return response
