"""A namespace of the mock once more, in plain values: what is foreseen of calls that come in any order.

It is written from the guides (stubs, faults, caches, function calling), and not from the mock's code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import groupby, pairwise
from typing import Any

from mockserver.dialects import DIALECTS
from mockserver.models import MODELS

NAMELESS = "nameless "  # begins what stands for the id of a cached content that no client knows

Content = dict[str, Any]
Document = dict[str, Any]

CHATS = "chat.completions"
GENERATING = {"generateContent", "streamGenerateContent"}

# Faults that stand in place of an answer, by the cause of the refusal; of the others the status stays.
REFUSALS = {"429": "quota_exceeded", "503": "overloaded"}

# What can be wrong with a request: before its faults are looked at, and when it is read.
AT_ONCE = ("unauthenticated", "unknown_path")
WHEN_READ = ("unknown_model", "malformed_json", "out_of_range", "contents_missing")
BY_RULE = ("invalid_role",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A call: what is asked, what is wrong with it, the fault that its header asks for.

    *about* is the id of the cached content that it is about. *expires* says that one that is made or
    changed expires at once. *chats* says that it comes by way of chat completions.
    """

    operation: str = "generateContent"
    model: str = ""
    contents: Sequence[Content] = ()
    flaw: str = ""
    fault: str = ""
    about: str = ""
    expires: bool = False
    chats: bool = False

    @property
    def text(self) -> str:
        """What the user said last; a run of responses says nothing."""
        said = [run for role, run in runs(self.contents) if role == "user" and _texts(run)]
        return "\n".join(_texts(said[-1][-1:])) if said else ""

    @property
    def responds(self) -> bool:
        """Whether functions respond in it now."""
        last = runs(self.contents)[-1:]
        return any(role == "user" and count(run, "functionResponse") for role, run in last)

    @property
    def says(self) -> bool:
        """Whether the user says something in it now."""
        last = runs(self.contents)[-1:]
        return any(role == "user" and bool(_texts(run)) for role, run in last)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the journal is to tell of a call, and the document of the stub that is to answer."""

    operation: str
    model: str
    status: int
    cause: str = ""
    stub: str = ""
    faults: tuple[str, ...] = ()
    unmatched: bool = False


@dataclass(slots=True)
class Notes:
    """What is found out of a call until it is refused or answered."""

    stub: str = ""
    faults: tuple[str, ...] = ()
    unmatched: bool = False


class Refused(Exception):  # noqa: N818 - it says what it is
    """A call is refused, for this cause."""


@dataclass(slots=True)
class Space:
    """What calls leave behind in a namespace, and what they meet there."""

    dialect: str
    stubs: dict[str, Document] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    queue: list[str] = field(default_factory=list)  # a fault for each call
    standing: tuple[str, ...] = ()
    strict: bool | None = None
    most_requests: int = 0
    most_tokens: int = 0
    requests: int = 0
    tokens: int = 0
    caches: dict[str, str] = field(default_factory=dict)  # the model of each, by id
    sent: list[tuple[Sent, Foreseen]] = field(default_factory=list)

    @property
    def limited(self) -> bool:
        """Whether there are quotas."""
        return bool(self.most_requests or self.most_tokens)

    @property
    def has_caches(self) -> bool:
        """Whether the dialect has cached contents at all."""
        return "cachedContents.create" not in DIALECTS[self.dialect].lacks_operations

    @property
    def has_chats(self) -> bool:
        """Whether the dialect has chat completions."""
        return CHATS not in DIALECTS[self.dialect].lacks_operations

    @property
    def scenarios(self) -> dict[str, str]:
        """The state of each scenario that a stub is part of, or that was put into one."""
        named = [each["scenario"]["name"] for each in self.stubs.values() if "scenario" in each]
        return dict.fromkeys(named, "") | self.states

    def foresee(self, sent: Sent) -> Foreseen:
        """Say what comes of a call, and let it come."""
        notes, cause = Notes(), ""
        try:
            self._go(sent, notes)
        except Refused as refusal:
            (cause,) = refusal.args
        led = cause != "unknown_path"
        refusal_of = DIALECTS[self.dialect].refusals
        called = CHATS if sent.chats else sent.operation
        foreseen = Foreseen(
            called if led else "",
            sent.model if led else "",
            refusal_of[cause].http if cause else 200,
            cause,
            notes.stub,
            notes.faults,
            notes.unmatched,
        )
        self.sent.append((sent, foreseen))
        return foreseen

    def _go(self, sent: Sent, notes: Notes) -> None:
        """Go the way of a call as far as it comes."""
        flaw = sent.flaw
        caches = sent.operation.startswith("cachedContents")
        if (caches and not self.has_caches) or (sent.chats and not self.has_chats):
            flaw = "unknown_path"
        if flaw in AT_ONCE:
            raise Refused(flaw)
        notes.faults = tuple(filter(_happens, [self._own_fault(sent), *self.standing]))
        _refuse(notes.faults)
        if flaw in WHEN_READ:
            raise Refused(flaw)
        if sent.operation in GENERATING:
            self._count_request()
            self._hold(sent)
            self._choose(sent, notes)
        else:
            self._keep(sent)

    def _own_fault(self, sent: Sent) -> str:
        """Return the fault of the header, or else the next of the queue, if there is one."""
        return sent.fault or (self.queue.pop(0) if self.queue else "")

    def _count_request(self) -> None:
        if not self.limited:
            return
        if self.most_requests and self.requests >= self.most_requests:
            raise Refused("quota_exceeded")
        if self.most_tokens and self.tokens >= self.most_tokens:
            raise Refused("quota_exceeded")
        self.requests += 1

    def spend(self, tokens: int) -> None:
        """Count what an answer has cost."""
        if self.limited:
            self.tokens += tokens

    def _hold(self, sent: Sent) -> None:
        """Hold a request to the rules: what is cached is there, turns and signatures are in order."""
        if sent.about and sent.about not in self.caches:
            raise Refused("no_cached_content")
        if sent.about and self.caches[sent.about] != sent.model:
            raise Refused("cached_content_model")
        if cause := sent.flaw or verdict(sent.contents, sent.model):
            raise Refused(cause)

    def _choose(self, sent: Sent, notes: Notes) -> None:
        """Let a stub answer, if there is one for the call."""
        newest_first = list(reversed(self.stubs.items()))
        for name, each in sorted(newest_first, key=lambda pair: -pair[1].get("priority", 0)):
            if fits(each.get("match", {}), sent) and self._is_due(name, each):
                self._let_answer(name, each, notes)
                return
        strict = bool(self.strict)
        notes.unmatched = bool(self.stubs) or strict
        if strict:
            raise Refused("no_stub")

    def _is_due(self, name: str, stub: Document) -> bool:
        scenario = stub.get("scenario", {})
        state = self.states.get(scenario.get("name"), "")
        used_up = self.used.get(name, 0) >= stub.get("times", 99)
        return not used_up and scenario.get("state", state) == state

    def _let_answer(self, name: str, stub: Document, notes: Notes) -> None:
        self.used[name] = self.used.get(name, 0) + 1
        scenario = stub.get("scenario", {})
        if "becomes" in scenario:
            self.states[scenario["name"]] = scenario["becomes"]
        notes.stub = name
        own = (stub["fault"],) if "fault" in stub else ()
        notes.faults = (*notes.faults, *own)
        _refuse(own)

    def _keep(self, sent: Sent) -> None:
        """Do to the cached contents what is asked; one that is made has no id before the answer came."""
        if sent.operation == "cachedContents.create" and not sent.expires:
            self.caches[f"{NAMELESS}{len(self.sent)}"] = ""
        if sent.about and sent.about not in self.caches:
            raise Refused("no_cached_content")
        if sent.operation == "cachedContents.delete" or (sent.about and sent.expires):
            del self.caches[sent.about]

    def name_cache(self, name: str, model: str) -> None:
        """Say of the cached content that was made last what its id is, and its model."""
        self.caches.popitem()
        self.caches[name] = model

    def add(self, name: str, document: Document) -> None:
        """Add a stub, in place of one of the same name."""
        self.remove(name)
        self.stubs[name] = document

    def remove(self, name: str) -> bool:
        """Remove a stub; say whether there was one."""
        there = self.stubs.pop(name, None) is not None
        if there:
            self.used.pop(name, None)
        return there


def fits(match: Mapping[str, Any], sent: Sent) -> bool:
    """Whether a call is as a stub asks."""
    text = match.get("text", {}).get("contains", "")
    speaks = "text" not in match or "function_response" in match or not sent.responds or sent.says
    return (
        sent.operation in GENERATING
        and fnmatchcase(sent.model, match.get("model", "*"))
        and text in sent.text
        and speaks
        and match.get("function_response", sent.responds) == sent.responds
        and match.get("stream", sent.operation.startswith("stream"))
        == sent.operation.startswith("stream")
    )


def generation(model: str) -> int:
    """Return the major version of a model."""
    return MODELS[model].generation


def verdict(contents: Sequence[Content], model: str) -> str:
    """Return the cause for which a history is refused, "" if it isn't."""
    levels = generation(model) >= 3
    if levels and contents[-1]["role"] == "model":
        return "ends_with_model_turn"
    if misplaced := next(_misplaced(contents), ""):
        return misplaced
    if levels and any("ALTERED" in _signatures([each]) for each in contents):
        return "signature_broken"
    return "signature_missing" if levels and _is_unsigned(contents) else ""


def _misplaced(contents: Sequence[Content]) -> Iterator[str]:
    for (_, before), (_, run) in pairwise([("", []), *runs(contents)]):
        calls, responses = count(before, "functionCall"), count(run, "functionResponse")
        if not before and count(run, "functionCall"):
            yield "call_turn_misplaced"
        elif responses and not calls:
            yield "response_turn_misplaced"
        elif calls != responses:
            yield "response_count"


def _is_unsigned(contents: Sequence[Content]) -> bool:
    """Whether the first call of a step of the current turn has no signature."""
    begun = [
        place for place, each in enumerate(contents, 1) if each["role"] == "user" and _texts([each])
    ]
    for _, run in runs(contents[max(begun, default=0) :]):
        calls = [part for content in run for part in content["parts"] if "functionCall" in part]
        if calls and "thoughtSignature" not in calls[0]:
            return True
    return False


def _signatures(contents: Sequence[Content]) -> set[str]:
    """Return which signatures stand in some contents, those that a test altered by their mark."""
    found = [part.get("thoughtSignature", "") for each in contents for part in each["parts"]]
    return {"ALTERED" if is_altered(each) else "whole" for each in found if each}


def altered(signature: str) -> str:
    """Return a signature in which one letter is another, where it can be seen that it is."""
    return f"{signature[:12]}{_ALTERED}{signature[12 + len(_ALTERED) :]}"


def is_altered(signature: str) -> bool:
    """Whether that was done to a signature."""
    return signature[12 : 12 + len(_ALTERED)] == _ALTERED


_ALTERED = "AlterEdA"


def runs(contents: Sequence[Content]) -> list[tuple[str, list[Content]]]:
    """Put the contents together that follow each other with one role."""
    return [(role, list(each)) for role, each in groupby(contents, key=lambda one: one["role"])]


def count(contents: Sequence[Content], member: str) -> int:
    """Count the parts of a kind."""
    return sum(member in part for each in contents for part in each["parts"])


def _texts(contents: Sequence[Content]) -> list[str]:
    parts = [part for each in contents for part in each["parts"] if not part.get("thought")]
    return [part["text"] for part in parts if part.get("text")]


def _happens(fault: str) -> bool:
    return bool(fault) and not fault.endswith("rate=0")


def _refuse(faults: Sequence[str]) -> None:
    for each in faults:
        if each in REFUSALS:
            raise Refused(REFUSALS[each])
