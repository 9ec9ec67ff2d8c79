"""Chats with functions, caches, stubs, faults, quotas and admin calls in any order: each does what is foreseen.

The machine asks a mock on a real socket, in two namespaces of its own. Beside it `tests.modelled` says in
plain values what is to come of each call. After each step both namespaces are as foreseen: what happens in
one shows in no other.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    initialize,
    invariant,
    multiple,
    rule,
)

from mockserver import MockServer
from mockserver.dialects import DIALECTS
from mockserver.journal import Entry, Selection
from tests import modelled
from tests.modelled import Document, Foreseen, Sent, Space
from tests.moves import (
    FLAWED,
    LONG,
    MODELS,
    TEXTS,
    TOOLS,
    WORDS,
    Chat,
    Manner,
    Named,
    Way,
    answered,
    documents,
    faults,
    lasting,
    manners,
    models,
    quotas,
    retold,
    several_documents,
    spaces,
    standing_faults,
    strictness,
    ways,
)
from tests.player import Player
from tests.shares import tries


def step(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a rule that is counted: ``--hypothesis-show-statistics`` has its share."""

    def made(function: Callable[..., Any]) -> Any:
        @wraps(function)
        def counted(*arguments: Any, **drawn: Any) -> Any:
            event(f"rule: {function.__name__}")
            return function(*arguments, **drawn)

        return rule(**options)(counted)  # type: ignore[no-untyped-call]

    return made


class Machine(Player):
    """All that apps and tests do to a mock, in any order."""

    chats = Bundle("chats")
    caches = Bundle("caches")
    stubs = Bundle("stubs")

    # Chats.

    @initialize(target=chats, model=st.sampled_from(MODELS[:2]))
    def chat_with_budgets(self, model: str) -> Chat:
        return Chat("a", model, TOOLS)

    @initialize(target=chats, model=st.sampled_from(MODELS[2:]))
    def chat_with_levels(self, model: str) -> Chat:
        return Chat("b", model, TOOLS)

    @step(target=chats, space=spaces, model=models, tools=st.booleans())
    def start_a_chat(self, space: str, model: str, *, tools: bool) -> Chat:
        return Chat(space, model, TOOLS if tools else [])

    @step(chat=chats, text=st.sampled_from(TEXTS), way=ways)
    def say(self, chat: Chat, text: str, way: str) -> None:
        self.go_on(chat, [*chat.contents, {"role": "user", "parts": [{"text": text}]}], way)

    @step(chat=chats, text=st.sampled_from(TEXTS), ways=st.lists(ways, min_size=2, max_size=3))
    def say_it_again(self, chat: Chat, text: str, ways: list[str]) -> None:
        """Say the same several times, until nothing is left of what is limited."""
        for each in ways:
            self.say(chat, text, each)

    @step(chat=chats, text=st.sampled_from(TEXTS), way=ways, fault=faults)
    def say_with_a_fault(self, chat: Chat, text: str, way: str, fault: str) -> None:
        contents = [*chat.contents, {"role": "user", "parts": [{"text": text}]}]
        self.go_on(chat, contents, way, fault=fault)

    @step(chat=chats, text=st.sampled_from(TEXTS[:2]), way=ways, manner=manners)
    def use_functions(self, chat: Chat, text: str, way: str, manner: Manner) -> None:
        self.say(chat, text, way)
        self.return_responses(chat, way, manner)

    @step(chat=chats, way=ways, manner=manners)
    def return_responses(self, chat: Chat, way: str, manner: Manner) -> None:
        """Answer the calls of the last turn, if there are any: well, or as bad clients do."""
        last = chat.contents[-1:]
        calls = [
            part["functionCall"]
            for each in last
            for part in each["parts"]
            if "functionCall" in part
        ]
        responses = [{"functionResponse": answered(each, manner)} for each in calls]
        parts = responses[manner.fewer :]
        if parts:
            event(f"history: {manner.history} on Gemini {modelled.generation(chat.model)}")
            changed = [retold(each, manner) for each in chat.contents]
            self.go_on(chat, [*changed, {"role": "user", "parts": parts}], way)

    @step(chat=chats, way=ways)
    def ask_again(self, chat: Chat, way: str) -> None:
        """Send the history as it stands, which ends with what the model said."""
        if chat.contents:
            self.go_on(chat, list(chat.contents), way)

    @step(chat=chats, place=st.integers(0, 3))
    def drop_a_turn(self, chat: Chat, place: int) -> None:
        del chat.contents[place : place + 1]

    @step(chat=chats, model=models)
    def go_to_another_model(self, chat: Chat, model: str) -> None:
        chat.model = model

    @step(space=spaces, model=models, text=st.sampled_from(TEXTS), stream=st.booleans())
    def chat_by_the_other_face(self, space: str, model: str, text: str, *, stream: bool) -> None:
        """Ask by way of chat completions, which only the gateway has."""
        self.chat(space, model, text, stream=stream)

    @step(chat=chats)
    def count_tokens(self, chat: Chat) -> None:
        if chat.contents:
            sent = Sent(operation="countTokens", model=chat.model, contents=chat.contents)
            self.ask(chat.space, sent, {"contents": chat.contents})

    @step(
        space=spaces,
        model=models,
        flaw=st.sampled_from([*modelled.AT_ONCE, *modelled.WHEN_READ, *modelled.BY_RULE]),
    )
    def ask_wrongly(self, space: str, model: str, flaw: str) -> None:
        model = "gemini-0" if flaw == "unknown_model" else model
        self.ask(space, Sent(model=model, flaw=flaw), FLAWED[flaw])

    # Caches.

    @initialize(target=caches, model=models)
    def first_cache(self, model: str) -> Any:
        return self.cache("a", model, expires=False)

    @step(target=caches, space=spaces, model=models, expires=st.sampled_from([False, False, True]))
    def cache(self, space: str, model: str, *, expires: bool) -> Any:
        sent = Sent(operation="cachedContents.create", expires=expires)
        body = {"model": f"models/{model}", "contents": LONG, **lasting(expires=expires)}
        answer = self.ask(space, sent, body)
        if answer is None:
            return multiple()
        name = json.loads(answer.content)["name"].removeprefix("cachedContents/")
        assert name not in self.foreseen[space].caches
        if not expires:
            self.foreseen[space].name_cache(name, model)
        return Named(space, name, model)

    @step(cache=caches)
    def get_a_cache(self, cache: Named) -> None:
        sent = Sent(operation="cachedContents.get", about=cache.name)
        if answer := self.ask(cache.space, sent):
            assert answer.json()["model"] == f"models/{cache.model}"

    def list_caches(self, space: str) -> None:
        if answer := self.ask(space, Sent(operation="cachedContents.list")):
            listed = answer.json().get("cachedContents", [])
            names = [each["name"].removeprefix("cachedContents/") for each in listed]
            newest_first = list(self.foreseen[space].caches)[::-1]
            for name, each in zip(names, newest_first, strict=True):
                assert name == each or each.startswith(modelled.NAMELESS)

    @step(cache=caches, expires=st.booleans())
    def let_a_cache_expire(self, cache: Named, *, expires: bool) -> None:
        sent = Sent(operation="cachedContents.patch", about=cache.name, expires=expires)
        self.ask(cache.space, sent, lasting(expires=expires))
        self.get_a_cache(cache)

    @step(cache=caches)
    def delete_a_cache(self, cache: Named) -> None:
        self.ask(cache.space, Sent(operation="cachedContents.delete", about=cache.name))

    @step(cache=caches, space=spaces, model=st.sampled_from([None, None, *MODELS[:2]]), way=ways)
    def use_a_cache(self, cache: Named, space: str, model: str | None, way: str) -> None:
        """Ask with a cache, perhaps with the wrong model or from the other namespace."""
        chat = Chat(space, model or cache.model, [])
        contents = [{"role": "user", "parts": [{"text": TEXTS[2]}]}]
        self.go_on(chat, contents, way, about=cache.name)

    # What a test says.

    @initialize(target=stubs, documents=several_documents)
    def first_stubs(self, documents: list[Document]) -> Any:
        return self.add_stubs("a", documents)

    @step(target=stubs, space=spaces, documents=several_documents)
    def add_stubs(self, space: str, documents: list[Document]) -> Any:
        names = self.admin(space, "POST stubs", documents, status=201)["added"]
        assert not self.foreseen[space].stubs.keys() & names
        for name, each in zip(names, documents, strict=True):
            self.foreseen[space].add(name, each)
        return multiple(*(Named(space, each) for each in names))

    @step(stub=stubs, document=documents())
    def replace_a_stub(self, stub: Named, document: Document) -> None:
        self.admin(stub.space, f"PUT stubs/{stub.name}", document)
        self.foreseen[stub.space].add(stub.name, document)

    @step(stub=stubs)
    def remove_a_stub(self, stub: Named) -> None:
        there = self.foreseen[stub.space].remove(stub.name)
        self.admin(stub.space, f"DELETE stubs/{stub.name}", status=200 if there else 404)

    @step(space=spaces, fault=faults, times=st.integers(1, 2))
    def queue_a_fault(self, space: str, fault: str, times: int) -> None:
        self.foreseen[space].queue += [fault] * times
        told = self.admin(space, "POST faults", {"fault": fault, "times": times}, status=201)
        assert sum(each["times"] for each in told["queue"]) == len(self.foreseen[space].queue)

    @step(space=spaces, state=st.sampled_from(["open", "open", ""]))
    def set_the_scenario(self, space: str, state: str) -> None:
        """Put it into a state, if some stub is part of it."""
        known = "door" in self.foreseen[space].scenarios
        self.admin(space, "PUT scenarios", {"door": state}, status=200 if known else 400)
        if known:
            self.foreseen[space].states["door"] = state

    @step(space=spaces, way=quotas)
    def set_a_quota(self, space: str, way: Way) -> None:
        self.go(space, way)

    @step(space=spaces, way=standing_faults)
    def let_faults_stand(self, space: str, way: Way) -> None:
        self.go(space, way)

    @step(space=spaces, way=strictness)
    def be_strict(self, space: str, way: Way) -> None:
        self.go(space, way)

    def go(self, space: str, way: Way) -> None:
        for name, value in way.foreseen.items():
            setattr(self.foreseen[space], name, value)
        self.admin(space, f"PUT {way.path}", way.body)

    @step(space=spaces)
    def reset_the_scenario(self, space: str) -> None:
        self.forget(space, "scenarios")

    @step(space=spaces, what=st.sampled_from(["journal", "stubs", "faults", "all"]))
    def forget(self, space: str, what: str) -> None:
        event(f"forgotten: {what}")
        forgotten(self.foreseen, space, what)
        self.admin(space, "POST reset" if what == "all" else f"DELETE {what}")

    # What a test sees.

    @step(
        space=spaces, wanted=st.sampled_from(["status", "operation", "stub", "unmatched", "fault"])
    )
    def look_at_the_journal(self, space: str, wanted: str) -> None:
        """Look for entries that are like the last one."""
        expected = [told_of(each) for _, each in self.foreseen[space].sent]
        value = expected[-1][wanted] if expected else ""
        if value in {"", ()}:
            return
        value = value[0] if wanted == "fault" else value
        query = {wanted: json.dumps(value) if isinstance(value, bool) else value}
        entries = self.admin(space, f"GET journal?{urlencode(query)}")["entries"]
        alike = [
            each for each in expected if value == each[wanted] or value in several(each[wanted])
        ]
        assert [seen_of(each) for each in entries] == alike
        numbers = [each["number"] for each in entries]
        assert numbers == sorted(set(numbers))

    @step(space=spaces, word=st.sampled_from(WORDS))
    def verify(self, space: str, word: str) -> None:
        match = {"text": {"contains": word}}
        times = sum(modelled.fits(match, sent) for sent, _ in self.foreseen[space].sent)
        self.control(space).assert_called(times, match=match)
        with pytest.raises(AssertionError):
            self.control(space).assert_called(times + 1, match=match)

    @step()
    def list_all(self) -> None:
        """List caches, namespaces, and what was unmatched."""
        namespaces = self.admin("a", "GET namespaces")["namespaces"]
        seen = {each["name"]: (each["stubs"], each["requests"]) for each in namespaces}
        for name, space in self.foreseen.items():
            assert seen[self.name(name)] == (len(space.stubs), len(space.sent))
            unmatched = [each for _, each in space.sent if each.unmatched]
            count = self.admin(name, "GET journal/count?unmatched=true")["count"]
            assert count == len(unmatched)
            self.list_caches(name)

    @invariant()
    def all_is_as_foreseen(self) -> None:
        for name, space in self.foreseen.items():
            control = self.control(name)
            entries = control.select(Selection())
            assert [kept(each) for each in entries] == [each for _, each in space.sent]
            assert [each.name for each in control.added] == list(space.stubs)[::-1]
            assert {name: each for name, each in control.used.items() if each} == space.used
            assert control.scenarios == space.scenarios
            waiting = [each.faults[0] for each in control.queued for _ in range(each.times)]
            assert [(each.spec, each.rate) for each in waiting] == [
                planned(each) for each in space.queue
            ]
            assert control.standing == tuple(planned(each)[0] for each in space.standing)
            assert control.strict is space.strict


def forgotten(foreseen: dict[str, Space], name: str, what: str) -> None:
    """Forget something of a namespace."""
    space = foreseen[name]
    match what:
        case "journal":
            space.sent.clear()
        case "stubs":
            for each in list(space.stubs):
                space.remove(each)
        case "scenarios":
            space.states.clear()
        case "faults":
            space.queue.clear()
            space.standing = ()
        case _:
            foreseen[name] = Space(space.dialect)


def planned(fault: str) -> tuple[str, float]:
    """Return a fault as it is written, and its rate."""
    return fault, 0.0 if fault.endswith("rate=0") else 1.0


def kept(entry: Entry) -> Foreseen:
    """Return what the journal keeps of a call."""
    it = entry.exchange
    return Foreseen(
        it.operation, it.model, it.reply.status, it.cause, it.stub, it.faults, it.unmatched
    )


def told_of(foreseen: Foreseen) -> Document:
    return {
        "operation": foreseen.operation,
        "status": foreseen.status,
        "stub": foreseen.stub,
        "fault": foreseen.faults,
        "unmatched": foreseen.unmatched,
    }


def seen_of(entry: Document) -> Document:
    """Return as much of an entry as it is told over HTTP."""
    seen = {name: entry[name] for name in ("operation", "stub", "unmatched")}
    return {**seen, "status": entry["response"]["status"], "fault": tuple(entry["faults"])}


def several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


@pytest.fixture(scope="module", autouse=True)
def serving() -> Iterator[None]:
    """Serve each dialect, as long as the machine runs."""
    with ExitStack() as stack:
        Machine.client = stack.enter_context(httpx.Client())
        Machine.servers = {each: stack.enter_context(MockServer(dialect=each)) for each in DIALECTS}
        yield


class CometMachine(Machine):
    """The same, as CometAPI has it: without caches."""

    dialect = "comet"


class VertexMachine(Machine):
    """The same, as Vertex AI has it."""

    dialect = "vertex"


TestGoogle, TestComet, TestVertex = Machine.TestCase, CometMachine.TestCase, VertexMachine.TestCase
TestGoogle.settings = settings(tries(1 / 3), stateful_step_count=25)
TestComet.settings = TestVertex.settings = settings(tries(1 / 8), stateful_step_count=25)
