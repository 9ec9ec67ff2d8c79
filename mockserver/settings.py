"""What can be set, what it is when nobody sets it, and what it may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]
Generator = Literal["prose", "echo", "lorem"]

DEFAULT_PORT = 8707
DEEPEST = 500  # brackets; what follows reading is recursive, and of messages the front end takes a hundred
_LONGEST = 1_000_000.0  # seconds


class ConfigurationError(Exception):
    """A setting is wrong; the message says which, what came and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a mock; each is an option of ``cometapi-mock serve`` too.

    *api_keys* empty means that any non-empty key is good. *latency_ms* is the wait before the first byte
    of an answer.
    What a request may be (``docs/limits.md``): *max_header* bytes of its head, *max_body* of its body as
    sent, *max_inflated* of its body decompressed, 0 being as many as *max_body*, *max_depth* brackets
    inside each other. *idle_timeout* is how many seconds a connection may wait for a request,
    *read_timeout* how many one may take to arrive.
    *generator* is what writes a text: about the prompt, the prompt itself, or filler.
    *triggers* says whether words in a prompt can block it, or end its answer (``docs/triggers.md``).
    *models* adds model ids, each behaving like a known one: ``{"gemini-4-pro": "gemini-3.8-flash"}``.
    *cached_contents* are there from the start and don't expire: CachedContents as one would create
    them, with their names, or the JSON files that hold them.
    *stubs* are the folders and files of stubs; *strict_stubs* makes a call that none is for an error.
    *watch* reads them again when they change.
    *faults* happen to every call, at their rate: ``"503; rate=0.1"`` (``docs/faults.md``).
    *quota_requests* and *quota_tokens* are how much each namespace may ask to generate in a minute; 0 is
    any number.
    *journal_max* is how many exchanges the journal keeps. *marks* says whether answers have the
    headers that begin with ``x-mock``. *admin* says whether there is an admin API, and *admin_token* what it asks
    for; "" is nothing. *metrics* says whether there is ``/metrics``.

    Raises:
        ConfigurationError: A value can't be.
    """

    dialect: str = "comet"
    api_keys: tuple[str, ...] = ()
    seed: int = 0
    generator: Generator = "prose"
    triggers: bool = True
    max_header: int = 64 * 1024
    max_body: int = 20 * 1024 * 1024
    max_inflated: int = 0
    max_depth: int = DEEPEST
    idle_timeout: float = 60.0
    read_timeout: float = 60.0
    latency_ms: int = 0
    models: Mapping[str, str] = field(default_factory=dict)
    cached_contents: tuple[Mapping[str, Any] | str | Path, ...] = ()
    self_check: bool = False
    stubs: tuple[str | Path, ...] = ()
    strict_stubs: bool = False
    watch: bool = False
    faults: tuple[str, ...] = ()
    quota_requests: int = 0
    quota_tokens: int = 0
    journal_max: int = 1_000
    marks: bool = True
    admin: bool = True
    admin_token: str = ""
    metrics: bool = True
    log_level: LogLevel = "info"
    log_format: LogFormat = "text"

    def __post_init__(self) -> None:
        _expect(isinstance(self.dialect, str), "dialect", "a name", self.dialect)
        keys: object = self.api_keys
        # A key that is wrong here may be a good one elsewhere: only its type is told.
        listed = isinstance(keys, list | tuple | set | frozenset)
        _expect(listed, "api_keys", "a list of keys", type(keys).__name__)
        blank = any(not str(each).strip() for each in self.api_keys)
        _expect(not blank, "api_keys", "keys that aren't blank", "a blank one")
        _expect(isinstance(self.seed, int), "seed", "a whole number", self.seed)
        _expect(isinstance(self.triggers, bool), "triggers", "True or False", self.triggers)
        _expect_one(Generator, "generator", self.generator)
        _expect_limits(self)
        _expect(_at_least(0, self.latency_ms), "latency_ms", "milliseconds", self.latency_ms)
        _expect(_of_names(self.models), "models", "names and what they are like", self.models)
        caches: object = self.cached_contents
        expected = "a list of CachedContents and of files"
        _expect(_of_caches(caches), "cached_contents", expected, caches)
        _expect(_of_paths(self.stubs), "stubs", "a list of folders and files", self.stubs)
        _expect(bool(self.stubs) or not self.watch, "watch", "stubs to watch", "none")
        _expect(_of_words(self.faults), "faults", "a list of faults", self.faults)
        for name, quota in [("requests", self.quota_requests), ("tokens", self.quota_tokens)]:
            _expect(_at_least(0, quota), f"quota_{name}", f"{name} a minute", quota)
        _expect(
            _at_least(0, self.journal_max), "journal_max", "a number of exchanges", self.journal_max
        )
        _expect(isinstance(self.admin, bool), "admin", "True or False", self.admin)
        _expect(isinstance(self.admin_token, str), "admin_token", "a text", "another type")
        _expect(isinstance(self.metrics, bool), "metrics", "True or False", self.metrics)
        _expect_one(LogLevel, "log_level", self.log_level)
        _expect_one(LogFormat, "log_format", self.log_format)


def _expect_limits(settings: Settings) -> None:
    for name, least in [("max_header", 1), ("max_body", 1), ("max_inflated", 0)]:
        given = getattr(settings, name)
        _expect(_at_least(least, given), name, f"bytes, {least} or more", given)
    depth = settings.max_depth
    deep = _at_least(1, depth) and depth <= DEEPEST
    _expect(deep, "max_depth", f"brackets, 1 to {DEEPEST}", depth)
    for name in ("idle_timeout", "read_timeout"):
        given = getattr(settings, name)
        _expect(_of_seconds(given), name, f"seconds, more than 0, {_LONGEST:.0f} at most", given)


def _expect(holds: bool, name: str, expected: str, got: object) -> None:  # noqa: FBT001 - the claim
    if not holds:
        msg = f"{name} takes {expected}, not {got!r}"
        raise ConfigurationError(msg)


def _of_names(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(each, str) for each in [*value, *value.values()]
    )


def _of_caches(value: object) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(each, Mapping | str | Path) for each in value
    )


def _of_paths(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str | Path) for each in value)


def _of_words(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def _at_least(least: int, value: object) -> bool:
    return isinstance(value, int) and value >= least


def _of_seconds(value: object) -> bool:
    # An event loop refuses to wait longer than its clock can tell.
    return isinstance(value, int | float) and value is not True and 0 < value <= _LONGEST


def _expect_one(names: object, name: str, got: object) -> None:
    _expect(got in get_args(names), name, f"one of {', '.join(get_args(names))}", got)
