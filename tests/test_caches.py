import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mockserver import MockServer, Settings
from mockserver.caches import NEVER, Cache, Caches, held
from mockserver.exchange import DAY_ONE
from mockserver.mock import mock
from mockserver.settings import ConfigurationError

HOUR = timedelta(hours=1)
HANDBOOK: dict[str, Any] = {
    "name": "cachedContents/handbook",
    "model": "models/gemini-2.5-flash",
    "contents": [{"role": "user", "parts": [{"text": "All doors are blue."}]}],
}


def cache(name: str, created: datetime = DAY_ONE, lives: timedelta = HOUR) -> Cache:
    return Cache(
        name=f"cachedContents/{name}",
        model="gemini-2.5-flash",
        held={},
        created=created,
        expires=created + lives,
    )


def ids(caches: Caches, at: datetime) -> list[str]:
    return [each.id for each in caches.all(at)]


def test_a_cache_is_found_until_it_expires() -> None:
    caches = Caches()
    added = caches.add(lambda _: cache("a"))

    assert caches.get("a", DAY_ONE + HOUR - timedelta(microseconds=1)) == added
    assert caches.get("a", DAY_ONE + HOUR) is None
    assert caches.get("b", DAY_ONE) is None


def test_the_newest_comes_first() -> None:
    caches = Caches([cache("given")])
    caches.add(lambda _: cache("a"))
    caches.add(lambda _: cache("b"))

    assert ids(caches, DAY_ONE) == ["b", "a", "given"]


def test_what_has_expired_is_not_listed() -> None:
    caches = Caches([cache("short", lives=HOUR), cache("long", lives=3 * HOUR)])

    assert ids(caches, DAY_ONE + 2 * HOUR) == ["long"]


def test_a_cache_knows_how_many_were_made_before_even_if_they_are_gone() -> None:
    caches = Caches([cache("given")])
    made: list[int] = []

    def make(number: int) -> Cache:
        made.append(number)
        return cache(f"made-{number}")

    caches.add(make)
    caches.remove("made-0", DAY_ONE)
    caches.add(make)

    assert made == [0, 1]


def test_a_cache_lives_longer_when_extended() -> None:
    caches = Caches([cache("a")])
    extended = caches.extend("a", DAY_ONE + 5 * HOUR, DAY_ONE + HOUR / 2)

    assert extended is not None
    assert extended.updated == DAY_ONE + HOUR / 2
    assert extended.created == DAY_ONE
    assert caches.get("a", DAY_ONE + 4 * HOUR) == extended


def test_what_has_expired_can_be_neither_extended_nor_removed() -> None:
    caches = Caches([cache("a")])

    assert caches.extend("a", NEVER, DAY_ONE + HOUR) is None
    assert not caches.remove("a", DAY_ONE + HOUR)


def test_a_cache_is_removed_once() -> None:
    caches = Caches([cache("a")])

    assert caches.remove("a", DAY_ONE)
    assert not caches.remove("a", DAY_ONE)


def test_threads_do_not_take_each_others_numbers() -> None:
    caches = Caches()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: caches.add(lambda made: cache(str(made))), range(200)))

    assert len(caches.all(DAY_ONE)) == 200


def test_a_request_gets_from_a_cache_what_is_for_it_and_not_empty() -> None:
    body = {**HANDBOOK, "tools": [], "ttl": "3s", "systemInstruction": {"parts": [{"text": "a"}]}}

    assert held(body) == {
        "contents": HANDBOOK["contents"],
        "systemInstruction": {"parts": [{"text": "a"}]},
    }


# Those that are there from the start.


def test_a_given_cache_is_there_and_does_not_expire() -> None:
    caches = mock(Settings(cached_contents=(HANDBOOK,))).state.namespace("").caches
    given = caches.get("handbook", NEVER - HOUR)

    assert given is not None
    assert given.name == "cachedContents/handbook"
    assert given.model == "gemini-2.5-flash"
    assert given.held == {"contents": HANDBOOK["contents"]}


def test_a_cache_is_read_from_a_file_in_either_spelling(tmp_path: Path) -> None:
    file = tmp_path / "handbook.json"
    body = {
        "name": "projects/p/locations/l/cachedContents/7",
        "model": "projects/p/locations/l/publishers/google/models/gemini-2.5-flash",
        "system_instruction": {"parts": {"text": "Be brief"}},
        "display_name": "Seven",
    }
    file.write_text(json.dumps(body), "utf-8")

    for source in (file, str(file)):
        given = (
            mock(Settings(cached_contents=(source,))).state.namespace("").caches.get("7", DAY_ONE)
        )

        assert given is not None
        assert given.model == "gemini-2.5-flash"
        assert given.held == {"systemInstruction": {"parts": [{"text": "Be brief"}]}}
        assert given.display_name == "Seven"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"name": None}, "no name", id="no-name"),
        pytest.param({"name": None, "model": None}, "no model and no name", id="no-model"),
        pytest.param({"name": "handbook"}, "name: it has the form cachedContents/{id}", id="name"),
        pytest.param({"model": "models/nope"}, "there is no model 'nope'", id="model"),
        pytest.param({"content": []}, 'Unknown name "content": Cannot find field.', id="field"),
        pytest.param({"contents": [{}]}, "contents.parts must not be empty.", id="parts"),
        pytest.param({"contents": "text"}, "Invalid value at 'contents'", id="type"),
        pytest.param({"displayName": "\ud800"}, "Invalid unicode code point.", id="surrogate"),
        pytest.param({"displayName": b"bytes"}, "not JSON serializable", id="no-json"),
    ],
)
@pytest.mark.parametrize("dialect", ["comet", "google", "vertex"])
def test_a_given_cache_that_is_none_is_refused_with_its_place(
    change: dict[str, Any], message: str, dialect: str
) -> None:
    body = {**HANDBOOK, **change}
    with pytest.raises(ConfigurationError) as raised:
        mock(Settings(dialect=dialect, cached_contents=(HANDBOOK, body)))

    assert str(raised.value).startswith("cached content cached_contents[1]: ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_name_is_given_once() -> None:
    with pytest.raises(ConfigurationError, match="there is another cachedContents/handbook"):
        mock(Settings(cached_contents=(HANDBOOK, HANDBOOK)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "No such file", id="no-file"),
        pytest.param(b"{", "JSON", id="cut"),
        pytest.param(b"\xff", "UTF-8", id="not-text"),
        pytest.param(b"[" * 100_000, "deep", id="too-deep"),
        pytest.param(b"[]", "Root element must be a message", id="list"),
    ],
)
def test_a_file_that_holds_none_is_named(
    content: bytes | None, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "cache.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=re.escape(str(file))) as raised:
        MockServer(dialect="google", cached_contents=(file,))

    assert message in str(raised.value)


@pytest.mark.parametrize("value", ["cache.json", [1], None])
def test_the_setting_takes_a_list(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="cached_contents takes a list of CachedContents"):
        Settings(cached_contents=value)
