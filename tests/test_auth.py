from dataclasses import replace

import pytest

from mockserver.auth import authenticate
from mockserver.dialects import COMET, DIALECTS
from mockserver.errors import ApiError
from mockserver.exchange import Call


def call(query: dict[str, str] | None = None, **headers: str) -> Call:
    """Call with headers, written with underscores for dashes."""
    lowered = {name.replace("_", "-"): each for name, each in headers.items()}
    return Call("POST", "/v1beta/models/gemini-2.5-flash:generateContent", query or {}, lowered)


def refusal(made: Call, *keys: str) -> str | None:
    try:
        authenticate(made, COMET.keys, keys)
    except ApiError as error:
        return error.cause
    return None


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(call(x_goog_api_key="good"), id="header"),
        pytest.param(call(x_goog_api_key=" good\t"), id="header-with-blanks"),
        pytest.param(call({"key": "good"}), id="query"),
        pytest.param(call(authorization="Bearer good"), id="bearer"),
        pytest.param(call(authorization="bearer good"), id="bearer-in-lower-case"),
        pytest.param(call(authorization=" BEARER   good "), id="bearer-with-blanks"),
        pytest.param(call(authorization="good"), id="authorization-without-a-scheme"),
    ],
)
@pytest.mark.parametrize("name", DIALECTS)
def test_a_key_is_found_wherever_clients_put_it(made: Call, name: str) -> None:
    authenticate(made, DIALECTS[name].keys, ("other", "good"))


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(call(), id="nothing"),
        pytest.param(call(x_goog_api_key=""), id="empty-header"),
        pytest.param(call(x_goog_api_key=" \t"), id="blank-header"),
        pytest.param(call({"key": ""}), id="empty-query"),
        pytest.param(call({"keys": "good"}), id="other-query"),
        pytest.param(call(authorization=""), id="empty-authorization"),
        pytest.param(call(authorization="Bearer"), id="scheme-alone"),
        pytest.param(call(authorization="Bearer "), id="scheme-and-a-blank"),
        pytest.param(call(authorization="Basic dTpw"), id="other-scheme"),
        pytest.param(call(authorization="Token good"), id="unknown-scheme"),
        pytest.param(call(x_api_key="good"), id="other-header"),
    ],
)
@pytest.mark.parametrize("keys", [(), ("good",)], ids=["any-key-is-good", "one-key-is-good"])
def test_a_call_without_a_key_is_refused(made: Call, keys: tuple[str, ...]) -> None:
    assert refusal(made, *keys) == "unauthenticated"


def test_any_key_is_good_where_none_is_named() -> None:
    assert refusal(call(x_goog_api_key="whatever")) is None


@pytest.mark.parametrize(
    "key",
    ["bad", "goo", "good2", "GOOD", "good,other", pytest.param("\u00e9", id="not-ascii")],
)
def test_a_wrong_key_is_refused(key: str) -> None:
    assert refusal(call(x_goog_api_key=key), "good", "other") == "invalid_key"


def test_the_header_comes_before_the_query_and_that_before_authorization() -> None:
    assert refusal(call({"key": "bad"}, x_goog_api_key="good"), "good") is None
    assert refusal(call({"key": "good"}, x_goog_api_key="bad"), "good") == "invalid_key"
    assert refusal(call({"key": "good"}, authorization="Bearer bad"), "good") is None
    assert refusal(call({"key": "bad"}, authorization="Bearer good"), "good") == "invalid_key"


def test_an_empty_key_is_none_and_the_next_place_counts() -> None:
    made = call({"key": " "}, x_goog_api_key="", authorization="Bearer good")

    assert refusal(made, "good") is None


def test_a_place_where_the_origin_does_not_look_does_not_count() -> None:
    dialect = replace(COMET, keys=("authorization",))

    with pytest.raises(ApiError, match="unauthenticated"):
        authenticate(call({"key": "good"}, x_goog_api_key="good"), dialect.keys, ("good",))
