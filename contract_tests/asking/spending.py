"""What a run costs: an estimate before, from the same run against the mock, and a cap while it goes on."""

import json
import math
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

from contract_tests.asking.targets import CouldNotCheck
from contract_tests.exchange import Exchange
from contract_tests.models import Model, picked, price
from contract_tests.outcome import Sent, sent

_ROOT = Path(__file__).parents[2]
_LETTERS = 4  # of a token, where an answer doesn't say how many there were
_GOOD = 200
_CENT = 0.01


class TooDear(CouldNotCheck):
    """The run has cost, or would cost, more than it may."""


class Purse:
    """What may be spent, and what has been."""

    def __init__(self, cap: float = math.inf) -> None:
        self.cap = cap
        self._lock = threading.Lock()
        self.spent = 0.0

    def check(self) -> None:
        """Raise if nothing more may be sent.

        Raises:
            TooDear: The cap is reached.
        """
        if self.spent >= self.cap:
            msg = f"{dollars(self.spent)} spent, of {dollars(self.cap)} that this process may (--max-cost)"
            raise TooDear(msg)

    def pay(self, exchange: Exchange) -> None:
        """Count what an exchange cost; by its length, if it doesn't say how many tokens it took."""
        with self._lock:
            self.spent += cost(exchange)


def dollars(amount: float) -> str:
    """Write an amount; less than a cent with as many digits as it takes to see it."""
    return f"${amount:.2f}" if not amount or amount >= _CENT else f"${amount:.2g}"


def cost(exchange: Exchange) -> float:
    """Return what an exchange cost, in USD."""
    took = sent(exchange)
    prompt, output = took.prompt, took.output
    counted = exchange.usage or exchange.chat_usage
    if exchange.status == _GOOD and (exchange.generates or exchange.chats) and not counted:
        prompt = len(json.dumps(exchange.sent, default=str)) // _LETTERS
        output = len(exchange.body) // _LETTERS
    return price(took.model).cost(prompt=prompt, output=output, pictures=took.pictures)


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was sent, to one model or to all."""

    requests: int = 0
    prompt: int = 0
    output: int = 0
    pictures: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def tallied(all_sent: Iterable[Sent]) -> dict[str, Tally]:
    """Add up what each model was sent."""
    tallies: dict[str, Tally] = {}
    for each in all_sent:
        one = Tally(1 + each.retries, each.prompt, each.output, each.pictures)
        tallies[each.model] = tallies.get(each.model, Tally()) + one
    return tallies


def write_tally(all_sent: Iterable[Sent], file: Path) -> None:
    """Write what each model was sent as JSON."""
    tallies = {model: asdict(each) for model, each in sorted(tallied(all_sent).items())}
    file.write_text(json.dumps(tallies, indent=2) + "\n", "utf-8")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run is going to take."""

    tally: Tally
    usd: float

    def __str__(self) -> str:
        tokens = self.tally.prompt + self.tally.output
        return f"about {self.tally.requests:,} requests, {tokens:,} tokens, {dollars(self.usd)}"


def rehearsed(arguments: Sequence[str], wishes: Sequence[str]) -> Estimate | None:
    """Play the run with these arguments of pytest against the mock, and price what it sent.

    It asks the models that would be asked without *wishes*, which the mock needn't know, and prices
    those that would be asked in their place. None if the rehearsal came to nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tally.json"
        subprocess.run(  # noqa: S603 - our own arguments, on our own Python
            [sys.executable, "-P", "-m", "pytest", *arguments, f"--rehearsal={file}"],
            env={**os.environ, "PYTHONPATH": _path()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if not file.exists():
            return None
        told: Mapping[str, Mapping[str, Any]] = json.loads(file.read_text("utf-8"))
    return priced({model: Tally(**each) for model, each in told.items()}, wishes)


def priced(tallies: Mapping[str, Tally], wishes: Sequence[str] = ()) -> Estimate:
    """Price what each model was sent, as if it had been sent to the models that are wished for."""
    instead = _instead(wishes)
    usd = sum(
        instead.get(model, price(model)).cost(
            prompt=each.prompt, output=each.output, pictures=each.pictures
        )
        for model, each in tallies.items()
    )
    return Estimate(sum(tallies.values(), Tally()), usd)


def _instead(wishes: Sequence[str]) -> Mapping[str, Model]:
    """Return what is asked in place of each model; of several, the dearest."""
    found: dict[str, Model] = {}
    usual, wished = picked(), picked(wishes)
    for role in fields(usual):
        model = price(getattr(wished, role.name))
        place = getattr(usual, role.name)
        found[place] = max(model, found.get(place, model), key=lambda each: each.output)
    return found


def _path() -> str:
    """Return where the same packages are found from any folder."""
    return os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
