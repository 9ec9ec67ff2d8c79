"""A reverse proxy in front of a mock that spoils what goes through it.

``/m/NAME/v1beta/...`` is ``/v1beta/...`` of the mock, through the row NAME of the catalogue: one
process serves all of them. Answers are taken whole before they are altered.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager

import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from mockserver import MockServer, Settings
from mockserver.mock import mock as made
from mockserver.server import Server, bind, url
from tests.mutants.turn import Asked, Row, Told

KEY = "sk-contract-tests-of-the-mock"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_HEALTHY = Row(name="healthy", says="nothing is altered")
_OUR_OWN = frozenset({
    "connection", "content-length", "date", "host", "keep-alive", "server", "transfer-encoding",
})  # fmt: skip


def app(rows: Mapping[str, Row], upstream: httpx.Client) -> Starlette:
    """Make the proxy in front of *upstream*."""

    async def spoil(request: Request) -> Response:
        asked = await _asked(request)
        row = _HEALTHY if _tries_out(asked) else rows[request.path_params["name"]]
        prepared = row.prepare(asked)
        if isinstance(prepared, Told):
            told = prepared
        else:
            told = row.alter(prepared, await run_in_threadpool(_told, prepared, upstream))
        return StreamingResponse(_pieces(told), told.status, told.headers)

    return Starlette(routes=[Route("/m/{name}/{path:path}", spoil, methods=_METHODS)])


def _tries_out(asked: Asked) -> bool:
    """Whether this only tries out, before a run, that an API answers at all (``preflight``).

    It gets its answer: an API that spoils even that can't be checked, which is no verdict.
    """
    return asked.config == {"maxOutputTokens": 16} and b'"Say hi"' in asked.body


async def _asked(request: Request) -> Asked:
    return Asked(
        method=request.method,
        path="/" + request.path_params["path"],
        query=dict(request.query_params),
        headers={name: value for name, value in request.headers.items() if name not in _OUR_OWN},
        body=await request.body(),
    )


def _told(asked: Asked, upstream: httpx.Client) -> Told:
    response = upstream.request(
        asked.method, asked.path, params=asked.query, headers=asked.headers, content=asked.body
    )
    headers = {name: value for name, value in response.headers.items() if name not in _OUR_OWN}
    told = Told(status=response.status_code, headers=headers, pieces=(response.content,))
    return told.written(*_events(told)) if told.is_events else told


def _events(told: Told) -> list[bytes]:
    blank = told.newline * 2
    return [each + blank for each in told.body.split(blank) if each]


async def _pieces(told: Told) -> AsyncIterator[bytes]:
    for each in told.pieces:
        yield each
        await asyncio.sleep(told.pause)


@contextmanager
def serving(rows: Mapping[str, Row], dialect: str) -> Iterator[str]:
    """Serve the proxy and its mock as long as the block lasts; yield the URL of the proxy."""
    with (
        MockServer(dialect=dialect, api_keys=(KEY,)) as mock,
        # A connection that is kept may be closed by the mock just when it is used again.
        httpx.Client(
            base_url=mock.url, timeout=60, limits=httpx.Limits(max_keepalive_connections=0)
        ) as client,
    ):
        ready = threading.Event()
        server = Server(app(rows, client), ready.set, made(Settings(dialect=dialect)))
        listener = bind("127.0.0.1", 0)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        ready.wait()
        try:
            yield url(listener)
        finally:
            server.should_exit = True
            thread.join()
            listener.close()


def target(proxy: str, name: str) -> str:
    """Return the root of the API as the row *name* spoils it."""
    return f"{proxy}/m/{name}/v1beta"
