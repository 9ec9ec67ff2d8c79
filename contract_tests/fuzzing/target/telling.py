"""What a run has to say: one value, written as text, Markdown or JSON."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contract_tests.asking.targets import Target, host
from contract_tests.exchange import Exchange
from contract_tests.fuzzing.target.cases import Cases
from contract_tests.fuzzing.target.cause import Cause
from contract_tests.fuzzing.target.hunting import Found, Hunt
from contract_tests.recordings.recording import body_members
from contract_tests.report.figures import many
from contract_tests.report.markdown import fenced, plain
from contract_tests.reproducing import curl
from contract_tests.result import EXIT_CODES, INTERRUPTED, Verdict
from mockserver.settings import DEFAULT_PORT
from mockserver.version import __version__

VERSION = 1
Contents = dict[str, Any]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MOST = 20  # causes that are told at length
_LINES = 40  # of a request
_SERVED = f"http://127.0.0.1:{DEFAULT_PORT}"  # by cometapi-mock serve
_LONG = 1_500  # characters of a command
_ORDER = {"breaking": 0, "to learn": 1, "additive": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run that is over.

    Attributes:
        target, dialect: Who was asked, and by whose contract.
        hunt: What came of it.
        requests: How many were sent.
        cases: Where what was found is kept.
        repaired: Cases of former runs that are right now.
    """

    target: Target
    dialect: str
    hunt: Hunt
    requests: int
    cases: Cases
    repaired: Sequence[Path] = ()


def contents(run: Run) -> Contents:
    """Return what a report says of a run, as JSON: all formats show this."""
    hunt = run.hunt
    verdict = _verdict(hunt)
    found = sorted(hunt.found.items(), key=lambda each: (_ORDER[each[1].failure.severity], each[0]))
    return {
        "version": VERSION,
        "suite": __version__,
        "verdict": verdict,
        "exit_code": EXIT_CODES[verdict],
        "target": run.target.name,
        "dialect": run.dialect,
        "seed": hunt.plan.seed,
        "examples": {each: hunt.drawn[each] for each in ("valid", "invalid")},
        "requests": run.requests,
        "seconds": round(hunt.seconds, 3),
        "stopped": hunt.stopped,
        "causes": [_cause(cause, each, run) for cause, each in found],
        "repaired": [str(each) for each in run.repaired],
        "unanswered": [
            {"reason": reason, "count": count} for reason, count in hunt.unanswered.items()
        ],
    }


def _verdict(hunt: Hunt) -> Verdict:
    if hunt.stopped == INTERRUPTED:
        return "interrupted"
    if any(each.failure.severity == "breaking" for each in hunt.found.values()):
        return "broken"
    if hunt.too_dear:
        return "too dear"
    return "could not check" if hunt.stopped or hunt.unanswered else "kept"


def _cause(cause: Cause, found: Found, run: Run) -> dict[str, Any]:
    failure, call = found.failure, found.example.sent
    exchange = _there(failure.exchange, run.target)
    body = body_members(call.body) if isinstance(call.body, bytes) else {"json": call.body}
    return {
        "kind": cause.kind,
        "what": cause.what,
        "place": cause.place,
        "status": cause.status,
        "severity": failure.severity,
        "known": found.known,
        "steady": found.steady,
        "count": found.count,
        "expected": failure.expected,
        "came": failure.came,
        "request": {"method": call.method, "url": exchange.url, **body},
        "curl": curl(exchange),
        "file": str(run.cases.file(cause)),
    }


def _there(exchange: Exchange, target: Target) -> Exchange:
    """Return an exchange as it can be had again: our mock is gone, and may be served where it usually is."""
    if not target.ours:
        return exchange
    return replace(exchange, url=exchange.url.replace(host(target.root), _SERVED))


def as_json(told: Contents) -> str:
    """Write the report as JSON: all of it, for programs."""
    text = json.dumps(told, indent=2, ensure_ascii=False)
    return f"{text}\n"


def as_text(told: Contents) -> str:
    """Write the report for a terminal: what was found, and in the last line the verdict."""
    return "".join(f"{_CONTROL.sub(_escaped, line)}\n" for line in _lines(told))


def _escaped(found: re.Match[str]) -> str:
    """Write a character that a terminal would act on as JSON spells it."""
    return f"\\u{ord(found[0]):04x}"


def _lines(told: Contents) -> Iterator[str]:
    for each in told["causes"][:_MOST]:
        yield f"{each['severity']}: {_title(each)}"
        yield f"  {_counted(each, told)}"
        yield from (f"    {line}" for line in _request(each["request"]))
        yield f"  expected {each['expected']}"
        yield f"  got {each['came']}"
        if len(each["curl"]) <= _LONG:
            yield f"  {each['curl']}"
        yield f"  kept in {each['file']}"
        yield ""
    yield from _rest(told)
    yield _summary(told)


def _title(each: Mapping[str, Any]) -> str:
    return str(Cause(each["kind"], each["what"], each["place"], each["status"]))


def _counted(each: Mapping[str, Any], told: Contents) -> str:
    known = "known from a former run; " if each["known"] else ""
    unsteady = "" if each["steady"] else "; not so when it was tried again"
    of = many(sum(told["examples"].values()), "example")
    return f"{known}{each['count']:,} of {of}{unsteady}; the smallest:"


def _request(request: Mapping[str, Any]) -> Iterator[str]:
    yield f"{request['method']} {request['url']}"
    if "base64" in request:
        yield f"(in base64) {request['base64']}"[:_LONG]
        return
    if "text" in request:
        body = "".join(request["text"])
    else:
        body = json.dumps(request["json"], indent=2, ensure_ascii=False)
    lines = [each[:_LONG] for each in body.splitlines()]
    yield from lines[:_LINES]
    if len(lines) > _LINES:
        yield f"... ({len(lines) - _LINES} more lines)"


def _rest(told: Contents) -> Iterator[str]:
    for each in told["causes"][_MOST:]:
        yield f"{each['severity']}: {_title(each)}; kept in {each['file']}"
    yield from (f"right now, and removed: {each}" for each in told["repaired"])
    for each in told["unanswered"]:
        yield f"could not check {many(each['count'], 'example')}: {each['reason']}"
    if told["stopped"]:
        yield f"stopped: {told['stopped']}"


def _summary(told: Contents) -> str:
    causes, examples = told["causes"], told["examples"]
    found = f"{many(len(causes), 'cause')}" if causes else "nothing found"
    return (
        f"{told['verdict']}: {told['target']}, {told['dialect']}: {found}; "
        f"{many(sum(examples.values()), 'example')} ({examples['valid']:,} valid, {examples['invalid']:,} invalid), "
        f"{many(told['requests'], 'request')} in {told['seconds']:.0f} s; --seed {told['seed']}"
    )


def as_markdown(told: Contents) -> str:
    """Write the report as Markdown, for the job summary of a CI system: the verdict first."""
    return "".join(f"{line}\n" for line in _blocks(told))


def _blocks(told: Contents) -> Iterator[str]:
    yield f"## Fuzzing: {told['verdict']}"
    yield f"\n{plain(_summary(told))}."
    for each in told["causes"][:_MOST]:
        yield f"\n### {plain(each['severity'])}: {plain(_title(each))}"
        yield f"\n{plain(_counted(each, told))}\n"
        yield fenced("\n".join(_request(each["request"])), "")
        yield f"\nExpected {plain(each['expected'])}<br>\ngot {plain(each['came'])}"
        if len(each["curl"]) <= _LONG:
            yield f"\n{fenced(each['curl'])}"
    if rest := list(_rest(told)):
        yield ""
        yield from (f"- {plain(each)}" for each in rest)


WRITERS: Mapping[str, Callable[[Contents], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
