"""Streams of a chat, as an app may meet them, cut as a network may cut them."""

from collections.abc import Collection

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.chat.chunks import chunks, unsaid
from contract_tests.strategies.chat.completions import completion
from contract_tests.strategies.drawn import Stream
from contract_tests.strategies.response import shapes
from contract_tests.strategies.response.pieces import pieces
from contract_tests.strategies.response.streams import broken_off
from contract_tests.strategies.wanted import listed

_DONE = "done"
_ENDS = st.sampled_from((_DONE, ""))
_BLOCKED = st.sampled_from((*(False,) * 9, True))


def chat_streams(
    *, finished: bool = True, beyond_standard: bool = True, without: Collection[str] = ()
) -> st.SearchStrategy[Stream]:
    """Draw a stream of ``/v1/chat/completions`` that an app may meet.

    It ends with ``[DONE]``. How it is written, and cut into pieces, is any way that a client has to bear,
    as in `contract_tests.strategies.streams`.

    Args:
        finished: Whether it always goes on to its end; if not, it may end after any chunk, and without
            ``[DONE]``.
        beyond_standard: Whether it may have shapes that the standard of server-sent events doesn't give
            a meaning, such as no blank line at the end.
        without: Names of shapes that it is never written in, of `shapes.SHAPES`.

    Raises:
        ValueError: There is no such shape, or no way is left to end lines.
    """
    written_as = shapes.names(beyond_standard=beyond_standard, without={*listed(without), _DONE})
    return _streams(written_as, finished)


@st.composite
def _streams(
    draw: st.DrawFn,
    written_as: st.SearchStrategy[tuple[str, ...]],
    finished: bool,  # noqa: FBT001 - composite hands it on
) -> Stream:
    whole = completion(draw)
    said = unsaid(whole) if draw(_BLOCKED) else chunks(draw, whole)
    end = _DONE if finished else draw(_ENDS)
    event(f"end: {'done' if end else 'nothing'}")
    said = said if finished else broken_off(draw, said)
    names = [*draw(written_as), *filter(None, [end])]
    data = shapes.written(said, names).encode()
    return Stream(pieces=pieces(draw, data), chunks=tuple(said))
