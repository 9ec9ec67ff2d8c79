"""Namespaced base URLs."""

import pytest

from mockserver import namespaced


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/__ns/mine/v1beta/models", ("mine", "/v1beta/models")),
        ("/__ns/mine/", ("mine", "/")),
        ("/__ns/mine", ("mine", "/")),
        ("/__ns/mine/a\nb", ("mine", "/a\nb")),
        ("/v1beta/models", ("", "/v1beta/models")),
        ("/__ns//v1beta", ("", "/__ns//v1beta")),
    ],
)
def test_a_path_is_split_into_its_namespace_and_the_rest(path: str, parts: tuple[str, str]) -> None:
    assert namespaced.split(path) == parts


def test_the_common_namespace_is_at_the_base_itself() -> None:
    assert namespaced.url("http://mock", "mine") == "http://mock/__ns/mine"
    assert namespaced.url("http://mock", "") == "http://mock"
