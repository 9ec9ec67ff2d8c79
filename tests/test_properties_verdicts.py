"""The validator that the mock uses, and the independent judge: of each value they say the same."""

import json
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from contract_tests import judge
from contract_tests.call import Call
from contract_tests.strategies import requests
from mockserver import protojson
from mockserver.dialects import DIALECTS
from mockserver.schemas import documents, validator, violations
from tests.conftest import Respond
from tests.instances import broken, instances

FILES = sorted(documents())
REQUEST = "gemini/generate_content_request.json"
RESPONSE = "gemini/generate_content_response.json"
CHUNK = "gemini/generate_content_chunk.json"

ANY = st.one_of([st.tuples(st.just(name), requests(dialect=name)) for name in DIALECTS])


def agree(file: str, value: Any) -> bool:
    """Hold both to one verdict, and return it; the mock's is the same with and without its reasons."""
    verdict = judge.accepts(file, value)

    assert validator(file).is_valid(value) is verdict, (file, value)
    assert (not list(violations(file, value, all_of_them=False))) is verdict
    return verdict


@given(data=st.data(), file=st.sampled_from(FILES))
def test_both_say_the_same_of_values_of_each_schema_file(data: st.DataObject, file: str) -> None:
    value = data.draw(instances(file))
    event(f"verdict: {'valid' if agree(file, value) else 'invalid'}")
    agree(file, data.draw(broken(value)))
    agree(data.draw(st.sampled_from(FILES)), value)


@given(drawn=ANY, data=st.data())
def test_both_say_the_same_of_requests_sound_and_broken(
    drawn: tuple[str, Call], data: st.DataObject
) -> None:
    name, call = drawn
    numbers = DIALECTS[name].enum_numbers
    canonical = protojson.parse(call.body, REQUEST, enum_numbers=numbers).value

    assert agree(REQUEST, canonical)
    event(f"broken: {'valid' if agree(REQUEST, data.draw(broken(canonical))) else 'invalid'}")
    agree(REQUEST, data.draw(broken(call.body)))


@given(drawn=ANY, data=st.data())
def test_both_say_the_same_of_answers_sound_and_broken(
    ask: Respond, drawn: tuple[str, Call], data: st.DataObject
) -> None:
    name, call = drawn
    answer = json.loads(ask(call.body, model=call.model, dialect=name).reply.body)

    assert agree(RESPONSE, answer)
    spoilt = data.draw(broken(answer))
    event(f"broken: {'valid' if agree(RESPONSE, spoilt) else 'invalid'}")
    agree(CHUNK, spoilt)
