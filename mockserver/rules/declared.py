"""Which schemas the API takes, for what it is to answer and for functions."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mockserver.body import violation
from mockserver.declared import google, json_schema
from mockserver.descriptors import snake_case
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.request import GenerateRequest

Wrong = tuple[tuple[str, str], ...] | None  # what is wrong with a schema; None: it is too complex

_TOLD = 20  # violations
_SMALL = 10_000  # characters of a schema whose verdict is kept
_GOOGLE = ("responseSchema", "parameters", "response")
_STANDARD = (
    "responseJsonSchema",
    "_responseJsonSchema",
    "parametersJsonSchema",
    "schema",
    "jsonSchema",
)


def schemas(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Every schema can be kept, and is not too complex."""
    found: list[tuple[str, str]] = []
    for path, holder in _holders(request):
        for name in filter(holder.__contains__, (*_GOOGLE, *_STANDARD)):
            given, where = holder[name], f"{path}.{snake_case(name).lstrip('_')}"
            wrong = _verdict(given, where, of_google=name in _GOOGLE)
            if wrong is None:
                yield ApiError("schema_too_complex")
            found += wrong or ()
    if found:
        yield violation("GenerateContentRequest", *found[:_TOLD])


def arguments(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """What a function takes is an object (reported of Vertex AI)."""
    for path, each in request.declarations:
        for name in filter(each.__contains__, ("parameters", "parametersJsonSchema")):
            where = f"{path}.{snake_case(name)}"
            schema = (
                each[name] if name == "parametersJsonSchema" else google.json_schema(each[name])
            )
            kinds = schema.get("type", "object")
            others = kinds != "object" and "object" not in kinds
            if others or _verdict(json_schema.of_objects(schema), where, of_google=False):
                yield ApiError("arguments_no_object", name=each["name"], path=where)


def _verdict(schema: Any, where: str, *, of_google: bool) -> Wrong:
    """Judge a schema. An agent sends the same declarations with every step: small ones are kept."""
    written = json.dumps(schema)
    judge = _judged if len(written) <= _SMALL else _judged.__wrapped__
    return judge(written, where, of_google=of_google)


@lru_cache(maxsize=1_024)
def _judged(written: str, where: str, *, of_google: bool) -> Wrong:
    schema = json.loads(written)
    if json_schema.too_complex(google.json_schema(schema) if of_google else schema):
        return None
    return tuple((google if of_google else json_schema).violations(schema, where))


def _holders(request: GenerateRequest) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each message that may hold schemas, with its path."""
    yield "generation_config", request.config
    if "responseFormat" in request.config:
        text = request.config["responseFormat"].get("text", {})
        yield "generation_config.response_format.text", text
    yield from request.declarations
