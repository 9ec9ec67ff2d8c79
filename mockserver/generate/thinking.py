"""How much a model thinks before it answers, and what it tells of that."""

import math
import re
from dataclasses import replace

from mockserver import conversation, tokens
from mockserver.generate import phrases
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.generate.reading import prompt
from mockserver.models import Budget, Level, Levels
from mockserver.request import GenerateRequest

# How much of what a prompt deserves each level thinks: our own scale, rising, about as much as 2.5
# Flash (median 65 tokens), 3 Flash (250, by default HIGH) and 3.5 Flash (70, MEDIUM) are recorded.
_SHARE: dict[Level, float] = {"MINIMAL": 0.0, "LOW": 0.6, "MEDIUM": 1.0, "HIGH": 3.0}
_LEAST, _A_ROOT, _JITTER = 30, 8, 25
_READ = 20_000  # characters of a prompt
_MEDIA = {"inlineData", "fileData"}
_STREAM = 2**32 - 1  # of choices, apart from those of any candidate
_A_STEP, _MOST_STEPS = 30, 6  # thought tokens for each step that is told, and how many are


def count(request: GenerateRequest, digest: bytes) -> int:
    """Count the thought tokens for what is asked now: never over the budget.

    With the root of its length: a long document makes nobody think for as long (recorded: with
    tools and a history, as much as without).
    """
    asked = tokens.count((request.user_texts or [""])[-1][:_READ])
    deserved = _LEAST + int(_A_ROOT * math.sqrt(asked))
    deserved += Choice(digest, stream=_STREAM).number(_JITTER)
    config = request.config.get("thinkingConfig", {})
    match request.model.thinking:
        case Budget(default=default):
            return _within(config.get("thinkingBudget", default), deserved)
        case Levels(default=usual):
            if "thinkingBudget" in config:  # Tolerated by Google for old clients (documented).
                return _within(config["thinkingBudget"], deserved)
            level = config.get("thinkingLevel", usual)
            return int(deserved * _SHARE.get(level, _SHARE[usual]))
        case _:  # doesn't think
            return 0


def spare(draft: Draft) -> Draft:
    """Think nothing of what functions gave in one step, where the model is free not to.

    Recorded for four of five such answers of 2.5 Flash; of two steps, of media, and before a further
    call it thinks. A budget that is given is there to be spent (own).
    """
    budget = draft.request.model.thinking
    given = draft.request.config.get("thinkingConfig", {}).get("thinkingBudget", -1) > 0
    free = isinstance(budget, Budget) and budget.can_be_off and not given
    calls = any("functionCall" in each for each in draft.parts)
    if not free or calls or not _is_one_step(draft.request):
        return draft
    room = None if draft.room is None else draft.room + draft.thoughts
    return replace(draft, thoughts=0, room=room)


def _is_one_step(request: GenerateRequest) -> bool:
    """Whether all that was called for what is asked was answered last, in words."""
    turn = conversation.turn(request.contents)
    if len(turn.calls) != len(turn.responses) or not turn.responses:
        return False
    last = conversation.runs(request.contents)[-1]
    beside = any(part.keys() & _MEDIA for _, part in last.parts)
    return not beside and not any("parts" in each for each in turn.responses)


def apply(draft: Draft) -> Draft:
    """Put a summary of the thoughts in front of the answer, if it is asked for.

    It is one text part with ``thought: true`` (gemini.md 3.2, observed), never longer than what was
    thought.
    """
    config = draft.request.config.get("thinkingConfig", {})
    told = tokens.cut(_summary(draft), draft.thoughts) if config.get("includeThoughts") else ""
    if not told:
        return draft
    return replace(draft, parts=({"text": told, "thought": True}, *draft.parts))


def _summary(draft: Draft) -> str:
    """Tell of the steps of thinking, more of them the more was thought."""
    choice = Choice(draft.request.text_digest(), stream=_STREAM)
    asked = (draft.request.user_texts or [""])[-1]
    topic = prompt.topic(prompt.asked(asked)) or "the question"
    steps = 1 + min(draft.thoughts // _A_STEP, _MOST_STEPS - 1)
    chosen = choice.shuffled(phrases.THOUGHTS)[:steps]
    return "\n\n".join(re.sub(r"\{topic\}", lambda _: topic, each) for each in chosen)


def _within(budget: int, deserved: int) -> int:
    """Spend more of a larger budget, but never all of it, nor more than the prompt deserves."""
    if budget < 0:
        return deserved
    return budget * deserved // (budget + deserved)
