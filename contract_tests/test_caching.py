"""Scenarios: content that is cached, used, and gone again."""

from collections.abc import Iterator

import pytest

from contract_tests.call import Call, brief
from contract_tests.models import Models
from contract_tests.scenario import Sender, got, holds

_LONG = (
    "The keeper of the lighthouse wrote down every ship that passed. " * 500
)  # some 6,000 tokens
_CACHES = "/cachedContents"


def _created(model: str, text: str, ttl: str = "120s") -> Call:
    contents = [{"role": "user", "parts": [{"text": text}]}]
    return Call(path=_CACHES, body={"model": f"models/{model}", "contents": contents, "ttl": ttl})


@pytest.fixture
def name(send: Sender, models: Models) -> Iterator[str]:
    """Return the name of content that is cached as long as the test runs."""
    cached = send(_created(models.budget, _LONG)).json
    yield cached["name"]
    send(Call(method="DELETE", path=f"/{cached['name']}"), expecting={403, 404})


@holds("caching.create")
def test_content_is_cached(send: Sender, models: Models, name: str) -> None:
    exchange = send(Call(method="GET", path=f"/{name}"))

    assert name.startswith("cachedContents/"), name
    assert exchange.json["model"] == f"models/{models.budget}", got(exchange)
    assert exchange.json["usageMetadata"]["totalTokenCount"] > 1024, got(exchange)
    assert {"createTime", "updateTime", "expireTime"} <= exchange.json.keys(), got(exchange)


@holds("caching.use")
def test_cached_content_is_used(send: Sender, models: Models, name: str) -> None:
    exchange = send(brief(models.budget, cachedContent=name))

    assert exchange.status == 200, got(exchange)
    assert exchange.usage.get("cachedContentTokenCount", 0) > 1024, got(exchange)


@holds("caching.conflict")
def test_cached_content_brings_its_own_instruction(send: Sender, models: Models, name: str) -> None:
    told = {"parts": [{"text": "Be brief."}]}

    exchange = send(brief(models.budget, cachedContent=name, systemInstruction=told))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"


@holds("caching.other-model")
def test_cached_content_is_of_one_model(send: Sender, models: Models, name: str) -> None:
    exchange = send(brief(models.level, cachedContent=name))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"


@holds("caching.patch")
def test_the_time_of_cached_content_can_be_changed(send: Sender, name: str) -> None:
    path = f"/{name}"
    before = send(Call(method="GET", path=path)).json["expireTime"]

    after = send(Call(method="PATCH", path=path, body={"ttl": "300s"})).json["expireTime"]

    assert after > before, f"expected a time after {before}, got {after}"


@holds("caching.delete")
def test_cached_content_can_be_deleted(send: Sender, name: str) -> None:
    path = f"/{name}"

    gone = send(Call(method="DELETE", path=path))
    asked = send(Call(method="GET", path=path), expecting={403, 404})

    assert (gone.status, gone.json) == (200, {}), got(gone)
    assert asked.status in {403, 404}, got(asked)


@holds("caching.too-small")
def test_little_content_is_not_cached(send: Sender, models: Models) -> None:
    exchange = send(_created(models.budget, "Say hi"))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"
