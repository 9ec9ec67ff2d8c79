"""Whatever is written is a stub or a message, and whatever is asked of a stub is answered."""

import contextlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mockserver.models import MODELS
from mockserver.schemas import documents
from mockserver.stubs import (
    Asked,
    BadStub,
    Situation,
    Stub,
    answers_with,
    asks_for,
    doubts,
    find,
    read,
)

SCHEMA = documents()["mock/stub.json"]
WORDS = st.sampled_from(["", "a", "Norway", "(", "^a$", "$.a", "$.contents[*].role", "get_weather"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 500) | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
CONDITIONS = ANY | st.dictionaries(
    st.sampled_from(["equals", "contains", "regex", "present"]), ANY, min_size=1
)
NAMED = st.dictionaries(WORDS, CONDITIONS, min_size=1, max_size=2)
RESPONSES = st.fixed_dictionaries(
    {}, optional={"name": WORDS, "content": CONDITIONS, "json": NAMED}
)
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "text": CONDITIONS,
    "system": CONDITIONS,
    "json": NAMED,
    "headers": NAMED,
    "function_response": RESPONSES | st.booleans(),
    "operation": st.sampled_from(["generateContent", "countTokens"]),
    "model": st.just("gemini-*"),
    "turn": st.integers(0, 2),
    "modality": st.sampled_from(["text", "image"]),
    "stream": st.booleans(),
    "tools": st.lists(WORDS, min_size=1, max_size=2),
}
MATCHES = st.fixed_dictionaries({}, optional={name: each | ANY for name, each in KNOWN.items()})
SOUND = st.fixed_dictionaries({}, optional=KNOWN)
ANSWERS = st.sampled_from(
    [{"text": "a"}, {"parts": [{"text": "a"}]}, {"error": 429}, {"response": {}}, {"raw": {}}]
)


def bodies() -> st.SearchStrategy[dict[str, Any]]:
    response = {"functionResponse": {"name": "get_weather", "response": {"a": 1}}}
    parts = st.sampled_from([{"text": "Norway"}, {"text": "a", "thought": True}, response, {}])
    contents = st.fixed_dictionaries(
        {"parts": st.lists(parts, max_size=2)},
        optional={"role": st.sampled_from(["user", "model", ""])},
    )
    return st.fixed_dictionaries({}, optional={"contents": st.lists(contents, max_size=4)})


@given(ANY | st.dictionaries(st.sampled_from(list(SCHEMA["properties"])), ANY, max_size=4))
def test_what_is_written_is_a_stub_or_a_message(document: Any) -> None:
    said, stub = "", None
    try:
        stub = read(document, "it")
    except BadStub as error:
        said = str(error)

    assert all(each.startswith(("it: ", "... and ")) for each in said.splitlines())
    assert said or (stub and answers_with(stub))


@given(MATCHES | SOUND, ANSWERS, bodies())
def test_a_stub_that_is_read_can_be_asked_anything(
    match: dict[str, Any], answer: dict[str, Any], body: dict[str, Any]
) -> None:
    stub: Stub | None = None
    with contextlib.suppress(BadStub):
        stub = read({"match": match, **answer}, "it")
    if stub is None:
        return
    found = find([stub], Asked(body=body, model="gemini-2.5-flash"), Situation())

    assert (found.stub is None) == bool(found.near or not found.concerned)
    assert all(str(each) for each in found.near)
    assert all(asks_for(stub))
    assert all(str(each) for each in doubts([stub, stub], MODELS))
