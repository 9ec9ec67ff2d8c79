"""How a client's function ended: with a text, with an error, or not in time."""

import asyncio
import inspect
import sys
import sysconfig
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Literal

Client = Callable[
    [str], str | Awaitable[str]
]  # asks the API at a base URL; returns the text it got
Errors = tuple[type[BaseException], ...]

_INSTALLED = tuple(map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib")))
_TELLING = (OSError, HTTPException)  # of the standard library, and yet they say what happened


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call of a client ended; *said* is the text that it returned, or what is to be told of the error.

    *no text* is with something else, such as bytes or a generator;
    *reported* is with an error of a type of its own, *crashed* with one that tells of a fault in the program.
    """

    how: Literal["returned", "no text", "reported", "crashed", "hung"]
    said: str


def called(client: Client, base_url: str, errors: Errors, timeout: float) -> Ending:
    """Call a client in a thread, and wait for it as many seconds.

    One that doesn't return is left to itself; it doesn't keep the program from ending. *errors* are the
    types by which the client reports; without any all that aren't Python's own.
    """
    endings: SimpleQueue[Ending] = SimpleQueue()

    def run() -> None:
        endings.put(_ending(client, base_url, errors))

    Thread(target=run, name="fuzzed-client", daemon=True).start()
    try:
        return endings.get(timeout=timeout)
    except Empty:
        return hung(timeout)


def hung(timeout: float) -> Ending:
    """Return the ending of a client that hasn't ended."""
    return Ending("hung", f"it didn't return within {timeout:g} seconds")


def is_pythons_own(module: str, kind: type[BaseException] | None) -> bool:
    """Whether an error of *module* is Python's own, and tells no more than that the program failed."""
    own = module.partition(".")[0] in sys.stdlib_module_names
    return own and not (kind is not None and issubclass(kind, _TELLING))


def _ending(client: Client, base_url: str, errors: Errors) -> Ending:
    try:
        text: object = client(base_url)
        if inspect.isawaitable(text):
            text = asyncio.run(_awaited(text))
        if isinstance(text, str):
            return Ending("returned", text)
        return Ending("no text", f"{type(text).__name__}, not str: {text!r}")
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what we came for
        return Ending("reported" if _is_typed(error, errors) else "crashed", _told(error))


async def _awaited(text: Awaitable[object]) -> object:
    return await text


def _is_typed(error: BaseException, errors: Errors) -> bool:
    if errors:
        return isinstance(error, errors)
    return not is_pythons_own(type(error).__module__, type(error))


def _told(error: BaseException) -> str:
    """Say an error in a line, with the last place in the app's own code that it came by."""
    frames = traceback.extract_tb(error.__traceback__)[1:] or traceback.extract_tb(
        error.__traceback__
    )
    own = [each for each in frames if not each.filename.startswith(_INSTALLED)]
    place = (own or frames)[-1]
    line = " ".join("".join(traceback.format_exception_only(error)).split())
    name = place.filename.replace("\\", "/").rpartition("/")[2]
    return f"{line} ({name}:{place.lineno} in {place.name})"
