"""CometAPI's own SDK, which is OpenAI's with other addresses: what leads it to the mock, and what it asks there."""

import asyncio

import pytest
from cometapi import AsyncCometAPI, CometAPI
from openai import AuthenticationError

from mockserver import MockServer
from mockserver.environment import changes
from tests.sdks.agent import STORY

MODEL = "gemini-2.5-flash"


@pytest.fixture
def led(gateway: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead it by the environment alone, as `cometapi-mock env` does."""
    for name, value in changes({}, gateway.url, key="sk-good").items():
        if value is not None:
            monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("led")
def test_it_is_led_here_by_the_environment() -> None:
    async def ask() -> str | None:
        async with AsyncCometAPI() as client:
            answer = await client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": STORY}]
            )
            return answer.choices[0].message.content

    with CometAPI() as client:
        chunks = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": STORY}], stream=True
        )
        streamed = "".join(each.choices[0].delta.content or "" for each in chunks)
    whole = asyncio.run(ask())

    assert "lighthouse" in streamed
    assert whole == streamed


def test_a_wrong_key_is_told(gateway: MockServer) -> None:
    with (
        CometAPI(base_url=f"{gateway.url}/v1", api_key="sk-bad", max_retries=0) as client,
        pytest.raises(AuthenticationError),
    ):
        client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": STORY}])
