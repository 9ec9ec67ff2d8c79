"""What is taken down of an exchange that is sent: in the journal, the log, the metrics."""

from collections.abc import Callable
from datetime import datetime

from starlette.types import Message, Send

from mockserver import access_log
from mockserver.exchange import Exchange
from mockserver.journal import Progress
from mockserver.state import State


class Bookkeeping:
    """Takes down that an exchange is sent, and once, how its answer ended.

    A whole answer is taken down before its last bytes are sent: who has read it finds it in the
    journal, in the log, in the metrics.
    """

    def __init__(self, exchange: Exchange, state: State, now: Callable[[], datetime]) -> None:
        """Begin; *now* tells the time."""
        self._exchange = exchange
        self._state = state
        self._now = now
        self._number = state.journal.append(exchange)
        self._ended = False
        state.metrics.begin()

    def before_the_end(self, send: Send) -> Send:
        """Return what sends, and takes down the end before the last message."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self.end("sent", len(self._exchange.reply.frames) or 1)
            await send(message)

        return sending

    def end(self, progress: Progress, frames: int) -> None:
        """Take down how the answer ended, and how many frames were sent, unless that is done."""
        if self._ended:
            return
        self._ended = True
        at = self._now()
        seconds = max(0.0, (at - self._exchange.call.at).total_seconds())
        self._state.journal.end(self._number, progress, frames, at)
        self._state.metrics.end(self._exchange, progress, frames, seconds)
        access_log.write(self._exchange, self._number, progress, seconds)
