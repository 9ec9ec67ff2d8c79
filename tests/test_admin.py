"""The admin API, asked over HTTP."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver import MockServer, __version__
from mockserver.app import create_app
from mockserver.faults import FAULTS
from mockserver.settings import Settings

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
OSLO = {"match": {"text": {"contains": "Norway"}}, "text": "Oslo."}


@pytest.fixture(scope="module")
def running() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture
def admin(running: MockServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{running.url}/__admin") as client:
        yield client
        client.post("/reset")


@pytest.fixture
def ask(running: MockServer) -> Iterator[Any]:
    with httpx.Client(base_url=running.url, headers={"x-goog-api-key": "k"}) as client:

        def send(text: str, below: str = "", **headers: str) -> httpx.Response:
            body = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
            return client.post(below + PATH, json=body, headers=headers)

        yield send


def said(answer: httpx.Response) -> str:
    return str(answer.json()["candidates"][0]["content"]["parts"][0]["text"])


def error(answer: httpx.Response) -> dict[str, str]:
    found: dict[str, str] = answer.json()["error"]
    return found


def test_the_mock_says_what_it_is(admin: httpx.Client) -> None:
    health = admin.get("/health")

    assert health.json() == {"status": "ok", "version": __version__, "dialect": "comet", "seed": 0}
    assert health.headers["x-mock"] == __version__
    assert admin.get("/ready").json() == {"ready": True}
    assert admin.get("/version").json() == {"version": __version__}
    assert admin.head("/health").status_code == 200


def test_the_config_has_every_setting_and_no_secret(tmp_path: Any) -> None:
    with MockServer(
        api_keys=("sk-secret-1", "sk-secret-2"), admin_token="secret-token", stubs=(tmp_path,),
        models={"mine": "gemini-2.5-flash"},
    ) as server:  # fmt: skip
        headers = {"authorization": "Bearer secret-token"}
        answer = httpx.get(f"{server.url}/__admin/config", headers=headers)
    settings = answer.json()["settings"]

    assert "secret" not in answer.text
    assert settings["api_keys"] == ["***", "***"]
    assert settings["stubs"] == [str(tmp_path)]
    assert settings["models"] == {"mine": "gemini-2.5-flash"}
    assert settings.keys() == set(Settings.__slots__)
    assert "mine" in answer.json()["models"]


def test_a_stub_that_was_added_answers_until_it_is_removed(admin: httpx.Client, ask: Any) -> None:
    added = admin.post("/stubs", json={**OSLO, "name": "oslo"})
    answered = said(ask("The capital of Norway?"))
    listed = admin.get("/stubs").json()["stubs"]
    removed = admin.delete("/stubs/oslo")

    assert (added.status_code, added.json()) == (201, {"added": ["oslo"]})
    assert answered == "Oslo."
    assert listed == [{"name": "oslo", "from": "added", "used": 1, "stub": OSLO}]
    assert removed.json() == {"removed": ["oslo"]}
    assert said(ask("The capital of Norway?")) != "Oslo."


def test_a_stub_without_a_name_gets_one_that_is_free(admin: httpx.Client) -> None:
    admin.put("/stubs/added-2", json={"text": "x"})
    first = admin.post("/stubs", json=[{"text": "a"}, {"text": "b"}]).json()["added"]

    assert first == ["added-1", "added-3"]
    assert len(admin.get("/stubs").json()["stubs"]) == 3
    assert admin.delete("/stubs").json()["removed"] == ["added-3", "added-1", "added-2"]


def test_a_stub_is_replaced_by_its_name(admin: httpx.Client, ask: Any) -> None:
    admin.put("/stubs/geo/oslo", json=OSLO)
    admin.put("/stubs/geo/oslo", json={**OSLO, "text": "Bergen.", "name": "geo/oslo"})

    assert said(ask("Norway")) == "Bergen."
    assert admin.get("/stubs/geo/oslo").json()["stub"]["text"] == "Bergen."
    assert len(admin.get("/stubs").json()["stubs"]) == 1


def test_of_a_list_with_a_bad_stub_none_is_added(admin: httpx.Client) -> None:
    answer = admin.post("/stubs", json=[{"text": "a"}, {"txt": "b"}])

    assert answer.status_code == 400
    assert "txt" in error(answer)["message"]
    assert admin.get("/stubs").json()["stubs"] == []


def test_stubs_of_files_are_listed_and_stay(tmp_path: Any) -> None:
    (tmp_path / "oslo.json").write_text(json.dumps(OSLO), "utf-8")
    with MockServer(stubs=(tmp_path,)) as server:
        client = httpx.Client(base_url=f"{server.url}/__admin")
        with client:
            listed = client.get("/stubs").json()["stubs"]
            one = client.get("/stubs/oslo").json()
            refused = [client.delete("/stubs/oslo"), client.put("/stubs/oslo", json=OSLO)]
            client.delete("/stubs")
            after = client.get("/stubs").json()["stubs"]

    assert [(each["name"], each["from"]) for each in listed] == [("oslo", "file")]
    assert one == listed[0]
    assert after == listed
    for each in refused:
        assert each.status_code == 400
        assert error(each)["message"] == "the stub 'oslo' is of a file"


def test_a_stub_that_is_not_there_is_missed(admin: httpx.Client) -> None:
    none = admin.get("/stubs/oslo")
    admin.put("/stubs/oslo", json=OSLO)
    near = admin.delete("/stubs/osl")

    assert (none.status_code, near.status_code) == (404, 404)
    assert error(none)["expected"] == "there is none"
    assert error(near)["expected"] == "did you mean 'oslo'? there are oslo"


@pytest.mark.parametrize(
    ("line", "body", "where"),
    [
        ("POST /stubs", {"text": "x", "name": 3}, "body/name"),
        ("POST /stubs", [{"text": "x"}, {"text": "x", "name": 3}], "body/1/name"),
        ("POST /stubs", "text", "body"),
        ("PUT /stubs/a", {"text": "x", "name": "b"}, "body/name"),
        ("POST /faults", {"fault": "429", "times": 0}, "body/times"),
        ("POST /faults", {}, "body"),
        ("PUT /faults/standing", {"faults": ["429", 3]}, "body/faults/1"),
        ("PUT /quota", {"requests": -1}, "body/requests"),
        ("PUT /scenarios", {"login": 1}, "body/login"),
        ("PUT /strict", "yes", "body"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_a_body_of_another_shape_is_refused_with_its_place(
    admin: httpx.Client, line: str, body: Any, where: str
) -> None:
    method, path = line.split()
    answer = admin.request(method, path, json=body)

    assert answer.status_code == 400
    assert error(answer)["where"] == where


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"fault": ', "Expecting value"),
        (b'{"fault": "429", "fault": "429"}', "the member 'fault' comes twice in one object"),
        (b'{"fault": NaN}', "NaN is no JSON"),
        (b"\xff", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"[" * 100_000, "maximum recursion depth exceeded"),
        (b"", "Expecting value"),
    ],
    ids=["cut", "twice", "nan", "bytes", "deep", "empty"],
)
def test_a_body_that_is_no_json_is_refused(admin: httpx.Client, body: bytes, message: str) -> None:
    answer = admin.post("/faults", content=body)

    assert answer.status_code == 400
    assert error(answer)["message"].startswith(message)
    assert "JSON" in error(answer)["expected"]


def test_an_unknown_member_is_refused_with_what_was_meant(admin: httpx.Client) -> None:
    answer = admin.post("/faults", json={"fault": "429", "tmes": 2})

    assert answer.status_code == 400
    assert answer.json() == {
        "error": {
            "message": "no such member: 'tmes'",
            "where": "body",
            "expected": "did you mean 'times'? there are fault, times",
        }
    }


def test_who_leaves_in_the_middle_of_a_body_harms_nobody() -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/__admin/stubs", "query_string": b"",
        "root_path": "", "headers": [], "server": ("127.0.0.1", 80), "scheme": "http",
    }  # fmt: skip
    asyncio.run(create_app()(scope, receive, send))

    assert sent == []


def test_a_body_that_is_a_form_is_not_read(admin: httpx.Client) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = admin.post("/stubs", content=b'{"text": "x"}', headers=headers)

    assert answer.status_code == 415
    assert "-H 'content-type: application/json'" in error(answer)["expected"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"text": "\\ud800"}', "Invalid unicode code point."),
        (b"[" * 201 + b"]" * 201, "Message too deep."),
        (b"[" * 100_000 + b"]" * 100_000, "maximum recursion depth exceeded"),
        (b"\xff", "can't decode byte 0xff"),
        (b'{"a": 1, "b": 2, "b": 3}', "the member 'b' comes twice"),
    ],
)
def test_a_body_that_cannot_be_passed_on_is_refused(
    admin: httpx.Client, content: bytes, message: str
) -> None:
    answer = admin.post("/stubs", content=content, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert message in error(answer)["message"]
    assert error(answer)["where"] == "body"


def test_a_body_is_taken_as_deep_as_the_validator_goes(admin: httpx.Client) -> None:
    content = b'{"a":' * 199 + b"[]" + b"}" * 199
    answer = admin.post("/stubs", content=content, headers={"content-type": "application/json"})

    assert "is nested more than 100 levels deep" in error(answer)["message"]  # so stubs says


def test_a_body_that_is_too_large_is_refused_and_so_is_one_too_many(admin: httpx.Client) -> None:
    with MockServer(max_body=100) as server:
        large = httpx.post(f"{server.url}/__admin/stubs", json={"text": "x" * 1_000_000})
    needless = admin.post("/reset", json={})

    assert large.status_code == 413
    assert error(large)["expected"] == "at most 100 bytes"
    assert (needless.status_code, error(needless)["where"]) == (400, "body")


@pytest.mark.parametrize(
    ("query", "where", "expected"),
    [
        ("sinse=3", "query: sinse", "did you mean 'since'? there are operation,"),
        ("since=x", "query: since", "a number from 0 on"),
        ("limit=-1", "query: limit", "a number from 0 on"),
        ("status=99", "query: status", "a number from 100 on"),
        ("unmatched=perhaps", "query: unmatched", "true or false"),
        ("progress=gone", "query: progress", "sending or sent or left or broken"),
    ],
)
def test_a_wrong_parameter_is_refused(
    admin: httpx.Client, query: str, where: str, expected: str
) -> None:
    answer = admin.get(f"/journal?{query}")

    assert answer.status_code == 400
    assert error(answer)["where"] == where
    assert error(answer)["expected"].startswith(expected)


def test_an_unknown_path_and_method_say_what_there_is(admin: httpx.Client) -> None:
    path, method = admin.get("/jurnal"), admin.patch("/stubs")

    assert (path.status_code, method.status_code) == (404, 405)
    assert error(path)["message"] == "there is no /__admin/jurnal"
    assert error(path)["expected"].startswith(
        "did you mean '/journal'? below /__admin there are /health"
    )
    assert method.headers["allow"] == error(method)["expected"] == "GET, POST, DELETE"


def test_faults_are_queued_stand_and_are_cleared(admin: httpx.Client, ask: Any) -> None:
    queued = admin.post("/faults", json={"fault": "429", "times": 2})
    statuses = [ask("Hi").status_code for _ in range(3)]
    admin.post("/faults", json={"fault": "429"})
    admin.put("/faults/standing", json={"faults": ["latency; seconds=0"]})
    standing = ask("Hi", below="/__ns/elsewhere"), ask("Hi")
    admin.post("/faults", json={"fault": "429"})
    planned = admin.get("/faults").json()
    cleared = admin.delete("/faults").json()

    assert (queued.status_code, queued.json()["queue"]) == (201, [{"fault": "429", "times": 2}])
    assert statuses == [429, 429, 200]
    assert [each.headers.get("x-mock-faults", "") for each in standing] == [
        "",
        "429, latency; seconds=0",
    ]
    assert planned["standing"] == ["latency; seconds=0"]
    assert planned["queue"] == [{"fault": "429", "times": 1}]
    assert cleared == {"queue": [], "standing": []}


def test_a_quota_holds_a_namespace_to_so_many_requests_a_minute(
    admin: httpx.Client, ask: Any
) -> None:
    told = admin.put("/quota", params={"namespace": "held"}, json={"requests": 1})
    held = [ask("Hi", below="/__ns/held").status_code for _ in range(2)]
    others = [ask("Hi").status_code for _ in range(2)]

    assert told.json() == {"requests": 1, "tokens": 0}
    assert held == [200, 429]
    assert others == [200, 200]


def test_the_catalogue_has_every_fault_with_what_it_takes(admin: httpx.Client) -> None:
    catalogue = admin.get("/faults").json()["catalogue"]
    latency = next(each for each in catalogue if each["name"] == "latency")

    assert [each["name"] for each in catalogue] == list(FAULTS)
    assert latency["doc"] == FAULTS["latency"].doc
    assert {"name": "seconds", "type": "float", "default": 1.0} in latency["parameters"]


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("POST /faults", {"fault": "428"}),
        ("PUT /faults/standing", {"faults": ["latency", "428"]}),
    ],
)
def test_a_fault_that_there_is_not_changes_nothing(
    admin: httpx.Client, line: str, body: Any
) -> None:
    method, path = line.split()
    answer = admin.request(method, path, json=body)

    assert answer.status_code == 400
    assert "there is no fault '428'" in error(answer)["message"]
    assert admin.get("/faults").json()["queue"] == admin.get("/faults").json()["standing"] == []


def test_a_scenario_is_put_into_a_state_and_back(admin: httpx.Client) -> None:
    empty = admin.put("/scenarios", json={"login": "done"})
    admin.post("/stubs", json={"text": "a", "scenario": {"name": "login", "becomes": "in"}})
    unknown = admin.put("/scenarios", json={"login": "done", "logn": "x"})
    before = admin.get("/scenarios").json()
    put = admin.put("/scenarios", json={"login": "done"}).json()
    reset = admin.delete("/scenarios").json()

    assert error(empty)["expected"] == "there is none"
    assert error(unknown)["expected"] == "did you mean 'login'? there are login"
    assert before == reset == {"scenarios": {"login": ""}}
    assert put == {"scenarios": {"login": "done"}}


def test_strictness_is_set_and_left_to_the_settings(admin: httpx.Client, ask: Any) -> None:
    before = admin.get("/strict").json()
    strict = admin.put("/strict", json=True).json()
    refused = ask("Hi")
    after = admin.put("/strict", content=b"null").json()

    assert before == after == {"strict": None, "holds": False}
    assert strict == {"strict": True, "holds": True}
    assert refused.status_code == 404


@pytest.mark.parametrize("how", ["parameter", "header", "url"])
def test_a_namespace_is_named_in_three_ways(
    admin: httpx.Client, running: MockServer, ask: Any, how: str
) -> None:
    ways: dict[str, dict[str, Any]] = {
        "parameter": {"url": f"{running.url}/__admin/stubs?namespace=mine"},
        "header": {"url": f"{running.url}/__admin/stubs", "headers": {"x-mock-namespace": "mine"}},
        "url": {"url": f"{running.url}/__ns/mine/__admin/stubs"},
    }
    httpx.post(json=OSLO, **ways[how])
    there, here = ask("Norway", below="/__ns/mine"), ask("Norway")
    listed = {each["name"]: each for each in admin.get("/namespaces").json()["namespaces"]}

    assert said(there) == "Oslo."
    assert said(here) != "Oslo."
    assert listed["mine"]["url"] == f"{running.url}/__ns/mine"
    assert (listed["mine"]["stubs"], listed["mine"]["requests"]) == (1, 1)
    assert listed[""]["requests"] == 1


def test_a_reset_forgets_a_namespace_or_all(admin: httpx.Client, ask: Any) -> None:
    for each in ("one", "two"):
        admin.post("/stubs", json=OSLO, params={"namespace": each})
        ask("Norway", below=f"/__ns/{each}")
    ask("Hi")
    one = admin.post("/reset", params={"namespace": "one"}).json()
    left = [each["name"] for each in admin.get("/namespaces").json()["namespaces"]]
    common = admin.post("/reset", params={"namespace": ""}).json()
    kept = admin.get("/journal/count").json()
    everything = admin.post("/reset").json()

    assert (one, common, everything) == ({"reset": "one"}, {"reset": ""}, {"reset": None})
    assert left == ["", "two"]
    assert kept == {"count": 1}
    assert admin.get("/journal/count").json() == {"count": 0}
    assert admin.get("/namespaces").json() == {"namespaces": []}


def test_the_journal_is_filtered_counted_and_emptied(admin: httpx.Client, ask: Any) -> None:
    admin.put("/stubs/oslo", json=OSLO)
    ask("The capital of Norway?")
    ask("Nothing of it")
    ask("In a namespace", below="/__ns/mine")
    whole = admin.get("/journal").json()
    last, first = whole["last"], whole["last"] - 2
    later = admin.get("/journal", params={"since": first, "limit": 1}).json()
    counts = [
        admin.get("/journal/count", params=each).json()["count"]
        for each in ({"stub": "oslo"}, {"namespace": ""}, {"text": "Norway"}, {"unmatched": "true"})
    ]
    emptied = admin.delete("/journal", params={"namespace": "mine"}).json()

    assert [each["prompt"] for each in whole["entries"]][1:] == ["Nothing of it", "In a namespace"]
    assert [each["number"] for each in later["entries"]] == [first + 1]
    assert counts == [1, 2, 1, 1]
    assert emptied == {"count": 2}
    assert admin.get(f"/journal/{last}").status_code == 404


def test_an_entry_is_shown_by_its_number(admin: httpx.Client, ask: Any) -> None:
    ask("Hi")
    newest = admin.get("/journal", params={"limit": 1}).json()["entries"][0]

    assert admin.get(f"/journal/{newest['number']}").json() == newest
    assert error(admin.get("/journal/first"))["message"] == "the journal has no entry first"


def test_what_no_stub_was_for_is_shown_with_the_nearest(admin: httpx.Client, ask: Any) -> None:
    admin.put("/stubs/oslo", json=OSLO)
    ask("Norway")
    ask("Sweden")
    found = admin.get("/journal/unmatched").json()

    assert found["count"] == 1
    assert found["entries"][0]["near"] == [
        {
            "stub": "oslo",
            "differences": [{"what": "text", "wanted": "contains 'Norway'", "got": "'Sweden'"}],
        }
    ]


def test_half_a_character_that_somebody_sent_is_written_escaped(
    admin: httpx.Client, running: MockServer
) -> None:
    body = b'{"contents": [{"parts": [{"text": "\\ud83d"}]}]}'
    httpx.post(running.url + PATH, content=body, headers={"x-goog-api-key": "k"})
    answer = admin.get("/journal")

    assert "\\ud83d" in answer.text
    assert answer.json()["entries"][0]["prompt"] == "\ud83d"


def test_what_the_admin_api_is_asked_stands_in_no_journal(admin: httpx.Client) -> None:
    admin.get("/stubs")

    assert admin.get("/journal/count").json() == {"count": 0}


def test_answers_are_marked_unless_that_is_off(admin: httpx.Client, ask: Any) -> None:
    admin.put("/stubs/oslo", json=OSLO)
    marked = ask("Norway", **{"x-mock-fault": "latency; seconds=0.01"})
    with MockServer(marks=False) as server:
        plain = [
            httpx.post(server.url + PATH, json={"contents": []}, headers={"x-goog-api-key": "k"}),
            httpx.get(f"{server.url}/__admin/health"),
            httpx.get(f"{server.url}/__admin/nothing"),
        ]

    marks = {name: each for name, each in marked.headers.items() if name.startswith("x-mock")}
    assert marks == {
        "x-mock": __version__,
        "x-mock-seed": "0",
        "x-mock-stub": "oslo",
        "x-mock-faults": "latency; seconds=0.01",
    }
    for each in plain:
        assert not [name for name in each.headers if name.startswith("x-mock")]


def test_a_stub_that_is_added_again_answers_again(admin: httpx.Client, ask: Any) -> None:
    for each in ("first", "second"):
        admin.post("/stubs", json={"name": "one", "times": 1, "text": each})

        assert said(ask("Hi")) == each
        assert said(ask("Hi")) != each


def test_a_name_is_given_once(admin: httpx.Client) -> None:
    answer = admin.post("/stubs", json=[{"name": "a", "text": "x"}, {"name": "a", "text": "y"}])

    assert (answer.status_code, error(answer)["message"]) == (400, "the name 'a' is given twice")
    assert admin.get("/stubs").json() == {"stubs": []}


def test_a_stub_of_a_file_can_not_be_replaced_either_way(tmp_path: Path) -> None:
    (tmp_path / "oslo.json").write_text(json.dumps(OSLO), "utf-8")
    with MockServer(stubs=(tmp_path,)) as server:
        stubs = f"{server.url}/__admin/stubs"
        answers = [
            httpx.post(stubs, json={"name": "oslo", "text": "x"}),
            httpx.put(f"{stubs}/oslo", json={"text": "x"}),
        ]

    assert [each.status_code for each in answers] == [400, 400]
    assert {error(each)["message"] for each in answers} == {"the stub 'oslo' is of a file"}


def test_the_base_url_of_a_namespace_alone_leads_where_the_mocks_own_does(
    running: MockServer,
) -> None:
    below, itself = httpx.get(f"{running.url}/__ns/a"), httpx.get(f"{running.url}/")

    assert (below.status_code, below.text) == (itself.status_code, itself.text)


def test_the_name_of_a_namespace_has_a_length_that_can_be_kept(
    admin: httpx.Client, ask: Any
) -> None:
    answer = admin.get("/stubs", params={"namespace": "n" * 201})
    refused = ask("Hi", **{"x-mock-namespace": "n" * 201})

    assert answer.status_code == refused.status_code == 400
    assert error(answer) == {
        "message": "the name of the namespace has 201 characters",
        "expected": "200 at most",
    }
    assert "a name has 200 characters at most, not 201" in error(refused)["message"]
    assert "n" * 201 not in admin.get("/namespaces").text
    assert ask("Hi", **{"x-mock-namespace": "n" * 200}).status_code == 200


@pytest.mark.parametrize("name", ["a b", "ø", "50%25", "a?b#c"])
def test_the_base_url_of_a_namespace_can_be_asked_whatever_its_name(
    running: MockServer, name: str
) -> None:
    space = running.namespace(name)
    space.add(text="Here.")
    answer = httpx.post(
        space.url + PATH,
        json={"contents": [{"parts": [{"text": "Hi"}]}]},
        headers={"x-goog-api-key": "k"},
    )

    assert said(answer) == "Here."
