"""Which schemas the API takes, for what it is to answer and for functions."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.declared import google, json_schema
from mockserver.descriptors import snake_case
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.request import GenerateRequest, violation

_TOLD = 20  # violations
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
            of_google = name in _GOOGLE
            if json_schema.too_complex(google.json_schema(given) if of_google else given):
                yield ApiError("schema_too_complex")
            found += (google if of_google else json_schema).violations(given, where)
    if found:
        yield violation("GenerateContentRequest", *found[:_TOLD])


def _holders(request: GenerateRequest) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each message that may hold schemas, with its path."""
    yield "generation_config", request.config
    if "responseFormat" in request.config:
        text = request.config["responseFormat"].get("text", {})
        yield "generation_config.response_format.text", text
    yield from request.declarations
