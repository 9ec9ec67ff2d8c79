import copy
import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import tokens
from mockserver.dialects import COMET, DIALECTS, GOOGLE, VERTEX, Dialect
from mockserver.exchange import Reply
from mockserver.generate import answer
from mockserver.models import MODELS
from mockserver.request import GenerateRequest
from mockserver.schemas import violations
from mockserver.stream import chunks, send

CHUNK = "gemini/generate_content_chunk.json"
ALL = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
NAMES = st.sampled_from(list(DIALECTS))

TEXT = st.text(max_size=80) | st.text(alphabet="ab .\n\t", max_size=300)
UNBROKEN = pytest.mark.parametrize(
    "text",
    ["x" * 1_000, "abcde11" * 150, "1" * 1_000, "a.b-" * 250, "\u4f60\u597d" * 500],
    ids=["letters", "letters-and-digits", "digits", "marks", "script-without-blanks"],
)
DATA = st.sampled_from(
    [
        {"functionCall": {"name": "f", "args": {"text": "a b c"}}},
        {"inlineData": {"mimeType": "image/png", "data": "QQ"}},
        {"text": "signed words stay whole", "thoughtSignature": "QQ"},
        {"thoughtSignature": "QQ"},
    ]
)
PARTS = TEXT.map(lambda text: {"text": text}) | DATA
PARTS |= TEXT.map(lambda text: {"text": text, "thought": True})
USAGE = {
    "promptTokenCount": 3,
    "candidatesTokenCount": 500,
    "totalTokenCount": 510,
    "thoughtsTokenCount": 7,
    "trafficType": "ON_DEMAND",
}


def generated(dialect: Dialect, prompt: str = "Explain rain", **config: Any) -> dict[str, Any]:
    body = {"contents": [{"parts": [{"text": prompt}]}], "generationConfig": config}
    return answer(GenerateRequest(MODELS["gemini-2.5-flash"], body), dialect)


def response(*candidates: list[dict[str, Any]], indexed: bool = True) -> dict[str, Any]:
    """Make a response whose candidates have these parts."""
    return {
        "candidates": [
            {
                "content": {"role": "model", "parts": parts},
                "finishReason": "STOP",
                "avgLogprobs": -0.5,
                **({"index": number} if number or indexed else {}),
            }
            for number, parts in enumerate(candidates)
        ],
        "usageMetadata": USAGE,
        "modelVersion": "gemini-2.5-flash",
        "responseId": "CeynaY3LDtvG4_UP0qaCuQY",
    }


def joined(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join the texts that follow each other, thoughts with thoughts; a signature ends one."""
    result: list[dict[str, Any]] = []
    for part in parts:
        before = result[-1] if result else {}
        texts = "text" in part and "text" in before and "thoughtSignature" not in before
        if texts and before.get("thought") == part.get("thought"):
            result[-1] = {**before, **part, "text": before["text"] + part["text"]}
        else:
            result.append(part)
    return result


def merged(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """Put a response together as a client does that adds up what it gets."""
    candidates: dict[int, dict[str, Any]] = {}
    for piece in pieces:
        for each in piece.get("candidates", []):
            known = candidates.setdefault(each.get("index", 0), {})
            parts = [*known.get("content", {}).get("parts", []), *each["content"].get("parts", [])]
            known |= {**each, "content": {**each["content"], "parts": parts}}
    whole = {**pieces[-1], "candidates": [candidates[key] for key in sorted(candidates)]}
    return normal(whole, frozenset())


def normal(whole: dict[str, Any], without: frozenset[str]) -> dict[str, Any]:
    """Bring a response into a form that doesn't depend on where its texts are cut."""
    candidates = []
    for each in whole.get("candidates", []):
        content = {**each["content"], "parts": joined(each["content"].get("parts", []))}
        kept = {key: value for key, value in each.items() if key not in without}
        candidates.append({**kept, "content": content})
    return {**whole, "candidates": candidates}


def said(piece: dict[str, Any]) -> str:
    """Return the text of the first candidate."""
    for each in piece.get("candidates", []):
        if not each.get("index"):
            return "".join(part.get("text", "") for part in each["content"].get("parts", []))
    return ""


# Chunks.


@given(NAMES, st.text(max_size=40), st.none() | st.integers(1, 300), st.integers(1, 4))
def test_merged_chunks_of_an_answer_give_it_back(
    name: str, prompt: str, most: int | None, count: int
) -> None:
    dialect = DIALECTS[name]
    limits = {"candidateCount": count} | ({"maxOutputTokens": most} if most else {})

    whole = generated(dialect, prompt, **limits)

    assert merged(chunks(whole, dialect)) == normal(whole, dialect.unary_only)


@given(
    name=NAMES,
    candidates=st.lists(st.lists(PARTS, max_size=4), min_size=1, max_size=3),
    indexed=st.booleans(),
)
def test_merged_chunks_of_any_parts_give_them_back(
    *, name: str, candidates: list[list[dict[str, Any]]], indexed: bool
) -> None:
    dialect = DIALECTS[name]
    whole = response(*candidates, indexed=indexed)

    assert merged(chunks(whole, dialect)) == normal(whole, dialect.unary_only)


@given(NAMES, st.lists(st.lists(PARTS, max_size=4), min_size=1, max_size=3))
def test_every_candidate_ends_with_the_last_chunk_and_not_before(
    name: str, candidates: list[list[dict[str, Any]]]
) -> None:
    *early, last = chunks(response(*candidates), DIALECTS[name])

    assert [each["finishReason"] for each in last["candidates"]] == ["STOP"] * len(candidates)
    for piece in early:
        assert piece["candidates"]
        assert all(each.keys() == {"content", "index"} for each in piece["candidates"])


@given(
    st.lists(
        st.tuples(st.sampled_from([" ", "\n\n", " \t"]), st.sampled_from(["a", "word", "ended."])),
        max_size=80,
    )
)
def test_a_text_of_short_words_is_cut_before_blanks_only(words: list[tuple[str, str]]) -> None:
    text = "".join(f"{blank}{word}" for blank, word in words)

    pieces = [said(each) for each in chunks(response([{"text": text}]), COMET)]

    assert "".join(pieces) == text
    assert all(each[0].isspace() for each in pieces[1:])


@UNBROKEN
def test_a_text_without_blanks_is_cut_at_the_borders_of_tokens(text: str) -> None:
    pieces = [said(each) for each in chunks(response([{"text": text}]), COMET)]

    assert len(pieces) > 3
    assert "".join(pieces) == text
    assert sum(map(tokens.count, pieces)) == tokens.count(text)


@ALL
def test_an_empty_text_is_a_part_like_others(dialect: Dialect) -> None:
    (only,) = chunks(response([{"text": ""}]), dialect)

    assert only["candidates"][0]["content"]["parts"] == [{"text": ""}]


@ALL
def test_the_first_chunk_comes_soon_and_none_is_long(dialect: Dialect) -> None:
    pieces = chunks(response([{"text": "word " * 500}]), dialect)

    sizes = [len(said(each).split()) for each in pieces]

    assert sizes[0] == 4
    assert max(sizes) == 40
    assert sizes[:-1] == sorted(sizes[:-1])
    assert sum(sizes) == 500


@ALL
def test_a_short_text_is_one_chunk(dialect: Dialect) -> None:
    whole = response([{"text": "Just four short words"}])

    assert len(chunks(whole, dialect)) == 1


@ALL
@pytest.mark.parametrize(
    "part",
    [
        pytest.param({"functionCall": {"name": "f", "args": {"a": "word " * 50}}}, id="call"),
        pytest.param({"inlineData": {"mimeType": "image/png", "data": "QQ"}}, id="image"),
    ],
)
def test_a_part_that_is_not_plain_text_stays_whole(dialect: Dialect, part: dict[str, Any]) -> None:
    first, second = chunks(response([{"text": "Look:"}, part]), dialect)

    assert first["candidates"][0]["content"]["parts"] == [{"text": "Look:"}]
    assert second["candidates"][0]["content"]["parts"] == [part]


@ALL
def test_the_signature_of_a_text_comes_behind_it(dialect: Dialect) -> None:
    found = [
        each["candidates"][0]["content"]["parts"]
        for each in chunks(response([{"text": "word " * 10, "thoughtSignature": "QQ"}]), dialect)
    ]

    assert found[-1] == [{"text": "", "thoughtSignature": "QQ"}]
    assert [list(each[0]) for each in found[:-1]] == [["text"]] * (len(found) - 1)
    assert len(found) > 2


@ALL
def test_thoughts_come_before_the_answer_and_say_what_they_are(dialect: Dialect) -> None:
    parts: list[dict[str, Any]] = [{"text": "word " * 10, "thought": True}, {"text": "Done."}]

    found = [
        each["candidates"][0]["content"]["parts"][0] for each in chunks(response(parts), dialect)
    ]

    assert [each.get("thought", False) for each in found] == [True] * (len(found) - 1) + [False]


@ALL
def test_a_shorter_candidate_is_silent_until_all_end(dialect: Dialect) -> None:
    long, short = [{"text": "word " * 30}], [{"text": "one two three four five"}]

    pieces = chunks(response(long, short), dialect)
    present = [[each["index"] for each in piece["candidates"]] for piece in pieces]

    assert present == [[0, 1], *[[0]] * (len(pieces) - 2), [0, 1]]
    assert len(pieces) > 2


@ALL
def test_what_is_not_of_a_candidate_stands_in_every_chunk(dialect: Dialect) -> None:
    whole = generated(dialect)
    outer = {key: whole[key] for key in whole if key not in {"candidates", "usageMetadata"}}

    pieces = chunks(whole, dialect)

    assert len(pieces) > 2
    assert all(outer.items() <= piece.items() for piece in pieces)
    assert all(piece.keys() == whole.keys() for piece in pieces)


@ALL
def test_a_chunk_has_its_members_in_the_order_of_the_origin(dialect: Dialect) -> None:
    whole = generated(dialect)

    for piece in chunks(whole, dialect):
        assert list(piece) == list(whole)
        assert list(piece["candidates"][0]["content"]) == list(dialect.content_order)


@ALL
def test_log_probabilities_are_for_whole_answers(dialect: Dialect) -> None:
    *_, last = chunks(response([{"text": "Hi"}]), dialect)

    assert "avgLogprobs" not in last["candidates"][0]


@ALL
def test_a_candidate_that_says_nothing_is_one_chunk(dialect: Dialect) -> None:
    whole = generated(dialect, maxOutputTokens=1)

    (only,) = chunks(whole, dialect)

    assert only["candidates"][0]["content"] == {"role": "model"}
    assert only["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert only["usageMetadata"] == whole["usageMetadata"]


@ALL
def test_a_candidate_without_content_is_one_chunk(dialect: Dialect) -> None:
    whole = {"candidates": [{"finishReason": "SAFETY"}], "usageMetadata": USAGE}

    assert chunks(whole, dialect) == [whole]


@ALL
def test_a_blocked_prompt_is_one_chunk(dialect: Dialect) -> None:
    blocked = {
        "promptFeedback": {"blockReason": "SAFETY"},
        "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 3},
    }

    assert chunks(blocked, dialect) == [blocked]


def test_a_response_without_usage_gets_none() -> None:
    blocked = {"promptFeedback": {"blockReason": "SAFETY"}}

    assert chunks(blocked, COMET) == [blocked]


@ALL
def test_a_response_is_not_changed_by_cutting_it(dialect: Dialect) -> None:
    whole = generated(dialect, candidateCount=3)
    before = copy.deepcopy(whole)

    for piece in chunks(whole, dialect):
        piece.clear()

    assert whole == before


@ALL
@pytest.mark.parametrize(
    "prompt",
    ["Explain rain in detail", "List 9 rivers", "Hi", "2 + 2"],
    ids=["detailed", "list", "greeting", "sum"],
)
def test_every_chunk_keeps_the_contract(dialect: Dialect, prompt: str) -> None:
    for piece in chunks(generated(dialect, prompt, candidateCount=2), dialect):
        assert list(violations(CHUNK, piece)) == []


# Usage.


@pytest.mark.parametrize("dialect", [COMET, VERTEX], ids=["comet", "vertex"])
def test_vertex_counts_with_the_last_chunk_only(dialect: Dialect) -> None:
    whole = generated(dialect)

    *early, last = [each["usageMetadata"] for each in chunks(whole, dialect)]

    assert early == [{"trafficType": "ON_DEMAND"}] * len(early)
    assert last == whole["usageMetadata"]


@given(st.text(max_size=40), st.integers(1, 4))
def test_google_counts_what_was_said_up_to_each_chunk(prompt: str, count: int) -> None:
    whole = generated(GOOGLE, prompt, candidateCount=count)

    usages = [each["usageMetadata"] for each in chunks(whole, GOOGLE)]
    counts = [each["candidatesTokenCount"] for each in usages]

    assert usages[-1] == whole["usageMetadata"]
    assert all(one < other for one, other in itertools.pairwise(counts))
    for each in usages:
        assert each.keys() == whole["usageMetadata"].keys()
        assert each.get("promptTokenCount") == whole["usageMetadata"].get("promptTokenCount")
        assert each["totalTokenCount"] == sum(
            each.get(part, 0)
            for part in ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
        )


def test_google_counts_what_a_program_gave_behind_its_result() -> None:
    prompt = "What is the sum of the first 50 primes? Generate and run code"
    body = {"contents": [{"parts": [{"text": prompt}]}], "tools": [{"codeExecution": {}}]}
    whole = answer(GenerateRequest(MODELS["gemini-2.5-flash"], body), GOOGLE)
    cut = chunks(whole, GOOGLE)
    shown = [next(iter(each["candidates"][0]["content"]["parts"][0])) for each in cut]
    read = ["toolUsePromptTokenCount" in each["usageMetadata"] for each in cut]

    ran = shown.index("codeExecutionResult")
    assert read == [False] * (ran + 1) + [True] * (len(cut) - ran - 1)
    for usage in (each["usageMetadata"] for each in cut):
        parts = (each for key, each in usage.items() if key.endswith("TokenCount"))
        assert sum(parts) == 2 * usage["totalTokenCount"]


@UNBROKEN
def test_google_never_counts_more_before_the_end_than_there_is(text: str) -> None:
    whole = response([{"text": text}])
    total = tokens.count(text)
    whole["usageMetadata"] = {"candidatesTokenCount": total, "totalTokenCount": total}

    counts = [each["usageMetadata"]["candidatesTokenCount"] for each in chunks(whole, GOOGLE)]

    assert all(one < other for one, other in itertools.pairwise(counts))
    assert counts[-1] == total


# Frames.


def events(reply: Reply, end: str) -> list[Any]:
    assert all(each.data.endswith(end.encode()) for each in reply.frames)
    return [
        json.loads(each.data.decode().removeprefix("data: ").removesuffix(end))
        for each in reply.frames
    ]


@ALL
def test_a_whole_answer_is_one_frame_of_indented_json(dialect: Dialect) -> None:
    whole = response([{"text": "caf\u00e9"}])

    reply = send(whole, "unary", dialect, cut=False)

    assert (reply.status, reply.media_type) == (200, "application/json; charset=UTF-8")
    assert len(reply.frames) == 1
    assert reply.body.startswith(b'{\n  "candidates": [\n    {\n      "content": {\n')
    assert reply.body.endswith(b"\n}\n")
    assert "caf\u00e9".encode() in reply.body
    assert json.loads(reply.body) == whole
    assert reply.headers == {}


@pytest.mark.parametrize(
    ("dialect", "end"),
    [
        pytest.param(COMET, "\n\n", id="comet"),
        pytest.param(GOOGLE, "\r\n\r\n", id="google"),
        pytest.param(VERTEX, "\r\n\r\n", id="vertex"),
    ],
)
def test_a_stream_of_events_has_one_chunk_on_one_line_each(dialect: Dialect, end: str) -> None:
    whole = generated(dialect)

    reply = send(whole, "sse", dialect, cut=True)

    assert (reply.status, reply.media_type) == (200, "text/event-stream")
    assert reply.headers == dialect.stream_headers
    assert events(reply, end) == chunks(whole, dialect)
    assert all(each.data.startswith(b'data: {"candidates": [{"') for each in reply.frames)
    assert all(each.data.count(b"\n") == 2 for each in reply.frames)
    assert b"[DONE]" not in reply.body


def test_an_event_has_blanks_behind_colons_and_none_behind_commas() -> None:
    whole = {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 3}}

    assert send(whole, "sse", VERTEX, cut=True).body == (
        b'data: {"usageMetadata": {"promptTokenCount": 3},'
        b'"promptFeedback": {"blockReason": "SAFETY"}}\r\n\r\n'
    )


@ALL
def test_an_answer_that_is_no_stream_is_one_event(dialect: Dialect) -> None:
    whole = generated(dialect)

    reply = send(whole, "sse", dialect, cut=False)

    assert events(reply, dialect.line_end.decode() * 2) == [whole]


@ALL
def test_a_stream_without_events_is_an_array_flushed_piecewise(dialect: Dialect) -> None:
    whole = generated(dialect)

    reply = send(whole, "array", dialect, cut=True)
    first, *middle, last = [each.data for each in reply.frames]

    assert (reply.status, reply.media_type) == (200, "application/json; charset=UTF-8")
    assert json.loads(reply.body) == chunks(whole, dialect)
    assert first.startswith(b'[{\n  "candidates": [')
    assert first.endswith(b"\n}\n")
    assert all(each.startswith(b",\r\n{\n") for each in [*middle, last])
    assert all(each.endswith(b"\n}\n") for each in middle)
    assert last.endswith(b"\n}\n]")


@ALL
def test_an_array_of_one_is_opened_and_closed_in_one_frame(dialect: Dialect) -> None:
    whole = response([{"text": "Hi"}])

    reply = send(whole, "array", dialect, cut=True)

    assert len(reply.frames) == 1
    assert reply.body.startswith(b"[{\n")
    assert reply.body.endswith(b"\n}\n]")


@ALL
def test_text_of_any_script_is_written_as_it_is(dialect: Dialect) -> None:
    text = '\u4f60\u597d \U0001f600 line\u2028separator "quoted"\r\n\n'

    reply = send(response([{"text": text}]), "sse", dialect, cut=True)

    assert "".join(map(said, events(reply, dialect.line_end.decode() * 2))) == text
    assert "\u4f60\u597d \U0001f600".encode() in reply.body


def test_a_picture_is_counted_from_the_chunk_that_has_it() -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "QQ"}}
    whole = response([{**image, "thought": True}, image, {"text": "the cat"}])
    details = [{"modality": "TEXT", "tokenCount": 2}, {"modality": "IMAGE", "tokenCount": 1_290}]
    whole["usageMetadata"] = {
        "promptTokenCount": 3,
        "candidatesTokenCount": 1_292,
        "totalTokenCount": 1_295,
        "candidatesTokensDetails": details,
    }
    usages = [each["usageMetadata"] for each in chunks(whole, GOOGLE)]

    assert [each.get("candidatesTokenCount") for each in usages] == [None, 1_290, 1_292]
    assert "candidatesTokensDetails" not in usages[1]
