"""A mock: all that answers depend on, besides the call."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mockserver import caches, dialects, models
from mockserver.caches import Caches
from mockserver.dialects import Dialect
from mockserver.models import Model
from mockserver.settings import ConfigurationError, Settings


@dataclass(frozen=True, slots=True)
class Mock:
    """Settings, and what follows from them: whose ways to have, and which models there are.

    *caches* are the only thing in it that calls change.
    """

    settings: Settings
    dialect: Dialect
    models: Mapping[str, Model]
    caches: Caches = field(default_factory=Caches)


def mock(settings: Settings) -> Mock:
    """Make a mock from its settings.

    Raises:
        ConfigurationError: The dialect, or a model that another is to behave like, is unknown, or a
            cached content is not one.
    """
    table = dict(models.MODELS)
    for given, like in settings.models.items():
        name = given.removeprefix("models/")
        if like not in models.MODELS:
            msg = f"unknown model {like!r} for {name!r} to behave like; known: {', '.join(models.MODELS)}"
            raise ConfigurationError(msg)
        table[name] = replace(models.MODELS[like], id=name, alias_of="")
    dialect = dialects.dialect(settings.dialect)
    return Mock(settings, dialect, table, caches.given(settings, dialect, table))
