"""The strategy of declared schemas, in both forms."""

from collections.abc import Callable, Mapping
from typing import Literal

from hypothesis import strategies as st

from contract_tests.strategies.schema.google_schemas import google_schema
from contract_tests.strategies.schema.json_schemas import json_schema
from contract_tests.strategies.schema.places import Schema
from contract_tests.strategies.wanted import known

Form = Literal["google", "json"]

_FORMS: Mapping[str, Callable[[st.DrawFn], Schema]] = {
    "google": google_schema,
    "json": json_schema,
}


def response_schemas(form: Form = "google") -> st.SearchStrategy[Schema]:
    """Strategy of schemas for answers, all of which can be satisfied.

    *form* is ``google`` for what ``responseSchema`` takes, Google's subset of OpenAPI schemas in canonical
    form; ``json`` for what ``responseJsonSchema`` does, the documented part of JSON Schema.

    Raises:
        ValueError: There is no such form.
    """
    return _drawn(_FORMS[known(form, _FORMS, "a form")])


@st.composite
def _drawn(draw: st.DrawFn, schema: Callable[[st.DrawFn], Schema]) -> Schema:
    return schema(draw)
