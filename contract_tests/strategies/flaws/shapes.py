"""Flaws of the form: types and values that the front end doesn't take, at any place.

Paths and texts: gemini.md 6.4 (reported by many). A gateway that decodes requests refuses wrong types
itself (S: cometapi.md 3.3).
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.flaws.flaw import BAD, UNDECODABLE, Broken, Scene, flaw
from contract_tests.strategies.flaws.places import Place, put
from contract_tests.strategies.flaws.sites import with_places
from mockserver.descriptors import Field

_SCALARS = frozenset({"string", "bool", "bytes", "int32", "int64", "float", "double", "enum"})
_INTEGERS = frozenset({"int32", "int64"})
_NUMBERS = _INTEGERS | {"float", "double"}
_KNOWN_NUMBERS = 32  # no enum has as many

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
    call, found = with_places(
        scene, lambda each: each.field.kind == "enum" and each.whole and _can_be_told(each)
    )
    place = scene.draw(st.sampled_from(found))
    number = scene.draw(st.sampled_from([99, _KNOWN_NUMBERS, -1, 2**31 - 1]))
    wrong = [number] if place.field.repeated else number
    where = f"{place.keys}[0]" if isinstance(wrong, list) else place.keys
    return Broken(call=scene.call(put(call.body, place.way, wrong)), sound=call, field=where)


def _replaced(
    scene: Scene,
    wanted: Callable[[Field], bool],
    others: Callable[[Field], tuple[Any, ...]],
    *,
    of_parent: bool = False,
    typed: bool = True,
) -> Broken:
    """Break a request by another value at a place; *typed* says whether its very type is wrong."""
    call, found = with_places(scene, lambda each: bool(each.way) and wanted(each.field))
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


def _can_be_told(place: Place) -> bool:
    """Whether nothing in the keys of maps on the way looks like an end of the path."""
    return not any(each in key for key in map(str, place.way) for each in ":[]\n")
