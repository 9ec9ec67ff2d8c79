"""The same request, written otherwise: what it says stays, whatever it looks like."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.call import Call, prompt
from contract_tests.strategies import requests, rewritten
from contract_tests.strategies.request.rewriting import as_bytes
from contract_tests.strategies.request.spelling import Literal, Picks, Speller
from mockserver import body
from mockserver.descriptors import root
from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX

GENERATE = "gemini/generate_content_request.json"


def text_of(call: Call) -> str:
    """Return a body as it is before it is compressed."""
    data: bytes = call.body
    return (gzip.decompress(data) if "content-encoding" in call.headers else data).decode()


def meant(call: Call, dialect: str) -> dict[str, Any]:
    document = json.loads(text_of(call)) if isinstance(call.body, bytes) else call.body
    found = body.canonical(document, schema=GENERATE, dialect=DIALECTS[dialect], version="v1beta")

    assert found.faults == ()
    return found.value


@given(data=st.data(), dialect=st.sampled_from(sorted(DIALECTS)))
def test_another_form_means_the_same(data: st.DataObject, dialect: str) -> None:
    call = data.draw(requests(dialect=dialect))
    other = data.draw(rewritten(call, dialect=dialect))

    assert json.dumps(meant(other, dialect), sort_keys=True) == json.dumps(
        meant(call, dialect), sort_keys=True
    )
    assert (other.model, other.operator, other.target()) == (
        call.model,
        call.operator,
        call.target(),
    )


HI = prompt(
    "Hi/\u00e9\U0001f600",
    "gemini-2.5-flash",
    generationConfig={"topK": 3, "responseLogprobs": True, "temperature": 0.5},
)


def written(number: int, call: Call = HI) -> str:
    return text_of(as_bytes(call, Picks(number), COMET))


def test_forms_differ_in_all_that_a_parser_should_not_see() -> None:
    forms = [written(number * 7_919**9 + number) for number in range(300)]

    assert '"topK":3' in forms[0]
    for each in (
        '"top_k"', '"3"', "3.0", "e+00", "E+00", "\\u0048", "\\/", "\\ud83d\\ude00", "\U0001f600", "\n", "\t",
        '"true"',
    ):  # fmt: skip
        assert any(each in form for form in forms), each
    assert len({*forms}) > 250
    assert all(json.loads(form) for form in forms)


def test_the_first_form_is_the_plainest() -> None:
    assert written(0) == json.dumps(HI.body, ensure_ascii=False, separators=(",", ":"))


def test_a_compressed_body_says_so() -> None:
    calls = [as_bytes(HI, Picks(number), COMET) for number in range(40)]
    compressed = [each for each in calls if each.headers]

    assert 0 < len(compressed) < len(calls)
    for each in compressed:
        assert each.headers == {"content-encoding": "gzip"}
        assert json.loads(gzip.decompress(each.body))


def test_a_long_text_is_not_written_in_escapes_alone() -> None:
    long = prompt("\u00e9/" * 200, "gemini-2.5-flash")
    forms = {written(number, long) for number in range(60)}

    assert all(len(each) < 3_000 for each in forms)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (Call(body=[1]), "expected a body that is a JSON object, got list"),
        (Call(body=b'"x"'), "expected a body that is a JSON object, got str"),
        (
            Call(operator="predict", body={}),
            "expected an operator, got 'predict'; there are generateContent, ",
        ),
    ],
)
def test_what_cannot_be_written_otherwise_is_refused(call: Call, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        as_bytes(call, Picks(0), COMET)
    with pytest.raises(ValueError, match=f"^{message}"):
        rewritten(call)


def test_nothing_is_written_otherwise_for_a_dialect_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="expected a dialect, got 'latin'"):
        rewritten(HI, dialect="latin")


# Member by member.


def forms(document: dict[str, Any], dialect: Any = COMET, *, literals: bool = False) -> list[Any]:
    """Return the forms of a request's generation config, by the first picks alone."""
    spelled = (
        Speller(Picks(number), dialect, literals=literals).message(document, root(GENERATE))
        for number in range(200)
    )
    return [each for each in spelled if each.keys() == document.keys()]


def values(name: str, value: Any, dialect: Any = COMET, *, literals: bool = False) -> set[str]:
    return {repr(each[name]) for each in forms({name: value}, dialect, literals=literals)}


def test_an_enum_is_a_name_in_any_case_or_a_number_of_the_dialect() -> None:
    category = "HARM_CATEGORY_HARASSMENT"
    for dialect, number in ((COMET, 3), (VERTEX, 3), (GOOGLE, 7)):
        settings_ = values("safetySettings", [{"category": category}], dialect)

        assert {
            f"[{{'category': {each!r}}}]" for each in (category, number, category.lower())
        } <= settings_


def test_what_a_dialect_has_no_number_for_is_a_name() -> None:
    found = values("safetySettings", [{"category": "HARM_CATEGORY_JAILBREAK"}])

    assert not any(character.isdigit() for each in found for character in each)


def test_a_number_stays_exact() -> None:
    config = {"seed": 2**31 - 1, "temperature": 0.1}
    seen = forms({"generationConfig": config}, literals=True)
    numbers = {str(each["generationConfig"].get("seed", 2**31 - 1)) for each in seen}
    shares = {str(each["generationConfig"]["temperature"]) for each in seen}

    assert {*map(float, numbers)} == {2**31 - 1}
    assert {*map(float, shares)} == {0.1}
    assert len(numbers) > 3
    assert {Literal} < {type(each["generationConfig"]["temperature"]) for each in seen}


def camel(spelled: dict[str, Any]) -> dict[str, Any]:
    """Return a request with the names of its members, and of its config's, in lowerCamelCase."""
    fields = root(GENERATE).fields
    named = {fields[key].name if key in fields else key: each for key, each in spelled.items()}
    config = named.get("generationConfig")
    if isinstance(config, dict):
        known = fields["generationConfig"].message.fields
        named["generationConfig"] = {known[key].name: each for key, each in config.items()}
    return named


@pytest.mark.parametrize(
    "document",
    [
        {"unheardOf": [1]},
        {"store": "false"},
        {"serviceTier": "gold"},
        {"generationConfig": 7},
        {"generationConfig": {"topK": "3", "responseJsonSchema": {"maxItems": 3, "b": 1}}},
        {"labels": {"snake_case": "camelCase"}},
        {"contents": [["nested"]]},
    ],
)
def test_what_is_not_known_and_what_is_data_stays(document: dict[str, Any]) -> None:
    for number in (0, 3 * 2**40 + 1):
        spelled = Speller(Picks(number), COMET).message(document, root(GENERATE))

        assert camel(spelled) == document


def test_members_of_another_origin_are_left_out() -> None:
    asked = {"labels": {}, "store": True}

    assert Speller(Picks(0), GOOGLE).message(asked, root(GENERATE)) == {"store": True}
