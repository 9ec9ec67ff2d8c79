"""A run of `fuzz` on a target, from its options to its exit code."""

import logging
import math
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from hypothesis import strategies as st

from contract_tests.asking.client import Client
from contract_tests.asking.manners import NO_REQUEST, code
from contract_tests.asking.preflight import trouble
from contract_tests.asking.spending import Purse, dollars
from contract_tests.asking.targets import CouldNotCheck, Target, UsageError, opened
from contract_tests.fuzzing.target.cases import Cases
from contract_tests.fuzzing.target.example import Example, Only, examples
from contract_tests.fuzzing.target.hunting import Hunt, Plan
from contract_tests.fuzzing.target.progress import Progress
from contract_tests.fuzzing.target.prudence import TOKENS, frugal, harmless, is_free
from contract_tests.fuzzing.target.telling import WRITERS, Run, contents
from contract_tests.fuzzing.target.trying import RATE, Trying, manners
from contract_tests.models import picked, price
from contract_tests.result import EXIT_CODES

EXAMPLES = 1_000
DEAR_EXAMPLES = 100
SHRINKING = 15.0  # seconds for each cause
_PROMPT = 500  # tokens of a request, roughly, for an estimate
_MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for: the options of the command, and where to write.

    Attributes:
        examples, minutes: How long; of neither, as many examples as the target bears.
        max_cost: What a dear target may cost, in USD.
        out, err: Where the report goes, and what is said meanwhile.
    """

    target: str
    dialect: str
    model: str | None
    only: Only | None
    examples: int | None
    minutes: float | None
    seed: int
    cases: Path
    rate: float | None
    costly: bool
    max_cost: float
    form: str
    quiet: bool
    out: TextIO
    err: TextIO

    def say(self, line: str) -> None:
        """Say something meanwhile, unless it is to be quiet."""
        if not self.quiet:
            self.err.write(f"{line}\n")


def run(options: Options, environment: Mapping[str, str]) -> int:
    """Fuzz a target; return the exit code.

    Raises:
        BadFile: A case that was kept isn't one.
        UsageError: The options can't be had together, or there is no such target.
    """
    logging.getLogger("mockserver").addHandler(
        logging.NullHandler()
    )  # of each request it would warn
    cases = Cases(folder=options.cases, dialect=options.dialect)
    kept = cases.kept()
    try:
        with opened(options.target, options.dialect, environment) as target:
            done = fuzzed(target, options, cases, kept)
    except CouldNotCheck as error:
        options.err.write(f"Could not check: {error}\n")
        return EXIT_CODES["could not check"]
    told = contents(done)
    options.out.write(_writable(WRITERS[options.form](told), options.out))
    return int(told["exit_code"])


def _writable(text: str, stream: TextIO) -> str:
    """Return a text with what a stream can't write, such as half a character, as JSON spells it."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def fuzzed(target: Target, options: Options, cases: Cases, kept: Mapping[Path, Example]) -> Run:
    """Fuzz a target that is there: first with the cases that were *kept*; keep what fails.

    Raises:
        CouldNotCheck: There is no use in asking.
        UsageError: A dear target isn't sent what was asked for, or there is no such model.
    """
    prudent = target.dear and not options.costly
    if prudent and options.only == "valid":
        msg = f"{target.name} costs money, and valid requests do: say --costly, or --only invalid"
        raise UsageError(msg)
    strategy = _strategy(target, options)
    plan = _plan(target, options, prudent=prudent)
    client = Client(
        target, manners(target, options.rate), Purse(options.max_cost) if target.dear else None
    )
    try:
        options.say(_announced(target, options, plan, prudent=prudent))
        if not target.ours:
            _try_out(client, options.model or picked().text)
        return _hunted(Trying(client, options.dialect), strategy, plan, options, (cases, kept))
    finally:
        client.close()


def _plan(target: Target, options: Options, *, prudent: bool) -> Plan:
    usual = None if options.minutes else (DEAR_EXAMPLES if target.dear else EXAMPLES)
    return Plan(
        seed=options.seed,
        examples=options.examples or usual,
        seconds=options.minutes and options.minutes * _MINUTE,
        shrinking=0.0 if target.dear else SHRINKING,
        avoids=prudent,
    )


def _announced(target: Target, options: Options, plan: Plan, *, prudent: bool) -> str:
    """Say what is going to happen; of a dear target, how much, how fast, and what it may cost."""
    start = f"fuzzing {target.name} ({options.dialect}), seed {plan.seed}"
    if not target.dear:
        return start
    rate = options.rate or RATE
    times = [] if plan.seconds is None else [plan.seconds / _MINUTE]
    times += [] if plan.examples is None else [plan.examples / rate]
    requests = math.ceil(min(times) * rate)
    paid = (
        "only such as are refused before anything is generated; one that is accepted is a finding, "
        "costs a little, and its flaw isn't sent again"
        if prudent
        else f"valid ones too, of {TOKENS} tokens at most: about {dollars(_cost(options, requests))}"
    )
    return (
        f"{start}: at most {requests:,} requests, {rate:g} a minute, "
        f"in about {math.ceil(min(times))} min; {paid} (cap {dollars(options.max_cost)}); "
        "what fails isn't made smaller"
    )


def _cost(options: Options, requests: int) -> float:
    model = price(options.model or picked().text)
    return requests * model.cost(prompt=_PROMPT, output=TOKENS)


def _try_out(client: Client, model: str) -> None:
    """Send a request that is refused, and costs nothing, to see whether the API is there at all.

    Raises:
        CouldNotCheck: It isn't, or doesn't take the key.
    """
    exchange = client.try_out(harmless(model))
    if code(exchange) != NO_REQUEST and (reason := trouble(exchange)):
        raise CouldNotCheck(client.shown(f"{client.target.root} {reason}"))


def _hunted(
    trying: Trying,
    strategy: st.SearchStrategy[Example],
    plan: Plan,
    options: Options,
    old: tuple[Cases, Mapping[Path, Example]],
) -> Run:
    cases, kept = old
    progress = Progress(options.err)
    hunt = Hunt(trying, plan, (lambda _: None) if options.quiet else progress)
    may = _may_be_sent(trying.target, options)
    repaired: tuple[Path, ...] = ()
    with _minding_signals(hunt), suppress(KeyboardInterrupt):
        repaired = hunt.replay({file: each for file, each in kept.items() if may(each)})
        hunt.run(strategy)
    progress.end()
    cases.remove(repaired)
    cases.keep(hunt.found, seed=plan.seed, minimal=plan.shrinking > 0)
    return Run(
        target=trying.target,
        dialect=options.dialect,
        hunt=hunt,
        requests=trying.requests,
        cases=cases,
        repaired=repaired,
    )


@contextmanager
def _minding_signals(hunt: Hunt) -> Iterator[None]:
    """Tell a hunt of Ctrl-C, and of what ends a job in CI, so that nothing found is lost.

    It is told, since Python swallows the exception if it comes while garbage is collected.
    """

    def interrupted(*_: object) -> None:
        hunt.interrupt()
        raise KeyboardInterrupt

    former = {each: signal.signal(each, interrupted) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)


def _may_be_sent(target: Target, options: Options) -> Callable[[Example], bool]:
    """Return what tells whether an example may be sent to a target."""
    return is_free if target.dear and not options.costly else lambda _: True


def _strategy(target: Target, options: Options) -> st.SearchStrategy[Example]:
    """Return what is drawn for a target: of a dear one, what costs nothing, or little.

    Raises:
        UsageError: There is no such model.
    """
    model, only = options.model, options.only
    if target.dear:
        model = model or picked().text
        only = only if options.costly else "invalid"
    try:
        drawn = examples(options.dialect, model, only)
    except ValueError as error:
        msg = f"--model: {error}"
        raise UsageError(msg) from error
    if not target.dear:
        return drawn
    return drawn.map(frugal).filter(_may_be_sent(target, options))
