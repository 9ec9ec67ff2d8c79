"""The options that say how a mock answers: one list, for every command that makes one."""

from collections.abc import Callable
from typing import Any, get_args

import click

from mockserver.dialects import DIALECTS
from mockserver.settings import (
    DEEPEST,
    DEFAULT_PORT,
    ConfigurationError,
    Generator,
    LogFormat,
    LogLevel,
    Settings,
)

_DEFAULTS = Settings()


def option(name: str, help: str, **attributes: Any) -> Callable[..., Any]:  # noqa: A002 - click's word
    """Make an option with its environment variable, both shown in the help."""
    bare = name.partition("/")[0].removeprefix("--")
    variable = "COMETAPI_MOCK_" + bare.replace("-", "_").upper()
    return click.option(
        name, help=help, envvar=variable, show_envvar=True, show_default=True, **attributes
    )


def address(default_port: int = DEFAULT_PORT) -> Callable[..., Any]:
    """Decorate a command with where to listen."""
    return _all_of(
        option("--host", "Address to listen on.", default="127.0.0.1"),
        option(
            "--port", "Port; 0 is a free one.", type=click.IntRange(0, 65_535), default=default_port
        ),
    )


def answering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a command with all that `settings` reads."""
    decorated: Callable[..., Any] = _all_of(*_ANSWERING)(function)
    return decorated


def settings(options: dict[str, Any]) -> Settings:
    """Make settings of the options of a command.

    Raises:
        ConfigurationError: One is wrong.
    """
    models = dict(_model(each) for each in options.pop("model"))
    return Settings(
        api_keys=tuple(options.pop("api_key")),
        models=models,
        cached_contents=tuple(options.pop("cached_content")),
        stubs=tuple(options.pop("stubs")),
        faults=tuple(options.pop("fault")),
        **options,
    )


def _all_of(*options: Callable[..., Any]) -> Callable[..., Any]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for each in reversed(options):
            function = each(function)
        return function

    return decorate


def _model(text: str) -> tuple[str, str]:
    name, equals, like = text.partition("=")
    if not (name and equals and like):
        msg = f"--model takes NAME=LIKE, such as gemini-4-pro=gemini-3.8-flash, not {text!r}"
        raise ConfigurationError(msg)
    return name, like


_SECONDS = click.FloatRange(0, min_open=True)
_LIMITS = (
    option(
        "--max-header",
        "Largest head of a request, in bytes.",
        type=click.IntRange(1),
        default=_DEFAULTS.max_header,
    ),
    option(
        "--max-body", "Largest body, in bytes.", type=click.IntRange(1), default=_DEFAULTS.max_body
    ),
    option(
        "--max-inflated",
        "Largest body decompressed, in bytes; 0 is as --max-body.",
        type=click.IntRange(0),
        default=_DEFAULTS.max_inflated,
    ),
    option(
        "--max-depth",
        "Brackets of JSON inside each other.",
        type=click.IntRange(1, DEEPEST),
        default=_DEFAULTS.max_depth,
    ),
    option(
        "--idle-timeout",
        "Seconds that a connection may wait for a request.",
        type=_SECONDS,
        default=_DEFAULTS.idle_timeout,
    ),
    option(
        "--read-timeout",
        "Seconds that a request may take to arrive.",
        type=_SECONDS,
        default=_DEFAULTS.read_timeout,
    ),
)

_ANSWERING = (
    option(
        "--dialect",
        "Whose ways to have.",
        type=click.Choice(list(DIALECTS)),
        default=_DEFAULTS.dialect,
    ),
    option("--api-key", "A good key; repeatable. Without it, any key is.", multiple=True),
    option("--seed", "Varies every answer.", type=int, default=_DEFAULTS.seed),
    option(
        "--generator",
        "What writes a text.",
        type=click.Choice(get_args(Generator)),
        default="prose",
    ),
    option(
        "--triggers/--no-triggers", "Words that block or end answers.", default=_DEFAULTS.triggers
    ),
    *_LIMITS,
    option(
        "--latency-ms",
        "Wait before an answer.",
        type=click.IntRange(0),
        default=_DEFAULTS.latency_ms,
    ),
    option("--model", "Another model, NAME=LIKE a known one; repeatable.", multiple=True),
    option("--cached-content", "File of a CachedContent that is there; repeatable.", multiple=True),
    option(
        "--self-check/--no-self-check",
        "Hold every answer to its schema.",
        default=_DEFAULTS.self_check,
    ),
    option("--stubs", "Folder or file of stubs; repeatable.", multiple=True),
    option(
        "--strict-stubs/--no-strict-stubs",
        "Refuse what no stub is for.",
        default=_DEFAULTS.strict_stubs,
    ),
    option("--watch/--no-watch", "Read stubs again when they change.", default=_DEFAULTS.watch),
    option(
        "--fault", "What goes wrong for all, such as '503; rate=0.1'; repeatable.", multiple=True
    ),
    option(
        "--quota-requests",
        "Requests a minute, 0 for any number.",
        type=click.IntRange(0),
        default=_DEFAULTS.quota_requests,
    ),
    option(
        "--quota-tokens",
        "Tokens a minute, 0 for any number.",
        type=click.IntRange(0),
        default=_DEFAULTS.quota_tokens,
    ),
    option(
        "--journal-max",
        "Exchanges that the journal keeps.",
        type=click.IntRange(0),
        default=_DEFAULTS.journal_max,
    ),
    option("--marks/--no-marks", "Headers x-mock-* on every answer.", default=_DEFAULTS.marks),
    option("--admin/--no-admin", "The admin API below /__admin/.", default=_DEFAULTS.admin),
    option("--admin-token", "What /__admin/ asks for.", default=_DEFAULTS.admin_token),
    option(
        "--metrics/--no-metrics", "Counts for Prometheus at /metrics.", default=_DEFAULTS.metrics
    ),
    option("--log-level", "Least severity.", type=click.Choice(get_args(LogLevel)), default="info"),
    option(
        "--log-format",
        "For people or as JSON.",
        type=click.Choice(get_args(LogFormat)),
        default="text",
    ),
)
