"""A completion as it comes in a stream: chunk by chunk, each with what is new.

Texts are cut between any two characters; a call comes whole, in two deltas as the gateway writes it (inferred), or
with its arguments in pieces, as OpenAI writes it. Put together, the chunks give the completion back.
"""

from collections.abc import Iterator
from itertools import pairwise, zip_longest
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.choices import JSON

_YES = st.booleans()
_PLACES = st.integers(0, 1 << 16)
_CUTS = st.sampled_from((0, 1, 2, 3))
_WAYS_OF_CALLS = st.sampled_from(("in two deltas", "whole", "in pieces"))
_UNSAID: st.SearchStrategy[JSON] = st.sampled_from(({"content": None}, {}))
_ENDS = st.sampled_from(("alone", "with the last delta"))
_COUNTS = st.sampled_from(("no usage", "usage behind", "usage with the last", "usage null before"))
_KIND = "chat.completion.chunk"
_INNER = frozenset({"choices", "usage", "object"})
_TEXTS = ("reasoning_content", "content")  # in the order in which they come


def chunks(draw: st.DrawFn, completion: JSON) -> list[JSON]:
    """Draw the chunks of a completion."""
    rows = [_deltas(draw, each) for each in completion["choices"]]
    head = {key: each for key, each in completion.items() if key not in _INNER}
    head["object"] = _KIND
    if len(rows) > 1 and draw(_YES):
        event("chunks: choices one by one")
        steps = [[each] for row in rows for each in row]
    else:
        steps = [[each for each in step if each] for step in zip_longest(*rows)]
    return _counted(draw, [{**head, "choices": each} for each in steps], completion["usage"])


def unsaid(completion: JSON) -> list[JSON]:
    """Return the one chunk of a stream in which nothing is said, as the prompt was blocked (inferred)."""
    event("chunks: blocked")
    return [{**completion, "object": _KIND, "choices": []}]


def _counted(draw: st.DrawFn, said: list[JSON], usage: JSON) -> list[JSON]:
    """Tell the usage, in one of the ways in which origins do."""
    way = draw(_COUNTS)
    event(f"chunks: {way}")
    behind = {**said[-1], "choices": [], "usage": usage}
    if way == "usage behind":
        return [*said, behind]
    if way == "usage null before":
        return [*({**each, "usage": None} for each in said), behind]
    return [*said[:-1], {**said[-1], "usage": usage}] if way == "usage with the last" else said


def _deltas(draw: st.DrawFn, choice: JSON) -> list[JSON]:
    """Draw what a choice says in each chunk: its role first, why it ended last."""
    message = choice["message"]
    deltas = [_first(draw, message), *_said(draw, message), *_called(draw, message)]
    turns = [
        {"index": choice["index"], "delta": each, "logprobs": None, "finish_reason": None}
        for each in deltas
    ]
    end = draw(_ENDS)
    event(f"chunks: finish {end}")
    if end == "alone":
        turns.append({**turns[0], "delta": {}})
    turns[-1]["finish_reason"] = choice["finish_reason"]
    return [*_probable(turns, choice["logprobs"])]


def _first(draw: st.DrawFn, message: JSON) -> JSON:
    """Draw the first delta: the role beside a content of nothing; where nothing is said, of null or none."""
    beside: JSON = draw(_UNSAID) if message["content"] is None else {"content": ""}
    return {"role": "assistant", **beside}


def _said(draw: st.DrawFn, message: JSON) -> Iterator[JSON]:
    for name in _TEXTS:
        yield from ({name: each} for each in _cut(draw, message.get(name) or ""))


def _called(draw: st.DrawFn, message: JSON) -> Iterator[JSON]:
    for index, call in enumerate(message.get("tool_calls", ())):
        way = draw(_WAYS_OF_CALLS)
        event(f"chunks: calls {way}")
        told = call["function"]["arguments"]
        pieces = {"whole": [told], "in two deltas": ["", told]}.get(way)
        first, *rest = pieces or ["", *_cut(draw, told)]
        whole = {**call["function"], "arguments": first}
        yield {"tool_calls": [{"index": index, **call, "function": whole}]}
        for each in rest:
            yield {"tool_calls": [{"index": index, "function": {"arguments": each}}]}


def _cut(draw: st.DrawFn, text: str) -> list[str]:
    """Draw the pieces of a text, none of which is empty."""
    if not text:
        return []
    places = {1 + draw(_PLACES) % len(text) for _ in range(draw(_CUTS))} - {len(text)}
    return [text[start:end] for start, end in pairwise([0, *sorted(places), len(text)])]


def _probable(turns: list[JSON], told: JSON | None) -> Iterator[JSON]:
    """Tell each text's probabilities with it: there is a token for each character."""
    at = 0
    for each in turns:
        text: Any = each["delta"].get("content")
        if told and text:
            tokens = told["content"][at : at + len(text)]
            at += len(text)
            yield {**each, "logprobs": {**told, "content": tokens}}
        else:
            yield each
