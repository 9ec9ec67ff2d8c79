"""Endpoints about the mock itself."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from mockserver.admin import openapi
from mockserver.admin.endpoint import ANY_OBJECT, TEXT, TRUTH, Inquiry, endpoint, object_of
from mockserver.version import __version__

_MASK = "***"
_HEALTH = object_of(
    {"status": {"const": "ok"}, "version": TEXT, "dialect": TEXT, "seed": {"type": "integer"}}
)


@endpoint("GET", "/health", answer=_HEALTH, is_open=True)
def health(inquiry: Inquiry) -> Any:
    """Say that the mock serves, as what. Needs no token."""
    settings = inquiry.mock.settings
    return {
        "status": "ok",
        "version": __version__,
        "dialect": settings.dialect,
        "seed": settings.seed,
    }


@endpoint("GET", "/ready", answer=object_of({"ready": TRUTH}), is_open=True)
def ready(_: Inquiry) -> Any:
    """Say that requests can come. Needs no token."""
    return {"ready": True}


@endpoint("GET", "/version", answer=object_of({"version": TEXT}))
def version(_: Inquiry) -> Any:
    """Tell the version of the mock."""
    return {"version": __version__}


@endpoint("GET", "/config", answer=object_of({"settings": ANY_OBJECT, "models": {"type": "array"}}))
def config(inquiry: Inquiry) -> Any:
    """Tell all settings, keys and the token masked, and which models there are."""
    settings = inquiry.mock.settings
    told = {each.name: _plain(getattr(settings, each.name)) for each in fields(settings)}
    told["api_keys"] = [_MASK for _ in settings.api_keys]
    told["admin_token"] = _MASK if settings.admin_token else ""
    return {"settings": told, "models": list(inquiry.mock.models)}


@endpoint("GET", "/openapi.json", answer=ANY_OBJECT)
def describe(inquiry: Inquiry) -> Any:
    """Describe the admin API as an OpenAPI 3.1 document."""
    return openapi.document(inquiry.base)


def _plain(value: Any) -> Any:
    """Return a setting as JSON."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value
