"""Cached contents: made, listed, kept alive and removed; and what a request has of one."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import judge
from mockserver import Settings
from mockserver.exchange import DAY_ONE
from mockserver.mock import Mock, mock
from tests.calls import answer, refusal, send

FLASH = "gemini-2.5-flash"
LONG = "The doors of the house by the sea are blue, and nobody knows why. " * 100
BODY: dict[str, Any] = {
    "model": f"models/{FLASH}",
    "contents": [{"role": "user", "parts": [{"text": LONG}]}],
    "systemInstruction": {"parts": [{"text": "Answer in one sentence."}]},
}
CREATE = "POST /v1beta/cachedContents"
HELLO: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": "Which colour?"}]}]}
GENERATE = f"POST /v1beta/models/{FLASH}:generateContent"
NOT_FOUND = (403, "CachedContent not found (or permission denied)")
HANDBOOK = {**BODY, "name": "cachedContents/handbook"}


def google(**settings: Any) -> Mock:
    return mock(Settings(dialect="google", self_check=True, **settings))


def at(name: str, method: str = "GET") -> str:
    return f"{method} /v1beta/{name}"


def test_a_created_cache_is_described_as_recorded_ones_are() -> None:
    found = answer(google(), CREATE, {**BODY, "displayName": "House", "ttl": "300s"})

    assert list(found) == [
        "name", "model", "createTime", "updateTime", "expireTime", "displayName", "usageMetadata",
    ]  # fmt: skip
    assert re.fullmatch("cachedContents/[a-z0-9]{40}", found["name"])
    assert found["model"] == f"models/{FLASH}"
    assert found["createTime"] == found["updateTime"] == "2026-03-25T00:00:00Z"
    assert found["expireTime"] == "2026-03-25T00:05:00Z"
    assert found["displayName"] == "House"
    assert found["usageMetadata"]["totalTokenCount"] >= 1_024


def test_a_cache_lives_an_hour_when_not_told_and_its_name_to_display_is_empty() -> None:
    found = answer(google(), CREATE, BODY, at=DAY_ONE + timedelta(microseconds=7))

    assert found["createTime"] == "2026-03-25T00:00:00.000007Z"
    assert found["expireTime"] == "2026-03-25T01:00:00.000007Z"
    assert found["displayName"] == ""


@pytest.mark.parametrize(
    ("expiration", "expected"),
    [
        ({"ttl": "120.000000000s"}, "2026-03-25T00:02:00Z"),
        ({"ttl": "0.5s"}, "2026-03-25T00:00:00.500000Z"),
        ({"expireTime": "2030-01-01T00:00:00Z"}, "2030-01-01T00:00:00Z"),
        ({"expire_time": "2030-01-01T02:00:00+02:00"}, "2030-01-01T00:00:00Z"),
        ({"expireTime": "2030-01-01T00:00:00.701652823Z"}, "2030-01-01T00:00:00.701652Z"),
        ({"expireTime": "2020-01-01T00:00:00Z"}, "2020-01-01T00:00:00Z"),
    ],
    ids=["ttl", "half-a-second", "time", "zone", "nanoseconds", "past"],
)
def test_a_cache_expires_when_it_is_told_to(expiration: dict[str, str], expected: str) -> None:
    assert answer(google(), CREATE, {**BODY, **expiration})["expireTime"] == expected


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        pytest.param(
            {"contents": [{"parts": [{"text": "Too short"}]}], "systemInstruction": None},
            400,
            "Cached content is too small. total_token_count=2, min_total_token_count=1024",
            id="small",
        ),
        pytest.param(
            {"model": "models/gemini-9"},
            404,
            "models/gemini-9 is not found for API version v1beta, or is not supported for"
            " createCachedContent. Call ModelService.ListModels to see the list of available models"
            " and their supported methods.",
            id="unknown-model",
        ),
        pytest.param(
            {"model": "models/gemini-2.5-flash-image"},
            404,
            "or is not supported for createCachedContent",
            id="model-without-caches",
        ),
        pytest.param(
            {"model": FLASH}, 400, "CachedContent.model: unexpected model name format", id="bare-id"
        ),
        pytest.param(
            {"model": None}, 400, "cached_content.model: model is not specified", id="no-model"
        ),
        pytest.param(
            {"displayName": "x" * 129}, 400, "display_name takes 128 characters", id="long-name"
        ),
        pytest.param({"ttl": "5m"}, 400, "CachedContent.ttl: ttl is a number of seconds", id="ttl"),
        pytest.param({"ttl": "-5s"}, 400, "CachedContent.ttl: ttl is a number", id="negative-ttl"),
        pytest.param(
            {"ttl": "9" * 400 + "s"}, 400, "expiration: there is no such time", id="endless-ttl"
        ),
        pytest.param({"expireTime": "tomorrow"}, 400, "expire_time is written as", id="no-time"),
        pytest.param(
            {"expireTime": "2026-13-45T00:00:00Z"}, 400, "there is no such time", id="no-day"
        ),
        pytest.param(
            {"expireTime": "0001-01-01T00:00:00+02:00"}, 400, "no such time", id="before-time"
        ),
        pytest.param(
            {"ttl": "5s", "expireTime": "2030-01-01T00:00:00Z"},
            400,
            "oneof field 'expiration' is already set. Cannot set 'expireTime'",
            id="both",
        ),
        pytest.param({"foo": 1}, 400, 'Unknown name "foo": Cannot find field.', id="unknown-field"),
        pytest.param({"contents": "a"}, 400, "Invalid value at 'contents'", id="wrong-type"),
    ],
)
def test_what_cannot_be_cached_is_refused(
    change: dict[str, Any], status: int, message: str
) -> None:
    server = google()
    found = refusal(server, CREATE, {**BODY, **change})

    assert found[0] == status
    assert message in found[1]
    assert answer(server, "GET /v1beta/cachedContents") == {}


def test_what_is_output_only_is_ignored_in_a_request() -> None:
    found = answer(
        google(), CREATE, {**BODY, "name": "cachedContents/mine", "createTime": "whenever"}
    )

    assert found["name"] != "cachedContents/mine"
    assert found["createTime"] == "2026-03-25T00:00:00Z"


def test_the_same_calls_make_the_same_ids_and_no_id_twice() -> None:
    first, second = google(), google()
    ids = [answer(server, CREATE, BODY)["name"] for server in (first, first, second, second)]

    assert ids[:2] == ids[2:]
    assert ids[0] != ids[1]
    assert answer(google(seed=1), CREATE, BODY)["name"] not in ids


def test_a_cache_is_got_as_it_was_created_and_never_with_its_contents() -> None:
    server = google()
    created = answer(server, CREATE, BODY)

    assert answer(server, at(created["name"])) == created
    assert "contents" not in created


def test_caches_are_listed_page_by_page_the_newest_first() -> None:
    server = google()
    names = [answer(server, CREATE, {**BODY, "displayName": each})["name"] for each in "abc"]
    first = answer(server, "GET /v1beta/cachedContents", pageSize="2")
    rest = answer(
        server, "GET /v1beta/cachedContents", pageSize="2", pageToken=first["nextPageToken"]
    )

    assert [each["name"] for each in first["cachedContents"]] == names[:0:-1]
    assert [each["name"] for each in rest["cachedContents"]] == names[:1]
    assert "nextPageToken" not in rest


def test_no_caches_are_an_empty_object() -> None:
    reply = send(google(), "GET /v1beta/cachedContents").reply

    assert (reply.status, reply.body) == (200, b"{}\n")


@pytest.mark.parametrize(
    ("body", "mask", "expected"),
    [
        ({"ttl": "600s"}, "", "2026-03-25T00:40:00Z"),
        ({"ttl": "600s"}, "ttl", "2026-03-25T00:40:00Z"),
        ({"expire_time": "2030-01-01T00:00:00Z"}, "expireTime", "2030-01-01T00:00:00Z"),
        ({"name": "cachedContents/x", "ttl": "600s"}, "ttl, expire_time", "2026-03-25T00:40:00Z"),
    ],
    ids=["no-mask", "ttl", "time", "name"],
)
def test_a_cache_is_kept_alive_longer(body: dict[str, str], mask: str, expected: str) -> None:
    server = google()
    created = answer(server, CREATE, BODY)
    later = DAY_ONE + timedelta(minutes=30)
    patched = answer(server, at(created["name"], "PATCH"), body, at=later, updateMask=mask)

    assert patched["expireTime"] == expected
    assert patched["updateTime"] == "2026-03-25T00:30:00Z"
    assert patched["createTime"] == created["createTime"]
    assert answer(server, at(created["name"]), at=later) == patched


@pytest.mark.parametrize(
    ("body", "mask", "message"),
    [
        ({"displayName": "New"}, "", "only ttl and expire_time can be updated, not displayName"),
        ({"ttl": "600s"}, "ttl,tools", "only ttl and expire_time can be updated, not tools"),
        ({}, "ttl", "ttl or expire_time is not specified"),
        ({"ttl": "soon"}, "", "ttl is a number of seconds"),
    ],
    ids=["field", "mask", "nothing", "no-ttl"],
)
def test_nothing_else_of_a_cache_can_be_changed(
    body: dict[str, str], mask: str, message: str
) -> None:
    server = google()
    created = answer(server, CREATE, BODY)
    status, text = refusal(server, at(created["name"], "PATCH"), body, update_mask=mask)

    assert status == 400
    assert message in text
    assert answer(server, at(created["name"])) == created


def test_a_removed_cache_is_gone() -> None:
    server = google()
    name = answer(server, CREATE, BODY)["name"]

    assert answer(server, at(name, "DELETE")) == {}
    assert refusal(server, at(name, "DELETE")) == NOT_FOUND
    assert refusal(server, at(name)) == NOT_FOUND


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_cache_is_forbidden_ground(method: str) -> None:
    body = {"ttl": "60s"} if method == "PATCH" else None
    exchange = send(google(), at("cachedContents/nope", method), body)

    assert json.loads(exchange.reply.body)["error"] == {
        "code": 403,
        "message": NOT_FOUND[1],
        "status": "PERMISSION_DENIED",
    }
    assert "there is no cached content 'nope', or it has expired" in exchange.warnings[0]


def test_an_expired_cache_is_an_unknown_one() -> None:
    server = google()
    name = answer(server, CREATE, {**BODY, "ttl": "60s"})["name"]
    late = DAY_ONE + timedelta(seconds=60)

    assert refusal(server, at(name), at=late) == NOT_FOUND
    assert refusal(server, at(name, "PATCH"), {"ttl": "60s"}, at=late) == NOT_FOUND
    assert refusal(server, GENERATE, {**HELLO, "cachedContent": name}, at=late) == NOT_FOUND


@pytest.mark.parametrize("dialect", ["comet", "vertex"])
def test_other_origins_have_no_paths_for_caches(dialect: str) -> None:
    server = mock(Settings(dialect=dialect, cached_contents=(HANDBOOK,)))

    for line in ("GET /v1beta/cachedContents", "GET /v1beta/cachedContents/handbook"):
        assert send(server, line).reply.media_type.startswith("text/html")


# A request that names one.


def usage(body: dict[str, Any], **settings: Any) -> dict[str, Any]:
    server = mock(Settings(cached_contents=(HANDBOOK,), self_check=True, **settings))
    found: dict[str, Any] = answer(server, GENERATE, body)["usageMetadata"]
    return found


@pytest.mark.parametrize("dialect", ["comet", "google", "vertex"])
def test_cached_tokens_are_part_of_the_prompt(dialect: str) -> None:
    found = usage({**HELLO, "cachedContent": "cachedContents/handbook"}, dialect=dialect)
    alone = usage(HELLO, dialect=dialect)
    cached = found["cachedContentTokenCount"]

    assert found["promptTokenCount"] == alone["promptTokenCount"] + cached
    assert found["promptTokensDetails"] == [
        {"modality": "TEXT", "tokenCount": found["promptTokenCount"]}
    ]
    assert found["cacheTokensDetails"] == [{"modality": "TEXT", "tokenCount": cached}]
    assert found["totalTokenCount"] == sum(
        found.get(each, 0)
        for each in ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    )


def test_a_request_counts_the_tokens_that_its_cache_was_created_with() -> None:
    server = google()
    created = answer(server, CREATE, BODY)
    found = answer(server, GENERATE, {**HELLO, "cachedContent": created["name"]})

    assert (
        found["usageMetadata"]["cachedContentTokenCount"]
        == created["usageMetadata"]["totalTokenCount"]
    )


def test_an_empty_list_of_tools_beside_a_cache_counts_nothing_and_hides_nothing() -> None:
    tool = {"functionDeclarations": [{"name": "paint"}]}
    server = google(cached_contents=({**HANDBOOK, "tools": [tool]},))
    body = {**HELLO, "cachedContent": "cachedContents/handbook"}

    assert (
        answer(server, GENERATE, {**body, "tools": []})["usageMetadata"]["promptTokenCount"]
        == answer(server, GENERATE, body)["usageMetadata"]["promptTokenCount"]
    )


def test_what_is_cached_varies_the_answer_and_its_name_does_not() -> None:
    other = {**HANDBOOK, "name": "cachedContents/same"}
    third = {**HANDBOOK, "name": "cachedContents/third", "systemInstruction": None}
    server = google(cached_contents=(HANDBOOK, other, third))
    one, same, different = (
        answer(server, GENERATE, {**HELLO, "cachedContent": f"cachedContents/{each}"})
        for each in ("handbook", "same", "third")
    )

    assert one == same
    assert one["responseId"] != different["responseId"]


def test_a_stream_carries_the_cached_tokens_too() -> None:
    server = google(cached_contents=(HANDBOOK,))
    line = GENERATE.replace("generateContent", "streamGenerateContent")
    body = {**HELLO, "cachedContent": "cachedContents/handbook"}
    reply = send(server, line, body, alt="sse").reply
    usages = [json.loads(each.data[6:])["usageMetadata"] for each in reply.frames]

    assert len({each["cachedContentTokenCount"] for each in usages}) == 1
    assert usages[-1]["cachedContentTokenCount"] > 1_024


@pytest.mark.parametrize(
    ("dialect", "name", "status", "message"),
    [
        ("google", "cachedContents/nope", *NOT_FOUND),
        ("vertex", "cachedContents/77", 404, "Not found: cache content metadata 77."),
        (
            "vertex",
            "projects/p/locations/l/cachedContents/77",
            404,
            "Not found: cache content metadata 77.",
        ),
        ("comet", "cachedContents/nope", 404, "Not found: cache content metadata nope."),
        ("vertex", "1234567890", 400, "Invalid CachedContent name: 1234567890."),
        ("google", "cachedContents/", 400, "Invalid CachedContent name: cachedContents/."),
    ],
)
def test_a_request_for_a_cache_that_is_not_there_is_refused(
    dialect: str, name: str, status: int, message: str
) -> None:
    server = mock(Settings(dialect=dialect, cached_contents=(HANDBOOK,)))
    body = {**HELLO, "cachedContent": name}

    assert refusal(server, GENERATE, body) == (status, message)


def test_comet_passes_such_a_refusal_on_in_its_envelope_beside_its_warnings() -> None:
    body = {**HELLO, "cachedContent": "cachedContents/nope", "foo": 1}
    exchange = send(mock(Settings()), GENERATE, body)

    assert json.loads(exchange.reply.body)["error"] == {
        "message": "Not found: cache content metadata nope.",
        "type": "upstream_error",
        "param": "",
        "code": 404,
    }
    assert exchange.warnings[0].count("comet drops 'foo'") == 1


@pytest.mark.parametrize(
    ("dialect", "message"),
    [
        (
            "google",
            (
                "Model used by GenerateContent request (models/gemini-2.5-pro) and CachedContent"
                " (models/gemini-2.5-flash) has to be the same."
            ),
        ),
        ("vertex", "Cached content model does not match the model in the request."),
        ("comet", "Cached content model does not match the model in the request."),
    ],
)
def test_a_cache_is_for_one_model(dialect: str, message: str) -> None:
    server = mock(Settings(dialect=dialect, cached_contents=(HANDBOOK,)))
    line = GENERATE.replace(FLASH, "gemini-2.5-pro")

    assert refusal(server, line, {**HELLO, "cachedContent": "cachedContents/handbook"}) == (
        400,
        message,
    )


def test_what_is_cached_cannot_be_sent_along_as_well() -> None:
    server = google(cached_contents=({**HANDBOOK, "tools": [{"googleSearch": {}}]},))
    body = {**HELLO, "cachedContent": "cachedContents/handbook"}

    assert answer(server, GENERATE, body)["candidates"]
    others: list[dict[str, Any]] = [
        {"tools": [{"googleSearch": {}}]},
        {"systemInstruction": {"parts": [{"text": "Be brief"}]}},
        {"toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}},
    ]
    for more in others:
        status, message = refusal(server, GENERATE, {**body, **more})

        assert status == 400
        assert message.startswith("CachedContent can not be used with GenerateContent request")


def test_the_rules_hold_for_what_is_cached() -> None:
    functions = [{"functionDeclarations": [{"name": "a"}]}, {"googleSearch": {}}]
    server = google(cached_contents=({**HANDBOOK, "tools": functions},))
    status, message = refusal(
        server, GENERATE, {**HELLO, "cachedContent": "cachedContents/handbook"}
    )

    assert status == 400
    assert "Built-in tools ({google_search}) and Custom tools" in message


def test_recorded_requests_are_taken_and_answered_alike(traffic: list[dict[str, Any]]) -> None:
    taken = 0
    for each in traffic:
        if each["endpoint"] != "cachedContents" or each["backend"] != "gemini-api":
            continue
        if each["method"] != "POST cachedContents":
            continue
        reply = send(google(), CREATE, each["request"]).reply
        taken += 1

        assert reply.status == each["status"], each["source"]
        if reply.status == 200:
            assert set(json.loads(reply.body)) == set(each["response"]), each["source"]
    assert taken > 15


@given(
    st.lists(st.sampled_from(["create", "delete", "patch", "wait"]), max_size=12),
    st.integers(1, 90),
)
def test_what_is_listed_is_what_was_created_and_lives(steps: list[str], ttl: int) -> None:
    server = google()
    lives: dict[str, timedelta] = {}
    age = timedelta()
    for step in steps:
        now = DAY_ONE + age
        if step == "create":
            body = {**BODY, "ttl": f"{ttl}s"}
            lives[answer(server, CREATE, body, at=now)["name"]] = age + timedelta(seconds=ttl)
        elif step == "wait":
            age += timedelta(seconds=30)
            lives = {name: end for name, end in lives.items() if end > age}
        elif lives:
            name = next(iter(lives))
            if step == "delete":
                answer(server, at(name, "DELETE"), at=now)
                del lives[name]
            else:
                answer(server, at(name, "PATCH"), {"ttl": "100s"}, at=now)
                lives[name] = age + timedelta(seconds=100)
    listed = answer(server, "GET /v1beta/cachedContents", at=DAY_ONE + age)

    assert {each["name"] for each in listed.get("cachedContents", ())} == set(lives)
    assert list(judge.findings("gemini/cached_content_list.json", listed)) == []
