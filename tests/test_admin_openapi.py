"""The description of the admin API."""

import re
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import openapi_spec_validator
import pytest

from mockserver import MockServer
from mockserver.admin import ENDPOINTS, Endpoint
from mockserver.admin.openapi import document, plain

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENT = document("http://127.0.0.1:8707")


def test_the_description_is_valid_openapi() -> None:
    openapi_spec_validator.validate(DOCUMENT)

    assert DOCUMENT["openapi"] == "3.1.0"


def test_the_mock_describes_itself_with_its_own_address() -> None:
    with MockServer() as server:
        found = httpx.get(f"{server.url}/__admin/openapi.json").json()

    assert found["servers"] == [{"url": f"{server.url}/__admin"}]
    assert found["paths"] == DOCUMENT["paths"]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}")
def test_every_endpoint_is_described_and_stands_in_the_reference(endpoint: Endpoint) -> None:
    described: dict[str, Any] = DOCUMENT["paths"][plain(endpoint.path)][endpoint.method.lower()]
    reference = (DOCS / "admin.md").read_text("utf-8")
    section = reference.partition(f"### {endpoint.method} {plain(endpoint.path)}\n")[2]
    section = section.partition("\n### ")[0]

    assert endpoint.doc.startswith(described["summary"])
    assert section, "docs/admin.md has a heading for it"
    for each in endpoint.query:
        assert f"`{each.name}`" in section or "filters of the journal" in section


def test_the_reference_names_no_endpoint_that_there_is_not() -> None:
    reference = (DOCS / "admin.md").read_text("utf-8")
    named = re.findall(r"^### ([A-Z]+ \S+)$", reference, re.MULTILINE)

    assert named == sorted(set(named), key=named.index)
    assert set(named) == {f"{each.method} {plain(each.path)}" for each in ENDPOINTS}


def test_answers_are_as_they_are_described() -> None:
    """Each GET that takes no name, asked of a mock that has seen something."""
    path = "/v1beta/models/gemini-2.5-flash:generateContent"
    body = {"contents": [{"parts": [{"text": "Hi"}]}]}
    plainly = [each for each in ENDPOINTS if each.method == "GET" and "{" not in each.path]
    with MockServer() as server, httpx.Client(base_url=server.url) as client:
        client.post("/__admin/stubs", json={"text": "a", "match": {"model": "x"}})
        client.post("/__admin/faults", json={"fault": "429"})
        client.post(path, json=body, headers={"x-goog-api-key": "k"})
        answers = {each.path: client.get(f"/__admin{each.path}") for each in plainly}

    assert len(plainly) > 10
    for each in plainly:
        if each.media_types == ("application/json",):
            components = {"components": DOCUMENT["components"]}
            jsonschema.validate(answers[each.path].json(), {**each.answer, **components})
