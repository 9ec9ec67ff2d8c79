import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.signatures import BYPASSES, mint, verdict

OURS = mint(b"digest", 0)


@given(st.binary(min_size=1, max_size=64), st.integers(0, 1_000))
def test_what_is_minted_is_known_again(digest: bytes, place: int) -> None:
    assert verdict(mint(digest, place)) == "ours"
    assert mint(digest, place) == mint(digest, place)


def test_each_answer_and_each_part_has_its_own() -> None:
    minted = {mint(digest, place) for digest in (b"a", b"b") for place in range(5)}

    assert len(minted) == 10


@pytest.mark.parametrize(
    "spelled",
    [OURS.rstrip("="), OURS.replace("+", "-").replace("/", "_")],
    ids=["unpadded", "url-safe"],
)
def test_another_spelling_of_base64_is_the_same_signature(spelled: str) -> None:
    assert verdict(spelled) == "ours"


@pytest.mark.parametrize(
    "spoilt",
    [
        OURS[:-8],
        OURS[:24] + "AAAA" + OURS[28:],
        base64.b64encode(base64.b64decode(OURS) * 2).decode(),
        base64.b64encode(b"invalid").decode(),
        base64.b64encode(b"some text that is no signature").decode(),
        "",
    ],
    ids=["cut", "altered", "glued", "short", "made-up", "empty"],
)
def test_a_spoilt_signature_is_broken(spoilt: str) -> None:
    assert verdict(spoilt) == "broken"


@given(st.integers(0, 37), st.integers(1, 255))
def test_no_byte_of_one_can_be_altered(place: int, change: int) -> None:
    raw = bytearray(base64.b64decode(OURS))
    raw[place] ^= change

    assert verdict(base64.b64encode(raw).decode()) != "ours"


@pytest.mark.parametrize("bypass", sorted(BYPASSES))
def test_the_documented_bypasses_pass_as_text_and_as_bytes(bypass: str) -> None:
    assert verdict(bypass) == "bypass"
    assert verdict(base64.b64encode(bypass.encode()).decode()) == "bypass"


@pytest.mark.parametrize("length", [13, 100])
def test_one_that_looks_real_is_foreign(length: int) -> None:
    assert verdict(base64.b64encode(b"\x0a" + bytes(range(1, length))).decode()) == "foreign"
