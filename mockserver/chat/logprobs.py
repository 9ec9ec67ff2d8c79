"""Log probabilities in the words of chat completions."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

Token = dict[str, Any]


def tokens(candidate: Mapping[str, Any]) -> list[Token]:
    """Return the log probabilities of a candidate's tokens, in their order; none if it tells none."""
    result = candidate.get("logprobsResult") or {}
    chosen = result.get("chosenCandidates", ())
    tops = result.get("topCandidates", ())[: len(chosen)]
    return [
        {
            **_token(each),
            "top_logprobs": [_token(top) for top in (told or {}).get("candidates", ())],
        }
        for each, told in zip_longest(chosen, tops)
    ]


def written(found: list[Token]) -> dict[str, Any] | None:
    """Write log probabilities as a choice has them; None if there are none."""
    return {"content": found, "refusal": None} if found else None


def take(left: list[Token], text: str) -> list[Token]:
    """Take from the tokens that are left those which a text is made of."""
    size = count = 0
    while count < len(left) and size < len(text):
        size += len(left[count]["token"])
        count += 1
    taken = left[:count]
    del left[:count]
    return taken


def _token(told: Mapping[str, Any]) -> Token:
    token = told.get("token", "")
    return {
        "token": token,
        "logprob": told.get("logProbability", 0.0),
        "bytes": [*token.encode()],
    }
