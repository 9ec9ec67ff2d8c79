"""Canned answers: what somebody chose to be said, with all that it leaves out filled in.

What is given stays as it is, even where no model would say it so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver import tokens
from mockserver.dialects import Dialect
from mockserver.generate import identity, logprobs, signing, thinking, totals, usage
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft, Feature, Part
from mockserver.generate.usage import Usage
from mockserver.request import GenerateRequest

Response = dict[str, Any]

# Finish reasons with which there is something to say.
_SPEAKING = frozenset({"STOP", "MAX_TOKENS"})


@dataclass(frozen=True, slots=True)
class _Canned:
    """What somebody chose, as the drafts are to know it: how much was thought, and what follows."""

    request: GenerateRequest
    dialect: Dialect
    thoughts: int
    features: tuple[Feature, ...]


def said(parts: Sequence[Part], request: GenerateRequest, dialect: Dialect) -> Response:
    """Answer a request with parts, in each of the candidates that it asks for.

    The model tells of its thoughts before them as it would, unless thoughts are among them.

    Raises:
        ApiError: ``too_many_tokens``: the model can't read so much.
    """
    count = request.config.get("candidateCount", 1)
    candidates = [{"content": {"parts": list(parts)}} for _ in range(count)]
    tells = () if _shown(parts) else (thinking.apply,)
    return _filled({"candidates": candidates}, request, dialect, tells)


def filled(response: Mapping[str, Any], request: GenerateRequest, dialect: Dialect) -> Response:
    """Fill in what a GenerateContentResponse lacks.

    It has candidates, or it has prompt feedback and is the answer to a blocked prompt.

    Raises:
        ApiError: ``too_many_tokens``: the model can't read so much.
    """
    return _filled(response, request, dialect, ())


def _filled(
    response: Mapping[str, Any],
    request: GenerateRequest,
    dialect: Dialect,
    tells: tuple[Feature, ...],
) -> Response:
    dialect = dialect.toward(request.model)
    given = response.get("usageMetadata", {})
    used = _used(response, request, dialect)
    features = (_calling, *tells, signing.apply, logprobs.apply)
    canned = _Canned(request, dialect, given.get("thoughtsTokenCount", used.thoughts), features)
    candidates = [_candidate(each, n, canned) for n, each in enumerate(_candidates(response))]
    made = {
        **({"candidates": candidates} if candidates else {}),
        **({"promptFeedback": response["promptFeedback"]} if "promptFeedback" in response else {}),
        "usageMetadata": totals.completed(given, used, dialect),
        **identity.of(request, dialect),
    }
    return made | {key: each for key, each in response.items() if key not in made.keys() - _NAMED}


# What an answer is known by; there is nothing in it to be filled in.
_NAMED = frozenset({"modelVersion", "createTime", "responseId"})


def _used(response: Mapping[str, Any], request: GenerateRequest, dialect: Dialect) -> Usage:
    """Count what was read, thought and said."""
    prompt = usage.of_prompt(request)
    candidates = _candidates(response)
    if not candidates:
        return Usage(prompt=prompt if dialect.counts_blocked else prompt - prompt)
    parts = [part for each in candidates for part in _parts(each)]
    return Usage(
        prompt=prompt,
        said=tokens.of_said(parts, request.model.weights),
        thoughts=_thoughts(response, _parts(candidates[0]), request, dialect),
        cached=usage.of_message(request.cached, request.model),
    )


def _thoughts(
    response: Mapping[str, Any], parts: list[Part], request: GenerateRequest, dialect: Dialect
) -> int:
    """Count what was thought: what is shown of it, or as much as the model would think.

    Thoughts count against the limit, and so they take what room the answer leaves. Who counts the
    tokens of an answer and gives no thoughts wants none.
    """
    shown = _shown(parts)
    if shown or "usageMetadata" in response:
        return shown
    digest = request.text_digest()
    count = thinking.count(request, digest)
    draft = Draft(request, dialect, Choice(digest), thoughts=count, parts=tuple(parts))
    count = thinking.spare(draft).thoughts
    most = request.config.get("maxOutputTokens")
    if most is not None:
        count = max(0, min(count, most - tokens.of_said(parts, request.model.weights).total()))
    return count


def _shown(parts: Iterable[Part]) -> int:
    """Count the tokens of the thoughts among parts."""
    return sum(tokens.count(each.get("text", "")) for each in parts if each.get("thought"))


def _candidates(response: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(response.get("candidates", ()))


def _parts(candidate: Mapping[str, Any]) -> list[Part]:
    return list(candidate.get("content", {}).get("parts", ()))


def _candidate(given: Mapping[str, Any], place: int, canned: _Canned) -> dict[str, Any]:
    """Fill in what a candidate lacks."""
    reason = given.get("finishReason", "STOP")
    draft = Draft(
        canned.request,
        canned.dialect,
        Choice(canned.request.text_digest(), place),
        thoughts=canned.thoughts,
        parts=tuple(_parts(given)),
        finish_reason=reason,
        silent="content" not in given and reason not in _SPEAKING,
    )
    for each in canned.features:
        draft = each(draft)
    made = draft.candidate
    if "content" in given:
        beside = {key: each for key, each in given["content"].items() if key != "parts"}
        made["content"] = made["content"] | beside
    return made | {key: each for key, each in given.items() if key != "content"}


def _calling(draft: Draft) -> Draft:
    """Give function calls what they lack: arguments, ids, and the message beside them."""
    parts = tuple(_called(each, draft) for each in draft.parts)
    message = draft.dialect.call_message
    calls = any("functionCall" in each for each in parts)
    if calls and message and draft.finish_reason == "STOP":
        draft = draft.having(finishMessage=message)
    return replace(draft, parts=parts)


def _called(part: Part, draft: Draft) -> Part:
    if "functionCall" not in part:
        return part
    call = {"args": {}, **part["functionCall"]}
    ordered = {key: call[key] for key in ("id", "name", "args") if key in call}
    made = {"id": draft.choice.call_id()} if draft.gives_ids else {}
    return {**part, "functionCall": {**made, **ordered, **call}}
