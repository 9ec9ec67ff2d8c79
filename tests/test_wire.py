"""Raw bytes against a mock that runs as a process: a few of each kind, and that the judge isn't blind."""

import argparse
import asyncio
import gzip
from collections.abc import Iterator
from pathlib import Path
from random import Random  # noqa: TID251

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.claims import DIALECTS
from mockserver.server import bind
from tests.wire.__main__ import Run, all_tried, main, rested, steadied, table, tried
from tests.wire.case import KINDS, Case, cut, good, head
from tests.wire.serving import Served, served
from tests.wire.talking import Told, carried_out, drawn, probed
from tests.wire.verdicts import complaints, mark

OWN, FLIPPED = mark(1), mark(3)
SLOW = {"says_nothing", "stopped_sender"}  # They wait for the mock to have enough.
ENVELOPE = b'{"error": {"code": "invalid_request", "message": "no", "type": "comet_api_error"}}'


@pytest.fixture(scope="module", params=DIALECTS)
def mock(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with served(request.param, tmp_path_factory.mktemp("wire")) as server:
        yield server


def test_no_kind_breaks_the_mock(mock: Served) -> None:
    dialect = mock.log.stem
    run = Run(argparse.Namespace(dialect=dialect, seed=1, at_once=16))
    cases = [(name, 0) for name in sorted(set(KINDS) - (SLOW if dialect != "comet" else set()))]

    async def all_tried() -> tuple[bytes, bytes]:
        before = await probed(mock.base)
        memory, files = mock.memory, mock.open_files
        await tried(cases, mock, run)
        await rested(mock, run, memory, files)
        return before, await probed(mock.base)

    before, after = asyncio.run(all_tried())

    assert run.offenders == []
    assert mock.trouble() == ""
    assert before == after
    assert before.startswith(b"HTTP/1.1 200 ")
    assert {"| pipelined |", "| early_end |"} <= {
        each[: each.index("|", 2) + 1] for each in table(run).splitlines()
    }


@given(
    rng=st.randoms(use_true_random=False),
    name=st.sampled_from(sorted(set(KINDS) - SLOW)),
)
def test_a_case_that_chance_makes_is_answered_well_or_closed(
    mock: Served, rng: Random, name: str
) -> None:
    case = KINDS[name].draw(rng, OWN)
    told = asyncio.run(carried_out(case, OWN, mock.base, mock.log.stem))

    assert told.complaints == ()
    assert mock.trouble() == ""


# The judge.


def answered(status: int, body: bytes, *headers: bytes) -> bytes:
    told = b"".join(each + b"\r\n" for each in headers) or b"content-type: application/json\r\n"
    return b"HTTP/1.1 %d Word\r\n%scontent-length: %d\r\n\r\n%s" % (status, told, len(body), body)


def found(data: bytes, dialect: str = "comet", **more: object) -> str:
    case = Case(pieces=(good(OWN), FLIPPED.encode()), **more)  # type: ignore[arg-type]
    return "; ".join(complaints(case, OWN, dialect, data))


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"hello", "half a head"),
        (b"hello\r\n\r\n", "no status line"),
        (b"HTTP/1.1 200 OK\r\nx\r\n\r\n", "no header"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", "the body was cut off"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab", "the body was cut off"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "the body was cut off"),
        (answered(400, b"Invalid HTTP request received."), "neither JSON nor a page"),
        (answered(400, b"<p>", b"content-type: text/html"), "no page"),
        (answered(400, b'{"error": "no"}'), "is not of type 'object'"),
        (answered(500, b"Internal Server Error"), "500"),
        (answered(500, ENVELOPE.replace(b"invalid_request", b"do_request_failed")), "do_request_failed"),
        (answered(502, ENVELOPE), "502"),
        (answered(200, mark(2).encode()), "bytes of another case"),
    ],
)  # fmt: skip
def test_what_may_not_be_is_minded(data: bytes, complaint: str) -> None:
    assert complaint in found(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        answered(200, b"{}"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + answered(400, ENVELOPE),
        answered(500, ENVELOPE),
        answered(301, b"<!DOCTYPE html>", b"content-type: text/html"),
        answered(599, b"cut", b"x-mock-faults: 599"),
        answered(200, OWN.encode()),
        answered(200, FLIPPED.encode()),
        b"HTTP/1.1 200 OK\r\n\r\nto the end",
    ],
)
def test_what_may_be_is_not_minded(data: bytes) -> None:
    assert found(data) == ""


def test_trouble_of_a_gateway_is_none_that_google_has() -> None:
    assert "500" in found(answered(500, ENVELOPE), "google")


def test_too_few_answers_are_minded() -> None:
    assert found(answered(200, b"{}"), answers=2) == "1 answers, not 2"
    assert found(answered(200, b"{}") * 2, answers=2) == ""


ANSWER = b'{"candidates": [{"finishReason": "STOP"}]}'


@pytest.mark.parametrize(
    ("outcome", "data", "complaint"),
    [
        ("answered", answered(400, ENVELOPE), "though it is a good request"),
        ("answered", answered(200, b'{"candidates": [{}]}'), "the end of what was said is missing"),
        ("answered", b"", "0 answers, not 1"),
        ("answered", answered(200, ANSWER), ""),
        ("answered", answered(201, b"{}"), ""),
        ("refused", answered(200, ANSWER), "it was answered, and had to be refused"),
        ("refused", b"", "0 answers, not 1"),
        ("refused", answered(400, ENVELOPE), ""),
    ],
)
def test_what_must_be_answered_is_and_what_must_be_refused_too(
    outcome: str, data: bytes, complaint: str
) -> None:
    assert found(data, outcome=outcome) if complaint else not found(data, outcome=outcome)
    assert complaint in found(data, outcome=outcome)


def test_a_client_that_leaves_may_miss_its_refusal() -> None:
    assert found(b"", outcome="refused", ending="close") == ""


def test_a_server_that_is_gone_is_an_offence_and_no_crash(tmp_path: Path) -> None:
    with bind("127.0.0.1", 0) as free:
        gone = Served(free.getsockname(), 0, tmp_path)
    run = Run(argparse.Namespace(dialect="comet", seed=1, at_once=2, only="no_json", case=1))
    told = asyncio.run(carried_out(Case(pieces=(b"x",)), OWN, gone.base, "comet"))
    asyncio.run(all_tried(gone, run))

    assert "no connection" in told.complaints[0]
    assert "a good request isn't answered after 0 cases" in run.offenders[0]


def test_what_stays_in_memory_each_time_is_minded(
    monkeypatch: pytest.MonkeyPatch, mock: Served
) -> None:
    sizes = iter(range(0, 100 * 2**20, 2**20))
    monkeypatch.setattr(Served, "memory", property(lambda _: next(sizes)))
    run = Run(argparse.Namespace(dialect=mock.log.stem, seed=1, at_once=2, case=None))
    asyncio.run(steadied([("half_closed", 1), ("gzip_bomb", 1)], mock, run))

    assert [each.partition(":")[0] for each in run.offenders] == [
        "the same 1 cases leave more in memory each time"
    ]


def test_an_error_of_the_admin_api_is_minded_but_where_it_belongs() -> None:
    data = answered(404, b'{"error": {"message": "no", "expected": "x"}}')

    assert found(data)
    assert found(data, own=True) == ""


def test_a_log_with_an_error_is_minded(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("WARNING fine\nERROR: Exception in ASGI application\nTraceback\n", "utf-8")
    server = Served(("127.0.0.1", 1), 1, log)

    assert "Exception in ASGI" in server.trouble()
    assert server.trouble(since=len(log.read_bytes())) == ""


def test_an_offender_says_how_it_comes_again(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(argparse.Namespace(dialect="comet", seed=7))
    run.count(Told("garbage", 3, Case(pieces=(b"ab",)), (400,), ("bad", "worse")))

    assert run.offenders[0].startswith(
        "bad; worse\n  garbage (fin), 2 bytes: b'ab'\n  hex: 61 62\n"
    )
    assert "--dialect comet --seed 7 --only garbage --case 3" in capsys.readouterr().out


def test_a_case_is_the_same_when_it_is_drawn_again() -> None:
    assert all(drawn(name, 5, 9) == drawn(name, 5, 9) for name in KINDS)
    assert drawn("garbage", 5, 9) != drawn("garbage", 5, 10)


def test_the_command_repeats_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--only", "no_json", "--case", "4", "--dialect", "google"])

    assert code == 0
    assert "| no_json | 1 | 0 | 400: 1 |\n0 offenders" in capsys.readouterr().out


def test_pieces_are_the_whole() -> None:
    data = head() + gzip.compress(b"x")

    assert all(b"".join(cut(Random(each), data)) == data for each in range(20))
