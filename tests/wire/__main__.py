"""``python -m tests.wire``: trouble a mock with raw bytes, and see that nothing breaks it.

Exit code 0 if all was well, 1 if not.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random  # noqa: TID251
from typing import TextIO

from contract_tests.claims import DIALECTS
from tests.wire.case import KINDS
from tests.wire.serving import Served, served
from tests.wire.talking import Told, carried_out, drawn, probed

_BATCH = 200  # cases between two looks at the server
_SHOWN = 2_000  # bytes of a case
_GROWTH = 64 * 1024 * 1024  # bytes of memory that a run may leave behind
_MOST = 1024 * 1024 * 1024  # bytes of memory that it may take meanwhile
# What is no measure of memory, since it is large, or slow.
_LARGE = frozenset({"gzip_bomb", "large_inline_data", "many", "says_nothing", "stopped_sender"})
_ROUNDS = 10  # of the same cases, before all others: later a leak fills what large ones left free
_SPARE = 3 * 512 * 1024  # bytes that may come to be held between the middle round and the last


def say(text: str, to: TextIO | None = None) -> None:
    print(text, file=to, flush=True)


@dataclass(slots=True)
class Run:
    """A run so far: *counts* by kind of statuses, and the offenders."""

    options: argparse.Namespace
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    offenders: list[str] = field(default_factory=list)

    def count(self, told: Told) -> None:
        words = [str(each) for each in told.statuses] or ["closed"]
        self.counts.setdefault(told.kind, Counter()).update(["cases", *words])
        if told.complaints:
            self.offend("; ".join(told.complaints), told)

    def offend(self, what: str, told: Told | None = None) -> None:
        again = ""
        if told:
            sent = told.case.sent
            again = (
                f"\n  {told.kind} ({told.case.ending}), {len(sent)} bytes: {sent[:_SHOWN]!r}"
                f"\n  hex: {sent[:200].hex(' ')}"
                f"\n  again: python -m tests.wire --dialect {self.options.dialect} --seed {self.options.seed}"
                f" --only {told.kind} --case {told.number}"
            )
        self.offenders.append(what + again)
        say(f"OFFENDER {what}{again}")


def chosen(options: argparse.Namespace) -> Iterator[tuple[str, int]]:
    """Yield which cases to carry out, by kind and number."""
    if options.case is not None:
        yield options.only, options.case
        return
    names = [options.only] if options.only else sorted(KINDS)
    rng = Random(options.seed)
    weights = [KINDS[each].weight for each in names]
    for number, name in enumerate(rng.choices(names, weights, k=options.cases)):
        yield name, number


async def tried(which: list[tuple[str, int]], server: Served, run: Run) -> None:
    """Carry out a batch, several at once, and judge it."""
    gate = asyncio.Semaphore(run.options.at_once)

    async def one(name: str, number: int) -> Told:
        async with gate:
            case, own = drawn(name, run.options.seed, number)
            told = await carried_out(case, own, server.base, run.options.dialect)
            return replace(told, kind=name, number=number)

    for told in await asyncio.gather(*(one(*each) for each in which)):
        run.count(told)


async def all_tried(server: Served, run: Run) -> None:
    """Carry out all cases, look at the server between, and at what they leave behind."""
    start, done, memory = time.monotonic(), 0, 0
    cases = list(chosen(run.options))
    try:
        before, files = await probed(server.base), server.open_files
        await steadied(cases, server, run)
        for first in range(0, len(cases), _BATCH):
            done = await looked_at(cases[first : first + _BATCH], server, run, before, first)
            if not memory and done >= min(10_000, len(cases) // 2):
                memory = server.memory
            if sys.stderr.isatty() or done % 10_000 < _BATCH:
                rate = done / (time.monotonic() - start)
                say(
                    f"{done} of {len(cases)}, {rate:.0f} a second, {server.memory >> 20} MiB",
                    sys.stderr,
                )
        await rested(server, run, memory, files)
    except OSError as error:
        run.offend(f"a good request isn't answered after {done} cases or some more: {error!r}")
        return
    say(f"{done} cases in {time.monotonic() - start:.0f} s; memory {memory >> 20} MiB in the midst, "
          f"{server.memory >> 20} at the end, {server.peak >> 20} at most; "
          f"{files} files open at first, {server.open_files} at the end")  # fmt: skip


async def looked_at(
    batch: list[tuple[str, int]], server: Served, run: Run, before: bytes, first: int
) -> int:
    """Carry out a batch, and see that the server is well; return how many cases there were by now."""
    size, done = server.log.stat().st_size, first + len(batch)
    await tried(batch, server, run)
    if await probed(server.base) != before:
        run.offend(f"a good request is answered otherwise after cases {first} to {done}")
    if trouble := server.trouble(size):
        run.offend(f"in the log after cases {first} to {done}:\n{trouble}")
    return done


async def steadied(cases: list[tuple[str, int]], server: Served, run: Run) -> None:
    """See that the same cases again and again leave nothing more in memory."""
    same = [each for each in cases if each[0] not in _LARGE][:_BATCH]
    if run.options.case is not None or not same:
        return
    again, sizes = Run(run.options, offenders=run.offenders), []
    for _ in range(_ROUNDS):
        await tried(same, server, again)
        await probed(server.base)  # Of one that is gone, a round is enough.
        sizes.append(server.memory)
    if sizes[-1] > sizes[_ROUNDS // 2 - 1] + _SPARE:
        told = ", ".join(f"{each / 2**20:.1f}" for each in sizes)
        run.offend(f"the same {len(same)} cases leave more in memory each time: {told} MiB")


async def rested(server: Served, run: Run, memory: int, files: int) -> None:
    """See that memory and connections come back to where they were."""
    for _ in range(60):
        if server.open_files <= files:
            break
        await asyncio.sleep(0.25)
    if server.open_files > files:
        run.offend(f"{server.open_files} files are open, and there were {files}")
    if server.memory > memory + _GROWTH:
        run.offend(f"{server.memory >> 20} MiB of memory, and there were {memory >> 20}")
    if server.peak > _MOST:
        run.offend(f"{server.peak >> 20} MiB of memory at most, and {_MOST >> 20} are allowed")


def table(run: Run) -> str:
    """Write what came of each kind."""
    lines = ["| kind | cases | closed | answered, by status |", "|---|---|---|---|"]
    for name, counts in sorted(run.counts.items()):
        statuses = sorted(each for each in counts if each.isdecimal())
        told = ", ".join(f"{each}: {counts[each]}" for each in statuses)
        lines.append(f"| {name} | {counts['cases']} | {counts['closed']} | {told} |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dialect", choices=DIALECTS, default="comet")
    parser.add_argument("--only", choices=sorted(KINDS), help="one kind")
    parser.add_argument("--case", type=int, help="with --only, one case, by its number")
    parser.add_argument("--at-once", type=int, default=16, help="connections at the same time")
    options = parser.parse_args(arguments)
    run = Run(options)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(options.dialect, Path(folder)) as server,
    ):
        asyncio.run(all_tried(server, run))
    say(table(run))
    say(f"{len(run.offenders)} offenders")
    return 1 if run.offenders else 0


if __name__ == "__main__":
    sys.exit(main())
