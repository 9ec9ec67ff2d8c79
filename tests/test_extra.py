"""What a command says without the packages that it needs."""

import click
import pytest

from contract_tests.extra import needing_extra


def test_a_package_that_is_lacking_is_told_with_what_to_install() -> None:
    with (
        pytest.raises(
            click.UsageError, match=r"httpx isn't installed: pip install '.*\[contract\]'"
        ),
        needing_extra(),
    ):
        raise ModuleNotFoundError(name="httpx")


@pytest.mark.parametrize("name", ["contract_tests.nowhere", "mockserver.nowhere"])
def test_a_module_of_our_own_that_is_lacking_is_a_fault(name: str) -> None:
    with pytest.raises(ModuleNotFoundError), needing_extra():
        raise ModuleNotFoundError(name=name)
