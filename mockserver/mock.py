"""A mock: all that answers depend on, besides the call."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mockserver import dialects, models
from mockserver.dialects import Dialect
from mockserver.models import Model
from mockserver.settings import ConfigurationError, Settings


@dataclass(frozen=True, slots=True)
class Mock:
    """Settings, and what follows from them: whose ways to have, and which models there are."""

    settings: Settings
    dialect: Dialect
    models: Mapping[str, Model]


def mock(settings: Settings) -> Mock:
    """Make a mock from its settings.

    Raises:
        ConfigurationError: The dialect, or a model that another is to behave like, is unknown.
    """
    table = dict(models.MODELS)
    for given, like in settings.models.items():
        name = given.removeprefix("models/")
        if like not in models.MODELS:
            msg = f"unknown model {like!r} for {name!r} to behave like; known: {', '.join(models.MODELS)}"
            raise ConfigurationError(msg)
        table[name] = replace(models.MODELS[like], id=name, alias_of="")
    return Mock(settings, dialects.dialect(settings.dialect), table)
