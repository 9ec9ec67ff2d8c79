"""Carries out cases on a real socket, several at once."""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass
from random import Random  # noqa: TID251

from tests.wire import bodies, foreign, framing, heads, mutations
from tests.wire.case import KINDS, PATH, STREAM, Case, question, request
from tests.wire.verdicts import NotHttpError, answers, complaints, mark

__all__ = ["bodies", "foreign", "framing", "heads", "mutations"]  # They fill the table.

PATIENCE = 60.0  # seconds for a server to do anything at all
_AT_ONCE = struct.pack("ii", 1, 0)
_ASKED = question("Is all well?")
_PROBE = b"".join(request(_ASKED, each) for each in (PATH, f"{STREAM}?alt=sse", STREAM))


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a case: how it ended, the statuses, and what is wrong with that."""

    kind: str
    number: int
    case: Case
    statuses: tuple[int, ...]
    complaints: tuple[str, ...]


def drawn(kind: str, seed: int, number: int) -> tuple[Case, str]:
    """Make a case again from its name, with its mark."""
    rng = Random(f"{seed}:{kind}:{number}")
    own = mark(rng.getrandbits(40))
    return KINDS[kind].draw(rng, own), own


async def carried_out(case: Case, own: str, base: tuple[str, int], dialect: str) -> Told:
    """Do what a case says, and judge what comes back."""
    try:
        data = await asyncio.wait_for(_talked(case, base), PATIENCE)
        found = tuple(complaints(case, own, dialect, data))
    except TimeoutError:
        data, found = b"", (f"nothing happened for {PATIENCE:g} seconds",)
    except ConnectionError as error:
        data, found = b"", (f"no connection: {error}",)
    return Told("", 0, case, _statuses(data), found)


def _statuses(data: bytes) -> tuple[int, ...]:
    found = []
    with contextlib.suppress(NotHttpError, ValueError):
        found += [each.status for each in answers(data, bodiless=True)]
    return tuple(found)


async def _talked(case: Case, base: tuple[str, int]) -> bytes:
    reader, writer = await asyncio.open_connection(*base)
    try:
        reading = asyncio.ensure_future(_read(reader, case))
        await _send(writer, case)
        if case.ending in {"close", "reset"}:
            reading.cancel()
            await asyncio.wait([reading])
            return b""
        return await reading
    finally:
        if case.ending == "reset":
            with contextlib.suppress(OSError):
                there: socket.socket = writer.get_extra_info("socket")
                there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        writer.transport.abort()


async def _send(writer: asyncio.StreamWriter, case: Case) -> None:
    # Who is refused may be cut off while it sends on.
    with contextlib.suppress(OSError):
        for each in case.pieces:
            writer.write(each)
            await writer.drain()
            await asyncio.sleep(case.pause)
        if case.ending == "fin":
            writer.write_eof()


async def _read(reader: asyncio.StreamReader, case: Case) -> bytes:
    """Read until the server closes, or until there are as many answers as are waited for."""
    data = b""
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(262_144):
            data += piece
            if case.ending == "wait" and case.answers and _has(data, case.answers):
                break
    return data


def _has(data: bytes, count: int) -> bool:
    try:
        return sum(each.whole for each in answers(data, bodiless=False)) >= count
    except (NotHttpError, ValueError):
        return False


async def probed(base: tuple[str, int]) -> bytes:
    """Ask a good question in three ways on a connection of its own; return all that comes.

    Raises:
        OSError: There is no server, or it does nothing.
    """
    case = Case(pieces=(_PROBE,), ending="wait", answers=3)
    return await asyncio.wait_for(_talked(case, base), PATIENCE)
