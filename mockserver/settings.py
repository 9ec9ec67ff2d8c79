"""What can be set, and what it is when nobody sets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]

DEFAULT_PORT = 8707


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a mock; each is an option of ``cometapi-mock serve`` too.

    *api_keys* empty means that any non-empty key is good. *max_body* is in bytes and holds before
    and after decompression. *latency_ms* is the wait before the first byte of an answer.
    *models* adds model ids, each behaving like a known one: ``{"gemini-4-pro": "gemini-3.8-flash"}``.
    """

    dialect: str = "comet"
    api_keys: tuple[str, ...] = ()
    seed: int = 0
    max_body: int = 20 * 1024 * 1024
    latency_ms: int = 0
    models: Mapping[str, str] = field(default_factory=dict)
    self_check: bool = False
    log_level: LogLevel = "info"
    log_format: LogFormat = "text"
