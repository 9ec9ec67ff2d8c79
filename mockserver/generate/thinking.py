"""How much a model thinks before it answers, and what it tells of that."""

import re
from dataclasses import replace

from mockserver import tokens
from mockserver.generate import phrases
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.generate.reading import prompt
from mockserver.models import Budget, Level, Levels
from mockserver.request import GenerateRequest

# How much of what a prompt deserves each level thinks; our own scale, rising.
_SHARE: dict[Level, float] = {"MINIMAL": 0.0, "LOW": 0.3, "MEDIUM": 0.6, "HIGH": 1.0}
_LEAST, _A_TOKEN, _JITTER, _LONGEST_PROMPT = 20, 3, 25, 2_000
_STREAM = 2**32 - 1  # of choices, apart from those of any candidate
_A_STEP, _MOST_STEPS = 30, 6  # thought tokens for each step that is told, and how many are


def count(request: GenerateRequest, prompt: int, digest: bytes) -> int:
    """Count the thought tokens for a prompt of *prompt* tokens: never over the budget."""
    deserved = _LEAST + _A_TOKEN * min(prompt, _LONGEST_PROMPT)
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
