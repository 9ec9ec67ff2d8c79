"""Made-up answers: the same for the same request, and about what was asked.

To add something that an answer can contain, write a module with ``apply`` and put it into `FEATURES`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver import tokens
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.generate import (
    code,
    file_search,
    functions,
    identity,
    images,
    invocations,
    limits,
    logprobs,
    maps,
    reports,
    safety,
    search,
    signing,
    speech,
    structured,
    supports,
    text,
    thinking,
    url_context,
)
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft, Feature
from mockserver.generate.reading import triggers
from mockserver.generate.usage import Usage
from mockserver.models import Model
from mockserver.request import GenerateRequest

Response = dict[str, Any]

# In the order in which they are applied: first what says something, of which the first with something
# to say speaks; then what cuts, marks and annotates it.
FEATURES: tuple[Feature, ...] = (
    functions.apply,
    structured.apply,
    reports.apply,
    thinking.spare,
    code.apply,
    images.apply,
    speech.apply,
    text.apply,
    invocations.apply,
    limits.apply,
    thinking.apply,
    safety.apply,
    signing.apply,
    code.reread,
    search.apply,
    maps.apply,
    url_context.apply,
    file_search.apply,
    supports.apply,
    logprobs.apply,
)


# Tools that the model never uses.
_NO_TOOLS = frozenset(
    {
        "computerUse",
        "mcpServers",
        "retrieval",
        "enterpriseWebSearch",
        "parallelAiSearch",
        "exaAiSearch",
    }
)


def answer(request: GenerateRequest, dialect: Dialect) -> Response:
    """Answer a request with a whole GenerateContentResponse.

    Raises:
        ApiError: ``too_many_tokens``: the model can't read so much.
    """
    dialect = dialect.toward(request.model)
    prompt = prompt_tokens(request)
    if prompt.total() > (most := request.model.input_limit):
        raise ApiError("too_many_tokens", count=prompt.total(), limit=most)
    trigger = triggers.find(request, dialect)
    if feedback := safety.block(trigger, request, dialect):
        return _blocked(feedback, prompt, request, dialect)
    digest = request.text_digest()
    thoughts = thinking.count(request, digest)
    room = request.config.get("maxOutputTokens")
    if room is not None:  # Thoughts count against the limit (gemini.md 3.7, documented).
        thoughts = min(thoughts, room)
        room -= thoughts
    drafts = [
        _composed(Draft(request, dialect, Choice(digest, index), room, thoughts, trigger=trigger))
        for index in range(request.config.get("candidateCount", 1))
    ]
    parts = (part for each in drafts for part in each.parts)
    said = tokens.of_said(parts, request.model.weights)
    tool_use = sum((each.tool_use for each in drafts), Counter[str]())
    usage = Usage(
        prompt=prompt,
        said=said,
        thoughts=drafts[0].thoughts,
        tool_use=tool_use,
        cached=read_tokens(request.cached, request.model),
    )
    candidates = [_candidate(each) for each in drafts]
    return {
        "candidates": candidates,
        "usageMetadata": usage.metadata(dialect),
        **identity.of(request, dialect),
    }


def said(
    parts: Sequence[Mapping[str, Any]], request: GenerateRequest, dialect: Dialect
) -> Response:
    """Answer a request with parts that somebody else chose, and all that goes with them."""
    dialect = dialect.toward(request.model)
    digest = request.text_digest()
    thoughts = thinking.count(request, digest)
    draft = Draft(request, dialect, Choice(digest, 0), None, thoughts, parts=tuple(parts))
    for each in (thinking.apply, signing.apply):
        draft = each(draft)
    usage = Usage(
        prompt=prompt_tokens(request),
        said=tokens.of_said(draft.parts, request.model.weights),
        thoughts=draft.thoughts,
        cached=read_tokens(request.cached, request.model),
    )
    return {
        "candidates": [_candidate(draft)],
        "usageMetadata": usage.metadata(dialect),
        **identity.of(request, dialect),
    }


def _blocked(
    feedback: Response, prompt: Counter[str], request: GenerateRequest, dialect: Dialect
) -> Response:
    """Answer a prompt that is blocked: without candidates, and not an error (gemini.md 4.9)."""
    usage = Usage(prompt=prompt if dialect.counts_blocked else Counter())
    return {
        "promptFeedback": feedback,
        "usageMetadata": usage.metadata(dialect),
        **identity.of(request, dialect),
    }


def prompt_tokens(request: GenerateRequest) -> Counter[str]:
    """Count what the model reads, by modality: what is sent, and what is cached."""
    model = request.model
    return read_tokens(request.body, model) + read_tokens(request.cached, model)


def read_tokens(message: Mapping[str, Any], model: Model) -> Counter[str]:
    """Count what a model reads of a GenerateContentRequest or of a CachedContent, by modality."""
    contents = [*message.get("contents", ()), message.get("systemInstruction", {})]
    resolution = message.get("generationConfig", {}).get("mediaResolution", "")
    read = tokens.of_contents(contents, model.weights, resolution)
    return read + tokens.of_json(message.get("tools", []))


def not_yet(request: GenerateRequest) -> Iterator[str]:
    """Name what the request asks for and the answer doesn't have, so that nobody is misled."""
    if request.config.get("responseMimeType") in {"application/xml", "application/yaml"}:
        yield "responseMimeType"
    yield from (
        f"responseFormat.{key}" for key in request.config.get("responseFormat", ()) if key != "text"
    )
    if request.tool_config.get("functionCallingConfig", {}).get("streamFunctionCallArguments"):
        yield "streamFunctionCallArguments"
    asked = {key for each in request.tools for key in each}
    yield from (f"tools.{key}" for key in sorted(asked & _NO_TOOLS))


def _composed(draft: Draft) -> Draft:
    for each in FEATURES:
        draft = each(draft)
    return draft


def _candidate(draft: Draft) -> dict[str, Any]:
    parts = {"parts": [dict(each) for each in draft.parts]} if draft.parts else {}
    content: dict[str, Any] = {"role": "model"} | parts
    ordered = {key: content[key] for key in draft.dialect.content_order if key in content}
    candidate: dict[str, Any] = {
        **({} if draft.silent else {"content": ordered}),
        "finishReason": draft.finish_reason,
        **draft.members,
    }
    # Vertex AI leaves out an index that is 0, as proto3 does without presence (observed).
    stream = draft.choice.stream
    return candidate | ({"index": stream} if stream or draft.dialect.index else {})
