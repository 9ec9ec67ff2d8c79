"""A body: read as the front end reads it, held to its schema, and refused in the words of the origin."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import paths, protojson, schemas
from mockserver.descriptors import Message, root, snake_case
from mockserver.dialects import Dialect
from mockserver.errors import ApiError, FieldViolation
from mockserver.protojson import Fault, Note, Parsed
from mockserver.schemas import Violation

_FEW = 1_000  # messages in a request, of which every violation is told
_GENERATE = "GenerateContentRequest"


def parse(
    document: object, *, schema: str, dialect: Dialect, version: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read a JSON document as a request; return its canonical form and warnings.

    First the front end's faults, all in one answer, then the closed schema.

    Raises:
        ApiError: ``undecodable_field``, ``contents_missing``, ``invalid_fields``, ``violations`` or
            ``out_of_range``.
    """
    parsed = canonical(document, schema=schema, dialect=dialect, version=version)
    warnings = tuple(_warning(each, dialect) for each in parsed.notes)
    for each in _refusals(parsed, dialect, schema):
        raise each.beside(warnings)
    return parsed.value, warnings


def canonical(document: object, *, schema: str, dialect: Dialect, version: str) -> Parsed:
    """Read a JSON document as the front end of an origin does; what is wrong is told, not raised."""
    return protojson.parse(
        document,
        schema,
        types=dialect.types.format(version=version),
        gateway=dialect.gateway,
        enum_numbers=dialect.enum_numbers,
        lacks=dialect.lacks,
    )


def _refusals(parsed: Parsed, dialect: Dialect, schema: str) -> Iterator[ApiError]:
    """Yield what is wrong, in the order in which it is found out."""
    yield from _undecodable(parsed, dialect)
    name = root(schema).name
    required = "contents" in _required(schema) and not parsed.faults
    if (required or name in dialect.gateway.demands) and not parsed.value.get("contents"):
        yield ApiError("contents_missing")
    if parsed.faults:
        text = "\n".join(each.text for each in parsed.faults)
        yield ApiError("invalid_fields", fields=[_field(each) for each in parsed.faults], text=text)
    if not schemas.validator(schema).is_valid(parsed.value):
        few = parsed.messages <= _FEW
        yield _broken(schema, list(schemas.violations(schema, parsed.value, all_of_them=few)))


def _required(schema: str) -> list[str]:
    names: list[str] = schemas.documents()[schema].get("required", [])
    return names


def _undecodable(parsed: Parsed, dialect: Dialect) -> Iterator[ApiError]:
    """Yield what a gateway can't decode, before anything behind it is asked."""
    for each in parsed.faults:
        if each.got and each.message in dialect.gateway.keeps:
            where = each.where or "body"
            text = f"json: cannot unmarshal {each.got} into Go struct field {each.message}.{where}"
            yield ApiError("undecodable_field", go=text)


def _field(fault: Fault) -> FieldViolation:
    return FieldViolation(fault.where, fault.text)


def _broken(schema: str, found: list[Violation]) -> ApiError:
    """Word what the front end takes and the schema doesn't: ranges, missing members, lists."""
    message = root(schema)
    if len(found) == 1 and message.name == _GENERATE and (bounds := _range(found[0], message)):
        return ApiError("out_of_range", **bounds)
    unknown = {each.path for each in found if each.keyword == "enum"}
    lines = dict.fromkeys(
        _line(each, message) for each in found if each.keyword != "type" or each.path not in unknown
    )
    return violation(message.name, *lines)


def violation(message: str, *lines: tuple[str, str]) -> ApiError:
    """Refuse what a message holds at some paths, each with a text, in the grammar of the origins."""
    google = "".join(f"* {message}.{path}: {text}\n" for path, text in lines)
    listed = "\n".join(f"  * {path}: [FIELD_INVALID] {text}" for path, text in lines)
    vertex = f"The {message} proto is invalid:\n{listed}"
    return ApiError("violations", google=google, vertex=vertex)


def _range(violation: Violation, message: Message) -> dict[str, Any] | None:
    """Return what an out-of-range text needs, if the violation is of a bound.

    Of a list the range is that of its length: so Vertex AI words it (reported for stop sequences).
    """
    schema, value = violation.schema, violation.value
    least, most = schema.get("minimum"), schema.get("maximum", schema.get("exclusiveMaximum"))
    if violation.keyword == "maxItems":
        least, most, value = schema.get("minItems", 1), schema["maxItems"], len(value)
    elif violation.keyword not in {"minimum", "maximum", "exclusiveMaximum"}:
        return None
    if least is None or most is None:
        return None
    path = paths.render_canonical(violation.path, message)
    return {
        "path": path,
        "name": path.rpartition(".")[2],
        "camel": violation.path[-1],
        "value": value,
        **_bounds(least, most, schema),
    }


def _bounds(least: float, most: float, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Write a range as Google does, and return the ends that Vertex AI names."""
    if "exclusiveMaximum" in schema:
        return {"bounds": f"[{float(least)}, {float(most)})", "least": least, "above": most}
    if schema["type"] == "number":
        above = round(most + 0.0001, 4)  # as Vertex AI has it (observed)
        return {"bounds": f"[{float(least)}, {float(most)}]", "least": least, "above": above}
    return {"bounds": f"[{least}, {most}]", "least": least, "above": most + 1}


# Our words, where the API's aren't known and the schema has none: never the validator's, which
# change with its version.
_FALLBACKS = {
    "enum": "{name} has no such value.",
    "minItems": "{name} has too few elements.",
    "minimum": "{name} is too small.",
    "pattern": "{name} is malformed.",
}


def _line(violation: Violation, message: Message) -> tuple[str, str]:
    """Return the path and the text of a violation, in Google's grammar."""
    path = paths.render_canonical(violation.path, message)
    text = violation.schema.get("errorMessage", {}).get(violation.keyword)
    if text is None and (bounds := _range(violation, message)):
        return path, f"{bounds['name']} must be in the range {bounds['bounds']}."
    if isinstance(text, dict):
        text = text.get(violation.name)
    if violation.keyword == "required" and text is None:
        text = f".{snake_case(violation.name or '')}: missing field."
    fallback = _FALLBACKS.get(violation.keyword, "{name} is not what it should be.")
    text = text or fallback.format(name=path.rpartition(".")[2])
    if text.startswith("."):  # The schema's text extends the path.
        suffix, _, text = text.partition(": ")
        path = (path + suffix).removeprefix(".")
    return path, text


def _warning(note: Note, dialect: Dialect) -> str:
    at = f" at '{note.where}'" if note.where else ""
    if note.kind == "coerced":
        return f"{dialect.name} refuses the JSON type of {note.name!r}{at} (inferred)"
    grade = "documented" if note.name in dialect.gateway.documented else "inferred"
    instead = f"; send {note.known!r}" if note.known else ""
    return f"{dialect.name} drops {note.name!r}{at} ({grade}){instead}"
