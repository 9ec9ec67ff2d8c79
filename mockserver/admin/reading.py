"""What a request to the admin API says, held to its endpoint: nothing unknown, nothing of a wrong type."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, NoReturn

import jsonschema_rs
from starlette.requests import Request

from mockserver import jsontext, own_headers
from mockserver.admin.endpoint import NAMESPACE, Endpoint, Parameter
from mockserver.admin.refusal import AdminError, meant
from mockserver.errors import ApiError
from mockserver.settings import Settings
from mockserver.state import LONGEST_NAMESPACE

_DEEPEST = 200  # brackets; the validator gives up at 255
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def namespace(request: Request) -> str | None:
    """Return the namespace that a request is about, None if it names none.

    Raises:
        AdminError: No namespace has such a name.
    """
    given = request.path_params.get("below"), request.query_params.get(NAMESPACE.name)
    name = next(
        (each for each in given if each is not None), request.headers.get(own_headers.NAMESPACE)
    )
    if name is not None and len(name) > LONGEST_NAMESPACE:
        raise AdminError(
            400,
            f"the name of the namespace has {len(name)} characters",
            expected=f"{LONGEST_NAMESPACE} at most",
        )
    return name


def query(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    """Return the parameters of a query, each of its own type.

    Raises:
        AdminError: There is no such parameter, or its value is of another type.
    """
    known = {each.name: each for each in (*endpoint.query, NAMESPACE)}
    for name in request.query_params:
        if name not in known:
            expected = f"{meant(name, known)}there are {', '.join(known)}"
            raise AdminError(400, "no such parameter", where=f"query: {name}", expected=expected)
    return {
        name: _value(each, known[name])
        for name, each in request.query_params.items()
        if name != NAMESPACE.name
    }


async def body(request: Request, endpoint: Endpoint, settings: Settings) -> Any:
    """Return the body of a request as JSON that keeps its schema.

    Raises:
        AdminError: It doesn't, or there is one where none should be.
    """
    data = await _bytes(request, settings.max_body)
    if endpoint.body is None:
        if data:
            raise AdminError(400, "this takes no body", where="body")
        return None
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind.lower() != "application/json":
        raise AdminError(
            415,
            f"{kind} isn't read here",
            where="header content-type",
            expected="application/json; with curl: -H 'content-type: application/json'",
        )
    document = _document(data, settings.max_depth)
    _hold(document, endpoint.body)
    return document


async def _bytes(request: Request, limit: int) -> bytes:
    data = bytearray()
    async for each in request.stream():
        data += each
        if len(data) > limit:
            raise AdminError(
                413,
                "the body is too large",
                expected=f"at most {limit} bytes",
                connection="close",
            )
    return bytes(data)


def _document(data: bytes, deepest: int) -> Any:
    try:
        text = data.decode()
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        jsontext.hold(text, document, min(deepest, _DEEPEST))
    except json.JSONDecodeError as error:
        where = f"body, line {error.lineno} column {error.colno}"
        raise AdminError(400, error.msg, where=where, expected="JSON") from error
    except (ValueError, RecursionError) as error:
        raise AdminError(400, str(error), where="body", expected="JSON in UTF-8") from error
    except ApiError as error:
        raise AdminError(400, str(error.params["google"]), where="body") from error
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = next(
            name for name, times in Counter(name for name, _ in pairs).items() if times > 1
        )
        msg = f"the member {twice!r} comes twice in one object"
        raise ValueError(msg)
    return members


def _no_constant(name: str) -> NoReturn:
    msg = f"{name} is no JSON"
    raise ValueError(msg)


def _hold(document: Any, schema: Mapping[str, Any]) -> None:
    """Hold a body to its schema; say what is wrong first."""
    error = next(jsonschema_rs.validator_for(dict(schema)).iter_errors(document), None)
    if error is None:
        return
    where = f"body{''.join(f'/{each}' for each in error.instance_path)}"
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        name = str(next(iter(error.kind.unexpected)))
        known = schema["properties"]  # bodies are flat
        raise AdminError(
            400,
            f"no such member: {name!r}",
            where=where,
            expected=f"{meant(name, known)}there are {', '.join(known)}",
        )
    raise AdminError(400, error.message, where=where)


def _value(text: str, parameter: Parameter) -> Any:
    schema = parameter.schema
    try:
        if schema.get("type") == "boolean":
            return _TRUTH[text.lower()]
        value: Any = int(text) if schema.get("type") == "integer" else text
    except (KeyError, ValueError):
        _wrong(text, parameter)
    if not jsonschema_rs.is_valid(dict(schema), value):
        _wrong(text, parameter)
    return value


def _wrong(text: str, parameter: Parameter) -> NoReturn:
    schema = parameter.schema
    kinds = {"boolean": "true or false", "integer": f"a number from {schema.get('minimum')} on"}
    listed = " or ".join(schema.get("enum", ()))
    expected = listed or kinds.get(schema.get("type", ""), "")
    where = f"query: {parameter.name}"
    raise AdminError(400, f"not {text!r}", where=where, expected=expected)
