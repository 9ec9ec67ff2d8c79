"""Hold the schemas to recorded traffic: ``python -m contract_tests.conformance EXCHANGES.jsonl``.

Every request that got a 200, every answer, chunk and error must be accepted, but for the exceptions
listed here with their reasons. Then each payload of a new shape is spoilt systematically, and at
least 95% of the mutants must be refused. Exit code 0 if so, 1 if not, 2 for wrong usage.

An exchange is a JSON object a line with ``source``, ``endpoint``, ``status``, ``request`` and
``response`` or ``chunks``. The endpoint is ``generateContent``, ``streamGenerateContent``,
``countTokens``, ``embedContent`` (batches too), ``cachedContents`` or ``models``.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from contract_tests import judge
from contract_tests.bad_files import BadFile
from contract_tests.captures.exchange_lines import rows
from contract_tests.mutations import Mutant, mutants, shape
from mockserver import protojson, schemas

Kind = Literal[
    "request", "response", "chunk", "error", "model", "model list", "count request", "count",
    "embed request", "embedding", "batch request", "embeddings", "cache", "cache list",
]  # fmt: skip

SCHEMAS: Mapping[Kind, str] = {
    "request": "gemini/generate_content_request.json",
    "response": "gemini/generate_content_response.json",
    "chunk": "gemini/generate_content_chunk.json",
    "error": "errors/vertex.json",
    "model": "gemini/model.json",
    "model list": "gemini/model_list.json",
    "count request": "gemini/count_tokens_request.json",
    "count": "gemini/count_tokens_response.json",
    "embed request": "gemini/embed_content_request.json",
    "embedding": "gemini/embed_content_response.json",
    "batch request": "gemini/batch_embed_contents_request.json",
    "embeddings": "gemini/batch_embed_contents_response.json",
    "cache": "gemini/cached_content.json",
    "cache list": "gemini/cached_content_list.json",
}

# What is asked and answered at an endpoint, and, by a member that nothing else has, where there is
# more than one.
_KINDS: Mapping[str, tuple[Kind, Kind]] = {
    "generateContent": ("request", "response"),
    "streamGenerateContent": ("request", "response"),
    "countTokens": ("count request", "count"),
    "embedContent": ("embed request", "embedding"),
    "cachedContents": ("cache", "cache"),
    "models": ("request", "model"),
}
_BY_MEMBER: Mapping[str, Kind] = {
    "requests": "batch request",
    "embeddings": "embeddings",
    "models": "model list",
    "cachedContents": "cache list",
}

_REQUESTS: set[Kind] = {"request", "count request", "embed request", "batch request", "cache"}

GOAL = 0.95

# Sources (by their ends) whose payloads break the schemas, and why they rightly do.
EXCEPTIONS: Mapping[str, str] = {
    "test_gateway_provider_with_google_cloud.yaml#0": "a gateway added a field of its own to usage",
    "googleai/unary-failure-only-prompt-feedback.json": "hand-made: an empty list of candidates",
    "vertexai/unary-failure-empty-content.json": "hand-made to be malformed: no finishReason",
    "vertexai/unary-failure-malformed-content.json": "hand-made to be malformed: invalid-field",
    "vertexai/unary-failure-unknown-enum-finish-reason.json": "hand-made: an invented enum value",
    "vertexai/unary-failure-unknown-enum-prompt-blocked.json": "hand-made: an invented enum value",
    "vertexai/unary-success-empty-part.json": "hand-made: a part without data",
    "vertexai/unary-success-missing-safety-ratings.json": "hand-made: cut short, no finishReason",
    "vertexai/unary-success-unknown-enum-safety-ratings.json": "hand-made: an invented enum value",
    "vertexai/streaming-failure-malformed-content.txt": "hand-made to be malformed: missing-parts",
    "vertexai/streaming-failure-unknown-finish-enum.txt": "hand-made: an invented enum value",
    "vertexai/streaming-success-unknown-safety-enum.txt": "hand-made: an invented enum value",
}

# Mutants that rightly pass, by their kinds and places.
EXPLAINED: Mapping[str, str] = {
    "*: missing required at */functionResponse": "a recorded request without a response got a 200",
    "c[ao]*: missing required at (root)": "what is cached, or counted, needs no contents of its own",
    "embedding*: missing required at (root)": "earlier models don't tell the usage of an embedding",
    "*: missing required at (root)": "usageMetadata is absent from hand-kept fixtures, though from no recorded answer",
    "*: missing required at *promptTokensDetails/*": "proto3 leaves a count of 0 out",
    "*: missing required at */candidatesTokensDetails/*": "proto3 leaves a count of 0 out",
    "*: missing required at */functionCall": "Vertex AI's streamed arguments come without a name",
}


@dataclass(frozen=True, slots=True)
class Payload:
    """One message of an exchange, a request in canonical form; *faults* if it has none."""

    kind: Kind
    source: str
    value: Any
    faults: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What came of holding payloads to the schemas, by kind."""

    accepted: Counter[str] = field(default_factory=Counter)
    excepted: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[Payload, str]] = field(default_factory=list)
    disagreements: list[Payload] = field(default_factory=list)
    killed: Counter[tuple[str, str]] = field(default_factory=Counter)
    survived: Counter[tuple[str, str]] = field(default_factory=Counter)
    survivors: Counter[str] = field(default_factory=Counter)

    @property
    def score(self) -> float:
        """The share of mutants that were refused; 1 if there were none."""
        killed, survived = self.killed.total(), self.survived.total()
        return killed / (killed + survived) if killed + survived else 1.0

    @property
    def kept(self) -> bool:
        """Whether every payload was accepted or excepted, the judges agreed, and enough died."""
        return not self.rejected and not self.disagreements and self.score >= GOAL


def payloads(exchanges: Iterable[Mapping[str, Any]]) -> Iterator[Payload]:
    """Yield what the schemas speak of in *exchanges*."""
    for each in exchanges:
        if each["status"] != 200:  # noqa: PLR2004 - HTTP's word for success
            if isinstance(each.get("response"), dict | list):
                yield Payload("error", each["source"], each["response"])
        elif each["endpoint"] in _KINDS:
            yield from _good(each, *_KINDS[each["endpoint"]])


def _good(exchange: Mapping[str, Any], asked: Kind, answered: Kind) -> Iterator[Payload]:
    source = exchange["source"]
    if request := exchange.get("request"):
        asked = _kind(request, asked)
        parsed = protojson.parse(request, SCHEMAS[asked])
        faults = tuple(each.text for each in parsed.faults)
        yield Payload(asked, source, parsed.value, faults)
    if response := exchange.get("response"):
        yield Payload(_kind(response, answered), source, response)
    yield from (Payload("chunk", source, chunk) for chunk in exchange.get("chunks", ()))


def _kind(payload: Mapping[str, Any], usual: Kind) -> Kind:
    return next((_BY_MEMBER[each] for each in _BY_MEMBER if each in payload), usual)


def hold(found: Iterable[Payload], *, mutate: bool = True) -> Report:
    """Hold payloads to the schemas, by both judges, and then their mutants."""
    report = Report()
    shapes: set[object] = set()
    for each in found:
        _judge(each, report)
        this = (each.kind, shape(each.value))
        if mutate and not each.faults and this not in shapes and not _reason(each):
            shapes.add(this)
            _judge_mutants(each, report)
    return report


def _judge(payload: Payload, report: Report) -> None:
    schema = SCHEMAS[payload.kind]
    broken = [*payload.faults, *(each.message for each in judge.findings(schema, payload.value))]
    if schemas.validator(schema).is_valid(payload.value) != judge.accepts(schema, payload.value):
        report.disagreements.append(payload)
    if not broken:
        report.accepted[payload.kind] += 1
    elif _reason(payload):
        report.excepted[payload.kind] += 1
    else:
        report.rejected.append((payload, broken[0]))


def _reason(payload: Payload) -> str | None:
    return next((EXCEPTIONS[end] for end in EXCEPTIONS if payload.source.endswith(end)), None)


def _judge_mutants(payload: Payload, report: Report) -> None:
    for each in mutants(payload.value):
        key = (payload.kind, each.kind)
        if _refused(payload.kind, each):
            report.killed[key] += 1
        else:
            report.survived[key] += 1
            report.survivors[f"{payload.kind}: {each.kind} at {_pattern(each)}"] += 1


def _refused(kind: Kind, mutant: Mutant) -> bool:
    """Whether a mutant is noticed; a spoilt request goes the way of every request."""
    value = mutant.payload
    if kind in _REQUESTS:
        parsed = protojson.parse(value, SCHEMAS[kind])
        if parsed.faults:
            return True
        value = parsed.value
    return not schemas.validator(SCHEMAS[kind]).is_valid(value)


def _pattern(mutant: Mutant) -> str:
    return "/".join("*" if isinstance(each, int) else each for each in mutant.path) or "(root)"


def explanation(survivor: str) -> str | None:
    """Return why a survivor, as the report names it, rightly passes."""
    return next((why for place, why in EXPLAINED.items() if fnmatch(survivor, place)), None)


def table(report: Report) -> Iterator[str]:
    """Write a report as lines of text."""
    yield f"{'payloads':<14}{'accepted':>10}{'excepted':>10}{'rejected':>10}"
    rejected = Counter(payload.kind for payload, _ in report.rejected)
    for kind in SCHEMAS:
        counts = (report.accepted[kind], report.excepted[kind], rejected[kind])
        yield f"{kind:<14}" + "".join(f"{each:>10}" for each in counts)
    yield ""
    yield f"{'mutants':<14}{'refused':>10}{'survived':>10}"
    for kind in SCHEMAS:
        killed = sum(count for key, count in report.killed.items() if key[0] == kind)
        survived = sum(count for key, count in report.survived.items() if key[0] == kind)
        yield f"{kind:<14}{killed:>10}{survived:>10}"
    yield f"score {report.score:.2%} (goal {GOAL:.0%})"
    for what, count in report.survivors.most_common():
        yield f"  survived {count} times: {what} ({explanation(what) or 'unexplained'})"
    yield from (f"rejected: {payload.source}: {why}" for payload, why in report.rejected)
    yield from (f"the judges disagree: {each.source}" for each in report.disagreements)


def main(arguments: Sequence[str]) -> int:
    """Print the table for the file that is the only argument; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m contract_tests.conformance EXCHANGES.jsonl\n")
        return 2
    try:
        report = hold(payloads(row for _, row in rows(Path(arguments[0]))))
    except (OSError, BadFile) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join(table(report)) + "\n")
    return 0 if report.kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
