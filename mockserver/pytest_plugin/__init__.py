"""The pytest plugin: a mock for the tests of an app, a namespace of it for each test.

It comes along with every run of pytest, so all that takes time to import is imported by a fixture.
"""

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from mockserver import environment
from mockserver.pytest_plugin import options

if TYPE_CHECKING:  # They bring the server along.
    from mockserver.pytest_plugin.servers import Servers
    from mockserver.pytest_plugin.watched import Watched
    from mockserver.server import MockServer

_OPTIONS = pytest.StashKey[options.Options]()
_WATCHED = pytest.StashKey["Watched"]()

_MARKERS = {
    "cometapi": "(**settings): the mock of this test: strict, all_used, and what MockServer takes",
    "cometapi_stub": "(*paths, **members): a stub for this test, or files of stubs beside its own",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options, and make the markers known."""
    for name, does in _MARKERS.items():
        config.addinivalue_line("markers", name + does)
    config.stash[_OPTIONS] = options.read(config)


@pytest.fixture(scope="session")
def _cometapi_servers() -> "Iterator[Servers]":
    from mockserver.pytest_plugin.servers import Servers  # noqa: PLC0415 - see the module's docstring

    with Servers() as servers:
        yield servers


@pytest.fixture(scope="session")
def cometapi_mock_server(_cometapi_servers: "Servers", pytestconfig: pytest.Config) -> "MockServer":
    """The mock that all tests of a run (with xdist: of a worker) share, as its options say."""
    return _cometapi_servers.get(pytestconfig.stash[_OPTIONS].settings)


@pytest.fixture
def cometapi_mock(
    _cometapi_servers: "Servers", request: pytest.FixtureRequest
) -> "Iterator[Watched]":
    """A namespace of the mock for this test alone: its ``url``, stubs, faults and requests."""
    from mockserver.pytest_plugin import watched  # noqa: PLC0415 - see the module's docstring

    item: pytest.Item = request.node
    mock = watched.start(item, _cometapi_servers, request.config.stash[_OPTIONS])
    item.stash[_WATCHED] = mock
    yield mock
    try:
        mock.hold()  # An app may ask when the test is over, as its fixtures are.
    finally:
        mock.end()


@pytest.fixture
def cometapi_env(
    cometapi_mock: "Watched", monkeypatch: pytest.MonkeyPatch
) -> dict[str, str | None]:
    """Lead the clients of the app to ``cometapi_mock`` by the environment; return what was changed."""
    changes = environment.changes(
        os.environ, cometapi_mock.base, cometapi_mock.name, cometapi_mock.key
    )
    for name, value in changes.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return changes


@pytest.fixture(autouse=True)
def _cometapi_marked(request: pytest.FixtureRequest) -> None:
    """Lead a test that has a marker of ours, and no fixture, to the mock before its other fixtures."""
    marked = any(request.node.get_closest_marker(each) for each in _MARKERS)
    if marked and "cometapi_mock" not in request.fixturenames:
        request.getfixturevalue("cometapi_env")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that had a request that no stub was for, even if the app has swallowed the error."""
    mock = item.stash.get(_WATCHED, None)
    try:
        result = yield
    except BaseException:
        if mock:
            mock.tell()  # It fails anyway, and its report has a section about the requests.
        raise
    if mock:
        mock.hold()
        mock.hold_used()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the last requests into the report of a failure."""
    report = yield
    mock = item.stash.get(_WATCHED, None)
    if mock and report.failed:
        report.sections.append(("cometapi-mock", mock.told()))
    return report
