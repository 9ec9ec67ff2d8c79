"""The scenarios of the page's examples against the page itself."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from contract_tests.call import Call
from contract_tests.scenarios.test_examples import (
    BUDGET,
    GENAI,
    JSON,
    LEVEL,
    SEARCH,
    STREAM,
    SYSTEM,
)
from tests.conftest import SHARED

PAGE = SHARED / "facts" / "gemini-generating-content.no.txt"
COMMAND = re.compile(
    r'curl "https://api\.cometapi\.com/v1beta(.*?)" .*?-d \'(.*?)\'$', re.DOTALL | re.MULTILINE
)


def page() -> str:
    if not PAGE.exists():
        pytest.skip(
            "needs the documentation page in ../shared, which only the project's machines have"
        )
    return PAGE.read_text("utf-8")


def test_each_command_of_the_page_is_sent_as_it_stands_there() -> None:
    def written(call: Call) -> tuple[str, dict[str, str], bytes]:
        assert isinstance(call.body, bytes)
        return call.target(), dict(call.query), call.body

    found = [
        (urlsplit(url).path, dict(parse_qsl(urlsplit(url).query)), data.encode())
        for url, data in COMMAND.findall(page())
    ]

    assert found == [written(each) for each in (LEVEL, BUDGET, STREAM, SYSTEM, JSON, SEARCH)]


def test_the_snippet_of_the_page_asks_the_same() -> None:
    asked = re.findall(r'^(?:model|contents)="(.*)"', page(), re.MULTILINE)

    assert asked == [GENAI.model, GENAI.body["contents"][0]["parts"][0]["text"]] * 2
