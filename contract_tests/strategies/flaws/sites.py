"""Where a request can be broken: the places of a drawn one."""

from collections.abc import Callable

from contract_tests.call import Call
from contract_tests.strategies.flaws.bodies import BYPASS, Body, merged, parts
from contract_tests.strategies.flaws.flaw import Scene
from contract_tests.strategies.flaws.places import Eyes, Place, places

_SCHEMA = "gemini/generate_content_request.json"

# Places of every kind, good for every model: for requests that have none of the kind that is wanted.
_ADDED: tuple[Body, ...] = (
    {"generationConfig": {"seed": 7}},
    {"generationConfig": {"temperature": 0.5}},
    {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]},
    {"tools": [{"googleSearch": {}}]},
    parts({"text": "Hi", "thoughtSignature": BYPASS}),
)


def with_places(scene: Scene, wanted: Callable[[Place], bool]) -> tuple[Call, list[Place]]:
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
