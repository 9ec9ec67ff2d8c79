"""The ASGI application that replays what is recorded, and records what it may."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from mockserver import app as shell
from mockserver import operations
from mockserver.bookkeeping import Bookkeeping
from mockserver.errors import ApiError
from mockserver.exchange import Call, Exchange
from mockserver.mock import Mock
from mockserver.recorder.console import Console
from mockserver.recorder.essence import document
from mockserver.recorder.folder import Folder, opened
from mockserver.recorder.keeping import Keeper
from mockserver.recorder.passing import Passed, Passing, refuse
from mockserver.recorder.recordings import Recordings
from mockserver.recorder.upstream import Upstream


@dataclass(slots=True)
class Recorder:
    """A mock with a tape: what isn't the mock's own, such as ``/__admin/``, is replayed or recorded.

    Attributes:
        mock: The mock that replays.
        folder: Its recordings.
        keeper: Who writes new ones.
        console: Who is told what was recorded.
    """

    mock: Mock
    folder: Folder
    keeper: Keeper
    console: Console = field(default_factory=Console)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a call; replay its answer, or let the upstream answer, and record that."""
        limit = self.mock.settings.max_body
        call = await shell.read_call(scope, receive, limit)
        if call is None:
            return  # The client left before it had said what it wants.
        namespace = self.mock.state.namespace(call.namespace)
        if not self.folder.records(call, namespace.counted):
            self._count(await shell.answer(call, self.mock, scope, receive, send))
        elif not call.whole:
            await refuse(413, f"the body has more than --max-body, {limit} bytes", send)
        else:
            await self._record(call, scope, receive, send)

    async def _record(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        number = self.keeper.number(call)

        async def keep(passed: Passed) -> None:
            self._journalize(passed)
            try:
                verdict = await asyncio.to_thread(self.keeper.keep, passed, number)
            except OSError as error:
                self.console.refuse(f"{call.method} {call.path}: not recorded: {error}")
            else:
                self.console.record(verdict)

        passed = await Passing(self.keeper.upstream, keep).pass_on(call, scope, receive, send)
        if not passed.status:
            what = f"{call.method} {call.path}"
            self.console.refuse(
                f"{what}: no answer of {self.keeper.upstream.url}: {passed.trouble}"
            )

    def app(self) -> Starlette:
        """Return the application as a whole."""
        return shell.serving(self.mock, self)

    def _count(self, exchange: Exchange) -> None:
        self.console.replayed += bool(exchange.recording)
        self.console.missed += exchange.unmatched

    def _journalize(self, passed: Passed) -> None:
        """Keep in the journal what the upstream answered, as if it had been replayed."""
        exchange = Exchange(passed.call, passed.reply)
        with suppress(ApiError):  # It may be no call of the API at all.
            route = operations.resolve(passed.call, self.mock.dialect)
            exchange = replace(exchange, operation=route.name, model=route.names.get("model", ""))
            if face := route.operation.face:
                body = document(passed.call.body, passed.call.headers)
                exchange = replace(exchange, model=face.model(body))
        books = Bookkeeping(exchange, self.mock.state, shell.now)
        books.end(passed.progress, len(passed.frames))


def application(mock: Mock, recordings: Recordings) -> Recorder:
    """Make the application.

    Raises:
        ConfigurationError: A file isn't a recording.
    """
    folder = opened(recordings, mock.dialect)
    upstream = Upstream(recordings.upstream, recordings.upstream_key)
    keeper = Keeper(folder, upstream, mock.dialect.name)
    return Recorder(replace(mock, tape=folder), folder, keeper)
