"""A mock: all that answers depend on, besides the call."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mockserver import caches, dialects, faults, models, stubs
from mockserver.dialects import Dialect
from mockserver.faults import BadFault, Planned
from mockserver.journal import Journal
from mockserver.metrics import Metrics
from mockserver.models import Model
from mockserver.quotas import Limits
from mockserver.settings import ConfigurationError, Settings
from mockserver.state import State
from mockserver.stubs import BadStub
from mockserver.tape import Tape

logger = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class Mock:
    """Settings, and what follows from them: whose ways to have, and which models there are.

    *standing* are the faults of the settings. *state* is the only thing in it that
    calls change. *tape* has answers that were recorded, where the mock replays some.
    """

    settings: Settings
    dialect: Dialect
    models: Mapping[str, Model]
    standing: tuple[Planned, ...]
    state: State
    tape: Tape | None = None


def mock(settings: Settings) -> Mock:
    """Make a mock from its settings.

    Raises:
        ConfigurationError: The dialect, or a model that another is to behave like, is unknown, or a
            cached content, a stub or a fault is not one.
    """
    table = dict(models.MODELS)
    for given, like in settings.models.items():
        name = given.removeprefix("models/")
        if like not in models.MODELS:
            msg = f"unknown model {like!r} for {name!r} to behave like; known: {', '.join(models.MODELS)}"
            raise ConfigurationError(msg)
        table[name] = replace(models.MODELS[like], id=name, alias_of="")
    dialect = dialects.dialect(settings.dialect)
    caches.given(settings, dialect, table)  # What is wrong with them is told before anybody calls.
    secrets = (*settings.api_keys, settings.admin_token)
    journal = Journal(settings.journal_max, keys=secrets)
    limits = Limits(settings.quota_requests, settings.quota_tokens)
    state = State(lambda: caches.given(settings, dialect, table), journal, limits)
    state.metrics = Metrics(dialect.name, table)
    made = Mock(settings, dialect, table, _standing(settings), state)
    if settings.stubs:
        reload(made)
    return made


def reload(mock: Mock) -> None:
    """Read the stubs of the settings again, and log what is doubtful; a mistake keeps those of before.

    Raises:
        ConfigurationError: One isn't a stub; the message has all that is wrong with them.
    """
    try:
        loaded = stubs.load(mock.settings.stubs)
    except BadStub as error:
        raise ConfigurationError(str(error)) from error
    mock.state.given = loaded
    logger.info("stubs: %d", len(loaded), extra={"stubs": len(loaded)})
    for each in stubs.doubts(loaded, mock.models):
        logger.warning("stub %s", each)


def _standing(settings: Settings) -> tuple[Planned, ...]:
    try:
        return tuple(planned for each in settings.faults for planned in faults.parse(each))
    except BadFault as error:
        msg = f"faults: {error}"
        raise ConfigurationError(msg) from error
