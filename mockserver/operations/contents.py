"""Operations on contents: what a model answers to them."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from mockserver import conversation, generate, rules, signatures, stubs
from mockserver.dialects import Dialect
from mockserver.generate import functions
from mockserver.generate.reading import triggers
from mockserver.mock import Mock
from mockserver.operations import cached_contents
from mockserver.request import Answer, GenerateRequest, Request
from mockserver.stubs import Stub


def generate_content(request: Request, mock: Mock) -> Answer:
    """Answer as ``generateContent`` does; a stream is the same answer, cut later.

    Raises:
        ApiError: The request breaks a rule, or names a cached content that isn't there for its model.
    """
    asked = _held(request, mock)
    return Answer(generate.answer(asked, mock.dialect), tuple(_doubts(asked, mock.dialect)))


def stubbed_content(stub: Stub, request: Request, mock: Mock) -> Answer:
    """Answer as a stub says: what a stub is for is held to the same rules.

    Raises:
        ApiError: As above, or the stub says so.
    """
    return stubs.answer(stub, _held(request, mock), mock.dialect)


def hold(request: Request, mock: Mock) -> None:
    """Hold a request to all rules, as both of the above do.

    Raises:
        ApiError: It breaks one, or names a cached content that isn't there for its model.
    """
    _held(request, mock)


def _held(request: Request, mock: Mock) -> GenerateRequest:
    model = mock.models[request.names["model"]]
    cached = cached_contents.named(request.body, model, request, mock)
    asked = GenerateRequest(model, request.body, mock.settings, cached, request.warnings)
    rules.hold(asked, mock.dialect)
    return asked


def _doubts(request: GenerateRequest, dialect: Dialect) -> Iterator[str]:
    """Say where the answer is known or suspected to differ from the origin's."""
    instruction = request.body.get("systemInstruction")
    if dialect.gateway.drops_wordless and instruction and not request.system_text:
        yield f"{dialect.name} drops a 'systemInstruction' without text (inferred)"
    elif any("text" not in each for each in request.system_instruction.get("parts", ())):
        yield "a 'systemInstruction' is text alone (documented); its other parts say nothing"
    if "foreign" in map(signatures.verdict, request.signatures):
        yield "a thoughtSignature was not minted by this mock, so it can't be verified"
    for each in sorted({name for tool in request.tools for name in tool} & dialect.doubted_tools):
        yield f"the provider behind {dialect.name} may not know {each} (inferred)"
    if functions.gives_up(request):
        yield "mode ANY demands a call; all functions were called in this turn, so it ends with text here"
    yield from _strangers(request)
    yield from (f"{each} has no effect on {request.model.id}" for each in _idle(request))
    yield from triggers.doubts(request, dialect)
    yield from (f"{each} is accepted, but not generated yet" for each in generate.not_yet(request))


def _strangers(request: GenerateRequest) -> Iterator[str]:
    """Name the responses that go by no name of a call; they are taken in their order."""
    for run, after in pairwise(conversation.runs(request.contents)):
        called = Counter(str(each.get("name")) for each in run.members("functionCall"))
        answered = Counter(str(each["name"]) for each in after.members("functionResponse"))
        for name in answered - called:
            yield f"a functionResponse is named {name!r}, but no call before it is"


def _idle(request: GenerateRequest) -> Iterator[str]:
    """Name what only a model of another kind heeds."""
    model, config = request.model, request.config
    if "imageConfig" in config and model.canvas is None:
        yield "imageConfig"
    elif "imageSize" in config.get("imageConfig", {}) and model.canvas and not model.canvas.sizes:
        yield "imageConfig.imageSize"
    if "speechConfig" in config and "AUDIO" not in model.outputs:
        yield "speechConfig"
