"""The journal: what is kept, how it is told, and what one wants to see of it."""

import base64
import gzip
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from mockserver import MockServer, schemas
from mockserver.difference import Difference, NearMiss
from mockserver.exchange import DAY_ONE, Call, Exchange, Frame, Reply
from mockserver.journal import Entry, Journal, Selection, told
from mockserver.journal.keeping import LARGEST, shortened

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
SECRET = "sk-planted-0123456789"
PICTURE = base64.b64encode(bytes(range(256)) * 20)


def exchange(body: bytes = b"", answer: bytes = b"", **members: Any) -> Exchange:
    call = Call("POST", PATH, {}, members.pop("headers", {}), body, namespace=members.pop("ns", ""))
    frames = members.pop("frames", (Frame(answer),))
    reply = Reply(members.pop("status", 200), members.pop("media_type", "application/json"), frames)
    return Exchange(call, reply, **members)


def kept(found: Exchange, **options: Any) -> Entry:
    journal = Journal(**options)
    journal.append(found)
    return journal.entries()[0]


def test_a_key_stands_nowhere_in_an_entry() -> None:
    call = Call(
        "POST",
        f"/v1beta/models/{SECRET}:generateContent",
        {"key": SECRET, "x": f"<{SECRET}>"},
        {
            "authorization": f"Bearer {SECRET}",
            "cookie": f"a={SECRET}",
            "x-copy": SECRET,
            "x-mock-admin-token": "another-planted-one",
        },
        f'{{"text": "{SECRET}"}}'.encode(),
    )
    frames = (Frame(b"data: sk-planted-"), Frame(b"0123456789 is it"))
    near = NearMiss("stub", (Difference("text", "x", SECRET),))
    whole = Exchange(
        call,
        Reply(200, "text/event-stream", frames, {"x-echo": SECRET, "set-cookie": "a=b"}),
        (f"unknown: {SECRET}",),
        model=SECRET,
        near=(near,),
    )
    found = kept(whole)

    assert "planted" not in repr(found)
    assert found.exchange.call.query["key"] == "$COMETAPI_KEY"
    assert found.exchange.call.headers["authorization"] == "Bearer $COMETAPI_KEY"
    assert not {"cookie", "set-cookie"} & {
        *found.exchange.call.headers,
        *found.exchange.reply.headers,
    }
    assert [len(each.data) for each in found.exchange.reply.frames] == [17, 16]


def test_the_keys_of_the_mock_are_taken_out_of_bodies_that_show_none() -> None:
    found = kept(exchange(f'"{SECRET}"'.encode()), keys=[SECRET])

    assert SECRET.encode() not in found.exchange.call.body


def test_a_small_exchange_is_kept_as_it_is() -> None:
    whole = exchange(b'{"contents": []}', b'{"candidates": []}', headers={"accept": "*/*"})
    found = kept(whole)

    assert found.exchange == whole
    assert not found.shortened
    assert (found.request_bytes, found.response_bytes) == (16, 18)


def test_long_base64_is_cut_in_both_directions_and_json_stays_json() -> None:
    body = b'{"inlineData": {"mimeType": "image/png", "data": "' + PICTURE + b'"}, "text": "kept"}'
    found = kept(exchange(body, body))
    sent = json.loads(found.exchange.call.body)

    assert found.shortened
    assert (found.request_bytes, found.response_bytes) == (len(body), len(body))
    assert sent["text"] == "kept"
    assert sent["inlineData"]["data"] == f"{PICTURE[:64].decode()}... (6764 more bytes)"
    assert json.loads(found.came) == sent


def test_base64_with_escaped_slashes_is_cut_between_escapes() -> None:
    body = b'["' + b"A" * 60 + b"\\/\\/\\/" * 500 + b'", 1]'
    cut = json.loads(shortened(body))

    assert cut[0].startswith("A" * 60)
    assert "more bytes" in cut[0]
    assert cut[1] == 1


def test_a_body_of_many_small_strings_stays() -> None:
    body = json.dumps(["word"] * 1_000).encode()

    assert shortened(body) == body


def test_a_long_text_that_is_no_base64_stays_as_long_as_there_is_room() -> None:
    body = json.dumps({"text": "a word and another " * 1_000}).encode()

    assert shortened(body) == body


def test_of_a_body_that_is_too_large_the_long_strings_are_cut() -> None:
    words = 'he said "no" ' * 30_000
    numbers = list(range(5_000))
    body = json.dumps({"text": words, "numbers": numbers, "end": "\\" * 9_000}).encode()
    cut = shortened(body)

    assert len(body) > LARGEST > len(cut)
    assert json.loads(cut)["numbers"] == numbers


def test_a_string_of_letters_that_are_no_ascii_is_cut_between_them() -> None:
    body = json.dumps({"text": "é" * 200_000 + '"' + "\n" * 9_000}, ensure_ascii=False)
    cut = json.loads(shortened(body.encode()))

    assert cut["text"].startswith("é" * 64 + "... (")


def test_base64_with_a_quote_behind_it_still_has_it() -> None:
    cut = json.loads(shortened(b'["' + PICTURE + b'\\" is it"]'))

    assert cut[0].endswith('more bytes)" is it')


def test_a_string_that_never_ends_stays_open() -> None:
    cut = shortened(b'{"a": "' + b'a word \\"' * 40_000)

    assert cut.startswith(b'{"a": "a word \\"')
    assert len(cut) < LARGEST + 100


def test_of_very_many_strings_none_is_looked_at() -> None:
    body = json.dumps(["a word"] * 60_000 + ["another word " * 1_000]).encode()

    assert shortened(body)[:LARGEST] == body[:LARGEST]


def test_what_is_too_large_even_then_is_cut_as_it_stands() -> None:
    cut = shortened(b"[" + b"1, " * 200_000 + b"1]")

    assert cut[:LARGEST].startswith(b"[1, 1, ")
    assert cut[LARGEST:] == b"... (337859 more bytes)"


def test_of_very_many_frames_the_cuts_are_not_kept_and_of_very_large_ones_the_last() -> None:
    many = kept(exchange(frames=tuple(Frame(b" ", 0.5) for _ in range(3_000))))
    large = kept(exchange(frames=tuple(Frame(b"a word " * 20_000) for _ in range(3))))

    assert [len(each.data) for each in many.exchange.reply.frames] == [3_000]
    assert not many.shortened
    assert [bool(each.data) for each in large.exchange.reply.frames] == [True, False, False]
    assert large.shortened


@pytest.mark.parametrize(
    ("coding", "sent", "read"),
    [
        ("gzip", gzip.compress(b'{"contents": []}'), b'{"contents": []}'),
        ("gzip", b"no gzip", b""),
        ("br", b"anything", b""),
        ("identity", b"{}", b"{}"),
    ],
    ids=["gzip", "broken", "unknown", "plain"],
)
def test_a_compressed_body_is_kept_plain(coding: str, sent: bytes, read: bytes) -> None:
    found = kept(exchange(sent, headers={"content-encoding": coding}))

    assert found.exchange.call.body == read
    assert found.coding == ("" if coding == "identity" else coding)
    assert found.shortened == (read == b"")
    assert found.request_bytes == len(sent)


def test_a_key_in_a_compressed_body_is_taken_out() -> None:
    body = gzip.compress(f'{{"text": "{SECRET}"}}'.encode())
    found = kept(exchange(body, headers={"content-encoding": "gzip", "x-api-key": SECRET}))

    assert found.exchange.call.body == b'{"text": "$COMETAPI_KEY********"}'


def test_the_oldest_are_forgotten_first_and_numbers_go_on() -> None:
    journal = Journal(2)
    numbers = [journal.append(exchange(str(each).encode())) for each in range(3)]
    kept_now = [each.number for each in journal.entries()]
    journal.end(1, "sent", 1, DAY_ONE)
    journal.clear()
    after = journal.append(exchange())

    assert numbers == [1, 2, 3]
    assert kept_now == [2, 3]
    assert after == journal.made == 4
    assert journal.entry(1) is None
    assert [each.number for each in journal.entries()] == [4]


def test_the_bodies_of_a_journal_have_no_more_than_its_room() -> None:
    journal = Journal(room=25)
    for _ in range(5):
        journal.append(exchange(b"0123456789"))
    few = len(journal.entries())
    journal.append(exchange(b"x" * 100))

    assert few == 2
    assert [each.request_bytes for each in journal.entries()] == [100]


def test_a_body_in_many_small_pieces_takes_more_room_than_its_bytes() -> None:
    journal = Journal(room=1_000)
    pieces = Reply(200, "text/plain", tuple(Frame(b"x") for _ in range(5)))
    for _ in range(3):
        journal.append(replace(exchange(b""), reply=pieces))

    assert [each.number for each in journal.entries()] == [3]


def test_a_journal_that_is_off_keeps_nothing_and_counts() -> None:
    journal = Journal(0)

    assert [journal.append(exchange()), journal.append(exchange())] == [1, 2]
    assert journal.entries() == ()


def test_a_namespace_has_entries_of_its_own() -> None:
    journal = Journal()
    for each in ("one", "two", "one"):
        journal.append(exchange(ns=each))
    of_one = [each.number for each in journal.entries("one")]
    journal.clear("one")

    assert of_one == [1, 3]
    assert [each.number for each in journal.entries()] == [2]


def test_the_end_of_an_answer_is_taken_down() -> None:
    journal = Journal()
    number = journal.append(exchange(frames=(Frame(b"a"), Frame(b"b"), Frame(b"c"))))
    before = journal.entry(number)
    journal.end(number, "left", 2, DAY_ONE + timedelta(seconds=1.5))
    after = journal.entry(number)

    assert before
    assert after
    assert (before.progress, before.seconds, before.came) == ("sending", None, b"abc")
    assert (after.progress, after.seconds, after.came) == ("left", 1.5, b"ab")


def test_a_clock_that_was_put_back_gives_no_time_below_zero() -> None:
    found = replace(kept(exchange()), ended=DAY_ONE - timedelta(seconds=3))

    assert found.seconds == 0


SSE = (
    'data: {"candidates": [{"content": {"parts": [{"text": "think", "thought": true}]}}]}\r\n\r\n'
    'data: {"candidates": [{"content": {"parts": [{"text": "Os"}]}}]}\r\n\r\n'
    ": a comment\r\n\r\n"
    'data: {"candidates": [{"content": {"parts": [{"text": "lo."}, {"text": 3}]}}]}\r\n\r\n'
    "data: [DONE]\r\n\r\n"
)


@pytest.mark.parametrize(
    ("answer", "media_type", "said"),
    [
        (SSE, "text/event-stream", "Oslo."),
        ('[{"candidates": [{"content": {"parts": [{"text": "Os"}]}}]}]', "application/json", "Os"),
        ('{"error": {"message": "no"}}', "application/json", "no"),
        ('{"promptFeedback": {}}', "application/json", ""),
        ("<html>", "text/html", ""),
        ("", "application/json", ""),
    ],
    ids=["stream", "array", "error", "blocked", "html", "nothing"],
)
def test_the_text_of_an_answer_is_put_together(answer: str, media_type: str, said: str) -> None:
    found = kept(exchange(answer=answer.encode(), media_type=media_type))

    assert found.answer == said


@pytest.mark.parametrize(
    ("body", "prompt"),
    [
        ('{"contents": [{"parts": [{"text": "a"}, {"text": "b"}]}]}', "a\nb"),
        ('{"contents": {"role": "user", "parts": {"text": "one"}}}', "one"),
        ('{"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": []}]}', "a"),
        ('{"contents": [{"role": "model", "parts": [{"text": "a"}]}]}', ""),
        ("[]", ""),
        ("{", ""),
    ],
    ids=["two", "bare", "model-last", "no-user", "list", "broken"],
)
def test_the_prompt_is_the_text_of_the_last_turn_of_the_user(body: str, prompt: str) -> None:
    assert kept(exchange(body.encode())).prompt == prompt


def test_an_entry_is_told_as_its_schema_says() -> None:
    near = NearMiss("oslo", (Difference("model", "gemini-2.5-*", "gemini-3"),))
    full = exchange(
        b'{"contents": []}', b"<html>", ns="x", operation="generateContent", model="gemini-2.5-flash",
        stub="oslo", faults=("429",), unmatched=True, near=(near,), warnings=("beware",), seed=3,
    )  # fmt: skip
    ended = replace(kept(full), progress="sent", frames=1, ended=DAY_ONE + timedelta(seconds=2))
    shown = told(ended)

    for each in (shown, told(kept(exchange()))):
        assert not list(schemas.violations("mock/journal_entry.json", each))
    assert (shown["namespace"], shown["seed"], shown["seconds"]) == ("x", 3, 2.0)
    assert shown["at"] == "2026-03-25T00:00:00+00:00"
    assert shown["near"][0]["differences"][0]["got"] == "gemini-3"
    assert shown["request"]["json"] == {"contents": []}
    assert shown["response"]["text"] == "<html>"
    assert shown["response"]["frames"] == {"planned": 1, "sent": 1}


@pytest.mark.parametrize(
    ("body", "member"),
    [
        (b'{"a": 1.5}', "json"),
        (b'{"a": NaN}', "text"),
        (b'{"a": 1e999}', "text"),
        (b"[" * 100_000, "text"),
        (b"\xff\xfe", "base64"),
    ],
    ids=["json", "nan", "infinity", "deep", "bytes"],
)
def test_a_body_is_told_as_json_as_text_or_as_base64(body: bytes, member: str) -> None:
    assert member in told(kept(exchange(body)))["request"]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3]),
        ({"operation": "countTokens"}, [2]),
        ({"model": "gemini-2.5-*"}, [1, 3]),
        ({"status": 429}, [2]),
        ({"stub": "oslo"}, [3]),
        ({"fault": "latency"}, [1]),
        ({"fault": "latency; seconds=1"}, [1]),
        ({"fault": "reset"}, []),
        ({"unmatched": True}, [2]),
        ({"unmatched": False}, [1, 3]),
        ({"progress": "sent"}, []),
        ({"text": 'say "Zürich"'}, [1, 2]),
        ({"since": 1}, [2, 3]),
        ({"since": 1, "limit": 1}, [2]),
        ({"limit": 2}, [2, 3]),
        ({"limit": 0}, []),
    ],
    ids=str,
)
def test_one_sees_the_entries_that_one_wants(wanted: dict[str, Any], numbers: list[int]) -> None:
    journal = Journal()
    says = 'say "Zürich"'
    journal.append(
        exchange(
            json.dumps([says]).encode(), model="gemini-2.5-pro", faults=("latency; seconds=1",)
        )
    )
    plain = json.dumps([says], ensure_ascii=False).encode()
    journal.append(exchange(plain, operation="countTokens", status=429, unmatched=True))
    journal.append(exchange(b"[]", model="gemini-2.5-flash", stub="oslo"))

    found = Selection(**wanted).of(journal.entries())

    assert [each.number for each in found] == numbers


def test_a_running_mock_takes_down_what_it_answered() -> None:
    body = {"contents": [{"parts": [{"text": "Describe the moon"}]}]}
    stream = PATH.replace("generateContent", "streamGenerateContent")
    with (
        MockServer(seed=4, api_keys=(SECRET,)) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        client.headers["x-goog-api-key"] = SECRET
        whole = client.post(PATH, json=body)
        client.post(stream, params={"alt": "sse"}, json=body)
        with pytest.raises(httpx.HTTPError):
            client.post(stream, json=body, headers={"x-mock-fault": "disconnect; after=1"})
        client.get("/v1beta/nowhere")
        entries = client.get("/__admin/journal", headers={"x-goog-api-key": ""}).json()["entries"]

    first, second, *_ = entries
    assert [each["progress"] for each in entries] == ["sent", "sent", "broken", "sent"]
    assert [each["operation"] for each in entries][:2] == [
        "generateContent",
        "streamGenerateContent",
    ]
    assert (first["seed"], first["model"]) == (4, "gemini-2.5-flash")
    assert first["response"]["json"] == whole.json()
    assert first["answer"] == second["answer"]
    assert second["response"]["frames"]["sent"] == second["response"]["frames"]["planned"] > 1
    assert first["at"] < first["ended"] < second["at"]
    assert SECRET not in json.dumps(entries)
