"""What is counted, and how Prometheus reads it."""

import subprocess
import sys

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from mockserver import MockServer
from mockserver.exchange import Call, Exchange, Frame, Reply
from mockserver.metrics import OTHERS, Metrics, exposition

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
HELLO = {"contents": [{"parts": [{"text": "Describe the moon"}]}]}
KEY = {"x-goog-api-key": "k"}

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    return {
        (each.name.removeprefix("cometapi_mock_"), frozenset(each.labels.items())): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


def shown(metrics: Metrics) -> Samples:
    return samples(exposition.text(metrics).decode())


def exchange(**members: object) -> Exchange:
    reply = Reply(200, "application/json", (Frame(b"abc"), Frame(b"de")))
    return Exchange(Call("POST", "/", body=b"1234"), reply, **members)  # type: ignore[arg-type]


def test_a_running_mock_counts_what_it_answers() -> None:
    with MockServer(faults=("latency; seconds=0",)) as server:
        client = httpx.Client(base_url=server.url, headers=KEY)
        with client:
            stub = {"match": {"text": {"contains": "Norway"}}, "text": "Oslo."}
            client.put("/__admin/stubs/oslo", json=stub)
            answer = client.post(PATH, json=HELLO)
            client.post(PATH, json={"contents": [{"parts": [{"text": "Norway"}]}]})
            client.post(PATH, json=HELLO, headers={"x-mock-fault": "429"})
            client.get("/nowhere")
            page = client.get("/metrics")
    found = samples(page.text)

    generated = {"operation": "generateContent", "dialect": "comet", "outcome": "sent"}
    assert page.headers["content-type"].startswith("text/plain; version=")
    assert value(found, "requests_total", **generated, status="200") == 2
    assert value(found, "requests_total", **generated, status="429") == 1
    assert value(found, "requests_total", **{**generated, "operation": "none"}, status="301") == 1
    assert value(found, "faults_total", fault="latency") == 3
    assert value(found, "faults_total", fault="429") == 1
    assert value(found, "stub_answers_total", stub="oslo") == 1
    assert value(found, "unmatched_requests_total") == 1
    assert value(found, "open_answers") == 0
    assert value(found, "duration_seconds_count", operation="generateContent") == 3
    usage = answer.json()["usageMetadata"]
    thoughts = value(found, "tokens_total", model="gemini-2.5-flash", kind="thoughts")
    assert thoughts >= usage["thoughtsTokenCount"]


def test_an_answer_that_is_being_sent_is_open() -> None:
    metrics = Metrics("comet", ())
    metrics.begin()
    before = value(shown(metrics), "open_answers")
    metrics.end(exchange(), "sent", 2, 0.1)

    assert before == 1
    assert value(shown(metrics), "open_answers") == 0


def test_bytes_are_counted_as_far_as_they_were_sent() -> None:
    metrics = Metrics("comet", ())
    metrics.end(exchange(), "left", 1, 0.1)

    assert value(shown(metrics), "request_bytes_total") == 4
    assert value(shown(metrics), "response_bytes_total") == 3


@pytest.mark.parametrize(
    ("seconds", "within"), [(0.0, "0.001"), (0.001, "0.001"), (0.03, "0.05"), (61.0, "+Inf")]
)
def test_a_duration_counts_in_its_bucket_and_all_larger_ones(seconds: float, within: str) -> None:
    metrics = Metrics("comet", ())
    metrics.end(exchange(operation="countTokens"), "sent", 2, seconds)
    found = shown(metrics)
    buckets = {
        dict(labels)["le"]: each
        for (name, labels), each in found.items()
        if name == "duration_seconds_bucket"
    }
    filled = [end for end, each in buckets.items() if each]

    assert filled[0] == within
    assert filled == list(buckets)[list(buckets).index(within) :]
    assert value(found, "duration_seconds_sum", operation="countTokens") == seconds


def test_labels_have_few_values() -> None:
    metrics = Metrics("comet", ["known"])
    for number in range(1_200):
        metrics.end(
            exchange(
                stub=f"stub-{number}", model=f"made-up-{number}", usage={"promptTokenCount": 2}
            ),
            "sent",
            2,
            0.1,
        )
    metrics.end(
        exchange(stub="stub-0", model="known", usage={"promptTokenCount": 1}), "sent", 2, 0.1
    )
    found = shown(metrics)

    assert value(found, "stub_answers_total", stub="stub-0") == 2
    assert value(found, "stub_answers_total", stub=OTHERS) == 200
    assert value(found, "tokens_total", model=OTHERS, kind="prompt") == 2_400
    assert value(found, "tokens_total", model="known", kind="prompt") == 1


def test_without_metrics_there_is_no_such_page() -> None:
    with MockServer(metrics=False, dialect="google") as server:
        answer = httpx.get(f"{server.url}/metrics")

    assert answer.status_code == 404


def test_prometheus_is_imported_only_when_somebody_asks() -> None:
    code = "import sys, mockserver; mockserver.MockServer(); sys.exit('prometheus_client' in sys.modules)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=False)

    assert done.returncode == 0
