"""Mutations of chat completions, the gateway's other face, and of its lists of models."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contract_tests.call import CHAT
from tests.mutants.proxy import KEY
from tests.mutants.spoiling import GOOD, Change, at, to
from tests.mutants.turn import Alter, Asked, Prepare, Row, Told, event

_DONE = b"[DONE]"
_JSON = {"content-type": "application/json"}
_CHOICE = "choices[]"
_MESSAGE = "choices[].message"
_CALL = "choices[].message.tool_calls[]"
_DELTA = "choices[].delta"
_PIECE = "choices[].delta.tool_calls[]"

Answer = dict[str, Any]


def _chats(asked: Asked) -> bool:
    return asked.path.endswith(CHAT)


def _objects(told: Told) -> list[Any]:
    events = [each for each in told.pieces if _DONE not in each]
    return replace(told, pieces=tuple(events)).objects() if told.is_events else told.objects()


def whole(change: Callable[[list[Any]], list[Any]], *, streams: bool | None = None) -> Alter:
    """Change the objects of a good answer to a chat: of a stream, of none, or of either."""

    def alter(asked: Asked, told: Told) -> Told:
        if not _chats(asked) or told.status != GOOD or streams not in {None, told.is_events}:
            return told
        changed = told.of(change(_objects(told)))
        done = (event(_DONE, told.newline),) if told.is_events else ()
        return changed.written(*changed.pieces, *done)

    return alter


def each(spoil: Callable[[Answer], object], *, streams: bool | None = None) -> Alter:
    """Spoil every completion and chunk, in place."""

    def change(objects: list[Any]) -> list[Any]:
        for one in objects:
            spoil(one)
        return objects

    return whole(change, streams=streams)


def changed(path: str, change: Change) -> Alter:
    def spoil(answer: Answer) -> None:
        for holder, key in at(answer, path):
            holder[key] = change(holder[key])

    return each(spoil)


def removed(path: str) -> Alter:
    def spoil(answer: Answer) -> None:
        for holder, key in list(at(answer, path)):
            del holder[key]

    return each(spoil)


def added(**members: Any) -> Alter:
    return each(lambda answer: answer.update(members))


def told_as(change: Callable[[Told], Told], *, streams: bool = True) -> Alter:
    """Write good answers to chats in another way."""

    def alter(asked: Asked, told: Told) -> Told:
        mine = _chats(asked) and told.status == GOOD and told.is_events == streams
        return change(told) if mine else told

    return alter


def _numbered(name: str, value: Callable[[int], Any]) -> Alter:
    def change(objects: list[Any]) -> list[Any]:
        return [{**one, name: value(number)} for number, one in enumerate(objects)]

    return whole(change, streams=True)


def _as_gemini(answer: Answer) -> None:
    said = [one.get("message", one.get("delta", {})).get("content") or "" for one in answer.pop("choices")]  # fmt: skip
    answer["candidates"] = [{"content": {"role": "model", "parts": [{"text": x}]}} for x in said]


def _more_cached(answer: Answer) -> None:
    if usage := answer.get("usage"):
        usage.setdefault("prompt_tokens_details", {})["cached_tokens"] = usage["prompt_tokens"] + 1


def _doubled(objects: list[Any]) -> list[Any]:
    for answer in objects:
        answer["choices"] += copy.deepcopy(answer["choices"])
    return objects


def _one_id(answer: Answer) -> None:
    for holder, key in (*at(answer, f"{_CALL}.id"), *at(answer, f"{_PIECE}.id")):
        holder[key] = "call_0"


def _ends_with_stop(answer: Answer) -> None:
    for holder, key in at(answer, f"{_CHOICE}.finish_reason"):
        holder[key] = "stop" if holder[key] == "tool_calls" else holder[key]


def _ends_for_length(answer: Answer) -> None:
    for holder, key in at(answer, f"{_CHOICE}.finish_reason"):
        holder[key] = "length" if holder[key] == "stop" else holder[key]


def _code_points(answer: Answer) -> None:
    for token, key in at(answer, "choices[].logprobs.content[].bytes"):
        token[key] = [0, *token[key]]


def _more_alternatives(answer: Answer) -> None:
    for holder, key in at(answer, "choices[].logprobs.content[].top_logprobs"):
        holder[key] = holder[key] * 3


def _with_ids(answer: Answer) -> None:
    for holder, key in at(answer, _PIECE):
        holder[key].setdefault("id", "call_0")


def _ending(objects: list[Any]) -> list[Any]:
    """Return the last chunk that ends a choice, in a list; nothing if there is none."""
    found = [x for x in objects if any(one.get("finish_reason") for one in x.get("choices", []))]
    return found[-1:]


def _usage_with_the_end(objects: list[Any]) -> list[Any]:
    usage = [one for one in objects if one.get("usage")]
    ends = _ending(objects)
    for one in ends if usage else []:
        one["usage"] = usage[0]["usage"]
    return [one for one in objects if one not in usage or one in ends]


def _usage_first(objects: list[Any]) -> list[Any]:
    return sorted(objects, key=lambda one: not one.get("usage"))


def _usage_always(objects: list[Any]) -> list[Any]:
    counts = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    last = {**objects[-1], "choices": [], "usage": counts}
    return objects if objects[-1].get("usage") else [*objects, last]


# What is asked in place of what was.


def asking(change: Callable[[Answer], object]) -> Prepare:
    """Let the mock see another body; *change* alters it in place."""

    def prepare(asked: Asked) -> Asked:
        if not (_chats(asked) and asked.json):
            return asked
        body = copy.deepcopy(asked.json)
        change(body)
        return asked if body == asked.json else asked.saying(body)

    return prepare


def without(*names: str) -> Prepare:
    return asking(lambda body: [body.pop(each, None) for each in names])


def _last_message(body: Answer) -> None:
    body["messages"] = body.get("messages", [])[-1:]


def _no_system(body: Answer) -> None:
    told = body.get("messages") or []
    body["messages"] = [each for each in told if each.get("role") != "system"]


def _no_schema(body: Answer) -> None:
    if "response_format" in body:
        body["response_format"] = {"type": "json_object"}


def _must_call(body: Answer) -> None:
    if body.get("tool_choice") == "none":
        body["tool_choice"] = "required"


def _may_call(body: Answer) -> None:
    if body.get("tool_choice") == "required":
        body.pop("tool_choice")


def _other_function(body: Answer) -> None:
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        names = [each["function"]["name"] for each in body["tools"]]
        choice["function"]["name"] = next(x for x in names if x != choice["function"]["name"])


def _log(body: Answer) -> None:
    body["logprobs"] = True


def _doubled_prompt(body: Answer) -> None:
    body["messages"] = [each for each in body.get("messages") or [] for _ in (0, 1)]


# Who is let in, and what is refused.


def _with_key(when: Callable[[Asked], object]) -> Prepare:
    def prepare(asked: Asked) -> Asked:
        headers = {**asked.headers, "authorization": f"Bearer {KEY}"}
        return replace(asked, headers=headers) if _chats(asked) and when(asked) else asked

    return prepare


def _refusing(when: Callable[[Asked], object], status: int = 400) -> Prepare:
    """Refuse a chat, in the gateway's words."""
    told = _answer(
        {"error": {"message": "no", "type": "upstream_error", "param": "", "code": status}}
    )
    return lambda asked: replace(told, status=status) if _chats(asked) and when(asked) else asked


def _has(*words: str) -> Callable[[Asked], bool]:
    return lambda asked: any(f'"{each}"' in json.dumps(asked.json) for each in words)


def _parts(asked: Asked) -> bool:
    return any(isinstance(each.get("content"), list) for each in asked.json.get("messages") or [])


def _status(of: int, status: int) -> Alter:
    """Refuse with another status, the number in the body with it."""
    return lambda asked, told: replace(told, status=status) if _chats(asked) and told.status == of else told  # fmt: skip


def _as_html(asked: Asked, told: Told) -> Told:
    if not _chats(asked) or told.status == GOOD:
        return told
    return Told(status=told.status, headers={"content-type": "text/html"}, pieces=(b"<html>",))


def _answer(value: Any) -> Told:
    return Told(headers=_JSON, pieces=(json.dumps(value).encode(),))


def _listing(path: str, value: Any) -> Prepare:
    """Answer a GET of a list with another value."""
    return lambda asked: _answer(value) if (asked.method, asked.path) == ("GET", path) else asked


MEMBERS = (
    Row(name="chat-id-number", says="the id of a chat is a number", alter=changed("id", to(4)), claims=("chat.id",)),
    Row(name="chat-id-of-gemini", says="the id of a chat is Gemini's", alter=changed("id", lambda told: told.removeprefix("chatcmpl-")), claims=("chat.id-form",)),
    Row(name="chat-object-other", says="a chat says that it is a response", alter=changed("object", to("response")), claims=("chat.object",)),
    Row(name="chat-created-text", says="created is a date in a text", alter=changed("created", to("2026-03-25T04:21:43Z")), claims=("chat.created",)),
    Row(name="chat-model-null", says="the model of a chat is null", alter=changed("model", to(None)), claims=("chat.model",)),
    Row(name="chat-model-other", says="another model answers a chat", alter=changed("model", to("gpt-4o")), claims=("chat.model-asked",)),
    Row(name="chat-as-gemini", says="candidates for choices", alter=each(_as_gemini), claims=("schema.chat",)),
    Row(name="chat-choices-object", says="choices is an object", alter=changed("choices", lambda told: dict(enumerate(told))), claims=("chat.choices",)),
    Row(name="chat-choices-doubled", says="each choice comes twice", alter=whole(_doubled), claims=("chat.n",)),
    Row(name="chat-role-model", says="the role of a message is model", alter=changed(f"{_MESSAGE}.role", to("model")), claims=("chat.message",)),
    Row(name="chat-content-list", says="the content of a message is a list of parts", alter=changed(f"{_MESSAGE}.content", lambda told: [{"type": "text", "text": told}]), claims=("chat.message",)),
    Row(name="chat-refusal-false", says="refusal is false", alter=changed(f"{_MESSAGE}.refusal", to(value=False)), claims=("chat.refusal",)),
    Row(name="chat-annotations-object", says="annotations is an object", alter=changed(f"{_MESSAGE}.annotations", to({})), claims=("chat.annotations",)),
    Row(name="chat-finish-of-gemini", says="a choice ends with STOP", alter=changed(f"{_CHOICE}.finish_reason", lambda told: told and told.upper()), claims=("chat.finish-reason",)),
    Row(name="chat-finish-length", says="every choice ends with length", alter=each(_ends_for_length), claims=("chat.length",)),
    Row(name="chat-finish-cut", says="a choice that was cut off ends with stop", alter=changed(f"{_CHOICE}.finish_reason", lambda told: "stop" if told == "length" else told), claims=("chat.length-told",)),
    Row(name="chat-usage-removed", says="no usage in a completion", alter=removed("usage"), claims=("chat.usage-present",)),
    Row(name="chat-usage-text", says="the counts of usage are texts", alter=changed("usage.total_tokens", str), claims=("chat.usage",)),
    Row(name="chat-usage-total", says="the total of a chat is one too many", alter=changed("usage.total_tokens", lambda told: told + 1), claims=("chat.usage-total",)),
    Row(name="chat-usage-details-list", says="the details of the prompt are a list, as Gemini's are", alter=changed("usage.prompt_tokens_details", lambda told: [told]), claims=("chat.usage-details",)),
    Row(name="chat-usage-cached", says="more of a prompt is cached than there is", alter=each(_more_cached), claims=("chat.usage-within",)),
    Row(name="chat-tier-number", says="service_tier is a number", alter=added(service_tier=1), claims=("chat.service-tier",)),
    Row(name="chat-fingerprint-number", says="system_fingerprint is a number", alter=added(system_fingerprint=1), claims=("chat.system-fingerprint",)),
    Row(name="chat-typed-as-text", says="a completion is typed as text", alter=told_as(lambda told: told.headed(content_type="text/plain"), streams=False), claims=("chat.content-type",)),
    Row(name="chat-logprobs-positive", says="a logprob is above 0", alter=changed("choices[].logprobs.content[].logprob", to(0.5)), claims=("chat.logprobs",)),
    Row(name="chat-token-bytes", says="the bytes of a token have one too many", alter=each(_code_points), claims=("chat.token-bytes",)),
    Row(name="chat-top-logprobs", says="three times the alternatives that were asked for", alter=each(_more_alternatives), claims=("chat.top-logprobs",)),
    Row(name="chat-call-args", says="args for arguments", alter=changed(f"{_CALL}.function", lambda told: {"name": told["name"], "args": told["arguments"]}), claims=("chat.tool-calls",)),
    Row(name="chat-call-arguments-object", says="the arguments of a call are an object, as Gemini's are", alter=changed(f"{_CALL}.function.arguments", json.loads), claims=("chat.tool-calls",)),
    Row(name="chat-call-arguments-cut", says="the arguments of a call are cut off", alter=changed(f"{_CALL}.function.arguments", lambda told: told[:-1]), claims=("chat.arguments",)),
    Row(name="chat-call-undeclared", says="a chat calls a function that nobody declared", alter=changed(f"{_CALL}.function.name", lambda told: f"{told}_2"), claims=("chat.calls-declared",)),
    Row(name="chat-call-finish", says="a choice that calls functions ends with stop", alter=each(_ends_with_stop), claims=("chat.calls-finish",)),
    Row(name="chat-call-ids", says="all calls of a chat have one id", alter=each(_one_id), claims=("chat.call-ids",)),
)  # fmt: skip

STREAMS = (
    Row(name="chat-no-done", says="no [DONE] at the end of a chat", alter=told_as(lambda told: told.written(*told.pieces[:-1])), claims=("chat.done",)),
    Row(name="chat-after-done", says="a chat goes on behind [DONE]", alter=told_as(lambda told: told.written(*told.pieces, told.pieces[0])), claims=("chat.done",)),
    Row(name="chat-event-names", says="event: lines in a chat", alter=told_as(lambda told: told.written(*(b"event: message\n" + one for one in told.pieces))), claims=("chat.events",)),
    Row(name="chat-events-as-json", says="a streamed chat is typed as JSON", alter=told_as(lambda told: told.headed(content_type="application/json")), claims=("chat.sse-content-type",)),
    Row(name="chat-stream-id", says="each chunk of a chat has an id of its own", alter=_numbered("id", lambda number: f"chatcmpl-{number}"), claims=("chat.one-id",)),
    Row(name="chat-stream-time", says="each chunk of a chat has a time of its own", alter=_numbered("created", lambda number: 1_774_412_503 + number), claims=("chat.one-time",)),
    Row(name="chat-stream-model", says="the chunks of a chat name two models", alter=_numbered("model", lambda number: f"gemini-2.5-flash-00{number}"), claims=("chat.one-model",)),
    Row(name="chat-delta-text", says="the delta of a chat is a text", alter=changed(_DELTA, lambda told: told.get("content", "")), claims=("chat.delta",)),
    Row(name="chat-delta-call", says="the calls in a delta are an object", alter=changed(f"{_DELTA}.tool_calls", lambda told: told[0]), claims=("chat.call-delta",)),
    Row(name="chat-no-role", says="no delta of a chat has a role", alter=removed(f"{_DELTA}.role"), claims=("chat.role-first",)),
    Row(name="chat-no-end", says="a streamed chat just stops", alter=whole(lambda told: [one for one in told if one not in _ending(told)], streams=True), claims=("chat.finish-once",)),
    Row(name="chat-ends-twice", says="the last chunk of a chat comes twice", alter=whole(lambda told: [*told, *_ending(told)], streams=True), claims=("chat.finish-once",)),
    Row(name="chat-call-id-again", says="each piece of a call has the id", alter=each(_with_ids), claims=("chat.call-pieces",)),
    Row(name="chat-usage-untold", says="no usage though it was asked for", alter=whole(lambda told: [one for one in told if not one.get("usage")], streams=True), claims=("chat.usage-told",)),
    Row(name="chat-usage-unasked", says="every streamed chat tells a usage", alter=whole(_usage_always, streams=True), claims=("chat.usage-asked",)),
    Row(name="chat-usage-with-end", says="the usage stands where a choice ends", alter=whole(_usage_with_the_end, streams=True), claims=("chat.usage-apart",)),
    Row(name="chat-usage-first", says="the usage comes before what is said", alter=whole(_usage_first, streams=True), claims=("chat.usage-last",)),
)  # fmt: skip

IGNORING = (
    Row(name="chat-stream-ignored", says="a chat is answered at once, though a stream was asked for", prepare=without("stream"), claims=("chat.stream",)),
    Row(name="chat-history-ignored", says="of a chat only the last message counts", prepare=asking(_last_message), claims=("chat.multi-turn",)),
    Row(name="chat-system-ignored", says="a system message is passed over", prepare=asking(_no_system), claims=("chat.system",)),
    Row(name="chat-prompt-twice", says="each message counts twice", prepare=asking(_doubled_prompt), claims=("chat.same-prompt",)),
    Row(name="chat-stop-ignored", says="stop is ignored", prepare=without("stop"), claims=("chat.stop",)),
    Row(name="chat-limit-ignored", says="max_tokens is ignored", prepare=without("max_tokens"), claims=("chat.max-tokens",)),
    Row(name="chat-n-ignored", says="three choices, however many were asked for", prepare=asking(lambda body: body.update(n=3)), claims=("chat.n",)),
    Row(name="chat-json-ignored", says="response_format is ignored", prepare=without("response_format"), claims=("chat.json",)),
    Row(name="chat-schema-ignored", says="the schema of a response_format is ignored", prepare=asking(_no_schema), claims=("chat.json-schema",)),
    Row(name="chat-tools-ignored", says="the tools of a chat are ignored", prepare=without("tools", "tool_choice"), claims=("chat.called",)),
    Row(name="chat-results-ignored", says="a chat calls again and again", prepare=asking(lambda body: body.update(messages=(body.get("messages") or [])[:1])), claims=("chat.loop",)),
    Row(name="chat-none-ignored", says="a chat calls though tool_choice is none", prepare=asking(_must_call), claims=("chat.choice-none",)),
    Row(name="chat-required-ignored", says="tool_choice required is ignored", prepare=asking(_may_call), claims=("chat.choice-required",)),
    Row(name="chat-named-ignored", says="a chat calls another function than it was told to", prepare=asking(_other_function), claims=("chat.choice-named",)),
    Row(name="chat-logprobs-unasked", says="log probabilities come with every chat", prepare=asking(_log), claims=("chat.logprobs-asked",)),
)  # fmt: skip

REFUSING = (
    Row(name="chat-nowhere", says="there are no chat completions", prepare=_refusing(lambda _: True, 404), claims=("chat.endpoint",)),
    Row(name="chat-native-key", says="Gemini's own header lets into chats", prepare=_with_key(lambda asked: "x-goog-api-key" in asked.headers), claims=("chat.bearer-only",)),
    Row(name="chat-no-key", says="chats want no key", prepare=_with_key(lambda asked: "authorization" not in asked.headers), claims=("chat.no-key",)),
    Row(name="chat-any-key", says="any key lets into chats", prepare=_with_key(lambda asked: "authorization" in asked.headers), claims=("chat.wrong-key",)),
    Row(name="chat-no-developer", says="messages of a developer are refused", prepare=_refusing(_has("developer")), claims=("chat.roles",)),
    Row(name="chat-no-parts", says="a message of parts is refused", prepare=_refusing(_parts), claims=("chat.content-parts",)),
    Row(name="chat-no-image", says="a picture is refused", prepare=_refusing(_has("image_url")), claims=("chat.image",)),
    Row(name="chat-no-sampling", says="a temperature is refused", prepare=_refusing(_has("temperature")), claims=("chat.sampling",)),
    Row(name="chat-no-seed", says="a seed is refused", prepare=_refusing(_has("seed")), claims=("chat.seed",)),
    Row(name="chat-unknown-refused", says="a member that nobody knows is refused", prepare=_refusing(_has("nonsense")), claims=("chat.unknown-ignored",)),
    Row(name="chat-model-404", says="a model that there isn't is 404", alter=_status(503, 404), claims=("chat.model-unknown",)),
    Row(name="chat-model-500", says="a chat without a model is 500", alter=_status(400, 500), claims=("chat.model-missing", "chat.malformed-json")),
    Row(name="chat-broken-500", says="a chat that is no JSON is 500", prepare=_refusing(lambda asked: not asked.json, 500), claims=("chat.malformed-json",)),
    Row(name="chat-messages-400", says="a chat without messages is 400", alter=_status(500, 400), claims=("chat.messages-missing",)),
    Row(name="chat-refused-as-html", says="chats are refused with a page for people", alter=_as_html, claims=("chat.envelope",)),
)  # fmt: skip

LISTS = (
    Row(name="list-of-gemini", says="GET /v1/models answers as Gemini does", prepare=_listing("/v1/models", {"models": [{"name": "gemini-2.5-flash"}]}), claims=("models.openai-list",)),
    Row(name="list-for-anybody", says="GET /v1/models wants no key", prepare=_listing("/v1/models", {"object": "list", "data": [], "success": True}), claims=("models.openai-key",)),
    Row(name="list-no-success", says="GET /v1/models doesn't say success", prepare=_listing("/v1/models", {"object": "list", "data": []}), claims=("models.openai-success",)),
    Row(name="list-no-model", says="GET /v1/models/{id} tells of no model", prepare=lambda asked: _answer({"object": "list", "data": []}) if asked.method == "GET" and asked.path.startswith("/v1/models/") else asked, claims=("models.openai-get",)),
    Row(name="catalog-empty", says="GET /api/models has no prices", prepare=_listing("/api/models", {"success": True, "data": [{"id": "gemini-2.5-flash"}]}), claims=("models.public",)),
)  # fmt: skip

_ALL = (*MEMBERS, *STREAMS, *IGNORING, *REFUSING, *LISTS)
ROWS = tuple(replace(row, dialects=("comet",)) for row in _ALL)
