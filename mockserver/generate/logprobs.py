"""How sure the model was of what it said, token by token.

The values are made up, and shaped by the temperature: at 0 everything is nearly certain. Each depends
on all tokens before it, so a longer answer has the same beginning.
"""

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any
from zlib import crc32

from mockserver import tokens
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.models import GEMINI_3

_LEAST_SURE = 0.9  # how far below 0 a logarithm goes at temperature 1; own scale
_NEARLY_CERTAIN = 1e-6  # a logarithm of 0 would be left out (gemini.md 4.8)
_STEPS = 10_000
_VOCABULARY = 256_000  # ids that a token can have, as many as Gemini's published relatives have
_PLACES = 7  # a float has no more
# What a model could have said instead: as many as can be asked for.
_OTHERS = (
    *(" the", " a", " of", " to", " and", " in", " is", " it", " that", " for", " on", " with"),
    *(" as", " by", " from", " this", " at", " or", ",", "."),
)


def apply(draft: Draft) -> Draft:
    """Add ``avgLogprobs`` where it is given unasked, and ``logprobsResult`` where it is asked for.

    The average is that of the tokens of the result (documented; recorded averages are lower than
    that, so what Vertex AI counts besides is unknown). Asked for by ``responseLogprobs``
    (gemini.md 3.7, 4.8).
    """
    average = draft.dialect.avg_logprobs and _has_average(draft)
    asked = draft.request.config.get("responseLogprobs", False)
    if not draft.parts or not (average or asked):
        return draft
    said = tokens.split(draft.text)
    values = list(_values(draft, said or [""]))
    if average:
        draft = draft.having(avgLogprobs=math.fsum(values) / len(values))
    if asked and said:
        most = draft.request.config.get("logprobs", 0)
        draft = draft.having(logprobsResult=_result(said, values, most))
    return draft


def _has_average(draft: Draft) -> bool:
    """Whether Vertex AI gives the average (gemini.md 4.2, recorded).

    For Gemini 2 that says text, and not where that is grounded; for Gemini 3 it did until March 2026.
    """
    model = draft.request.model
    grounded = "groundingMetadata" in draft.members
    return model.generation < GEMINI_3 and model.outputs == {"TEXT"} and not grounded


def _values(draft: Draft, said: list[str]) -> Iterator[float]:
    """Yield the logarithm of the probability of each token: below 0, most of them not far."""
    state = Choice(draft.choice.digest, draft.choice.stream).number(2**32)
    scale = _LEAST_SURE * draft.request.config.get("temperature", 1)
    for token in said:
        state = crc32(token.encode(), state)
        doubt = (state % _STEPS) / _STEPS
        yield -round(_NEARLY_CERTAIN + scale * doubt * doubt, _PLACES)


def _result(said: list[str], values: list[float], most: int) -> dict[str, Any]:
    chosen = [_candidate(token, value) for token, value in zip(said, values, strict=True)]
    # Without a number of alternatives there is no list of them (observed).
    top = [{"candidates": _top(each, most)} for each in chosen] if most else []
    return {"chosenCandidates": chosen} | ({"topCandidates": top} if top else {})


def _top(chosen: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Return *count* candidates, the chosen one among them, the likeliest first.

    The others share what the chosen one leaves, each half of the rest.
    """
    token, value = chosen["token"], chosen["logProbability"]
    left = math.log(-math.expm1(value))
    others = islice((each for each in _OTHERS if each != token), count - 1)
    rated = [
        _candidate(each, round(left - step * math.log(2), _PLACES))
        for step, each in enumerate(others, start=1)
    ]
    return sorted([chosen, *rated], key=lambda each: -each["logProbability"])


def _candidate(token: str, value: float) -> dict[str, Any]:
    return {
        "token": token,
        "tokenId": 1 + crc32(token.encode()) % (_VOCABULARY - 1),  # An id of 0 would be left out.
        "logProbability": value,
    }
