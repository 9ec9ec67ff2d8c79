import hashlib

from hypothesis import given
from hypothesis import strategies as st

from mockserver.generate.choice import Choice


def test_a_number_is_made_from_digest_stream_and_turn_alone() -> None:
    digest = bytes(32)
    first = hashlib.sha256(digest + b"\0\0\0\3" + b"\0\0\0\1").digest()
    second = hashlib.sha256(digest + b"\0\0\0\3" + b"\0\0\0\2").digest()

    choice = Choice(digest, 3)

    assert choice.number(2**64) == int.from_bytes(first[:8], "big")
    assert choice.number(2**64) == int.from_bytes(second[:8], "big")


def test_a_choice_without_a_stream_is_of_stream_zero() -> None:
    assert Choice(b"x").number(2**64) == Choice(b"x", 0).number(2**64)


@given(st.binary(min_size=1), st.integers(0, 2**32 - 1), st.integers(1, 50))
def test_a_number_is_below_what_was_asked(digest: bytes, stream: int, below: int) -> None:
    assert 0 <= Choice(digest, stream).number(below) < below


def test_every_number_comes_up() -> None:
    choice = Choice(b"x")

    assert {choice.number(6) for _ in range(200)} == set(range(6))


@given(st.binary(min_size=1), st.lists(st.integers(), min_size=1, max_size=20))
def test_one_of_some_is_one_of_them_and_shuffled_ones_are_all_of_them(
    digest: bytes, options: list[int]
) -> None:
    choice = Choice(digest)

    assert choice.one(options) in options
    assert sorted(choice.shuffled(options)) == sorted(options)


def test_a_shuffle_leaves_its_options_alone_and_changes_their_order() -> None:
    options = list(range(20))

    shuffled = Choice(b"x").shuffled(options)

    assert options == list(range(20))
    assert shuffled != options


def test_streams_of_one_digest_differ() -> None:
    rows = [[Choice(b"x", stream).number(2**32) for _ in range(1)] for stream in range(9)]

    assert len({tuple(each) for each in rows}) == 9
