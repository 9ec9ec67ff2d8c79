import base64
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.scalars import enumerator, json_type, scalar

TYPES = ("TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER")
THRESHOLDS = ("HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_NONE", "OFF")
TIERS = ("unspecified", "standard", "flex")


def read_enum(value: object, values: tuple[str, ...] = TYPES) -> str | int | None:
    return enumerator(value, values, values)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        pytest.param(None, "", id="null"),
        pytest.param(True, "bool", id="bool"),
        pytest.param("", "string", id="string"),
        pytest.param({}, "object", id="object"),
        pytest.param([], "array", id="array"),
        pytest.param(0, "number", id="integer"),
        pytest.param(0.5, "number", id="fraction"),
    ],
)
def test_a_value_has_a_json_type(value: object, name: str) -> None:
    assert json_type(value) == name


# Strings and bytes.


@pytest.mark.parametrize("text", ["", "x", "42", "true"])
def test_a_string_is_read_as_it_is(text: str) -> None:
    assert scalar(text, "string") == text


@pytest.mark.parametrize("value", [5, 0.5, True, None])
def test_only_a_string_is_a_string(value: object) -> None:
    assert scalar(value, "string") is None


@given(data=st.binary(max_size=50), urlsafe=st.booleans(), padded=st.booleans())
def test_bytes_are_base64_of_either_alphabet_padded_or_not(
    *, data: bytes, urlsafe: bool, padded: bool
) -> None:
    encoded = (base64.urlsafe_b64encode if urlsafe else base64.b64encode)(data).decode()
    text = encoded if padded else encoded.rstrip("=")

    assert scalar(text, "bytes") == text


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("not base64!", id="other-characters"),
        pytest.param("Q", id="one-character"),
        pytest.param("QUJDQ", id="one-character-left-over"),
        pytest.param("QQ=", id="too-little-padding"),
        pytest.param("QQ===", id="too-much-padding"),
        pytest.param("QUJD=", id="padding-of-a-whole-group"),
        pytest.param("=", id="padding-alone"),
        pytest.param("Q=Q=", id="padding-inside"),
        pytest.param("+_AA", id="both-alphabets-at-once"),
        pytest.param("QUJD\n", id="line-break-at-the-end"),
        pytest.param(5, id="number"),
        pytest.param(True, id="bool"),
    ],
)
def test_what_is_not_base64_is_no_bytes(value: object) -> None:
    assert scalar(value, "bytes") is None


# Bools and numbers.


@pytest.mark.parametrize("truth", [True, False])
def test_a_bool_may_be_written_as_a_string(*, truth: bool) -> None:
    assert scalar(truth, "bool") is truth
    assert scalar(str(truth).lower(), "bool") is truth


@pytest.mark.parametrize("value", [0, 1, 0.5, "maybe", "", None])
def test_what_is_not_true_or_false_is_no_bool(value: object) -> None:
    assert scalar(value, "bool") is None


@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param(40, 40, id="integer"),
        pytest.param(40.0, 40, id="whole-fraction"),
        pytest.param("40", 40, id="string"),
        pytest.param(-0.0, 0, id="minus-zero"),
        pytest.param("-1", -1, id="negative-string"),
        pytest.param(2**31 - 1, 2**31 - 1, id="largest"),
        pytest.param(-(2**31), -(2**31), id="smallest"),
    ],
)
def test_an_int32_may_be_written_in_several_ways(value: object, read: int) -> None:
    found = scalar(value, "int32")

    assert found == read
    assert type(found) is int


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1.5, id="fraction"),
        pytest.param("1.5", id="fraction-string"),
        pytest.param(3_812_238_859, id="too-large"),
        pytest.param(2**31, id="just-too-large"),
        pytest.param(-(2**31) - 1, id="just-too-small"),
        pytest.param("2147483648", id="too-large-string"),
        pytest.param(True, id="bool"),
        pytest.param("abc", id="word"),
        pytest.param("", id="empty"),
        pytest.param(" 4", id="blank-before"),
        pytest.param("4 ", id="blank-after"),
        pytest.param("4\n", id="line-break-after"),
        pytest.param("\u0664", id="arabic-digit"),
        pytest.param("0x10", id="hexadecimal"),
        pytest.param("1_000", id="underscore"),
        pytest.param("NaN", id="not-a-number"),
        pytest.param(math.inf, id="infinity"),
        pytest.param(math.nan, id="nan"),
        pytest.param(None, id="null"),
    ],
)
def test_what_is_not_an_integer_of_32_bits_is_no_int32(value: object) -> None:
    assert scalar(value, "int32") is None


@given(st.integers(-(2**63), 2**63 - 1))
def test_an_int64_is_exact_as_a_number_and_as_a_string(number: int) -> None:
    assert scalar(number, "int64") == number
    assert scalar(str(number), "int64") == number


@pytest.mark.parametrize(
    "text", ["9007199254740993", "9223372036854775807", "-9223372036854775808"]
)
def test_an_int64_in_a_string_keeps_its_last_digit(text: str) -> None:
    assert scalar(text, "int64") == int(text)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(2**63, id="just-too-large"),
        pytest.param(-(2**63) - 1, id="just-too-small"),
        pytest.param(str(2**63), id="too-large-string"),
        pytest.param(1e300, id="large-fraction"),
    ],
)
def test_what_needs_more_than_64_bits_is_no_int64(value: object) -> None:
    assert scalar(value, "int64") is None


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["float", "double"]))
def test_a_fraction_may_be_written_as_a_string(number: float, kind: str) -> None:
    assert scalar(number, kind) == number
    assert scalar(repr(number), kind) == number


@pytest.mark.parametrize(
    "value", [math.inf, math.nan, "1e400", "-1e400", "hot", "", "1e", ".", True, None]
)
def test_what_is_not_a_finite_number_is_no_fraction(value: object) -> None:
    assert scalar(value, "double") is None


@given(st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.booleans())
def test_no_json_scalar_is_too_odd_to_be_read_or_refused(value: Any) -> None:
    for kind in ("string", "bytes", "bool", "int32", "int64", "float", "double"):
        read = scalar(value, kind)

        assert read is None or isinstance(read, str | bool | int | float)


# Enums.


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("STRING", id="exact"),
        pytest.param("string", id="lower-case"),
        pytest.param("String", id="mixed-case"),
        pytest.param(1, id="number"),
        pytest.param(1.0, id="whole-fraction"),
        pytest.param("1", id="number-as-string"),
    ],
)
def test_an_enum_is_read_by_name_in_any_case_or_by_number(value: object) -> None:
    assert read_enum(value) == "STRING"


def test_every_number_of_an_enum_has_its_name() -> None:
    assert [read_enum(number) for number in range(len(TYPES))] == list(TYPES)
    assert [read_enum(str(number)) for number in range(len(TYPES))] == list(TYPES)


@pytest.mark.parametrize("value", ["block-none", "BLOCK-NONE", "block_none", "Block-None"])
def test_a_dash_stands_for_an_underscore(value: str) -> None:
    assert read_enum(value, THRESHOLDS) == "BLOCK_NONE"


@pytest.mark.parametrize("value", ["standard", "STANDARD", "Standard", 1])
def test_an_enum_whose_names_are_in_lower_case_takes_any_case_too(value: object) -> None:
    assert read_enum(value, TIERS) == "standard"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("EXTREME", id="other-name"),
        pytest.param("", id="empty"),
        pytest.param(" STRING", id="blank-before"),
        pytest.param("-1", id="negative-string"),
        pytest.param("1.0", id="fraction-string"),
        pytest.param(True, id="bool"),
        pytest.param(1.5, id="fraction"),
        pytest.param(2**31, id="too-large"),
        pytest.param(math.inf, id="infinity"),
        pytest.param(None, id="null"),
    ],
)
def test_what_names_no_value_is_no_enum(value: object) -> None:
    assert read_enum(value) is None


@pytest.mark.parametrize("value", ["4", "99"])
def test_an_unknown_number_in_a_string_is_an_unknown_name(value: str) -> None:
    assert read_enum(value) is None


@pytest.mark.parametrize("value", ["\u017ftring", "str\u0131ng"], ids=["long-s", "dotless-i"])
def test_only_letters_of_ascii_have_a_case(value: str) -> None:
    assert read_enum(value) is None


@pytest.mark.parametrize("number", [4, 99, -1])
def test_an_unknown_number_is_kept_since_enums_are_open(number: int) -> None:
    assert read_enum(number) == number


def test_an_origin_may_number_an_enum_its_own_way() -> None:
    numbered = ("TYPE_UNSPECIFIED", "NUMBER", "INTEGER")

    assert enumerator(2, TYPES, numbered) == "INTEGER"
    assert enumerator("2", TYPES, numbered) == "INTEGER"
    assert enumerator("STRING", TYPES, numbered) == "STRING"
