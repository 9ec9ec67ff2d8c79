"""The description of the admin API: an OpenAPI 3.1 document, made from the table of endpoints."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import openapi, schemas
from mockserver.admin.endpoint import ENDPOINTS, NAMESPACE, TEXT, Endpoint, Parameter, object_of

_ERROR = object_of(
    {"error": object_of({"message": TEXT, "where": TEXT, "expected": TEXT}, required=("message",))}
)
_DESCRIPTION = """\
Ask the mock itself: what it was asked, what it is to answer, what is to go wrong.
Whose state is meant is said by the parameter `namespace`, the header `x-mock-namespace`, or the base URL
`/__ns/NAME`; without one the journal and `reset` mean all namespaces, everything else the common one."""


def document(base: str) -> dict[str, Any]:
    """Describe the admin API of the mock at a base URL."""
    paths: dict[str, dict[str, Any]] = {}
    for each in ENDPOINTS:
        paths.setdefault(plain(each.path), {})[each.method.lower()] = _operation(each)
    members = {
        "paths": paths,
        "components": {
            "schemas": {"JournalEntry": _entry(), "Error": _ERROR},
            "securitySchemes": {
                "bearer": openapi.BEARER,
                "header": {"type": "apiKey", "in": "header", "name": "x-mock-admin-token"},
            },
        },
    }
    return openapi.whole("Admin API of cometapi-mock", _DESCRIPTION, f"{base}/__admin", members)


def plain(path: str) -> str:
    """Return a path as OpenAPI writes it: its names without what they match."""
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", path)


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    summary, _, rest = endpoint.doc.partition("\n")
    body = {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": endpoint.body}},
        }
    }
    return {
        "operationId": f"{endpoint.function.__module__.rpartition('.')[2]}.{endpoint.function.__name__}",
        "summary": summary,
        **({"description": rest.strip()} if rest.strip() else {}),
        "parameters": list(_parameters(endpoint)),
        **(body if endpoint.body is not None else {}),
        "responses": {
            str(endpoint.status): {
                "description": "Done.",
                "content": {each: {"schema": endpoint.answer} for each in endpoint.media_types},
            },
            "4XX": {
                "description": "What was asked can't be.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
        "security": [] if endpoint.is_open else [{}, {"bearer": []}, {"header": []}],
    }


def _parameters(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    yield from openapi.path_parameters(endpoint.path)
    yield from (_parameter(each) for each in (*endpoint.query, NAMESPACE))


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.doc,
        "schema": parameter.schema,
    }


def _entry() -> Mapping[str, Any]:
    entry = schemas.documents()["mock/journal_entry.json"]
    return {key: each for key, each in entry.items() if key != "$schema"}
