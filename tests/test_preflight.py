"""What one small request tells of a target before all others."""

from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.asking.client import Client
from contract_tests.asking.manners import Manners
from contract_tests.asking.preflight import preflight
from contract_tests.asking.targets import CouldNotCheck, Target
from tests.answering import Answering, Asked, Reply

MODEL = "gemini-2.5-flash-lite"
PAGE = "<!doctype html><html><title>CometAPI</title></html>"
BAD_KEY = {"error": {"code": 400, "details": [{"reason": "API_KEY_INVALID"}]}}


def tried(*replies: Reply | Callable[[Asked], Reply]) -> tuple[str, int]:
    """Return why there is no use in asking more, and how often it was asked."""
    with Answering(*replies) as server:
        target = Target(name=server.url, root=f"{server.url}/v1beta", key="sk-test-key")
        client = Client(target, Manners(retries=9, backoff=0))
        try:
            preflight(client, MODEL)
        except CouldNotCheck as error:
            return str(error).replace(target.root, "ROOT"), len(server.asked)
        else:
            return "", len(server.asked)
        finally:
            client.close()


@pytest.mark.parametrize(
    ("reply", "reason", "times"),
    [
        (Reply(200, PAGE), "ROOT answers HTML (200): is this the base URL of the API?", 1),
        (Reply(404, PAGE), "ROOT answers HTML (404): is this the base URL of the API?", 1),
        (Reply(301, PAGE, {"location": "https://www.example/"}),
         "ROOT redirects (301) to https://www.example/: is this the base URL of the API?", 1),
        (Reply(302, ""), "ROOT redirects (302) to nowhere: is this the base URL of the API?", 1),
        (Reply(200, "It works!"), "ROOT answers 200 without JSON: is this the base URL of the API?: It works!", 1),
        (Reply(404, "{}"), "ROOT answers 404: is this the base URL of the API?: {}", 1),
        (Reply(401, "no"), "ROOT doesn't take the key in COMETAPI_KEY: it answers 401: no", 2),
        (Reply(403, "no"), "ROOT doesn't take the key in COMETAPI_KEY: it answers 403: no", 2),
        (Reply(429, "slow"), "ROOT answers 429: slow", 3),
        (Reply(503, "busy"), "ROOT answers 503: busy", 3),
        (Reply(502, "bad"), "ROOT answers 502: bad", 1),
        (Reply(404, {"error": {"message": f"models/{MODEL} is not found"}}),
         f"ROOT has no model {MODEL}: choose another with --model: it answers 404: ", 1),
        (Reply(503, {"error": {"code": "model_not_found"}}),
         f"ROOT has no model {MODEL}: choose another with --model: it answers 503: ", 1),
        (Reply(400, BAD_KEY), "ROOT doesn't take the key in COMETAPI_KEY: it answers 400: ", 1),
        (Reply(0), "ROOT can't be reached: Server disconnected without sending a response.", 3),
    ],
)  # fmt: skip
def test_one_sentence_says_what_is_wrong_after_few_tries(
    reply: Reply, reason: str, times: int
) -> None:
    told, asked = tried(reply)

    assert told.startswith(reason)
    assert asked == times


@pytest.mark.parametrize(
    "reply",
    [
        Reply(),
        Reply(200, "[]"),
        Reply(200, 'data: {"candidates": []}\n\n'),
        Reply(200, '{"candidates": [{"con'),
        Reply(400, {"error": {"code": 400, "message": "Thinking is wanted"}}),
    ],
)
def test_what_an_api_says_is_left_to_the_checks(reply: Reply) -> None:
    assert tried(reply) == ("", 1)


def test_a_server_that_was_busy_for_a_moment_is_fine() -> None:
    assert tried(Reply(503), Reply(0), Reply()) == ("", 3)


def test_a_key_that_is_taken_as_bearer_is_good_so_that_a_scenario_tells_of_the_header() -> None:
    def only_bearer(asked: Asked) -> Reply:
        return Reply() if "authorization" in asked.headers else Reply(401, "no")

    assert tried(only_bearer) == ("", 2)


def test_the_key_is_not_told() -> None:
    told, _ = tried(Reply(401, "sk-test-key is no key"))

    assert told.endswith("401: $COMETAPI_KEY is no key")


def test_it_is_small() -> None:
    asked: list[Any] = []

    def keep(request: Asked) -> Reply:
        asked.append(request)
        return Reply()

    tried(keep)

    assert asked[0].path == f"/v1beta/models/{MODEL}:generateContent"
    assert len(asked[0].body) < 150
