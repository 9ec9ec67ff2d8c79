"""`fuzz_client`: what it tells of clients that are good, naive, stuck, or none at all."""

import asyncio
import json
import logging
import re
import subprocess
import sys
import threading
from typing import Any

import httpx
import pytest

from contract_tests import fuzzing
from contract_tests.fuzzing import client_shapes, fuzz_client, try_shape
from contract_tests.fuzzing.client.ending import Client
from contract_tests.fuzzing.client.trials import TEXT
from tests import perfect_client
from tests.perfect_client import NoAnswer

PATH = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
BODY = {"contents": [{"parts": [{"text": "Hi"}]}]}
HEADERS = {"x-goog-api-key": "any"}


def naive(base_url: str) -> str:
    """As many a client is written: for answers as they mostly are, and without a time-out."""
    text, buffer = "", ""
    with (
        httpx.Client(timeout=None, verify=False) as client,
        client.stream("POST", base_url + PATH, json=BODY, headers=HEADERS) as answer,
    ):
        answer.raise_for_status()
        for piece in answer.iter_bytes():
            buffer += piece.decode("utf-8", "replace")
            *lines, buffer = buffer.split("\n")
            for line in lines:
                if line.startswith("data: "):
                    text += json.loads(line[6:])["candidates"][0]["content"]["parts"][0]["text"]
    return text


def test_a_client_can_do_what_is_asked_of_it_with_every_shape() -> None:
    report = fuzz_client(perfect_client.stream, chunkings=("frames",), workers=6)

    report.hold()
    assert {each.shape.name for each in report.trials} == set(client_shapes())
    assert {each.requests for each in report.trials if each.shape.name != "redirect"} == {1}


def test_what_differs_in_another_dialect_can_be_borne_too() -> None:
    shapes = ("4*", "5*", "stream_error*", "unknown_*", "usage*", "plain")
    fuzz_client(
        perfect_client.stream, dialect="google", shapes=shapes, chunkings=("frames",), workers=6
    ).hold()


def test_a_client_that_does_not_stream_meets_the_shapes_that_it_can() -> None:
    report = fuzz_client(perfect_client.unary, chunkings=("frames", "sevens"), workers=6)

    report.hold()
    met = {each.shape.name for each in report.trials}
    assert met == set(client_shapes(streams=False))
    assert "comments" not in met
    assert {each.chunking for each in report.trials} == {"frames", "sevens"}


# What there is nothing of in a chat: its finish reason comes alone, its end is told, no usage is asked for.
NOT_OF_CHATS = {"bare_finish", "done", "line_ends-lf", "usage"}


def test_a_client_of_chats_can_do_what_is_asked_of_it_with_every_shape() -> None:
    report = fuzz_client(perfect_client.chat_stream, chunkings=("frames",), workers=6)

    report.hold()
    assert {each.shape.name for each in report.trials} == set(client_shapes())
    idle = {each.shape.name for each in report.trials if each.did == "idle"}
    assert {each for each in idle if not each.startswith(tuple(NOT_OF_CHATS))} == set()


def test_a_client_of_chats_that_does_not_stream_meets_the_shapes_that_it_can() -> None:
    shapes = (
        "4*",
        "5*",
        "early*",
        "empty*",
        "gzip",
        "html",
        "invalid_json",
        "truncate",
        "unknown*",
    )
    report = fuzz_client(perfect_client.chat_unary, shapes=shapes, chunkings=("frames",), workers=6)

    report.hold()
    assert {each.did for each in report.trials} == {"whole", "reported"}


def test_what_a_client_of_chats_bears_it_bears_in_every_chunking() -> None:
    shapes = ("separators", "bom", "line_ends-crlf", "event_lines", "data_lines")
    fuzz_client(perfect_client.chat_stream, shapes=shapes, workers=6).hold()


def test_what_a_client_bears_it_bears_in_every_chunking() -> None:
    shapes = ("separators", "bom", "line_ends", "gzip", "event_lines", "ttft", "truncate")
    report = fuzz_client(perfect_client.stream, shapes=shapes)

    report.hold()
    cut = {each.name for each in report.trials}
    assert {"bom/bytes", "bom/threes", "gzip/joined", "ttft/in_data", "truncate/bytes"} < cut
    assert "truncate/threes" not in cut


@pytest.mark.parametrize(
    ("name", "did"),
    [
        ("plain/frames", "whole"),
        ("line_ends-crlf/frames", "whole"),
        ("no_final_newline/frames", "short"),
        ("no_blank/frames", "short"),
        ("plain/in_character", "garbled"),
        ("duplicate/frames", "longer"),
        ("out_of_order/frames", "other"),
        ("bare_finish/frames", "crashed"),
        ("done/frames", "crashed"),
        ("empty_candidates/frames", "crashed"),
        ("stream_error/frames", "short"),
        ("no_finish/frames", "whole"),
        ("400/frames", "reported"),
        ("reset/frames", "reported"),
        ("hang/frames", "hung"),
    ],
)
def test_what_a_naive_client_does_is_told(name: str, did: str) -> None:
    shape, _, chunking = name.partition("/")
    timeout = 1.5 if did == "hung" else 10
    report = fuzz_client(naive, shapes=(shape,), chunkings=(chunking,), timeout=timeout)
    (trial,) = report.trials

    assert trial.name == name
    assert trial.did == did
    assert trial.right == (did in {"longer", "other", "reported"} or report.failures == ())


def test_a_client_that_is_stuck_keeps_nobody_waiting() -> None:
    forever = threading.Event()

    def stuck(base_url: str) -> str:
        text = perfect_client.stream(base_url)
        if "comments" in base_url:
            forever.wait()
        return text

    report = try_shape(stuck, "comments", timeout=1.5, chunkings=("frames", "joined"))

    assert [each.did for each in report.trials] == ["hung", "hung"]
    assert report.trials[0].said == "it didn't return within 1.5 seconds"
    forever.set()


def test_a_client_that_is_stuck_does_not_keep_the_program_from_ending() -> None:
    code = (
        "import threading; from contract_tests.fuzzing import fuzz_client; "
        "print(fuzz_client(lambda _: threading.Event().wait(), timeout=0.1).trials[0].did)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )

    assert (ran.returncode, ran.stdout) == (0, "hung\n"), ran.stderr


def test_a_client_that_does_not_get_a_good_answer_is_not_tried_further() -> None:
    report = fuzz_client(lambda _: "")

    (trial,) = report.failures
    assert (trial.name, trial.did, trial.requests) == ("plain/frames", "short", 0)
    assert "it asked nothing at the base URL" in trial.message
    with pytest.raises(
        AssertionError,
        match=r"^1 trial of 1 shape; 1 went wrong, of 1 shape; nothing else was tried",
    ):
        report.hold()


def test_what_is_no_text_is_told() -> None:
    (trial,) = fuzz_client(lambda _: None).trials  # type: ignore[arg-type, return-value]

    assert (trial.did, trial.said) == ("no text", "NoneType, not str: None")


def test_a_client_that_asks_again_gets_the_answer() -> None:
    def patient(base_url: str) -> str:
        try:
            return perfect_client.stream(base_url)
        except NoAnswer:
            return perfect_client.stream(base_url)

    shapes = ("503", "disconnect", "close")
    report = fuzz_client(patient, shapes=shapes, chunkings=("frames",))

    assert [(each.did, each.requests) for each in report.trials] == [("whole", 2)] * 3


def test_a_coroutine_function_is_a_client() -> None:
    async def ask(base_url: str) -> str:
        return await asyncio.to_thread(perfect_client.stream, base_url)

    assert try_shape(ask, "comments", chunkings=("frames",)).trials[0].did == "whole"


def raising(error: BaseException) -> Client:
    def ask(base_url: str) -> str:
        text = perfect_client.stream(base_url)
        if "400" in base_url:
            raise AssertionError
        if "comments" in base_url:
            raise error
        return text

    return ask


class OwnError(RuntimeError):
    pass


@pytest.mark.parametrize(
    ("error", "did"),
    [
        (RuntimeError("no\nanswer"), "crashed"),
        (json.JSONDecodeError("no", "x", 0), "crashed"),
        (SystemExit(1), "crashed"),
        (OwnError("no\nanswer"), "reported"),
        (TimeoutError("no"), "reported"),
        (httpx.ReadTimeout("no"), "reported"),
    ],
)
def test_an_error_of_pythons_own_is_a_crash(error: BaseException, did: str) -> None:
    (trial,) = try_shape(raising(error), "comments", chunkings=("frames",)).trials

    assert trial.did == did
    assert re.match(rf"[\w.]*{type(error).__name__}: ", trial.said)
    assert re.search(r" \(test_fuzz_client\.py:\d+ in ask\)$", trial.said)
    assert "\n" not in trial.said


@pytest.mark.parametrize(("error", "did"), [(OwnError(), "crashed"), (KeyError(), "reported")])
def test_who_names_the_errors_of_a_client_decides(error: BaseException, did: str) -> None:
    (trial,) = try_shape(
        raising(error), "comments", chunkings=("frames",), errors=(LookupError,)
    ).trials

    assert trial.did == did


def test_the_text_can_be_ones_own() -> None:
    said = []

    def ask(base_url: str) -> str:
        said.append(perfect_client.stream(base_url))
        return said[-1]

    try_shape(ask, "separators", text="Blåbær.", chunkings=("frames",)).hold()

    assert said == ["Blåbær.", "Blåbær. Lines\u2028and\u2029paragraphs\u0085end here."]
    assert TEXT not in said


def test_shapes_of_streams_can_be_wanted_or_not() -> None:
    def tried(*, streams: bool) -> set[str]:
        report = fuzz_client(
            perfect_client.stream,
            shapes=("comments", "bom"),
            chunkings=("frames", "joined"),
            streams=streams,
        )
        return {each.name for each in report.trials}

    assert tried(streams=True) == {"comments/frames", "comments/joined", "bom/frames", "bom/joined"}
    assert tried(streams=False) == {"bom/frames"}


def test_what_a_fault_does_not_change_is_no_trial() -> None:
    report = fuzz_client(
        perfect_client.stream, shapes=("line_ends-lf", "empty_body"), chunkings=("frames", "bytes")
    )

    assert {each.name: each.did for each in report.trials} == {
        "line_ends-lf/frames": "idle",
        "line_ends-lf/bytes": "idle",
        "empty_body/frames": "reported",
        "empty_body/bytes": "idle",
    }
    assert report.summary() == "1 trial of 1 shape; 0 went wrong, of 0 shapes"


def test_the_mock_does_not_log_that_it_fails_on_purpose(caplog: pytest.LogCaptureFixture) -> None:
    try_shape(perfect_client.stream, "line_ends-lf", chunkings=("frames",))
    assert caplog.records == []

    logging.getLogger("mockserver").warning("It does again.")
    assert caplog.messages == ["It does again."]


def test_an_option_that_there_is_not_is_told() -> None:
    with pytest.raises(TypeError, match="shape"):
        fuzz_client(naive, shape="bom")
    with pytest.raises(ValueError, match=r"^no shape matches 'bomb'; did you mean bom\? there are"):
        fuzz_client(naive, shapes=("bomb",))
    with pytest.raises(ValueError, match=r"^no chunking matches 'byte'"):
        fuzz_client(naive, chunkings=("byte",))


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ({"timeout": 0}, "timeout is seconds, more than 0, not 0"),
        ({"timeout": float("nan")}, "timeout is seconds, more than 0, not nan"),
        ({"workers": 0}, "workers is how many calls at a time, 1 or more, not 0"),
        ({"text": " Oslo"}, "text is a text without blanks around it, not ' Oslo'"),
        ({"errors": KeyError}, "errors is types of errors, in a tuple, not <class 'KeyError'>"),
        ({"shapes": "bom"}, "shapes is patterns, in a tuple, not 'bom'"),
    ],
)
def test_what_an_option_can_not_be_is_told(option: dict[str, Any], line: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(line)}$"):
        fuzz_client(naive, **option)


def test_an_error_in_a_library_is_told_with_the_line_of_the_app() -> None:
    def ask(_: str) -> str:
        text: str = json.loads("{")
        return text

    (trial,) = fuzz_client(ask).trials

    assert trial.said.startswith("json.decoder.JSONDecodeError: Expecting property name")
    assert re.search(r" \(test_fuzz_client\.py:\d+ in ask\)$", trial.said)


def test_an_error_that_is_not_the_apps_is_told_with_its_own_line() -> None:
    (trial,) = fuzz_client(json.loads).trials

    assert re.search(r" \(decoder\.py:\d+ in raw_decode\)$", trial.said)


def test_a_client_that_can_not_be_called_has_crashed() -> None:
    (trial,) = fuzz_client(None).trials  # type: ignore[arg-type]

    assert trial.said.startswith("TypeError: 'NoneType' object is not callable (ending.py:")


def test_the_public_names_are_there() -> None:
    assert all(hasattr(fuzzing, each) for each in fuzzing.__all__)
    with pytest.raises(AttributeError, match=r"has no attribute 'fuzz_server'"):
        _ = fuzzing.fuzz_server
