"""The options of the contract suite, as pytest and as the command line take them."""

import re
from pathlib import Path
from typing import Any

import click
import pytest

from contract_tests.options import OPTIONS, TargetName, arguments
from contract_tests.result import EXIT_CODES

TABLE = {each.name: each for each in OPTIONS}


@pytest.mark.parametrize(
    "target",
    ["mock", "live", "recorded", "http://127.0.0.1:8707", "https://gateway.example/v1beta"],
)
def test_a_target_is_a_name_or_a_base_url(target: str) -> None:
    assert TargetName().convert(target, None, None) == target


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("mcok", "it is mock, live, recorded, or a URL with http:// or https://"),
        ("ftp://files.example", "it is mock, live, recorded, or a URL with http:// or https://"),
        ("http://", "it is mock, live, recorded, or a URL with http:// or https://"),
        ("http://host:port", "Port could not be cast to integer value as 'port'"),
        ("https://gateway.example/?key=1", "a base URL has no query, fragment or user"),
        ("https://somebody@gateway.example", "a base URL has no query, fragment or user"),
    ],
)
def test_a_target_that_is_none_is_told_why(target: str, fault: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        TargetName().convert(target, None, None)

    assert refused.value.message == f"{target!r} is none: {fault}"


def test_what_click_has_read_becomes_arguments_of_pytest() -> None:
    values: dict[str, Any] = {
        "target": "live",
        "model": ("a", "b"),
        "smoke": True,
        "require_live": False,
        "max_cost": 0.0,
        "rate": None,
    }

    assert arguments(values) == [
        "--target=live",
        "--model=a",
        "--model=b",
        "--smoke",
        "--max-cost=0.0",
    ]


def test_pytest_and_click_get_the_same_words() -> None:
    for option in OPTIONS:
        assert option.for_click().help == option.for_pytest()["help"] == option.help


def test_the_help_says_what_holds_without_an_option() -> None:
    assert TABLE["--target"].help.endswith("[default: mock]")
    assert TABLE["--rate"].help.endswith("[default: 60; on this machine no limit]")
    assert "default" not in TABLE["--smoke"].help


def test_pytest_takes_a_value_as_click_does() -> None:
    taken = TABLE["--retries"].for_pytest()

    assert taken["type"]("3") == 3
    with pytest.raises(Exception, match="-1 is not in the range x>=0") as refused:
        taken["type"]("-1")
    assert type(refused.value).__name__ == "ArgumentTypeError"


def test_the_guide_names_every_option_with_its_default() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "contract-live.md").read_text("utf-8")
    rows = {
        name: row
        for row in guide.splitlines()
        if row.startswith("| `--")
        for name in re.findall(r"`(--[a-z-]+)", row.split("|")[1])
    }

    for each in OPTIONS:
        otherwise = each.otherwise or ("" if each.default is None else str(each.default))
        assert otherwise in rows[each.name], each.name


def test_the_guide_names_every_exit_code() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "contract-live.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| ([a-z ]*) \|", guide, re.MULTILINE)

    assert {verdict: int(code) for code, verdict in rows if verdict.strip()} == EXIT_CODES
