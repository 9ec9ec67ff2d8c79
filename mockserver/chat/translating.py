"""A request of chat completions as a GenerateContentRequest, and the way back for its answer."""

from collections.abc import Iterator
from functools import partial

from mockserver.chat import answers, config, messages, reading, tools
from mockserver.chat.completions import Wanted
from mockserver.chat.reading import Document
from mockserver.dialects import Dialect
from mockserver.face import Translation


def translate(document: object, dialect: Dialect) -> Translation:
    """Translate a body of chat completions.

    Raises:
        ApiError: The gateway can't decode it (``messages_missing``, ``undecodable_field``), or can't translate it (``bad_arguments``).
    """
    asked = reading.read(document)
    body = {**messages.contents(asked), **tools.tools(asked), **config.config(asked)}
    stream = bool(asked.get("stream"))
    usage = bool(asked.get("stream_options", {}).get("include_usage"))
    wanted = Wanted(model=asked["model"], usage=usage)
    return Translation(
        body=body,
        framing="sse" if stream else "unary",
        warnings=tuple(_warnings(asked, dialect)),
        hold=partial(answers.hold, stream=stream),
        write=partial(answers.write, wanted=wanted, dialect=dialect),
    )


def _warnings(asked: Document, dialect: Dialect) -> Iterator[str]:
    yield from config.doubts(asked, dialect)
    yield from messages.doubts(asked)
