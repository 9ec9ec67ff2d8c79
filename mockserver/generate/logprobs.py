"""How sure the model was of what it said."""

from mockserver.generate.draft import Draft
from mockserver.models import GEMINI_3


def apply(draft: Draft) -> Draft:
    """Add ``avgLogprobs``, which Vertex AI gives for Gemini 2 (gemini.md 4.2, observed)."""
    if not draft.dialect.avg_logprobs or draft.request.model.generation >= GEMINI_3:
        return draft
    if not draft.parts:
        return draft
    return draft.having(avgLogprobs=-(1 + draft.choice.number(8_999)) / 10_000)
