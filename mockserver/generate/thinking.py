"""How much a model thinks before it answers."""

from mockserver.generate.choice import Choice
from mockserver.models import Budget, Level, Levels
from mockserver.request import GenerateRequest

# How much of what a prompt deserves each level thinks; our own scale, rising.
_SHARE: dict[Level, float] = {"MINIMAL": 0.0, "LOW": 0.3, "MEDIUM": 0.6, "HIGH": 1.0}
_LEAST, _A_TOKEN, _JITTER, _LONGEST_PROMPT = 20, 3, 25, 2_000
_STREAM = 2**32 - 1  # of choices, apart from those of any candidate


def tokens(request: GenerateRequest, prompt: int, digest: bytes) -> int:
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


def _within(budget: int, deserved: int) -> int:
    """Spend more of a larger budget, but never all of it, nor more than the prompt deserves."""
    if budget < 0:
        return deserved
    return budget * deserved // (budget + deserved)
