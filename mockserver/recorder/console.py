"""What the console is told of what was recorded."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mockserver.recorder.keeping import Verdict

logger = logging.getLogger("mockserver")

_SHOWN = 300  # characters of a finding


@dataclass(slots=True)
class Console:
    """Says what became of each exchange, and counts.

    Attributes:
        say: Where a line goes.
        recorded, broken, findings: How many exchanges were recorded, how many of them broke off, and
            what was found in them.
        replayed, missed: How many calls were answered from recordings, and how many not.
        unasked: How many calls the upstream gave no answer to.
    """

    say: Callable[[str], None] = logger.info
    recorded: int = 0
    broken: int = 0
    findings: int = 0
    replayed: int = 0
    missed: int = 0
    unasked: int = 0

    def record(self, verdict: Verdict) -> None:
        """Say what was recorded, and what the contract says of it."""
        self.recorded += 1
        self.broken += "end" in verdict.exchange.lost
        self.findings += len(verdict.findings)
        for line in lines(verdict):
            self.say(line)

    def refuse(self, text: str) -> None:
        """Say why the upstream answered nothing."""
        self.unasked += 1
        self.say(text)

    def summary(self) -> str:
        """Sum up."""
        counts = {
            "replayed": self.replayed,
            "missed": self.missed,
            "recorded": self.recorded,
            "broken off": self.broken,
            "without an answer of the upstream": self.unasked,
            "findings": self.findings,
        }
        told = [f"{count} {what}" for what, count in counts.items() if count]
        return ", ".join(told) or "nothing was asked"


def lines(verdict: Verdict) -> Iterator[str]:
    """Yield what is to be said of an exchange: a line, and one for each finding."""
    exchange = verdict.exchange
    what = filter(None, [exchange.method, exchange.operator or exchange.path, exchange.model])
    last = exchange.frames[-1].at if exchange.frames else 0.0
    frames = f"{len(exchange.frames)} frame{'s' if len(exchange.frames) != 1 else ''}"
    head = f"{' '.join(what)} {exchange.status} {last * 1000:.0f} ms, {frames}"
    yield f"{head}: {_judgement(verdict)} ({verdict.name})"
    for each in verdict.findings:
        text = " ".join(each.message.split())[:_SHOWN]
        yield f"  {each.severity}: {each.claim} at {each.pointer or '/'}: {text}"


def _judgement(verdict: Verdict) -> str:
    if "end" in verdict.exchange.lost:
        return "broken off, so it won't be replayed"
    if not verdict.looked:
        return "nothing that the contract speaks of"
    found = len(verdict.findings)
    return f"{found} finding{'s' if found > 1 else ''}" if found else "keeps the contract"
