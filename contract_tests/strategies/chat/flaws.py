"""Flaws of chats: what the gateway refuses, and what Gemini does of what it is passed. Texts: cometapi.md 3.3.

A flaw that a native request can have too is refused in the same words: paths are those of what the chat
is translated to. What the gateway's decoder can't read it says without the indexes of lists. Of a stream
that Gemini refuses the gateway loses the words, so that none is asked for here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies.chat.requests import chat_call, chat_requests
from contract_tests.strategies.flaws import OF_TEXTS
from contract_tests.strategies.flaws.bodies import Body
from contract_tests.strategies.flaws.flaw import Broken, Case, Flaw, Scene, cases, flaw
from contract_tests.strategies.prompts import TEXTS
from mockserver.dialects import Dialect
from mockserver.models import GEMINI_3, Model

OF_CHATS: dict[str, Flaw] = {}

_UNREADABLE: Mapping[str, int] = {"comet": 500}
_UNAVAILABLE: Mapping[str, int] = {"comet": 503}
_EXTRAS: tuple[Body, ...] = ({}, {"temperature": 0.5}, {"seed": 7}, {"stop": ["zzz"]})
_ANY_EXTRAS: st.SearchStrategy[Body] = st.sampled_from(_EXTRAS)
# Who asks, so that what is drawn of a flaw differs, even where it is all that is said.
_USERS: st.SearchStrategy[Body] = st.one_of(st.just({}), TEXTS.map(lambda text: {"user": text}))


@dataclass(frozen=True, slots=True)
class ChatScene(Scene):
    """What a flaw of a chat is drawn for."""

    def request(self) -> Call:
        """Draw a valid chat, of whatever features."""
        return self.draw(chat_requests(self.model.id))

    def plain(self) -> Body:
        """Draw a valid body that asks for little, so that most members can stand beside it."""
        extras = {**self.draw(_ANY_EXTRAS), **self.draw(_USERS)}
        return {"model": self.model.id, **said(self.draw(TEXTS)), **extras}

    def call(self, body: object) -> Call:
        """Return a call of chat completions."""
        return chat_call(body)


def said(text: str) -> Body:
    """Return the messages of a chat in which a text is said."""
    return {"messages": [{"role": "user", "content": text}]}


def _messages(*others: Body) -> Body:
    return {"messages": [*said("What is the weather?")["messages"], *others]}


def _functions(*names: str) -> Body:
    return {"tools": [{"type": "function", "function": {"name": each}} for each in names]}


# What the gateway refuses.

_NO_MODEL: st.SearchStrategy[Body] = st.sampled_from(({}, {"model": ""}, {"model": None}))


@flaw("no model", "missing", "documented", table=OF_CHATS)
def no_model(scene: Scene) -> Broken:
    """It is looked for before anything else."""
    call = scene.request()
    body = {key: each for key, each in call.body.items() if key != "model"}
    wrong = scene.draw(_NO_MODEL)
    return Broken(call=replace(call, body={**body, **wrong}), sound=call, field="model")


@flaw("unknown model", "not found", "documented", status=_UNAVAILABLE, table=OF_CHATS)
def unknown_model(scene: Scene) -> Broken:
    """A model that there isn't; CometAPI says so with the status of an overload."""
    call = scene.request()
    name = scene.draw(st.sampled_from(["nope-1", "gemini", "a/b", f"{scene.model.id}-of-nobody"]))
    return Broken(call=replace(call, body={**call.body, "model": name}), sound=call)


@cases("model that is no text", "wrong type", "inferred", table=OF_CHATS)
def model_that_is_no_text(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """It is read before the rest is."""
    yield from (Case({"model": each}, field="model") for each in _NO_TEXTS)


_NO_TEXTS: tuple[object, ...] = (5, True, {}, ["gemini-2.5-flash"])


@cases("no messages", "missing", "observed", status=_UNREADABLE, table=OF_CHATS)
def no_messages(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Nothing to answer to."""
    yield Case({"messages": []}, field="messages")
    yield Case({"messages": None}, field="messages")


def _asked(**members: object) -> Body:
    return {"messages": [{"role": "user", "content": "Hi", **members}]}


def _tool(**members: object) -> Body:
    return {"tools": [{"type": "function", **members}]}


def _named(name: object) -> Body:
    return _tool(function={"name": name})


# Values of wrong types, by where they are, and what puts them there by the last name.
_WRONG: tuple[tuple[str, Callable[..., Body], tuple[object, ...]], ...] = (
    ("messages", dict, ("Hi", 5, {"role": "user"}, ["Hi"], [5])),
    ("messages.role", _asked, (5, ["user"])),
    ("messages.content", _asked, (5, False)),
    ("stream", dict, ("yes", 1)),
    ("temperature", dict, ("warm", "0.5", [1], True)),
    ("top_p", dict, ("1", {})),
    ("max_tokens", dict, ("many", 1.5, [10])),
    ("n", dict, ("two", 1.5)),
    ("logprobs", dict, (3, "yes")),
    ("tools", dict, ("f", 5, {"name": "f"})),
    ("tools.function", _tool, ("f", 5)),
    ("tools.function.name", _named, (5, [])),
    ("response_format", dict, ("json_object", 5)),
    ("stream_options", dict, ("usage", 5)),
)


@cases("wrong type", "wrong type", "inferred", status=_UNREADABLE, table=OF_CHATS)
def wrong_type(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A value of another type than the field's; Go converts none."""
    for path, put, wrong in _WRONG:
        name = path.rpartition(".")[2]
        yield from (Case(put(**{name: each}), field=path) for each in wrong)


@flaw("not an object", "wrong type", "inferred", table=OF_CHATS)
def not_an_object(scene: Scene) -> Broken:
    """A document that is JSON, but no object."""
    call = scene.request()
    wrong: object = scene.draw(st.sampled_from([[call.body], "Hi", 5, True, []]))
    return Broken(call=replace(call, body=wrong), sound=call)


_ARGUMENTS = ("{", "city=Paris", "[1]", "5", '"Paris"', "{'city': 'Paris'}", "{} {}")


def _called(arguments: str) -> Body:
    function = {"name": "f", "arguments": arguments}
    return {
        "role": "assistant",
        "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
    }


_GIVEN: Body = {"role": "tool", "tool_call_id": "call_1", "content": "dry"}


@cases("arguments that are no object", "syntax", "inferred", status=_UNREADABLE, table=OF_CHATS)
def arguments_that_are_no_object(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """What a function was called with is an object, as JSON in a text."""
    good = _messages(_called("{}"), _GIVEN)
    yield from (Case(_messages(_called(each), _GIVEN), good) for each in _ARGUMENTS)


@cases(
    "max_tokens beyond everything", "out of range", "inferred", status=_UNREADABLE, table=OF_CHATS
)
def max_tokens_beyond_everything(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """The gateway has a limit of its own, far above that of any model."""
    for each in (2**31 - 1, 2**40):
        yield Case({"max_tokens": each}, field="max_tokens")


# What Gemini refuses.


@flaw("model that only embeds", "not found", "observed", table=OF_CHATS)
def model_that_only_embeds(scene: Scene) -> Broken:
    """A model of embeddings, asked for an answer."""
    body = scene.plain()
    name = scene.draw(st.sampled_from(["gemini-embedding-001", "gemini-embedding-2"]))
    return Broken(call=scene.call({**body, "model": name}), sound=scene.call(body))


def _ranges(model: Model) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Yield members, what they are translated to, and values that are out of range."""
    too_many = (model.output_limit + 1, 10**9)
    yield "temperature", "temperature", (3, -0.5, 2.01)
    yield "top_p", "top_p", (1.5, -1)
    yield "max_tokens", "max_output_tokens", too_many
    yield "max_completion_tokens", "max_output_tokens", too_many


@cases("parameter out of range", "out of range", "documented", table=OF_CHATS)
def parameter_out_of_range(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """The ranges are Gemini's, not OpenAI's."""
    for name, path, wrong in _ranges(model):
        yield from (Case({name: each}, field=f"generation_config.{path}") for each in wrong)


# What the gateway isn't known to pass on, and what must be beside it.
_LOST: tuple[tuple[str, str, tuple[Any, ...], Body], ...] = (
    ("n", "candidate_count", (9, 2**31 - 1), {}),
    ("presence_penalty", "presence_penalty", (2, -2.5), {}),
    ("frequency_penalty", "frequency_penalty", (99, -2.5), {}),
    ("top_logprobs", "logprobs", (21, 99), {"logprobs": True}),
)


@cases("parameter out of range that the gateway may lose", "out of range", "own", table=OF_CHATS)
def lost_parameter_out_of_range(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """The gateway isn't known to pass these on, so that they may be taken."""
    alone = model.max_candidates == 1  # No number is refused then: the mock ignores them all.
    for name, path, wrong, beside in (each for each in _LOST if not (alone and each[0] == "n")):
        where = f"generation_config.{path}"
        yield from (Case({name: each, **beside}, beside, where) for each in wrong)


@cases("unknown role", "not allowed", "observed", table=OF_CHATS)
def unknown_role(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A message of somebody else; what isn't translated is passed on."""
    for role in ("human", "User", "moderator"):
        yield Case({"messages": [{"role": role, "content": "Hi"}]})
        yield Case(_messages({"role": role, "content": "Hi"}))


@cases("last message of the assistant", "not allowed", "observed", table=OF_CHATS)
def last_message_of_the_assistant(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From Gemini 3 on the model doesn't go on with what it said."""
    if model.generation >= GEMINI_3:
        for each in ("It is", "\u00c9", "{", [{"type": "text", "text": "It"}]):
            said_last: Body = {"role": "assistant", "content": each}
            yield Case(_messages(said_last))
            yield Case(_messages({"role": "system", "content": "Be brief."}, said_last))


@cases("call without a response", "not allowed", "observed", table=OF_CHATS)
def call_without_a_response(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """There are as many responses as calls."""
    good = _messages(_called("{}"), _GIVEN)
    yield Case(_messages(_called("{}"), {"role": "user", "content": "And?"}), good)
    two = {"role": "assistant", "tool_calls": _called("{}")["tool_calls"] * 2}
    yield Case(_messages(two, _GIVEN), good)


@cases("response without a call", "not allowed", "observed", table=OF_CHATS)
def response_without_a_call(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A response follows the call that it is of."""
    named = {**_GIVEN, "name": "f"}
    yield Case({"messages": [named]})
    yield Case(_messages({"role": "assistant", "content": "Hi"}, named))


_BAD_NAMES = ("9lives", "my function", "gr\u00f6\u00dfe", "f\n", "-f", "f()")


@cases("bad function name", "not allowed", "observed", table=OF_CHATS)
def bad_function_name(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Letters, digits and a few signs."""
    where = "tools[0].function_declarations[0].name"
    yield from (Case(_functions(each), _functions("f"), where) for each in _BAD_NAMES)


@cases("function declared twice", "duplicate", "observed", table=OF_CHATS)
def function_declared_twice(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Each stands once."""
    for twice in (("f", "g", "f"), ("f", "f"), ("g", "f", "f"), ("f", "f", "g"), ("f",) * 3):
        yield Case(_functions(*twice), _functions(*dict.fromkeys(twice)))


@cases("choice of a function that isn't declared", "not allowed", "documented", table=OF_CHATS)
def choice_of_what_isnt_declared(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Only what is declared can be demanded."""
    good, bad = ({"tool_choice": {"type": "function", "function": {"name": x}}} for x in "fg")
    where = "tool_config.function_calling_config.allowed_function_names"
    yield Case({**_functions("f"), **bad}, {**_functions("f"), **good}, where)


@cases("JSON beside functions before Gemini 3", "not allowed", "observed", table=OF_CHATS)
def json_beside_functions(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Up to 2.5 functions exclude JSON mode."""
    if model.generation < GEMINI_3:
        for names, wanted in product((("f",), ("f", "g"), ("g",)), _JSON):
            declared = _functions(*names)
            yield Case({**declared, "response_format": wanted}, declared)


_JSON: tuple[Body, ...] = (
    {"type": "json_object"},
    {"type": "json_schema", "json_schema": {"name": "any", "schema": {"type": "object"}}},
)


@cases("image of an unknown type", "not allowed", "observed", table=OF_CHATS)
def image_of_an_unknown_type(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A type of file that no model reads."""
    for kind in ("image/tiff", "application/zip"):
        part = {"type": "image_url", "image_url": {"url": f"data:{kind};base64,AAAA"}}
        yield Case({"messages": [{"role": "user", "content": [part]}]})


# What is no JSON is refused as everywhere, before anybody reads on.
OF_CHATS |= {name: replace(each, status={}) for name, each in OF_TEXTS.items()}
