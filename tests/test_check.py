"""The decorator for checks, and claims that are written wrongly."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract_tests import checks, claims
from contract_tests.check import CHECKS, check, texts
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding


def test_a_name_is_given_to_one_check() -> None:
    def total_is_the_sum(_: Exchange) -> Iterator[Finding]:
        yield from ()

    assert CHECKS[total_is_the_sum.__name__].rule is checks.usage.total_is_the_sum
    with pytest.raises(ValueError, match="two checks are called total_is_the_sum"):
        check("usage.total", applies=bool)(total_is_the_sum)


@pytest.mark.parametrize(
    ("values", "text"), [([], "nothing"), ([1], "1"), ([1, 2], "1 and 2"), ("abc", "a, b and c")]
)
def test_values_are_written_for_people(values: Any, text: str) -> None:
    assert texts(values) == text


ROW = '[[claim]]\nid = "a.b"\nsays = "It is so."\nplace = "page 1"\n'


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that claims are read from."""
    monkeypatch.setattr(claims, "files", lambda _: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ROW, "x.toml: a.b: it has no grade"),
        (ROW + 'comet = "perhaps"\n', "x.toml: a.b: comet = 'perhaps'"),
        (ROW + 'comet = "observed"\nwhy = ""\n', "x.toml: a.b: why"),
        ((ROW + 'comet = "observed"\n') * 2, "x.toml: two claims are called a.b"),
    ],
)
def test_a_claim_that_is_written_wrongly_is_told(written: Path, row: str, fault: str) -> None:
    (written / "x.toml").write_text(row, "utf-8")
    read: Any = claims.claims

    with pytest.raises(ValueError, match=f"^{fault}$"):
        read.__wrapped__()


def test_claims_are_read_in_the_order_of_their_files(written: Path) -> None:
    for name, claim in (("20.toml", "c.d"), ("10.toml", "a.b")):
        text = ROW.replace("a.b", claim) + 'google = "observed"\n'
        (written / name).write_text(text, "utf-8")
    (written / "notes.txt").write_text("", "utf-8")
    read: Any = claims.claims

    assert list(read.__wrapped__()) == ["a.b", "c.d"]
