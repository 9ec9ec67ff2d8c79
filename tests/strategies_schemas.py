"""Hypothesis strategies of schemas in the two subsets: Google's Schema and JSON Schema.

All that they draw can be satisfied.
"""

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
Schemas = st.SearchStrategy[Schema]

NAMES = st.sampled_from(
    ["name", "city", "age", "price", "email", "url", "date", "id", "tags", "isActive", "x", "y",
     "departureCity", "item_count", "description", "\u540d", "with space", "rating", "latitude"]
)  # fmt: skip
WORDS = st.sampled_from(["red", "green", "in_progress", "A", "Paris", "3", "\u00fcber", "no"])
DESCRIPTIONS = st.sampled_from(["", "The city to look up", "From 1 to 10", "Bob's e-mail address"])
VALUES = st.one_of(WORDS, st.integers(-9, 99), st.booleans(), st.none(), st.floats(-9, 9))
PATTERNS = st.sampled_from(
    ["^[A-Z]{3}-\\d{4}$", "^\\S+@\\S+$", "a+b*", "(?=.*[0-9]).+", "^(?:foo|bar)[^x]?$", ".", "^#?[0-9a-f]{6}$"]
)  # fmt: skip
PROMPTS = st.sampled_from(
    ["", "Weather in Paris?", 'name: Bob, age is 30 and city="Rome"', "List 5 red things",
     "Book 2 seats from Oslo to Lima on 2025-03-01 at 3:30 pm for $12.50", "Without tags, no x",
     "Mail bob@example.com about https://example.com/a, order A-12"]
) | st.text(max_size=60)  # fmt: skip


def with_optional(
    required: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]
) -> Schemas:
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def bounds(draw: st.DrawFn, least: str, most: str, values: st.SearchStrategy[Any]) -> Schema:
    low, high = sorted([draw(values), draw(values)])
    chosen = draw(st.sampled_from([(), (least,), (most,), (least, most)]))
    return {key: value for key, value in ((least, low), (most, high)) if key in chosen}


@st.composite
def joined(draw: st.DrawFn, *parts: Schemas) -> Schema:
    result: Schema = {}
    for each in parts:
        result |= draw(each)
    return result


# Defaults, too, that their schemas don't allow.
NOTES = with_optional({}, title=NAMES, description=DESCRIPTIONS, default=VALUES)

# Google's Schema, in canonical form.

GOOGLE_SCALARS = st.one_of(
    joined(
        with_optional({"type": st.just("STRING")}, nullable=st.booleans()),
        bounds("minLength", "maxLength", st.integers(0, 40)),
    ),
    with_optional({"type": st.just("STRING"), "pattern": PATTERNS}),
    with_optional(
        {"type": st.just("STRING")},
        format=st.sampled_from(["date-time", "date", "time", "duration"]),
        nullable=st.booleans(),
    ),
    with_optional(
        {"type": st.just("STRING"), "enum": st.lists(WORDS, min_size=1, max_size=4)},
        format=st.just("enum"),
        nullable=st.booleans(),
    ),
    joined(
        with_optional({"type": st.just("INTEGER")}, format=st.sampled_from(["int32", "int64"])),
        bounds("minimum", "maximum", st.integers(-50, 5_000)),
    ),
    joined(
        with_optional({"type": st.just("NUMBER")}, format=st.sampled_from(["float", "double"])),
        bounds("minimum", "maximum", st.floats(-1e6, 1e6)),
    ),
    with_optional({"type": st.just("BOOLEAN")}, nullable=st.booleans()),
    st.just({"type": "NULL"}),
)


def google_arrays(inner: Schemas) -> Schemas:
    return joined(
        with_optional({"type": st.just("ARRAY"), "items": inner}, nullable=st.booleans()),
        bounds("minItems", "maxItems", st.integers(0, 5)),
    )


@st.composite
def objects(draw: st.DrawFn, inner: Schemas, kind: str) -> Schema:
    properties = draw(st.dictionaries(NAMES, inner, max_size=4))
    names = draw(st.permutations(list(properties)))
    required = names[: draw(st.integers(0, len(names)))]
    schema: Schema = {"type": kind, "properties": properties}
    if required:
        schema["required"] = required
    if draw(st.booleans()):
        schema["propertyOrdering"] = draw(st.permutations(list(properties)))
    if draw(st.booleans()):
        schema["minProperties"] = draw(st.integers(0, len(names)))
    if draw(st.booleans()):
        schema["maxProperties"] = draw(st.integers(len(names), 6))
    return schema


def google_unions(inner: Schemas) -> Schemas:
    return with_optional({"anyOf": st.lists(inner, min_size=1, max_size=3)}, nullable=st.booleans())


GOOGLE: Schemas = st.recursive(
    joined(NOTES, GOOGLE_SCALARS),
    lambda inner: st.one_of(google_arrays(inner), objects(inner, "OBJECT"), google_unions(inner)),
    max_leaves=8,
)

# JSON Schema.

FORMATS = st.sampled_from(
    ["date-time", "date", "time", "duration", "email", "uri", "uuid", "ipv4", "ipv6", "hostname",
     "json-pointer", "regex", "int32", "made-up"]
)  # fmt: skip


@st.composite
def numbers(draw: st.DrawFn) -> Schema:
    schema: Schema = {"type": draw(st.sampled_from(["integer", "number"]))}
    low = draw(st.integers(-500, 500))
    room = draw(st.integers(4, 1_000))
    schema |= draw(st.sampled_from([{}, {"minimum": low}, {"exclusiveMinimum": low}]))
    schema |= draw(st.sampled_from([{}, {"maximum": low + room}, {"exclusiveMaximum": low + room}]))
    return schema | draw(st.sampled_from([{}, {"multipleOf": 2}, {"multipleOf": 0.25}]))


SCALARS = st.one_of(
    joined(
        with_optional({"type": st.just("string")}),
        bounds("minLength", "maxLength", st.integers(0, 60)),
    ),
    with_optional({"type": st.just("string"), "pattern": PATTERNS}),
    with_optional({"type": st.just("string"), "format": FORMATS}),
    numbers(),
    with_optional({"enum": st.lists(VALUES, min_size=1, max_size=4)}),
    with_optional({"const": VALUES}),
    with_optional({"type": st.sampled_from(["boolean", "null"])}),
    with_optional(
        {
            "type": st.lists(
                st.sampled_from(["string", "integer", "number", "boolean", "null"]),
                min_size=1,
                unique=True,
            )
        }
    ),
    st.just({}),
)
RECURSIVE = st.sampled_from([{"$ref": "#/$defs/Node"}, {"$ref": "#leaf"}, {"$ref": "#/$defs/Leaf"}])


def arrays(inner: Schemas) -> Schemas:
    return st.one_of(
        joined(
            with_optional({"type": st.just("array"), "items": inner}),
            bounds("minItems", "maxItems", st.integers(0, 5)),
        ),
        with_optional(
            {"type": st.just("array"), "prefixItems": st.lists(inner, min_size=1, max_size=3)},
            items=st.just(False) | inner,  # noqa: FBT003 - a JSON Schema
        ),
        with_optional(
            {
                "type": st.just("array"),
                "items": st.sampled_from(
                    [{"type": "string"}, {"type": "integer"}, {"enum": ["a", "b", "c"]}]
                ),
                "uniqueItems": st.just(True),  # noqa: FBT003 - a JSON Schema
            },
            minItems=st.integers(0, 3),
        ),
    )


def combined(inner: Schemas) -> Schemas:
    return st.one_of(
        with_optional({"anyOf": st.lists(inner, min_size=1, max_size=3)}, description=DESCRIPTIONS),
        inner.map(lambda each: {"allOf": [each], "title": "All"}),
        inner.map(lambda each: {"oneOf": [each]}),
        with_optional({"type": st.just("object"), "additionalProperties": inner}),
        objects(inner, "object").map(lambda each: each | {"additionalProperties": False}),
    )


STANDARD_PLACES: Schemas = st.recursive(
    joined(NOTES, SCALARS) | RECURSIVE,
    lambda inner: st.one_of(arrays(inner), objects(inner, "object"), combined(inner)),
    max_leaves=8,
)


@st.composite
def standard(draw: st.DrawFn) -> Schema:
    """Draw a JSON Schema with definitions, one of which is recursive."""
    leaf = {"$anchor": "leaf", "type": "string", "maxLength": 30}
    node = {
        "type": "object",
        "properties": {
            "label": {"$ref": "#/$defs/Leaf"},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
            "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
            "more": draw(STANDARD_PLACES),
        },
        "required": draw(st.sampled_from([[], ["label"], ["label", "next"]])),
    }
    return {"$defs": {"Leaf": leaf, "Node": node}} | draw(
        st.fixed_dictionaries(
            {
                "type": st.just("object"),
                "properties": st.dictionaries(NAMES, STANDARD_PLACES, max_size=4),
            }
        )
        | STANDARD_PLACES
    )
