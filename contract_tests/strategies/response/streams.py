"""Streams of server-sent events, as an app may meet them, cut as a network may cut them."""

from collections.abc import Collection

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.drawn import Stream
from contract_tests.strategies.response import shapes
from contract_tests.strategies.response.chunks import Chunk, chunks
from contract_tests.strategies.response.pieces import pieces
from contract_tests.strategies.response.responses import response
from contract_tests.strategies.response.speakers import Speaker, speakers

_PLACES = st.integers(0, 1 << 8)


def streams(
    *,
    dialect: str = "comet",
    finished: bool = True,
    beyond_standard: bool = True,
    without: Collection[str] = (),
) -> st.SearchStrategy[Stream]:
    """Draw a stream of a response that an app may meet in a dialect.

    What it says is healthy; how it is written, and cut into pieces, is any way that a client has to
    bear. An event that has no data says nothing, and isn't among the chunks.

    Args:
        dialect: Whose stream it is.
        finished: Whether it always goes on to a finish reason; if not, it may end after any chunk.
        beyond_standard: Whether it may have shapes that the standard of server-sent events doesn't
            give a meaning, and that are met all the same: ``[DONE]``, no blank line at the end.
        without: Names of shapes that it is never written in, of `shapes.SHAPES`: a reader that
            takes no byte order mark is tried with ``without={"bom"}``.

    Raises:
        ValueError: There is no such dialect or shape, or no way is left to end lines.
    """
    return _streams(
        speakers(dialect), shapes.names(beyond_standard=beyond_standard, without=without), finished
    )


@st.composite
def _streams(
    draw: st.DrawFn,
    who: st.SearchStrategy[Speaker],
    written_as: st.SearchStrategy[tuple[str, ...]],
    finished: bool,  # noqa: FBT001 - composite hands it on
) -> Stream:
    speaker = draw(who)
    said = chunks(draw, speaker, response(draw, speaker))
    said = said if finished else broken_off(draw, said)
    data = shapes.written(said, draw(written_as)).encode()
    return Stream(pieces=pieces(draw, data), chunks=tuple(said))


def broken_off(draw: st.DrawFn, said: list[Chunk]) -> list[Chunk]:
    """Draw how many of the chunks come: all, or fewer."""
    lost = draw(_PLACES) % len(said)
    event(f"chunks: {'broken off' if lost else 'all'}")
    return said[: len(said) - lost]
