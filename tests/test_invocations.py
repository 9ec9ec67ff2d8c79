from typing import Any

import pytest

from mockserver.dialects import GOOGLE
from mockserver.generate import answer, invocations
from mockserver.generate.choice import Choice
from mockserver.generate.draft import Draft
from mockserver.models import MODELS
from mockserver.request import GenerateRequest

FLASH_3 = "gemini-3-flash-preview"
SHOWN: dict[str, Any] = {"includeServerSideToolInvocations": True}
ASKED = "Who won the euro 2024, says https://example.com/a?"

Payload = dict[str, Any]


def request(
    *tools: Payload, prompt: str = ASKED, model: str = FLASH_3, **config: Any
) -> GenerateRequest:
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "tools": list(tools),
        "toolConfig": config,
    }
    return GenerateRequest(MODELS[model], body)


def candidate(*tools: Payload, **options: Any) -> Payload:
    found: Payload = answer(request(*tools, **{**SHOWN, **options}), GOOGLE)["candidates"][0]
    return found


@pytest.mark.parametrize(
    ("tool", "kind"),
    [
        pytest.param({"googleSearch": {}}, "GOOGLE_SEARCH_WEB", id="web"),
        pytest.param(
            {"googleSearch": {"searchTypes": {"imageSearch": {}}}}, "GOOGLE_SEARCH_IMAGE", id="images"
        ),
        pytest.param({"googleMaps": {}}, "GOOGLE_MAPS", id="maps"),
        pytest.param({"urlContext": {}}, "URL_CONTEXT", id="pages"),
        pytest.param({"fileSearch": {"fileSearchStoreNames": ["a"]}}, "FILE_SEARCH", id="files"),
    ],
)  # fmt: skip
def test_a_tool_that_was_used_is_shown_before_the_text(tool: Payload, kind: str) -> None:
    call, response, text = candidate(tool)["content"]["parts"]

    assert call["toolCall"]["toolType"] == response["toolResponse"]["toolType"] == kind
    assert call["toolCall"]["id"] == response["toolResponse"]["id"]
    assert text["text"]


def test_a_search_is_shown_with_the_queries_that_the_metadata_has() -> None:
    found = candidate({"googleSearch": {}})
    call, response, _ = found["content"]["parts"]
    metadata = found["groundingMetadata"]

    assert call["toolCall"]["args"] == {"queries": metadata["webSearchQueries"]}
    assert response["toolResponse"]["response"] == {
        "search_suggestions": metadata["searchEntryPoint"]["renderedContent"]
    }


def test_every_use_has_its_own_id() -> None:
    parts = candidate({"googleSearch": {}, "googleMaps": {}}, {"urlContext": {}})["content"][
        "parts"
    ]

    assert len({each["toolCall"]["id"] for each in parts if "toolCall" in each}) == 3


@pytest.mark.parametrize(
    ("tool", "options"),
    [
        pytest.param({"googleSearch": {}}, {**SHOWN, "includeServerSideToolInvocations": False}, id="not-asked"),
        pytest.param({"googleSearch": {}}, {"model": "gemini-2.5-flash"}, id="before-3"),
        pytest.param({"googleSearch": {}}, {"prompt": "Hello!"}, id="no-search"),
        pytest.param({"googleMaps": {}}, {"prompt": "Hello!"}, id="no-place"),
        pytest.param({"urlContext": {}}, {"prompt": "Explain rain"}, id="no-address"),
        pytest.param({"fileSearch": {"fileSearchStoreNames": ["a"]}}, {"prompt": "Hello!"}, id="no-file"),
        pytest.param({"codeExecution": {}}, {"prompt": "2 + 2"}, id="code"),
    ],
)  # fmt: skip
def test_otherwise_no_use_is_shown(tool: Payload, options: Payload) -> None:
    parts = candidate(tool, **options)["content"]["parts"]

    assert not any("toolCall" in each or "toolResponse" in each for each in parts)


def test_beside_a_function_call_no_use_is_shown() -> None:
    draft = Draft(request({"googleSearch": {}}, **SHOWN), GOOGLE, Choice(b"x"))
    calling = draft.saying({"functionCall": {"name": "f"}})

    assert invocations.apply(calling) is calling
