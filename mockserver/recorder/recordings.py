"""Which recordings there are, and what is to happen with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import SplitResult, urlsplit

from mockserver.settings import ConfigurationError

# vcrpy's modes, under their names: replay only; record where there is nothing yet; replay what is
# known and record what is new; record everything.
RecordMode = Literal["none", "once", "new_episodes", "all"]
OnMiss = Literal["fail", "generate", "record"]

_NAMED = {"none": 0.0, "original": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordings:
    """A folder of recordings, and how to use it.

    Attributes:
        directory: The folder.
        record_mode: When to ask *upstream* and record what it answers; None is what *on_miss* says.
        on_miss: What comes of a call that is neither recorded nor to be; None is a refusal.
        upstream: The base URL of the API that is asked, without a key.
        upstream_key: The key for it, in place of whatever key a client sends; "" leaves the client's.
        timing: How long to wait between frames: ``none``, ``original``, or a factor of the original.
        volatile: JSON pointers into canonical requests, of what may differ; ``*`` stands for any step.
        playback_repeats: Whether the last recording of a request answers it again and again.
    """

    directory: str | Path
    record_mode: RecordMode | None = None
    on_miss: OnMiss | None = None
    upstream: str = ""
    upstream_key: str = ""
    timing: str | float = "none"
    volatile: tuple[str, ...] = ()
    playback_repeats: bool = True

    def __post_init__(self) -> None:
        """Refuse what can't be, or contradicts itself.

        Raises:
            ConfigurationError: Something is wrong.
        """
        self._hold_types()
        _expect_one("record_mode", self.record_mode, (None, *get_args(RecordMode)))
        _expect_one("on_miss", self.on_miss, (None, *get_args(OnMiss)))
        self._hold_together()
        if self.upstream or self.mode != "none":
            _hold_upstream(self.upstream)
        _ = self.factor
        for each in self.volatile:
            hold_pointer(each, "volatile")

    def _hold_types(self) -> None:
        _expect(_is_path(self.directory), "directory", "a folder of recordings", self.directory)
        # What is wrong here may hold a key: it isn't repeated.
        for name, what in (("upstream", "the base URL of an API"), ("upstream_key", "a text")):
            if not isinstance(getattr(self, name), str):
                msg = f"{name} takes {what}, not another type"
                raise ConfigurationError(msg)
        repeats = isinstance(self.playback_repeats, bool)
        _expect(repeats, "playback_repeats", "True or False", self.playback_repeats)
        _expect(_are_words(self.volatile), "volatile", "a tuple of JSON pointers", self.volatile)

    def _hold_together(self) -> None:
        records = self.record_mode in {"new_episodes", "all"}
        if (self.on_miss == "record" and self.record_mode == "none") or (
            self.on_miss in {"fail", "generate"} and records
        ):
            msg = (
                f"on_miss {self.on_miss} and record_mode {self.record_mode} contradict each other:"
                " give one of them"
            )
            raise ConfigurationError(msg)

    @property
    def mode(self) -> RecordMode:
        """The mode to record in, where nobody chose one what goes with *on_miss*."""
        return self.record_mode or ("new_episodes" if self.on_miss == "record" else "none")

    @property
    def factor(self) -> float:
        """What the recorded waits are multiplied by.

        Raises:
            ConfigurationError: The timing is none.
        """
        try:
            factor = _NAMED[self.timing] if self.timing in _NAMED else float(self.timing)
        except (TypeError, ValueError):
            factor = -1.0
        if not 0 <= factor < float("inf"):
            msg = f"timing takes none, original or a factor such as 0.5, not {self.timing!r}"
            raise ConfigurationError(msg)
        return factor


def hold_pointer(text: str, where: str) -> None:
    """Hold a text to be a JSON pointer.

    Raises:
        ConfigurationError: It isn't one.
    """
    if not text.startswith("/"):
        msg = f"{where}: expected a JSON pointer such as /contents/*/parts/*/text, got {text!r}"
        raise ConfigurationError(msg)


def _is_path(value: object) -> bool:
    return isinstance(value, str | Path) and value != ""


def _are_words(value: object) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(each, str) for each in value)


def _expect(holds: bool, name: str, takes: str, got: object) -> None:  # noqa: FBT001 - what is expected
    if not holds:
        msg = f"{name} takes {takes}, not {got!r}"
        raise ConfigurationError(msg)


def _expect_one(name: str, got: object, among: tuple[object, ...]) -> None:
    if got not in among:
        words = ", ".join(str(each) for each in among if each)
        msg = f"{name} takes one of {words}, not {got!r}"
        raise ConfigurationError(msg)


def _hold_upstream(url: str) -> None:
    if not url:
        msg = (
            "to record, upstream must be the base URL of the API, such as https://api.cometapi.com"
        )
        raise ConfigurationError(msg)
    parts = _parts(url)
    # What is wrong here may hold a key: it isn't repeated.
    if not parts or parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "upstream takes a base URL that begins with https:// or http://"
        raise ConfigurationError(msg)
    if "@" in parts.netloc or parts.query or parts.fragment:
        msg = "upstream takes a base URL alone: no user, no query; a key comes by upstream_key"
        raise ConfigurationError(msg)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts
