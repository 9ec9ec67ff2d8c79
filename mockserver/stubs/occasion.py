"""What a stub says this time: the answer whose turn it is, with its templates filled in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver import faults
from mockserver.errors import ApiError
from mockserver.stubs import templates
from mockserver.stubs.asked import Asked
from mockserver.stubs.stub import Stub
from mockserver.stubs.templates import BadTemplateError
from mockserver.stubs.variables import variables

_BESIDE = frozenset({"fault", "delay", "template"})


def at_turn(stub: Stub, turn: int, asked: Asked, seed: int) -> Stub:
    """Return a stub as it answers the call *asked*, *turn* answers after its first.

    Of several responses each has its turn, and the last is repeated. One may have faults, which come
    beside those of the stub, and a delay of its own.

    Raises:
        ApiError: ``bad_stub``: a template of it can't be filled in.
    """
    member, chosen = _member(stub, turn)
    if not member.get("template", stub.source.get("template", True)):
        return chosen
    if not any(templates.strings(chosen.answer)):
        return chosen
    try:
        said = templates.rendered(chosen.answer, variables(stub, turn, asked, seed))
    except BadTemplateError as error:
        raise ApiError("bad_stub", stub=stub.name, reason=error) from error
    return replace(chosen, answer=said)


def _member(stub: Stub, turn: int) -> tuple[Mapping[str, Any], Stub]:
    """Return the response whose turn it is, and the stub as if it had no other."""
    responses = stub.answer.get("responses")
    if not responses:
        return {}, stub
    member = responses[min(turn, len(responses) - 1)]
    planned = faults.parse(member["fault"]) if "fault" in member else ()
    answer = {key: each for key, each in member.items() if key not in _BESIDE}
    delay = member.get("delay", stub.delay)
    return member, replace(stub, answer=answer, faults=(*stub.faults, *planned), delay=delay)
