"""Flaws of the form: names, types and values that the front end doesn't take, at any place.

Paths and texts: gemini.md 6.4 (reported by many). A gateway that decodes requests refuses wrong types
itself, and drops fields that it doesn't know (S: cometapi.md 3.4).
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies.flaws.flaw import BAD, UNDECODABLE, Body, Broken, Scene, flaw, merged
from contract_tests.strategies.places import Eyes, Place, places, put
from mockserver.descriptors import Field

_SCHEMA = "gemini/generate_content_request.json"
_BYPASS = "skip_thought_signature_validator"
_SCALARS = frozenset({"string", "bool", "bytes", "int32", "int64", "float", "double", "enum"})
_INTEGERS = frozenset({"int32", "int64"})
_NUMBERS = _INTEGERS | {"float", "double"}
_KNOWN_NUMBERS = 32  # no enum has as many

# Places of every kind, good for every model: for requests that have none of the kind that is wanted.
_ADDED: tuple[Body, ...] = (
    {"generationConfig": {"seed": 7}},
    {"generationConfig": {"temperature": 0.5}},
    {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]},
    {"tools": [{"googleSearch": {}}]},
    {"contents": [{"role": "user", "parts": [{"text": "Hi", "thoughtSignature": _BYPASS}]}]},
)

_WRONG: dict[str, tuple[Any, ...]] = {
    "string": (5, True, 0.5),
    "bool": (1, "yes", 0, ""),
    "bytes": (5, True),
    "int32": ("many", True, "", "0x10", " 1"),
    "int64": ("many", True, "", "1e"),
    "float": ("much", False, "", "1,5"),
    "double": ("much", False, ""),
    "enum": (True, 1.5),
    "message": ("none", 5, True, ""),
    "map": ("none", 5, False),
    "struct": ("none", 5, True),
}
_BAD_BASE64 = (
    "*",
    "A",
    "AAAAA",
    "AA=",
    "A===",
    "AA-/",
    "QUI=QUI=",
    "A A=",
    "ä",
    "data:;base64,QUI=",
)
_BEYOND: dict[str, tuple[Any, ...]] = {
    "int32": (2**31, -(2**31) - 1, 10**10, "2147483648", 1e20),
    "int64": (2**63, -(2**63) - 1, str(2**64), 1e30),
    "float": ("1e999", "-1e999"),
    "double": ("1e999", "-1e999"),
}
_FRACTIONS = (1.5, "0.5", -2.25, 1e-3)
_WORDS = ("NEVER_HEARD_OF", "", "NONE_OF_THEM", "Böse", "99", "-1")


@flaw("unknown field", "unknown field", "observed")
def unknown_field(scene: Scene) -> Broken:
    """A field that no message has."""
    name = scene.draw(st.sampled_from(["colour", "x-note", "äöü", "", "0", "__proto__", "@type"]))
    return _with_unknown(scene, lambda _names: name)


@flaw("misspelt field", "unknown field", "observed")
def misspelt_field(scene: Scene) -> Broken:
    """A field with a letter too many, too few, or another."""

    def misspell(names: list[str]) -> str:
        name = scene.draw(st.sampled_from(names or ["contents"]))
        place = scene.draw(st.integers(1, len(name) - 1))
        other = scene.draw(st.sampled_from(["", "q", name[place] * 2]))
        return name[:place] + other + name[place + 1 :]

    return _with_unknown(scene, misspell)


@flaw("field in another case", "unknown field", "observed")
def field_in_another_case(scene: Scene) -> Broken:
    """A field as other languages spell it: only lowerCamelCase and snake_case are taken."""
    change = scene.draw(st.sampled_from(_CASES))

    def respell(names: list[str]) -> str:
        return change(scene.draw(st.sampled_from(names or ["contents"])))

    return _with_unknown(scene, respell)


_CASES: tuple[Callable[[str], str], ...] = (
    lambda name: name[0].upper() + name[1:],
    str.upper,
    lambda name: f"{name}_",
    lambda name: name.replace("_", "") + "-list",
)


@flaw(
    "field of another origin",
    "unknown field",
    "observed",
    fits=lambda _model, dialect: bool(dialect.lacks),
)
def field_of_another_origin(scene: Scene) -> Broken:
    """A field that Vertex AI has and Google's own API hasn't, or the other way round."""
    call, found = _with_places(scene, lambda each: bool(_foreign(scene, each)))
    place = scene.draw(st.sampled_from(found))
    name = scene.draw(st.sampled_from(_foreign(scene, place)))
    body = put(call.body, (*place.way, name), {})
    return Broken(call=scene.call(body), sound=call, field=place.path)


@flaw("wrong scalar", "wrong type", "observed", status=UNDECODABLE)
def wrong_scalar(scene: Scene) -> Broken:
    """A scalar of another type than the field's, where it can't be read as one of it."""
    return _replaced(scene, lambda each: each.kind in _SCALARS, lambda each: _WRONG[each.kind])


@flaw("scalar for a message", "wrong type", "observed", status=UNDECODABLE)
def scalar_for_a_message(scene: Scene) -> Broken:
    """A scalar where an object belongs."""
    return _replaced(
        scene,
        lambda each: each.kind in {"message", "map", "struct"},
        lambda each: _WRONG[each.kind],
    )


@flaw("object for a scalar", "wrong type", "observed", status=UNDECODABLE)
def object_for_a_scalar(scene: Scene) -> Broken:
    """An object where a scalar belongs; what is told is where the holder is."""
    return _replaced(
        scene, lambda each: each.kind in _SCALARS, lambda _each: ({}, {"value": 1}), of_parent=True
    )


@flaw("list for a single value", "wrong type", "observed", status=UNDECODABLE)
def list_for_a_single_value(scene: Scene) -> Broken:
    """A list where a field doesn't repeat; what is told is where the holder is."""
    return _replaced(
        scene,
        lambda each: not each.repeated and each.kind != "value",
        lambda _each: ([], ["one"], [{}]),
        of_parent=True,
    )


@flaw("not an object", "wrong type", "observed", status=UNDECODABLE)
def not_an_object(scene: Scene) -> Broken:
    """A document that is JSON, but no object."""
    call = scene.request()
    other = scene.draw(st.sampled_from([[], "Hi", 3, True, 0.5, [call.body]]))
    return Broken(call=scene.call(other), sound=call)


@flaw("bad base64", "wrong type", "observed")
def bad_base64(scene: Scene) -> Broken:
    """Bytes that aren't base64, or of both alphabets at once."""
    return _replaced(
        scene, lambda each: each.kind == "bytes", lambda _each: _BAD_BASE64, typed=False
    )


@flaw("number out of its type", "wrong type", "observed", status=UNDECODABLE)
def number_out_of_its_type(scene: Scene) -> Broken:
    """An integer beyond 32 or 64 bits, or a float beyond a double."""
    return _replaced(scene, lambda each: each.kind in _NUMBERS, lambda each: _BEYOND[each.kind])


@flaw("fraction for an integer", "wrong type", "observed", status=UNDECODABLE)
def fraction_for_an_integer(scene: Scene) -> Broken:
    """A number with a fraction in a field of integers."""
    return _replaced(scene, lambda each: each.kind in _INTEGERS, lambda _each: _FRACTIONS)


@flaw("unknown word of an enum", "unknown value", "observed")
def unknown_word_of_an_enum(scene: Scene) -> Broken:
    """A word that an enum doesn't have, or nothing."""
    return _replaced(scene, lambda each: each.kind == "enum", lambda _each: _WORDS, typed=False)


@flaw("unknown number of an enum", "unknown value", "own")
def unknown_number_of_an_enum(scene: Scene) -> Broken:
    """A number that an enum doesn't have: it can be read, and fails later."""
    call, found = _with_places(scene, lambda each: each.field.kind == "enum" and _can_be_told(each))
    place = scene.draw(st.sampled_from(found))
    number = scene.draw(st.sampled_from([99, _KNOWN_NUMBERS, -1, 2**31 - 1]))
    wrong = [number] if place.field.repeated and place.whole else number
    where = f"{place.keys}[0]" if isinstance(wrong, list) else place.keys
    return Broken(call=scene.call(put(call.body, place.way, wrong)), sound=call, field=where)


@flaw("field in both spellings", "duplicate", "own")
def field_in_both_spellings(scene: Scene) -> Broken:
    """A field in lowerCamelCase and in snake_case: some origins take the last, a test should hear of it."""
    call, found = _with_places(
        scene, lambda each: each.whole and bool(each.way) and _respelt(each) not in {each.name, ""}
    )
    place = scene.draw(st.sampled_from(found))
    body = put(call.body, (*place.way[:-1], _respelt(place)), place.value)
    return Broken(call=scene.call(body), sound=call, field=place.parent)


@flaw("two members of a oneof", "duplicate", "observed")
def two_members_of_a_oneof(scene: Scene) -> Broken:
    """A part that is of two kinds at once; clients that merge chunks of a stream send such ones."""
    call, found = _with_places(
        scene, lambda each: each.holder.name == "Part" and each.whole and each.field.name in each.holder.oneofs
    )  # fmt: skip
    place = scene.draw(st.sampled_from(found))
    others: list[tuple[str, Any]] = [
        ("text", "too"),
        ("functionCall", {"name": "f"}),
        ("fileData", {"fileUri": "https://example.com/a.png"}),
    ]
    name, value = scene.draw(
        st.sampled_from([each for each in others if each[0] != place.field.name])
    )
    body = put(call.body, (*place.way[:-1], name), value)
    return Broken(call=scene.call(body), sound=call, field=place.parent)


def _with_places(scene: Scene, wanted: Callable[[Place], bool]) -> tuple[Call, list[Place]]:
    """Draw a request with a place that is wanted: a plain one with it, where the first has none."""
    call = scene.request()
    found = [each for each in _places(scene, call) if wanted(each)]
    plain = {} if found else scene.plain()
    for each in () if found else _ADDED:
        call = scene.call(merged(plain, each))
        found = [each for each in _places(scene, call) if wanted(each)]
        if found:
            break
    return call, found


def _places(scene: Scene, call: Call) -> list[Place]:
    gateway = scene.dialect.gateway
    return list(places(call.body, _SCHEMA, Eyes(gateway.keeps, gateway.raw)))


def _replaced(
    scene: Scene,
    wanted: Callable[[Field], bool],
    others: Callable[[Field], tuple[Any, ...]],
    *,
    of_parent: bool = False,
    typed: bool = True,
) -> Broken:
    """Break a request by another value at a place; *typed* says whether its very type is wrong."""
    call, found = _with_places(scene, lambda each: bool(each.way) and wanted(each.field))
    place = scene.draw(st.sampled_from(found))
    other = scene.draw(st.sampled_from(others(place.field)))
    # The gateway takes some integers for floats, so that what is no integer gets through to the provider.
    floats = place.field.name in scene.dialect.gateway.floats and type(other) in {int, float}
    return Broken(
        call=scene.call(put(call.body, place.way, other)),
        sound=call,
        field=place.parent if of_parent else place.path,
        status=None if typed and place.known and not floats else BAD,
    )


def _with_unknown(scene: Scene, named: Callable[[list[str]], str]) -> Broken:
    """Add a field that isn't known to a message that refuses those."""
    keeps = scene.dialect.gateway.keeps
    call, found = _with_places(
        scene, lambda each: each.holds_a_message and each.field.message.name not in keeps
    )
    place = scene.draw(st.sampled_from(found))
    known = place.field.message.fields
    name = named([each for each in place.value if each in known])
    unknown = f"{name}x" if name in known else name
    body = put(call.body, (*place.way, unknown), scene.draw(st.sampled_from([1, None, {}, ["a"]])))
    return Broken(call=scene.call(body), sound=call, field=place.path)


def _foreign(scene: Scene, place: Place) -> list[str]:
    """Return the fields that another origin has in a message."""
    if not place.holds_a_message:
        return []
    fields = place.field.message.fields
    return [name for name, each in fields.items() if each.origin in scene.dialect.lacks]


def _respelt(place: Place) -> str:
    """Return the other spelling of a member, if it has one."""
    names = [name for name, each in place.holder.fields.items() if each == place.field]
    return next((name for name in names if name != place.name), "")


def _can_be_told(place: Place) -> bool:
    """Whether nothing in the keys of maps on the way looks like an end of the path."""
    return not any(each in key for key in map(str, place.way) for each in ":[]\n")
