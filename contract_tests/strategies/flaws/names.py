"""Flaws of names: fields that a message doesn't have, or has already. Paths and texts: gemini.md 6.4.

A gateway that decodes requests drops fields that it doesn't know (S: cometapi.md 3.4), so that these are no
flaws of the messages that it decodes.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies.flaws.flaw import Broken, Scene, flaw
from contract_tests.strategies.flaws.places import Place, put
from contract_tests.strategies.flaws.sites import with_places


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
    call, found = with_places(scene, lambda each: bool(_foreign(scene, each)))
    place = scene.draw(st.sampled_from(found))
    name = scene.draw(st.sampled_from(_foreign(scene, place)))
    body = put(call.body, (*place.way, name), {})
    return Broken(call=scene.call(body), sound=call, field=place.path)


@flaw("field in both spellings", "duplicate", "own")
def field_in_both_spellings(scene: Scene) -> Broken:
    """A field in lowerCamelCase and in snake_case: some origins take the last, a test should hear of it."""
    call, found = with_places(
        scene, lambda each: each.whole and bool(each.way) and _respelt(each) not in {each.name, ""}
    )
    place = scene.draw(st.sampled_from(found))
    body = put(call.body, (*place.way[:-1], _respelt(place)), place.value)
    return Broken(call=scene.call(body), sound=call, field=place.parent)


@flaw("two members of a oneof", "duplicate", "observed")
def two_members_of_a_oneof(scene: Scene) -> Broken:
    """A part that is of two kinds at once; clients that merge chunks of a stream send such ones."""
    call, found = with_places(
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


def _with_unknown(scene: Scene, named: Callable[[list[str]], str]) -> Broken:
    """Add a field that isn't known to a message that refuses those."""
    keeps = scene.dialect.gateway.keeps
    call, found = with_places(
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
