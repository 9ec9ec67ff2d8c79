"""Mutations that don't do what was asked: the mock gets another request than the client sent."""

import copy
import json
from collections.abc import Callable
from typing import Any

from tests.mutants.spoiling import candidates, has_content, parts
from tests.mutants.turn import Alter, Asked, Prepare, Row, Told

Body = dict[str, Any]


def asking(change: Callable[[Body], object]) -> Prepare:
    """Let the mock see another body; *change* alters it in place."""

    def prepare(asked: Asked) -> Asked:
        if not (asked.generates and asked.json):
            return asked
        body = copy.deepcopy(asked.json)
        change(body)
        return asked if body == asked.json else asked.saying(body)

    return prepare


def without(*names: str) -> Prepare:
    """Let the mock see no such members, neither in the body nor in its generationConfig."""

    def change(body: Body) -> None:
        for name in names:
            body.pop(name, None)
            _config(body).pop(name, None)

    return asking(change)


def _config(body: Body) -> Body:
    config: Body = body.get("generationConfig") or {}
    return config


def _thinking(body: Body) -> Body:
    thinking: Body = _config(body).get("thinkingConfig") or {}
    return thinking


def _thinks_anyway(body: Body) -> None:
    if _budget(body) == 0:
        name = "thinkingBudget" if "thinkingBudget" in _thinking(body) else "thinking_budget"
        _thinking(body)[name] = -1


def _budget(body: Body) -> Any:
    thinking = _thinking(body)
    return thinking.get("thinkingBudget", thinking.get("thinking_budget"))


def _tells_thoughts(body: Body) -> None:
    thinking = body.setdefault("generationConfig", {}).setdefault("thinkingConfig", {})
    if not thinking.get("includeThoughts", thinking.get("include_thoughts")):
        thinking.pop("include_thoughts", None)
        thinking["includeThoughts"] = True


def _keeps_thoughts(body: Body) -> None:
    for name in ("includeThoughts", "include_thoughts"):
        _thinking(body).pop(name, None)


def _mode(wanted: str, given: str) -> Prepare:
    def change(body: Body) -> None:
        calling = (body.get("toolConfig") or {}).get("functionCallingConfig") or {}
        if calling.get("mode") == wanted:
            calling["mode"] = given
            calling.pop("allowedFunctionNames", None)

    return asking(change)


def _tool(*names: str) -> Prepare:
    """Let the mock see no such tools."""

    def change(body: Body) -> None:
        for each in body.get("tools") or []:
            for name in names:
                each.pop(name, None)
        if "tools" in body:
            body["tools"] = [each for each in body["tools"] if each]

    return asking(change)


def _forgets_the_responses(body: Body) -> None:
    """Leave out the last step: the calls, and what they gave."""
    contents = body.get("contents")
    if isinstance(contents, list) and "functionResponse" in json.dumps(contents[-1]):
        body["contents"] = contents[:-2]


def answering(change: Callable[[Asked, list[Any]], object]) -> Alter:
    """Alter all objects of a good answer, in the light of what was asked."""

    def alter(asked: Asked, told: Told) -> Told:
        if not has_content(asked, told):
            return told
        objects = told.objects()
        change(asked, objects)
        return told.of(objects)

    return alter


def _texts(objects: list[Any]) -> list[Body]:
    return [
        part
        for answer in objects
        for part in parts(answer)
        if "text" in part and not part.get("thought")
    ]


def say(objects: list[Any], text: str) -> None:
    """Put *text* in place of all that is said."""
    for number, each in enumerate(_texts(objects)):
        each["text"] = "" if number else text


def _wants_json(asked: Asked) -> bool:
    return str(_any(asked.config, "responseMimeType", "response_mime_type")) == "application/json"


def _any(holder: Body, *names: str) -> Any:
    return next((holder[each] for each in names if each in holder), None)


def _has_schema(asked: Asked) -> bool:
    return bool(_any(asked.config, "responseSchema", "responseJsonSchema", "response_schema"))


def _fenced(asked: Asked, objects: list[Any]) -> None:
    texts = _texts(objects)
    if _wants_json(asked) and texts:
        texts[0]["text"] = "```json\n" + texts[0]["text"]
        texts[-1]["text"] += "\n```"


def _json_cut(asked: Asked, objects: list[Any]) -> None:
    texts = [each for each in _texts(objects) if each["text"].strip()]
    if _wants_json(asked) and texts:
        texts[-1]["text"] = texts[-1]["text"].rstrip()[:-1]


def _json_twice(asked: Asked, objects: list[Any]) -> None:
    if _wants_json(asked):
        say(objects, "".join(each["text"] for each in _texts(objects)) * 2)


def _other_json(text: str) -> Alter:
    def change(asked: Asked, objects: list[Any]) -> None:
        if _wants_json(asked) and _has_schema(asked):
            say(objects, text)

    return answering(change)


def _reversed_members(asked: Asked, objects: list[Any]) -> None:
    if _wants_json(asked) and "ropertyOrdering" in json.dumps(asked.json):
        value = json.loads("".join(each["text"] for each in _texts(objects)))
        say(objects, json.dumps(_backwards(value)))


def _backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _backwards(value[key]) for key in reversed(value)}
    return [_backwards(each) for each in value] if isinstance(value, list) else value


def _no_such_member(asked: Asked, objects: list[Any]) -> None:
    if _any(asked.config, "responseMimeType", "response_mime_type") == "text/x.enum":
        say(objects, "none of these")


def _stop_kept(asked: Asked, objects: list[Any]) -> None:
    stops = _any(asked.config, "stopSequences", "stop_sequences")
    texts = _texts(objects)
    if stops and texts:
        texts[-1]["text"] += stops[0]


def _says_max_tokens(_: Asked, objects: list[Any]) -> None:
    for each in candidates(objects[-1]):
        if each.get("finishReason") == "STOP":
            each["finishReason"] = "MAX_TOKENS"


def _stop_says_max_tokens(asked: Asked, objects: list[Any]) -> None:
    if _any(asked.config, "stopSequences", "stop_sequences"):
        _says_max_tokens(asked, objects)


def _says_stop(_: Asked, objects: list[Any]) -> None:
    for each in candidates(objects[-1]):
        if each.get("finishReason") == "MAX_TOKENS":
            each["finishReason"] = "STOP"


def _one_candidate_more(_: Asked, objects: list[Any]) -> None:
    for answer in objects:
        if found := candidates(answer):
            found.append({**copy.deepcopy(found[-1]), "index": len(found)})


def _calls_a_forbidden_one(asked: Asked, objects: list[Any]) -> None:
    calling = (asked.json.get("toolConfig") or {}).get("functionCallingConfig") or {}
    allowed = calling.get("allowedFunctionNames")
    declared = [
        each["name"]
        for tool in asked.json.get("tools") or []
        for each in tool.get("functionDeclarations") or []
    ]
    others = [each for each in declared if allowed and each not in allowed]
    for part in [each for answer in objects for each in parts(answer) if others]:
        if "functionCall" in part:
            part["functionCall"]["name"] = others[0]


def _count_thoughts(count: Callable[[Asked, int], int]) -> Alter:
    """Count other thoughts, and a total that fits."""

    def change(asked: Asked, objects: list[Any]) -> None:
        for usage in [each.get("usageMetadata", {}) for each in objects]:
            if "thoughtsTokenCount" in usage:
                thoughts = usage.pop("thoughtsTokenCount")
                told = count(asked, thoughts)
                usage["totalTokenCount"] += told - thoughts
                if told:
                    usage["thoughtsTokenCount"] = told

    return answering(change)


def _beyond_the_budget(asked: Asked, thoughts: int) -> int:
    budget = _budget(asked.json)
    return budget * 10 if isinstance(budget, int) and budget > 0 else thoughts


THINKING = (
    Row(name="budget-0-thinks", says="it thinks at thinkingBudget 0", prepare=asking(_thinks_anyway), claims=("thinking.budget-zero",)),
    Row(name="budget-overrun", says="ten times the thinkingBudget is thought", alter=_count_thoughts(_beyond_the_budget), claims=("thinking.within-budget",)),
    Row(name="thoughts-unasked", says="thoughts come without includeThoughts", prepare=asking(_tells_thoughts), claims=("thinking.asked-for",)),
    Row(name="thoughts-kept", says="includeThoughts brings no thoughts", prepare=asking(_keeps_thoughts), claims=("thinking.told",)),
    Row(name="thoughts-uncounted", says="thoughts aren't counted, and the total fits", alter=_count_thoughts(lambda *_: 0), claims=("thinking.counted", "thinking.counted-untold")),
)  # fmt: skip

TOOLS = (
    Row(name="tools-ignored", says="no function is called, whatever the mode", prepare=without("tools", "toolConfig"), claims=("functions.mode-any",)),
    Row(name="mode-none-calls", says="mode NONE calls", prepare=_mode("NONE", "ANY"), claims=("functions.mode-none",)),
    Row(name="mode-any-talks", says="mode ANY doesn't call", prepare=_mode("ANY", "NONE"), claims=("functions.mode-any",)),
    Row(name="allowed-names-ignored", says="a function is called that isn't among the allowed ones", alter=answering(_calls_a_forbidden_one), claims=("functions.allowed",)),
    Row(name="responses-ignored", says="what a function gave is ignored, and it is called again", prepare=asking(_forgets_the_responses), claims=("functions.loop",)),
    Row(name="search-ignored", says="google_search doesn't search", prepare=_tool("google_search", "googleSearch"), claims=("grounding.search", "example.search")),
    Row(name="maps-ignored", says="googleMaps finds nothing", prepare=_tool("google_maps", "googleMaps"), claims=("grounding.maps",)),
    Row(name="code-ignored", says="codeExecution runs nothing", prepare=_tool("code_execution", "codeExecution"), claims=("code.runs",)),
    Row(name="url-context-ignored", says="urlContext reads nothing", prepare=_tool("url_context", "urlContext"), claims=("url-context.read",)),
)  # fmt: skip

JSON_MODE = (
    Row(name="json-prose", says="JSON mode answers in prose", prepare=without("responseMimeType", "responseSchema", "responseJsonSchema"), claims=("json.parses",)),
    Row(name="json-fenced", says="JSON comes in a Markdown fence", alter=answering(_fenced), claims=("json.parses",)),
    Row(name="json-cut", says="JSON lacks its last character, and the answer ends with STOP", alter=answering(_json_cut), claims=("json.parses",)),
    Row(name="json-twice", says="JSON comes twice", alter=answering(_json_twice), claims=("json.parses",)),
    Row(name="json-schema-violated", says="JSON has none of the members that the schema requires", alter=_other_json('{"unexpected": [true]}'), claims=("json.schema",)),
    Row(name="json-null", says="JSON is null, whatever the schema", alter=_other_json("null"), claims=("json.schema",)),
    Row(name="json-order-ignored", says="members come in the reverse of propertyOrdering", alter=answering(_reversed_members), claims=("json.ordering",)),
    Row(name="enum-violated", says="text/x.enum answers none of the values", alter=answering(_no_such_member), claims=("json.enum",)),
)  # fmt: skip

LIMITS = (
    Row(name="stop-ignored", says="stopSequences don't stop", prepare=without("stopSequences"), claims=("limits.stop-sequences", "limits.stops")),
    Row(name="stop-kept", says="the stop sequence stays in the text", alter=answering(_stop_kept), claims=("limits.stop-sequences",)),
    Row(name="stop-says-max-tokens", says="an answer that was stopped ends with MAX_TOKENS", alter=answering(_stop_says_max_tokens), claims=("limits.stops",)),
    Row(name="limit-ignored", says="maxOutputTokens limits nothing", prepare=without("maxOutputTokens"), claims=("limits.max-output-tokens", "limits.max-tokens-ends")),
    Row(name="limit-unsaid", says="an answer cut by maxOutputTokens ends with STOP", alter=answering(_says_stop), claims=("limits.max-tokens-ends",)),
    Row(name="limit-unasked", says="MAX_TOKENS without a limit", alter=answering(_says_max_tokens), claims=("limits.max-tokens-reason",)),
    Row(name="candidate-count-ignored", says="candidateCount brings one", prepare=without("candidateCount"), claims=("limits.candidates",)),
    Row(name="candidate-too-many", says="one candidate more than was asked for", alter=answering(_one_candidate_more), claims=("limits.candidate-count",)),
    Row(name="modalities-ignored", says="responseModalities IMAGE brings text alone", prepare=without("responseModalities"), claims=("media.modalities",)),
    Row(name="logprobs-ignored", says="responseLogprobs brings none", prepare=without("responseLogprobs", "logprobs"), claims=("logprobs.given", "limits.logprobs"), dialects=("comet", "vertex")),
)  # fmt: skip

ROWS = (*THINKING, *TOOLS, *JSON_MODE, *LIMITS)
