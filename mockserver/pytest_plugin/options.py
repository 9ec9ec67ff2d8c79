"""What a run of pytest can say about its mocks: on the command line, else in its ini file."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import pytest

Strict = Literal["auto", "always", "never"]

_STRICT = get_args(Strict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What holds for a test.

    *strict* says when a request that no stub or recording is for fails it: as soon as there are some,
    always, never. *all_used* says whether a stub that it added and that never answered does. *settings* are
    those of the mock.
    """

    strict: Strict = "auto"
    all_used: bool = False
    settings: dict[str, Any] = field(default_factory=dict)


def add(parser: pytest.Parser) -> None:
    """Add the options and the ini settings."""
    group = parser.getgroup("cometapi-mock", "a mock of CometAPI's Gemini-native API")
    group.addoption("--cometapi-dialect", metavar="NAME", help="whose ways the mock has")
    group.addoption("--cometapi-seed", metavar="NUMBER", help="varies every answer")
    group.addoption(
        "--cometapi-stubs",
        metavar="PATH",
        action="append",
        help="folder or file of stubs that every test has; repeatable",
    )
    group.addoption(
        "--cometapi-strict",
        choices=_STRICT,
        help="when a request that no stub is for fails its test: auto is as soon as there are stubs",
    )
    parser.addini("cometapi_dialect", "whose ways the mock has")
    parser.addini("cometapi_seed", "varies every answer")
    parser.addini("cometapi_stubs", "folders and files of stubs that every test has", type="paths")
    parser.addini(
        "cometapi_strict", "when a request that no stub is for fails its test", default="auto"
    )
    parser.addini(
        "cometapi_all_used",
        "whether a stub that a test adds and that never answers fails it",
        type="bool",
        default=False,
    )


def read(config: pytest.Config) -> Options:
    """Read what holds for a run.

    Raises:
        UsageError: The ini file says what can't be; the message says what would be right.
    """
    chosen = {
        "dialect": _either(config, "dialect"),
        "seed": _number(_either(config, "seed")),
        "stubs": tuple(_stubs(config)),
    }
    return Options(
        strict=_strict(_either(config, "strict")),
        all_used=config.getini("cometapi_all_used"),
        settings={name: each for name, each in chosen.items() if each not in {None, "", ()}},
    )


def marked(options: Options, item: pytest.Item) -> Options:
    """Return what holds for a test: what its ``cometapi`` markers say, the nearest first.

    Raises:
        UsageError: A marker says what can't be.
    """
    said: dict[str, Any] = {}
    for mark in reversed(list(item.iter_markers("cometapi"))):
        if mark.args:
            msg = f"the marker cometapi takes names, such as cometapi(seed=7), not {mark.args}"
            raise pytest.UsageError(msg)
        said |= mark.kwargs
    return Options(
        strict=_strict(said.pop("strict", options.strict)),
        all_used=bool(said.pop("all_used", options.all_used)),
        settings={**options.settings, **said},
    )


def _either(config: pytest.Config, name: str) -> Any:
    """Return what the command line says, else the ini file."""
    given = config.getoption(f"cometapi_{name}")
    return config.getini(f"cometapi_{name}") if given is None else given


def _stubs(config: pytest.Config) -> list[Path]:
    """Return the paths of stubs: those of the command line are seen from where it was called."""
    given = config.getoption("cometapi_stubs")
    if given is None:
        paths: list[Path] = config.getini("cometapi_stubs")
        return paths
    return [config.invocation_params.dir / each for each in given]


def _number(text: str) -> int | None:
    try:
        return int(text) if text else None
    except ValueError:
        msg = f"cometapi_seed takes a whole number, not {text!r}"
        raise pytest.UsageError(msg) from None


def _strict(value: Any) -> Strict:
    if value not in _STRICT:
        msg = f"cometapi_strict takes one of {', '.join(_STRICT)}, not {value!r}"
        raise pytest.UsageError(msg)
    strict: Strict = value
    return strict
