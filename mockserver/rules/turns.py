"""What a conversation must be: roles, order, signatures, and what comes from a cache."""

from collections.abc import Iterator
from itertools import pairwise

from mockserver import conversation, signatures
from mockserver.conversation import Run
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.models import GEMINI_3
from mockserver.request import GenerateRequest


def roles(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Each content has a role that the origin knows."""
    if any(each.get("role", "") not in dialect.roles for each in request.contents):
        yield ApiError("invalid_role")


def last_turn(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Gemini 3 doesn't continue a turn of its own; 2.5 does."""
    if request.model.generation >= GEMINI_3 and request.contents[-1].get("role") == "model":
        yield ApiError("ends_with_model_turn")


def cached_content(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """What is cached can't be sent along as well."""
    if "cachedContent" in request.body and (
        request.body.get("tools") or request.body.keys() & {"systemInstruction", "toolConfig"}
    ):
        yield ApiError("cached_content_conflict")


def function_turns(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Calls follow the user or responses, responses follow calls, and there are as many of both."""
    nobody = Run(of_model=False, start=0, contents=())
    for before, run in pairwise([nobody, *conversation.runs(request.contents)]):
        calls = before.members("functionCall")
        responses = run.members("functionResponse")
        if run.members("functionCall") and before is nobody:
            yield ApiError("call_turn_misplaced")
        elif responses and not calls:
            yield ApiError("response_turn_misplaced")
        elif len(calls) != len(responses):
            yield ApiError("response_count")


def thought_signatures(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Gemini 3 wants back whole what it signed, and the first call of each step signed.

    Only the current turn is held to that, which began with the last text of the user; 2.5 asks for
    nothing (gemini.md 9).
    """
    if request.model.generation < GEMINI_3:
        return
    if "broken" in map(signatures.verdict, request.signatures):
        yield ApiError("signature_broken")
    begun = _begun(request)
    for run in conversation.runs(request.contents[begun:]):
        yield from _unsigned(run, begun)


def _begun(request: GenerateRequest) -> int:
    """Return the place after the last text of the user that stands beside no response."""
    users = [
        Run(of_model=False, start=index, contents=(content,))
        for index, content in enumerate(request.contents)
        if content.get("role") != "model"
    ]
    texts = [each.start + 1 for each in users if each.text and not each.members("functionResponse")]
    return max(texts, default=0)


def _unsigned(run: Run, begun: int) -> Iterator[ApiError]:
    for index, part in run.parts:
        if run.of_model and "functionCall" in part:
            if "thoughtSignature" not in part:
                name = part["functionCall"].get("name", "")
                yield ApiError("signature_missing", name=name, position=begun + index + 1)
            return
