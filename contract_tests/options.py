"""The options of a run: one table, which pytest and the command line are made from.

Nothing here needs more than click, so that ``cometapi-contract --help`` works, and an extra that isn't
installed can be told in a sentence.
"""

import argparse
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import click

from contract_tests.claims import DIALECTS

TARGETS = ("mock", "live", "recorded")


class TargetName(click.ParamType):  # type: ignore[type-arg] # generic only in newer versions
    """One of the targets, or the URL of another API."""

    name = "target"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return *value* if a target can be called so.

        Raises:
            click.BadParameter: None can.
        """
        if value not in TARGETS and (fault := _fault_of_url(value)):
            self.fail(f"{value!r} is none: {fault}", param, ctx)
        return value


def _fault_of_url(value: str) -> str:
    try:
        url = urlsplit(value)
        url.port  # noqa: B018 - raises if it isn't a port
    except ValueError as error:
        return str(error)
    if url.scheme not in {"http", "https"} or not url.hostname:
        return f"it is {', '.join(TARGETS)}, or a URL with http:// or https://"
    if url.query or url.fragment or url.username:
        return "a base URL has no query, fragment or user"
    return ""


class Finite(click.FloatRange):
    """A number in a range; infinity and NaN are in none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return *value* as a number.

        Raises:
            click.BadParameter: It is none, or not in the range.
        """
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number that can be used", param, ctx)
        return number


class ModelName(click.ParamType):  # type: ignore[type-arg] # generic only in newer versions
    """What a model can be called in a path."""

    name = "model"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return *value* if a model can be called so.

        Raises:
            click.BadParameter: None can.
        """
        if not re.fullmatch(r"[\w.-]+", value):
            self.fail(f"{value!r} is no name of a model, such as gemini-2.5-flash", param, ctx)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option: how it is called, what it takes, what it does.

    Attributes:
        kind: What it takes, as click has it; None for a switch.
        many: Whether it may come several times.
        default: What holds without it; *otherwise* says it in words where the value doesn't.
    """

    name: str
    says: str
    kind: "click.ParamType[Any] | None" = None
    metavar: str = ""
    many: bool = False
    default: Any = None
    otherwise: str = ""

    @property
    def dest(self) -> str:
        """The name of its value."""
        return self.name.removeprefix("--").replace("-", "_")

    @property
    def help(self) -> str:
        """What it does, and what holds without it."""
        otherwise = self.otherwise or ("" if self.default in (None, False) else str(self.default))
        return f"{self.says} [default: {otherwise}]" if otherwise else self.says

    def for_pytest(self) -> Mapping[str, Any]:
        """Return what ``parser.addoption`` takes beside the name."""
        told: dict[str, Any] = {"help": self.help.replace("%", "%%"), "dest": self.dest}
        if self.kind is None:
            return told | {"action": "store_true"}
        told |= {"type": _converting(self.kind), "metavar": self.metavar}
        return told | (
            {"action": "append", "default": []} if self.many else {"default": self.default}
        )

    def for_click(self) -> click.Option:
        """Return it as an option of a command; without a value it is None, or empty."""
        if self.kind is None:
            return click.Option([self.name, self.dest], is_flag=True, help=self.help)
        return click.Option(
            [self.name, self.dest],
            type=self.kind,
            multiple=self.many,
            metavar=self.metavar,
            help=self.help,
        )


def _converting(kind: "click.ParamType[Any]") -> Callable[[str], Any]:
    def convert(text: str) -> Any:
        try:
            return kind.convert(text, None, None)
        except click.BadParameter as error:
            raise argparse.ArgumentTypeError(error.message) from error

    return convert


OPTIONS = (
    Option(
        name="--target",
        says="Who is asked: mock, live (CometAPI, at the key in COMETAPI_KEY), recorded, or the base URL of another API.",
        kind=TargetName(),
        metavar="WHO",
        default="mock",
    ),
    Option(
        name="--dialect",
        says="Whose claims are held against it.",
        kind=click.Choice(DIALECTS),
        metavar="|".join(DIALECTS),
        default="comet",
    ),
    Option(
        name="--model",
        says="Ask this model, wherever a scenario can use it; repeatable.",
        kind=ModelName(),
        metavar="NAME",
        many=True,
        otherwise="the cheapest that suits",
    ),
    Option(name="--smoke", says="Only a few of the cheapest scenarios, for a first look."),
    Option(
        name="--require-live",
        says="Without a key, end with 4: could not check. Else all is skipped, and that is no fault.",
    ),
    Option(
        name="--max-cost",
        says="What a run may cost. The estimate is held to it before anything is sent, then what the answers say they took; with -n, each process has an equal share.",
        kind=Finite(min=0),
        metavar="USD",
        default=2.0,
    ),
    Option(
        name="--rate",
        says="At most so many requests a minute; with -n, shared likewise.",
        kind=Finite(min=0, min_open=True),
        metavar="N",
        otherwise="60; on this machine no limit",
    ),
    Option(
        name="--retries",
        says="How often to ask again after 429, 500, 503, 504, 524, a lost connection or no answer in time.",
        kind=click.IntRange(min=0),
        metavar="N",
        default=4,
    ),
    Option(
        name="--backoff",
        says="Seconds before asking again; twice as many each time, with some at random. Retry-After may ask for more.",
        kind=Finite(min=0),
        metavar="S",
        default=1.0,
    ),
    Option(
        name="--timeout",
        says="Seconds without a byte after which an answer isn't waited for any more.",
        kind=Finite(min=0, min_open=True),
        metavar="S",
        default=120.0,
    ),
    Option(
        name="--report",
        says="Write a report; its ending says the format: .json, .xml (JUnit), .md or .html; repeatable.",
        kind=click.Path(dir_okay=False),
        metavar="FILE",
        many=True,
    ),
    Option(
        name="--baseline",
        says="What this file accepts, with a reason for each finding, doesn't count.",
        kind=click.Path(dir_okay=False),
        metavar="FILE",
    ),
    Option(
        name="--update-baseline",
        says="Accept in the baseline what this run finds; reasons are for you to write.",
    ),
    Option(
        name="--record",
        says="Keep below this folder what each scenario is answered, without keys.",
        kind=click.Path(file_okay=False),
        metavar="DIR",
    ),
    Option(
        name="--recordings",
        says="Where --target recorded finds what --record kept.",
        kind=click.Path(file_okay=False),
        metavar="DIR",
    ),
    Option(
        name="--tally",
        says="Write what each model was sent, in requests and tokens, as JSON.",
        kind=click.Path(dir_okay=False),
        metavar="FILE",
    ),
)


def arguments(values: Mapping[str, Any]) -> Sequence[str]:
    """Write the values that click has read as arguments of pytest."""
    return [
        f"{option.name}={each}" if option.kind else option.name
        for option in OPTIONS
        for each in _several(values.get(option.dest))
    ]


def _several(value: Any) -> Sequence[Any]:
    if isinstance(value, tuple):
        return value
    return [] if value is None or value is False else [value]
