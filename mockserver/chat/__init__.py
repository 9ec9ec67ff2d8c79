"""Chat completions: the gateway's other face, in OpenAI's shapes, on the same engine.

What becomes of a request is in `reading`, `messages`, `tools` and `config`, what of it gets lost in `losses`;
what becomes of an answer in `answers`, `completions` and `chunks`. Facts: cometapi.md 3 and 4; how the gateway translates is read from the
source of the one that CometAPI evidently runs (inferred).
"""

from mockserver.chat import reading, translating
from mockserver.face import Face

__all__ = ["FACE"]

FACE = Face(
    name="chat",
    request="openai/chat_completion_request.json",
    response="openai/chat_completion.json",
    chunk="openai/chat_completion_chunk.json",
    model=reading.model,
    streams=reading.streams,
    translate=translating.translate,
)
