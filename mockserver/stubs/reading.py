"""From a document to a stub: what was written, held to the format."""

from collections.abc import Mapping
from typing import Any

from mockserver import faults
from mockserver.stubs.stub import BadStub, Scenario, Stub

ANSWERS = ("text", "parts", "response", "responses", "chunks", "error", "raw")
_BESIDE = (
    "description",
    "match",
    "priority",
    "times",
    "scenario",
    "fault",
    "delay",
    "template",
    "$schema",
)


def read(document: Mapping[str, Any], name: str) -> Stub:
    """Read a document as a stub.

    Raises:
        BadStub: It isn't one.
    """
    if unknown := document.keys() - {*ANSWERS, *_BESIDE}:
        msg = f"{name}: no such members: {', '.join(sorted(unknown))}"
        raise BadStub(msg)
    try:
        planned = faults.parse(document["fault"]) if "fault" in document else ()
    except faults.BadFault as error:
        msg = f"{name}: fault: {error}"
        raise BadStub(msg) from error
    return Stub(
        name=name,
        match=document.get("match", {}),
        answer={key: each for key, each in document.items() if key in ANSWERS},
        priority=document.get("priority", 0),
        times=document.get("times"),
        scenario=Scenario(**document["scenario"]) if "scenario" in document else None,
        faults=planned,
        delay=document.get("delay", 0.0),
        description=document.get("description", ""),
        source=document,
    )
