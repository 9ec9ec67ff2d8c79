"""Hosts."""

import pytest

from mockserver.hosts import is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "::1%lo", "localhost"])
def test_this_machine_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "::", "mock.example", ""])
def test_others_can_reach_all_else(host: str) -> None:
    assert not is_loopback(host)
