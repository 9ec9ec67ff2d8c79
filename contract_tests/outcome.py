"""What came of one scenario, or of one captured exchange: plain data, fit for JSON.

Test processes hand these to the one that reports (pytest-xdist), so they hold nothing else.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from contract_tests.claims import on_page
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.looks import complete, looks, members, values
from contract_tests.reproducing import shortened

State = Literal["passed", "failed", "to learn", "could not check", "skipped", "no key"]
_GOOD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One exchange in numbers: seconds to the first and last byte of the last try, tokens, pictures."""

    model: str
    operator: str
    status: int
    first: float
    last: float
    prompt: int
    output: int
    pictures: int
    retries: int = 0


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a scenario, or of a captured exchange.

    Attributes:
        source: The id of the scenario, or where the capture stands.
        claims: The claims that the scenario itself holds.
        state, reason: How it ended, and why, if not well.
        looked: How often each check looked, by ``claim check``; *bad*: how often it found something.
        findings: What was found.
        fields: In how many exchanges each member of an answer came; *answers*: of how many that have
            candidates; *chats*: of how many that have choices.
        examples: What stood in a member that the page doesn't name.
        sent: The exchanges in numbers; *aside*: those that no check looked at.
        too_dear: Whether it couldn't be checked because the run has cost enough.
    """

    source: str
    claims: list[str] = field(default_factory=list)
    state: State = "passed"
    reason: str = ""
    looked: dict[str, int] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    answers: int = 0
    chats: int = 0
    sent: list[Sent] = field(default_factory=list)
    aside: list[Sent] = field(default_factory=list)
    too_dear: bool = False

    def take(self, exchanges: Iterable[Exchange], dialect: str) -> None:
        """Let every check look at some exchanges, and count."""
        looked, bad, fields = Counter(self.looked), Counter(self.bad), Counter(self.fields)
        for exchange in exchanges:
            for look in looks(exchange, dialect):
                key = f"{look.claim} {look.check}"
                looked[key] += 1
                bad[key] += bool(look.findings)
                self.findings.extend(complete(look, exchange, dialect))
            told = exchange.responses or exchange.completions
            if told and "end" not in exchange.lost:
                self.answers += not exchange.chats
                self.chats += exchange.chats
                fields.update({at for each in told for at in members(each)})
                self._keep_examples(told)
            self.sent.append(sent(exchange))
        self.looked, self.bad, self.fields = dict(looked), dict(bad), dict(fields)

    def _keep_examples(self, told: Iterable[dict[str, Any]]) -> None:
        for each in told:
            for place, value in values(each):
                if place not in on_page() and place not in self.examples:
                    self.examples[place] = shortened(json.dumps(value, ensure_ascii=False))

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        value = dict(value)
        value["findings"] = [Finding(**each) for each in value["findings"]]
        for name in ("sent", "aside"):
            value[name] = [Sent(**each) for each in value[name]]
        return cls(**value)


def sent(exchange: Exchange) -> Sent:
    """Return an exchange in numbers."""
    usage = exchange.usage or exchange.chat_usage
    return Sent(
        model="" if "model" in exchange.lost else exchange.model,
        operator=exchange.operator,
        status=exchange.status,
        first=exchange.frames[0].at if exchange.frames else 0.0,
        last=exchange.frames[-1].at if exchange.frames else 0.0,
        prompt=_count(usage, "promptTokenCount", "toolUsePromptTokenCount", "prompt_tokens"),
        output=_count(usage, "candidatesTokenCount", "thoughtsTokenCount", "completion_tokens"),
        pictures=sum(_is_picture(each) for each in exchange.parts),
        retries=exchange.tries - 1,
    )


def _is_picture(part: dict[str, Any]) -> bool:
    """Whether a part is a picture that was made, not sound."""
    data = part.get("inlineData")
    return isinstance(data, dict) and str(data.get("mimeType")).startswith("image/")


def _count(usage: dict[str, Any], *names: str) -> int:
    counts = [usage.get(each, 0) for each in names]
    return sum(each for each in counts if isinstance(each, int))
