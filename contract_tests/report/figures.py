"""Numbers over the exchanges of a run: how long they took, how many tokens, what they cost."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from contract_tests.models import price
from contract_tests.outcome import Sent
from contract_tests.result import Result

ALL = "all"
_FREE = {"mock", "recorded"}  # what a URL takes, nobody knows
_NINETY = 0.9


def many(count: int, noun: str) -> str:
    """Write how many there are of what a *noun* names: ``1 cause``, ``1,200 examples``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def latency(sent: Iterable[Sent]) -> list[dict[str, Any]]:
    """Return seconds to the first and to the last byte: for all exchanges, then by operator.

    An exchange whose times nobody took isn't counted.
    """
    by_operator: dict[str, list[Sent]] = defaultdict(list)
    for each in sent:
        if each.last > 0:
            by_operator[ALL].append(each)
            by_operator[each.operator or "other paths"].append(each)
    return [
        {
            "operator": operator,
            "exchanges": len(some),
            "first": _spread([each.first for each in some]),
            "whole": _spread([each.last for each in some]),
        }
        for operator, some in sorted(by_operator.items(), key=lambda each: (each[0] != ALL, each[0]))
    ]  # fmt: skip


def tokens(sent: Iterable[Sent]) -> dict[str, Any]:
    """Return the tokens and pictures of all exchanges, and by model."""
    by_model: dict[str, Counter[str]] = defaultdict(Counter)
    for each in sent:
        by_model[each.model].update(
            exchanges=1, prompt=each.prompt, output=each.output, pictures=each.pictures
        )
    rows = [{"model": name, **counts} for name, counts in sorted(by_model.items()) if name]
    whole = sum(by_model.values(), Counter())
    return {name: whole[name] for name in ("prompt", "output", "pictures")} | {"models": rows}


def cost(result: Result) -> dict[str, Any]:
    """Return what the run cost, and what it costs by list prices, which the live target takes."""
    usd = round(result.cost, 6)
    priced = {
        each.model: price(each.model).priced
        for outcome in result.outcomes
        for each in outcome.sent
        if each.model
    }
    free = result.target in _FREE
    return {
        "dear": result.dear,
        "usd": usd if result.dear else 0.0 if free else None,
        "by_list": usd,
        "text": f"${usd:.4f}" if result.dear else f"0 ({result.target})" if free else "unknown",
        "prices": [{"model": name, "source": each} for name, each in sorted(priced.items())],
    }


def statuses(sent: Iterable[Sent]) -> dict[str, int]:
    """Return how many exchanges ended with each status."""
    counts = Counter(str(each.status) for each in sent)
    return dict(sorted(counts.items()))


def _spread(values: Iterable[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": _at(ordered, 0.5),
        "p90": _at(ordered, _NINETY),
        "max": round(ordered[-1], 4),
    }


def _at(ordered: Sequence[float], share: float) -> float:
    """Return the value that this share of all doesn't exceed (nearest rank)."""
    return round(ordered[math.ceil(share * len(ordered)) - 1], 4)
