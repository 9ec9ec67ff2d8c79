"""Flaws of schemas that a request declares, for the answer and for functions. Facts: gemini.md 3.7.1, 3.7.2, 6.5, 6.6."""

from collections.abc import Iterator

from contract_tests.strategies.drawn import Grade, MessageKind
from contract_tests.strategies.flaws.bodies import Body, config, functions
from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.dialects import Dialect
from mockserver.models import GEMINI_3, Model

_RESPONSE = "generation_config.response_schema"
_JSON_RESPONSE = "generation_config.response_json_schema"
_PARAMETERS = "tools[0].function_declarations[0].parameters"
_TEXT: Body = {"type": "STRING"}
_GOOD: Body = {"type": "OBJECT", "properties": {"a": _TEXT}}
_DEEPEST = 100  # messages in messages that the front end reads (reported)

# What is wrong in one of Google's schemas, where in it, and what the answer is about.
_ROWS: tuple[tuple[str, MessageKind, Grade, str, tuple[tuple[Body, str], ...]], ...] = (
    (
        "schema without a type", "missing", "observed", "A schema says its type, or what it is any of.",
        (({"description": "anything"}, ".type"), ({"nullable": True}, ".type")),
    ),
    (
        "list of nothing", "missing", "observed", "What a list is of must be said.",
        (({"type": "ARRAY"}, ".items"), ({"type": "ARRAY", "minItems": 1}, ".items")),
    ),
    (
        "property that isn't defined", "not allowed", "observed", "Every name that is required has a schema.",
        (
            ({**_GOOD, "required": ["b"]}, ".required[0]"),
            ({**_GOOD, "required": ["a", "b"]}, ".required[1]"),
            ({**_GOOD, "propertyOrdering": ["b"]}, ".property_ordering[0]"),
        ),
    ),
    (
        "properties of what is no object", "not allowed", "observed", "Only objects have properties.",
        (({"type": "STRING", "properties": {"a": _TEXT}}, ".properties"),),
    ),
    (
        "enum of what is no string", "not allowed", "observed", "Only strings have enum values.",
        (({"type": "INTEGER", "enum": ["1"]}, ".enum"), ({"type": "OBJECT", "enum": ["a"]}, ".enum")),
    ),
    (
        "empty enum value", "not allowed", "observed", "An enum value says something.",
        (({"type": "STRING", "enum": [""]}, ".enum[0]"), ({"type": "STRING", "enum": ["a", ""]}, ".enum[1]")),
    ),
    (
        "format of another type", "unknown value", "observed", "Each type has its own formats.",
        (({"type": "STRING", "format": "uri"}, ".format"), ({"type": "INTEGER", "format": "double"}, ".format")),
    ),
    (
        "bounds that cross", "not allowed", "own", "The least is not above the most.",
        (
            ({"type": "INTEGER", "minimum": 2, "maximum": 1}, ".minimum"),
            ({"type": "ARRAY", "items": _TEXT, "minItems": 2, "maxItems": "1"}, ".min_items"),
        ),
    ),
    (
        "no regular expression", "not allowed", "own", "A pattern is one.",
        (({"type": "STRING", "pattern": "("}, ".pattern"), ({"type": "STRING", "pattern": "[a-"}, ".pattern")),
    ),
)  # fmt: skip


def _of_google(row: int) -> None:
    """Make a row a flaw: in the schema of the answer, in a property of it, in those of a function."""
    name, kind, grade, says, wrong = _ROWS[row]

    def told(model: Model, _dialect: Dialect) -> Iterator[Case]:
        if not _declares(model):
            return
        for schema, where in wrong:
            inner: Body = {"type": "OBJECT", "properties": {"a": schema}}
            within = f".properties[a]{where}"
            yield Case(_answer(schema), _answer(_TEXT), _RESPONSE + where)
            yield Case(_answer(inner), _answer(_GOOD), _RESPONSE + within)
            yield Case(
                functions({"name": "f", "parameters": inner}),
                functions({"name": "f", "parameters": _GOOD}),
                _PARAMETERS + within,
            )

    told.__doc__ = says
    cases(name, kind, grade)(told)


for _row in range(len(_ROWS)):
    _of_google(_row)


@cases("reference that leads nowhere", "not allowed", "own")
def reference_that_leads_nowhere(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """What a JSON Schema refers to is in it."""
    if _declares(model):
        lost: Body = {"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}}
        good: Body = {"type": "object", "properties": {"a": {"type": "string"}}}
        yield Case(_standard(lost), _standard(good), f"{_JSON_RESPONSE}.properties[a].$ref")
        where = f"{_PARAMETERS}_json_schema.properties[a].$ref"
        yield Case(
            functions({"name": "f", "parametersJsonSchema": lost}),
            functions({"name": "f", "parametersJsonSchema": good}),
            where,
        )


@cases("malformed JSON Schema", "not allowed", "own")
def malformed_json_schema(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A keyword that holds what it can't."""
    if _declares(model):
        for wrong, where in (({"type": "text"}, ".type"), ({"required": "a"}, ".required")):
            yield Case(_standard(wrong), _standard({"type": "string"}), _JSON_RESPONSE + where)


@cases("schema with too many states", "not allowed", "observed")
def schema_with_too_many_states(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """What would be huge isn't served."""
    if _declares(model):
        huge: Body = {"type": "ARRAY", "minItems": "1000000000", "items": _TEXT}
        yield Case(_answer(huge), _answer(_TEXT))
        yield Case(_standard({"type": "array", "minItems": 10**9}), _standard({"type": "array"}))


@cases("messages too deep", "out of range", "observed")
def messages_too_deep(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """More messages in messages than a hundred."""
    if _declares(model):
        deep: Body = _TEXT
        for _ in range(_DEEPEST + 10):
            deep = {"type": "ARRAY", "items": deep}
        # The request and its generation config are two of the hundred.
        where = _RESPONSE + ".items" * (_DEEPEST - 2)
        yield Case(_answer(deep), _answer(_TEXT), where)


def _declares(model: Model) -> bool:
    """Whether a model has functions and answers in JSON."""
    return model.outputs == {"TEXT"} or model.generation >= GEMINI_3


def _answer(schema: Body) -> Body:
    return config(responseMimeType="application/json", responseSchema=schema)


def _standard(schema: Body) -> Body:
    return config(responseMimeType="application/json", responseJsonSchema=schema)
