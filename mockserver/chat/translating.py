"""A request of chat completions as a GenerateContentRequest, and the way back for its answer."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any, cast

from mockserver.chat import answers, config, losses, messages, reading, tools
from mockserver.chat.completions import Wanted
from mockserver.chat.decoding import Decoded
from mockserver.chat.messages import Conversation
from mockserver.dialects import Dialect
from mockserver.face import Translation
from mockserver.models import Model
from mockserver.protojson import MOST_TOLD


def translate(document: object, dialect: Dialect, model: Model | None = None, /) -> Translation:
    """Translate a body of chat completions, for a *model* if it is known.

    Raises:
        ApiError: It names no model, or the gateway can't decode it (``undecodable_field``,
            ``max_tokens_invalid``, ``messages_missing``) or translate it (``bad_arguments``, ``unconvertible``).
    """
    name = reading.model(document)
    body = cast("dict[str, Any]", document)  # it has a model
    read = reading.read(body, model)
    asked = read.value
    conversation = messages.read(asked)
    usage = bool(asked.get("stream_options", {}).get("include_usage"))
    wanted = Wanted(model=name, usage=usage)
    return Translation(
        body={**conversation.body, **tools.tools(asked), **config.config(asked)},
        warnings=tuple(islice(_doubts(body, read, conversation, dialect.name), MOST_TOLD)),
        hold=partial(answers.hold, stream=reading.streams(body)),
        write=partial(answers.write, wanted=wanted, dialect=dialect),
    )


def _doubts(
    body: dict[str, Any], read: Decoded, conversation: Conversation, name: str
) -> Iterator[str]:
    yield from losses.doubts(body, read, name)
    yield from conversation.doubts
    yield from tools.doubts(body, read.value, name)
