"""Log probabilities in the words of chat completions."""

from collections.abc import Mapping
from typing import Any


def of(candidate: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the log probabilities of a candidate's tokens; None if it has none."""
    result = candidate.get("logprobsResult")
    if not result:
        return None
    tops = result.get("topCandidates", ())
    chosen = result.get("chosenCandidates", ())
    found = [
        {**_token(each), "top_logprobs": [_token(top) for top in _top(tops, number)]}
        for number, each in enumerate(chosen)
    ]
    return {"content": found, "refusal": None}


def _top(tops: Any, number: int) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = (
        tops[number].get("candidates", []) if number < len(tops) else []
    )
    return found


def _token(told: Mapping[str, Any]) -> dict[str, Any]:
    token = told.get("token", "")
    return {
        "token": token,
        "logprob": told.get("logProbability", 0.0),
        "bytes": [*token.encode()],
    }
