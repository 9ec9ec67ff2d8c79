"""Who can be asked, with which key, and whether that costs."""

import pytest

from contract_tests.asking.targets import NoKey, Target, UsageError, costs, opened, root


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.cometapi.com", "https://api.cometapi.com/v1beta"),
        ("https://api.cometapi.com/", "https://api.cometapi.com/v1beta"),
        ("http://gateway/v1beta/", "http://gateway/v1beta"),
        ("https://v.example/v1beta1/projects/p/publishers/google", "https://v.example/v1beta1/projects/p/publishers/google"),
    ],
)  # fmt: skip
def test_the_root_is_v1beta_unless_the_url_has_a_path(url: str, expected: str) -> None:
    assert root(url) == expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ("https://api.cometapi.com/v1beta", "https://api.cometapi.com"),
        ("http://127.0.0.1:80/m/name/v1beta", "http://127.0.0.1:80/m/name"),
        ("https://h/v1beta1/projects/p/locations/l/publishers/google", "https://h"),
        ("https://h/gemini", "https://h/gemini"),
    ],
)
def test_other_apis_are_where_the_version_of_this_one_begins(of: str, expected: str) -> None:
    target = Target(name="x", root=of)

    assert target.base("host") == expected
    assert target.base("root") == of


@pytest.mark.parametrize(
    ("target", "dear"),
    [
        ("mock", False),
        ("recorded", False),
        ("live", True),
        ("http://localhost:8707", False),
        ("http://mock.localhost", False),
        ("http://127.0.0.9", False),
        ("http://[::1]:8707", False),
        ("http://192.168.0.9", True),
        ("https://gateway.example", True),
    ],
)
def test_all_costs_that_is_not_on_this_machine(target: str, dear: bool) -> None:  # noqa: FBT001
    assert costs(target) == dear


def test_the_mock_is_ours_and_takes_only_its_key() -> None:
    with opened("mock", "google", {"COMETAPI_KEY": "sk-mine"}) as target:
        assert target.ours
        assert not target.dear
        assert target.key.startswith("sk-contract")


def test_live_is_dear_and_has_the_key_without_its_line_end() -> None:
    with opened("live", "comet", {"COMETAPI_KEY": "sk-mine\n"}) as target:
        assert (target.root, target.key, target.dear) == (
            "https://api.cometapi.com/v1beta", "sk-mine", True,
        )  # fmt: skip


@pytest.mark.parametrize("environment", [{}, {"COMETAPI_KEY": " \n"}])
@pytest.mark.parametrize("name", ["live", "https://gateway.example"])
def test_what_costs_wants_a_key(name: str, environment: dict[str, str]) -> None:
    with pytest.raises(NoKey, match=f"{name} wants a key, and COMETAPI_KEY isn't set"):
        opened(name, "comet", environment).__enter__()


def test_a_url_on_this_machine_gets_the_key_or_some_other() -> None:
    with opened("http://127.0.0.1:1", "comet", {"COMETAPI_KEY": "sk-mine"}) as target:
        assert target.key == "sk-mine"
    with opened("http://127.0.0.1:1", "comet", {}) as target:
        assert target.key


@pytest.mark.parametrize("key", ["sk-a b", "sk-ключ", "sk-a\nsk-b"])
def test_what_no_header_can_hold_is_no_key_and_is_not_shown(key: str) -> None:
    with pytest.raises(UsageError, match="COMETAPI_KEY holds what can't be a key") as refused:
        opened("live", "comet", {"COMETAPI_KEY": key}).__enter__()

    assert "sk-" not in str(refused.value)


def test_there_are_no_other_targets() -> None:
    with pytest.raises(UsageError, match="no such target: 'mcok'"):
        opened("mcok", "comet", {}).__enter__()
