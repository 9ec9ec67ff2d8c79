"""Made-up answers: the same for the same request, and about what was asked.

To add something that an answer can contain, write a module with ``apply`` and put it into `FEATURES`.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from mockserver import tokens
from mockserver.dialects import Dialect
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
    usage,
)
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft, Feature
from mockserver.generate.reading import triggers
from mockserver.generate.usage import Usage
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
    prompt = usage.of_prompt(request)
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
    used = Usage(
        prompt=prompt,
        said=said,
        thoughts=drafts[0].thoughts,
        tool_use=tool_use,
        cached=usage.of_message(request.cached, request.model),
    )
    return {
        "candidates": [each.candidate for each in drafts],
        "usageMetadata": used.metadata(dialect),
        **identity.of(request, dialect),
    }


def _blocked(
    feedback: Response, prompt: Counter[str], request: GenerateRequest, dialect: Dialect
) -> Response:
    """Answer a prompt that is blocked: without candidates, and not an error (gemini.md 4.9)."""
    used = Usage(prompt=prompt if dialect.counts_blocked else Counter())
    return {
        "promptFeedback": feedback,
        "usageMetadata": used.metadata(dialect),
        **identity.of(request, dialect),
    }


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
