"""Completions of a chat, as an app may meet them: valid, and each true to itself.

Facts: CometAPI's documentation has the members, the source of its gateway how a Gemini answer becomes one;
what other providers behind the same API write, such as a content of null beside calls, an app bears too.
"""

import json
from collections.abc import Callable, Mapping
from itertools import product

from hypothesis import event
from hypothesis import strategies as st

from contract_tests.strategies.choices import FREE_FORM, JSON
from contract_tests.strategies.prompts import REPLIES

_YES = st.booleans()
_FEW = st.integers(1, 3)
_COUNT = st.integers(0, 300)
_KINDS = st.sampled_from(("one choice",) * 5 + ("several choices",))
_SEVERAL = st.integers(2, 4)
_MODELS = ("gemini-2.5-flash", "gemini-3-flash-preview", "gemini-3.1-pro-preview")
_IDS = ("chatcmpl-CeynaY3LDtvG4", "chatcmpl-DNA27", "chatcmpl-" + "_-" * 11)
_TIMES = (1_774_412_503, 0, 2**31)
_TIERS: tuple[JSON, ...] = (
    {},
    {"system_fingerprint": "fp_a1b2"},
    {"service_tier": "default", "system_fingerprint": None},
)
_HEADS = st.sampled_from(tuple(product(_IDS, _TIMES, _MODELS, _TIERS)))
_NAMES = st.sampled_from(("f", "get_weather", "book-flight", "_" * 64))
_CALLED = st.sampled_from(("{}", '{"city":"Paris"}', '{"n": 1, "list": [[], {"": "\u2028"}]}', ""))
_LOGS = st.sampled_from((-0.5, 0.0, -12.25, -9999.0))
_CODE = "```python\nprint(2 + 2)\n```\n```output\n4\n```"
_PICTURE = "![image](data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==)"


def _text(draw: st.DrawFn) -> JSON:
    return {"content": draw(REPLIES)}


def _empty(_: st.DrawFn) -> JSON:
    return {"content": ""}


def _nothing(_: st.DrawFn) -> JSON:
    return {"content": None}


def _code(_: st.DrawFn) -> JSON:
    """As the gateway writes code that was run (inferred)."""
    return {"content": _CODE}


def _picture(_: st.DrawFn) -> JSON:
    """As the gateway writes a picture (inferred)."""
    return {"content": _PICTURE}


def _json(draw: st.DrawFn) -> JSON:
    return {"content": json.dumps(draw(FREE_FORM), ensure_ascii=False)}


def _reasoned(draw: st.DrawFn) -> JSON:
    """With what the model thought, as the gateway tells it of some models (inferred)."""
    return {"content": draw(REPLIES), "reasoning_content": draw(REPLIES)}


def _call(draw: st.DrawFn) -> JSON:
    """A call and nothing said: the gateway writes "" (inferred), others null."""
    return {"content": "" if draw(_YES) else None, "tool_calls": _calls(draw, 1)}


def _parallel(draw: st.DrawFn) -> JSON:
    return {"content": "", "tool_calls": _calls(draw, draw(_SEVERAL))}


def _text_and_calls(draw: st.DrawFn) -> JSON:
    return {"content": draw(REPLIES), "tool_calls": _calls(draw, draw(_FEW))}


def _calls(draw: st.DrawFn, count: int) -> list[JSON]:
    return [
        {
            "id": f"call_{number}",
            "type": "function",
            "function": {"name": draw(_NAMES), "arguments": draw(_CALLED)},
        }
        for number in range(count)
    ]


SAID: Mapping[str, Callable[[st.DrawFn], JSON]] = {
    "text": _text,
    "call": _call,
    "parallel calls": _parallel,
    "text and calls": _text_and_calls,
    "JSON": _json,
    "reasoned": _reasoned,
    "code": _code,
    "picture": _picture,
    "empty": _empty,
    "nothing": _nothing,
}
_ANY_SAID = st.sampled_from(("text",) * 5 + tuple(SAID))
REASONS = ("stop", "length", "content_filter")
_ANY_REASON = st.sampled_from(("stop",) * 3 + REASONS)
_BESIDE: st.SearchStrategy[JSON] = st.sampled_from((
    {}, {}, {"refusal": None}, {"refusal": None, "annotations": []},
))  # fmt: skip
_PROBABLE = st.sampled_from((False, False, False, True))


def chat_completions() -> st.SearchStrategy[JSON]:
    """Draw a completion of ``/v1/chat/completions`` that an app may meet.

    It keeps the schema, and is true to itself: counts add up, one that calls functions says that it ended for
    that, ids of calls differ, log probabilities are those of the text.
    """
    return _completions()


@st.composite
def _completions(draw: st.DrawFn) -> JSON:
    return completion(draw)


def completion(draw: st.DrawFn) -> JSON:
    """Draw a completion."""
    kind = draw(_KINDS)
    event(f"completion: {kind}")
    count = 1 if kind == "one choice" else draw(_SEVERAL)
    known, time, model, tier = draw(_HEADS)
    choices = [_choice(draw, number) for number in range(count)]
    _tell_apart(choices)
    return {
        "id": known,
        "object": "chat.completion",
        "created": time,
        "model": model,
        "choices": choices,
        "usage": _usage(draw),
        **tier,
    }


def _choice(draw: st.DrawFn, index: int) -> JSON:
    name = draw(_ANY_SAID)
    event(f"said: {name}")
    said = SAID[name](draw)
    reason = "tool_calls" if "tool_calls" in said else draw(_ANY_REASON)
    event(f"finish: {reason}")
    return {
        "index": index,
        "message": {"role": "assistant", **said, **draw(_BESIDE)},
        "logprobs": _logprobs(draw, said["content"]) if said["content"] else None,
        "finish_reason": reason,
    }


def _tell_apart(choices: list[JSON]) -> None:
    """Give each call of all choices an id of its own."""
    calls = [call for each in choices for call in each["message"].get("tool_calls", ())]
    for number, each in enumerate(calls):
        each["id"] = f"call_{number}"


def _logprobs(draw: st.DrawFn, text: str) -> JSON | None:
    """Draw the probabilities of a text, a token for each character; None if nobody asked."""
    if not draw(_PROBABLE):
        return None
    event("member: log probabilities")
    return {"content": [_token(draw, each) for each in text], "refusal": None}


def _token(draw: st.DrawFn, character: str) -> JSON:
    told = {"token": character, "logprob": draw(_LOGS), "bytes": [*character.encode()]}
    return {**told, "top_logprobs": [told] if draw(_YES) else []}


def _usage(draw: st.DrawFn) -> JSON:
    prompt, said = draw(_COUNT), draw(_COUNT)
    counted: JSON = {
        "prompt_tokens": prompt,
        "completion_tokens": said,
        "total_tokens": prompt + said,
    }
    if draw(_YES):
        event("usage: details")
        thought = min(said, draw(_COUNT))
        counted["prompt_tokens_details"] = {"cached_tokens": min(prompt, draw(_COUNT))}
        counted["completion_tokens_details"] = {"reasoning_tokens": thought}
    return counted
