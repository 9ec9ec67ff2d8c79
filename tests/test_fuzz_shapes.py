"""The shapes and chunkings of `fuzz_client`: which there are, and what they are."""

import pytest

from contract_tests.fuzzing import client_shapes
from contract_tests.fuzzing.client.behaviour import behaviour
from contract_tests.fuzzing.client.chunkings import CHUNKINGS
from contract_tests.fuzzing.client.ending import Ending
from contract_tests.fuzzing.client.shapes import SHAPES
from mockserver.faults import FAULTS, KINDS, parse

TEXT = "Blåbær på 漢字"

# What issue after issue of real clients is about.
IN_THE_FIELD = {
    "bare_finish": "a finish frame without content",
    "finish_on_every": "finish on every frame",
    "leading_stop": "an empty STOP in front",
    "early_finish": "an intermediate finish reason",
    "split_character": "a frame cut inside a UTF-8 sequence",
    "split_data": "a frame cut inside data:",
    "stream_error": "an error object in mid-stream",
    "no_final_newline": "a last frame without newline",
    "comments": "keep-alives",
    "done": "[DONE]",
    "duplicate": "duplicated frames",
    "late_signature": "a trailing signature frame",
    "stall": "a stall",
    "reset": "a reset",
    "cut_short": "an end without a finish reason",
    "response_id": "no response id",
}


def test_every_fault_is_a_shape_and_so_are_those_that_broke_clients() -> None:
    assert set(FAULTS) | set(IN_THE_FIELD) <= set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_named_after_its_fault_and_is_one(name: str) -> None:
    shape = SHAPES[name]
    fault = name.partition("-")[0]

    assert [each.fault.name for each in shape.planned] == ([fault] if fault in FAULTS else [])
    assert name in {fault, "plain", "separators"} or shape.spec != SHAPES[fault].spec
    assert shape.advice.startswith("A client ")


def test_shapes_are_chosen_by_patterns() -> None:
    assert client_shapes("usage*") == ("usage", "usage-every", "usage-last")
    assert client_shapes("usage*", "4??", skip=("*-*", "429", "499")) == (
        "usage",
        "400",
        "401",
        "403",
        "413",
    )
    assert "comments" not in client_shapes(streams=False)
    with pytest.raises(ValueError, match=r"^no shape matches 'nothing'; there are plain, "):
        client_shapes(skip=("nothing",))


def test_the_faults_of_a_chunking_stand_where_none_undoes_another() -> None:
    assert CHUNKINGS["bytes"].beside(SHAPES["stall"]) == ("dribble; size=1", "stall; seconds=0.1")
    assert CHUNKINGS["joined"].beside(SHAPES["comments"]) == ("comments", "joined")
    assert CHUNKINGS["frames"].beside(SHAPES["plain"]) == ()


@pytest.mark.parametrize("name", CHUNKINGS)
def test_a_chunking_is_a_fault_of_events_or_of_time(name: str) -> None:
    kinds = {each.fault.kind for each in CHUNKINGS[name].planned}

    assert kinds <= {"events", "time"} <= set(KINDS)
    assert CHUNKINGS[name].suits(SHAPES["bom"], streams=True)


def test_a_shape_is_not_cut_in_the_way_that_it_is_itself() -> None:
    assert not CHUNKINGS["bytes"].suits(SHAPES["dribble"], streams=True)
    assert not CHUNKINGS["joined"].suits(SHAPES["bom"], streams=False)
    assert not CHUNKINGS["bytes"].suits(SHAPES["503"], streams=True)
    assert CHUNKINGS["bytes"].suits(SHAPES["html"], streams=True)


@pytest.mark.parametrize(
    ("said", "did"),
    [
        (TEXT, "whole"),
        (f"{TEXT}\n", "whole"),
        ("", "short"),
        ("Blåbær 漢字", "short"),
        (f"{TEXT}{TEXT}", "longer"),
        ("Blåbær på", "short"),
        ("Blåbær på \ufffd\ufffd字", "garbled"),
        (TEXT.encode().decode("latin-1"), "garbled"),
        (TEXT.encode().decode("cp1252", "replace"), "garbled"),
        ("på Blåbær 漢字", "other"),
    ],
)
def test_a_text_is_told_from_another(said: str, did: str) -> None:
    assert behaviour(Ending("returned", said), TEXT) == did


def test_the_quick_faults_are_quick() -> None:
    waits = {
        name: parse(each.spec)[0].arguments.get("seconds", 0.0)
        for name, each in SHAPES.items()
        if each.spec
    }

    assert all(0 <= each <= 0.1 for each in waits.values())
    assert {name for name, each in waits.items() if each} >= {"latency", "ttft", "stall"}
