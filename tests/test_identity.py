import re

from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import COMET, GOOGLE, VERTEX
from mockserver.generate import identity
from mockserver.models import MODELS
from tests.asking import PRO_2_5, ask


def test_an_answer_has_an_id_as_long_as_in_the_pages_sample() -> None:
    found = identity.of(ask(), COMET)

    assert re.fullmatch(r"[A-Za-z0-9_-]{23}", found["responseId"])
    assert len(found["responseId"]) == len("CeynaY3LDtvG4_UP0qaCuQY")


@given(st.integers(0, 2**32))
def test_an_answer_was_created_on_a_day_long_past_to_the_microsecond(seed: int) -> None:
    created = identity.of(ask(seed=seed), COMET)["createTime"]

    assert re.fullmatch(r"2026-03-25T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z", created)


def test_an_answer_of_google_does_not_say_when_it_was_created() -> None:
    assert identity.of(ask(), GOOGLE).keys() == {"modelVersion", "responseId"}
    assert list(identity.of(ask(), VERTEX)) == ["modelVersion", "createTime", "responseId"]


def test_an_alias_answers_under_the_id_that_it_means() -> None:
    assert identity.of(ask(model="gemini-flash-latest"), COMET)["modelVersion"] == (
        MODELS["gemini-flash-latest"].alias_of
    )


def test_requests_that_differ_have_answers_of_their_own() -> None:
    requests = [ask(), ask("Hi"), ask(seed=1), ask(model=PRO_2_5), ask(maxOutputTokens=5)]

    found = [identity.of(each, COMET) for each in requests]

    assert len({each["responseId"] for each in found}) == len(requests)
    assert len({each["createTime"] for each in found}) == len(requests)
