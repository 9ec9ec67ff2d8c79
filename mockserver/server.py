"""The mock as a running server: in the foreground, or in a thread for a ``with`` block."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import uvicorn
from starlette.types import ASGIApp

from mockserver import admin, recorder
from mockserver.app import serving
from mockserver.connection import Connection
from mockserver.control import Control
from mockserver.mock import Mock, mock
from mockserver.received import Received
from mockserver.recorder import Recordings
from mockserver.settings import ConfigurationError, Settings
from mockserver.watching import watching

_GRACE = 30  # seconds for answers that are being sent when the server is told to stop
_LAST_PORT = 65_535
_NAMES = [
    "host",
    "port",
    *(each.name for each in fields(Settings) if not each.name.startswith("log_")),
    "recordings",
]


class MockServer(Control):
    """A mock on a free port of this machine, as long as the ``with`` block lasts.

    ::

        with MockServer(dialect="google") as mock:
            client = genai.Client(api_key="any", http_options={"base_url": mock.url})
            mock.add(match={"text": {"contains": "Norway"}}, text="Oslo.")

    It takes what `Settings` takes, but for how to log: that is for the program around it to set up.
    With *recordings*, a folder or `Recordings`, it replays them, and records. It runs once, in a thread
    of this process; ``async with`` starts and stops it beside the event loop. It is itself the
    `Control` of the common namespace.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        recordings: str | Path | Recordings | None = None,
        **settings: Any,
    ) -> None:
        """Prepare a mock.

        Raises:
            ConfigurationError: A setting is wrong, a file isn't a recording, or the port is taken.
        """
        if unknown := settings.keys() - set(_NAMES):
            msg = f"no such setting: {', '.join(sorted(unknown))}; there are {', '.join(_NAMES)}"
            raise ConfigurationError(msg)
        self.settings = Settings(**settings)
        admin.hold(host, self.settings)
        self._ready = threading.Event()
        self._failure: Exception | None = None
        made, app = _made(mock(self.settings), recordings)
        self._server = Server(app, self._ready.set, made)
        self._socket = bind(host, port)
        super().__init__(made, url(self._socket))
        self._thread = threading.Thread(target=self._run, name="cometapi-mock", daemon=True)

    def __enter__(self) -> Self:
        """Start, and return when the first request can come.

        Raises:
            RuntimeError: It can't be started, or has been before.
        """
        if self._thread.ident is not None:
            msg = "a MockServer runs once; make another"
            raise RuntimeError(msg)
        self._thread.start()
        self._ready.wait()
        if not self._server.started:
            self._socket.close()
            msg = f"the mock could not be started: {self._failure!r}"
            raise RuntimeError(msg) from self._failure
        return self

    async def __aenter__(self) -> Self:
        """Start as above, and let the event loop go on meanwhile."""
        return await asyncio.to_thread(self.__enter__)

    @property
    def all_requests(self) -> tuple[Received, ...]:
        """What was asked in any namespace."""
        return self._read(self._mock.state.journal.entries())

    def _run(self) -> None:
        try:
            with watching(self._mock):
                self._server.run([self._socket])
        except Exception as error:  # noqa: BLE001 - told where the block is entered
            self._failure = error
        finally:
            self._ready.set()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop, once what is being sent has been sent."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop as above, and let the event loop go on meanwhile: the app may be in it."""
        await asyncio.to_thread(self.__exit__, kind, error, traceback)


def _made(mock: Mock, recordings: str | Path | Recordings | None) -> tuple[Mock, ASGIApp]:
    """Return a mock that replays, if there are recordings, and the application that it is served by."""
    if recordings is None:
        return mock, serving(mock)
    if not isinstance(recordings, Recordings):
        recordings = Recordings(directory=recordings)
    made = recorder.create_app(mock, recordings)
    return made.mock, made.app()


class Server(uvicorn.Server):
    """A uvicorn server that calls *ready* when it serves, and doesn't wait for who isn't served yet.

    The limits of *mock* hold, and it words what is refused before *app* hears of it.
    """

    def __init__(self, app: ASGIApp, ready: Callable[[], None], mock: Mock) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                # Not httptools: it drops the body of a request that offers an upgrade to HTTP/2, as
                # Java's own client does.
                http=cast("type[Connection]", partial(Connection, mock=mock)),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,  # Same request, same bytes.
                timeout_graceful_shutdown=_GRACE,
            )
        )
        self._ready = ready
        logging.getLogger("uvicorn.error").addFilter(_not_of_ours)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to serve, then say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish the answers that are being sent, and close all other connections at once."""
        for each in cast("list[Connection]", list(self.server_state.connections)):
            cycle = getattr(each, "cycle", None)
            if cycle is None or not cycle.response_started or each.hangs:
                each.drop()
        await super().shutdown(sockets)


def _is_address(host: object, port: object) -> bool:
    """Whether these can be an address and a port; a caller without types may pass anything."""
    return (
        isinstance(host, str)
        and bool(host.strip())
        and "\0" not in host
        and isinstance(port, int)
        and 0 <= port <= _LAST_PORT
    )


_DROPPED = (
    # The advice to install WebSockets that an offer of HTTP/2 gets.
    "upgrade request",
    "WebSocket library",
    # `connection` says more of it.
    "Invalid HTTP request",
)


def _not_of_ours(record: logging.LogRecord) -> bool:
    """Drop what uvicorn says that doesn't hold here, or is said better."""
    return not any(each in str(record.msg) for each in _DROPPED)


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket. Port 0 is a free one.

    Raises:
        ConfigurationError: The address can't be had.
    """
    if not _is_address(host, port):
        msg = f"can't listen on {host!r} port {port!r}: it takes an address and a port up to {_LAST_PORT}"
        raise ConfigurationError(msg)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With proto 0 asyncio would leave Nagle's algorithm on, which costs 40 ms a request.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        msg = f"can't listen on {host} port {port}: {reason}; try another --port (0 is a free one)"
        raise ConfigurationError(msg) from error
    return listener


def url(listener: socket.socket) -> str:
    """Write where a socket listens as a base URL."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
