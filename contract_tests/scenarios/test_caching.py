"""Scenarios: content that is cached, used, and gone again."""

from contract_tests.call import Call, brief
from contract_tests.models import Models
from contract_tests.scenario import Sender, got, holds

# Some 6,000 tokens.
_LONG = "The keeper of the lighthouse wrote down every ship that passed. " * 500
_CACHES = "/cachedContents"


def _created(model: str, text: str) -> Call:
    contents = [{"role": "user", "parts": [{"text": text}]}]
    return Call(
        path=_CACHES, body={"model": f"models/{model}", "contents": contents, "ttl": "120s"}
    )


def _cached(send: Sender, model: str) -> str:
    """Cache content, which goes by itself after two minutes; return its name."""
    exchange = send(_created(model, _LONG))
    assert exchange.status == 200, got(exchange)
    return str(exchange.json["name"])


@holds("caching.create")
def test_content_is_cached(send: Sender, models: Models) -> None:
    name = _cached(send, models.budget)

    exchange = send(Call(method="GET", path=f"/{name}"))

    assert name.startswith("cachedContents/"), name
    assert exchange.json["model"] == f"models/{models.budget}", got(exchange)
    assert exchange.json["usageMetadata"]["totalTokenCount"] > 1024, got(exchange)
    assert {"createTime", "updateTime", "expireTime"} <= exchange.json.keys(), got(exchange)


@holds("caching.use")
def test_cached_content_is_used(send: Sender, models: Models) -> None:
    name = _cached(send, models.budget)

    exchange = send(brief(models.budget, cachedContent=name))

    assert exchange.status == 200, got(exchange)
    assert exchange.usage.get("cachedContentTokenCount", 0) > 1024, got(exchange)


@holds("caching.conflict")
def test_cached_content_brings_its_own_instruction(send: Sender, models: Models) -> None:
    name = _cached(send, models.budget)
    told = {"parts": [{"text": "Be brief."}]}

    exchange = send(brief(models.budget, cachedContent=name, systemInstruction=told))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"


@holds("caching.other-model")
def test_cached_content_is_of_one_model(send: Sender, models: Models) -> None:
    name = _cached(send, models.budget)

    exchange = send(brief(models.level, cachedContent=name))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"


@holds("caching.patch")
def test_the_time_of_cached_content_can_be_changed(send: Sender, models: Models) -> None:
    path = f"/{_cached(send, models.budget)}"
    before = send(Call(method="GET", path=path)).json["expireTime"]

    after = send(Call(method="PATCH", path=path, body={"ttl": "300s"})).json["expireTime"]

    assert after > before, f"expected a time after {before}, got {after}"


@holds("caching.delete")
def test_cached_content_can_be_deleted(send: Sender, models: Models) -> None:
    path = f"/{_cached(send, models.budget)}"

    gone = send(Call(method="DELETE", path=path))
    asked = send(Call(method="GET", path=path), expecting={403, 404})

    assert (gone.status, gone.json) == (200, {}), got(gone)
    assert asked.status in {403, 404}, got(asked)


@holds("caching.too-small")
def test_little_content_is_not_cached(send: Sender, models: Models) -> None:
    exchange = send(_created(models.budget, "Say hi"))

    assert exchange.status == 400, f"expected 400, {got(exchange)}"
