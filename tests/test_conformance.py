"""The schemas and the rules against recorded traffic, by both judges."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests import conformance, judge
from contract_tests.conformance import Payload
from contract_tests.mutations import mutants
from mockserver import dialects, models, protojson, rules, schemas
from mockserver.errors import ApiError
from mockserver.request import GenerateRequest

REQUEST = conformance.SCHEMAS["request"]


@pytest.fixture(scope="module")
def report(traffic: list[dict[str, Any]]) -> conformance.Report:
    return conformance.hold(conformance.payloads(traffic))


def test_recorded_payloads_are_accepted_or_excepted(report: conformance.Report) -> None:
    assert [(payload.source, why) for payload, why in report.rejected] == []
    assert report.accepted.total() > 2_500


def test_the_readme_has_the_measured_numbers(report: conformance.Report) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    mutants = round((report.killed.total() + report.survived.total()) / 1_000)

    assert f"{report.accepted['request']:,} recorded requests" in readme
    assert f"refuse {int(report.score * 100)}% of {mutants:,},000 ways" in readme


def test_every_exception_is_needed(report: conformance.Report) -> None:
    assert report.excepted.total() == len(conformance.EXCEPTIONS)


def test_the_two_judges_agree_on_recorded_payloads(report: conformance.Report) -> None:
    assert report.disagreements == []


def test_mutants_are_refused_and_the_survivors_explained(report: conformance.Report) -> None:
    assert report.score >= conformance.GOAL
    assert [each for each in report.survivors if not conformance.explanation(each)] == []


def test_the_two_judges_agree_on_mutants(traffic: list[dict[str, Any]]) -> None:
    found = [each for each in conformance.payloads(traffic) if not each.faults][::40]
    checked = 0
    for each in found:
        schema = conformance.SCHEMAS[each.kind]
        for mutant in list(mutants(each.value))[::7]:
            fast = schemas.validator(schema).is_valid(mutant.payload)

            assert judge.accepts(schema, mutant.payload) == fast, (each.source, mutant)
            checked += 1
    assert checked > 200


def test_the_rules_let_recorded_requests_pass(traffic: list[dict[str, Any]]) -> None:
    refused = []
    held = 0
    for each in traffic:
        model = models.MODELS.get(str(each["model"]).removeprefix("models/"))
        if each["status"] != 200 or not each["request"] or model is None:
            continue
        if "enerateContent" not in each["endpoint"]:
            continue
        name = {"gemini-api": "google", "vertex": "vertex"}[each["backend"]]
        body = protojson.parse(each["request"], REQUEST).value
        held += 1
        try:
            rules.hold(GenerateRequest(model, body), dialects.dialect(name))
        except ApiError as error:
            refused.append((each["source"], each["model"], error.cause))
    assert refused == []
    assert held > 1_000


def test_a_broken_payload_is_rejected_with_its_source() -> None:
    report = conformance.hold([Payload("response", "somewhere", {"candidates": "none"})])

    assert [payload.source for payload, _ in report.rejected] == ["somewhere"]
    assert not report.kept
    assert any("rejected: somewhere" in line for line in conformance.table(report))


def test_a_request_that_cannot_be_read_is_rejected() -> None:
    exchange = {
        "source": "x", "endpoint": "generateContent", "status": 200, "request": {"foo": 1}
    }  # fmt: skip
    report = conformance.hold(conformance.payloads([exchange]))

    assert 'Unknown name "foo"' in report.rejected[0][1]


def test_the_command_prints_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = {"error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT"}}
    model = {"name": "models/gemini-2.5-flash", "version": "001"}
    exchanges = [
        {"source": "a", "endpoint": "generateContent", "status": 400, "response": error},
        {"source": "b", "endpoint": "generateContent", "status": 502, "response": "<html>"},
        {"source": "c", "endpoint": "models", "status": 200, "response": {"models": [model]}},
        {"source": "d", "endpoint": "files", "status": 200, "response": {}},
    ]
    file = tmp_path / "exchanges.jsonl"
    file.write_text("\n".join(map(json.dumps, exchanges)), "utf-8")

    assert conformance.main([str(file)]) == 0
    assert "score" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{}", "expected an exchange", id="no-source"),
        pytest.param("nonsense", "expected an exchange", id="not-json"),
        pytest.param(None, "No such file", id="no-file"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(
    content: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "exchanges.jsonl"
    if content is not None:
        file.write_text(content, "utf-8")

    assert conformance.main([str(file)]) == 2
    assert message in capsys.readouterr().err


def test_the_command_wants_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert conformance.main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_judge_tells_drift_from_breakage() -> None:
    answer = {
        "candidates": [
            {"finishReason": "A_NEW_ONE", "newField": 1, "content": {"role": 7}},
            {"finishReason": "stop", "finish_reason": "STOP"},
        ],
        "usageMetadata": {},
    }
    found = {
        each.pointer: each.additive
        for each in judge.findings(conformance.SCHEMAS["response"], answer)
    }

    assert found["/candidates/0/finishReason"]
    assert found["/candidates/0/newField"]
    assert not found["/candidates/0/content/role"]
    assert not found["/candidates/1/finishReason"], "a known value in another case"
    assert not found["/candidates/1/finish_reason"], "a known field in another spelling"


def test_survivors_and_disagreements_stand_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {
        "candidates": [{"finishReason": "STOP"}],
        "usageMetadata": {"promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1}]},
    }
    monkeypatch.setattr(judge, "accepts", lambda *_: False)
    report = conformance.hold([Payload("response", "somewhere", answer)])
    lines = list(conformance.table(report))

    assert any("proto3 leaves a count of 0 out" in line for line in lines)
    assert "the judges disagree: somewhere" in lines
    assert not report.kept


def test_exchanges_of_any_origin_are_held_to_the_schemas() -> None:
    question = {
        "contents": [
            {"role": "user", "parts": [{"text": "Is it warm?"}]},
            {"role": "model", "parts": [{"functionCall": {"name": "warm", "args": {"a": [1]}}}]},
            {"parts": [{"functionResponse": {"name": "warm", "response": {"b": {"c": 2}}}}]},
        ],
        "tools": [{"functionDeclarations": [{"name": "warm", "parametersJsonSchema": {"d": [3]}}]}],
        "generationConfig": {
            "responseSchema": {"type": "OBJECT", "properties": {"mode": {"type": "STRING"}}}
        },
    }
    said = {"content": {"role": "model", "parts": [{"text": "Yes"}]}, "finishReason": "STOP"}
    usage = {"promptTokenCount": 1, "totalTokenCount": 1}
    chunk = {"candidates": [said], "usageMetadata": usage}
    ours = {"source": "ours", "endpoint": "streamGenerateContent", "status": 200}
    excepted = {
        **ours,
        "source": f"theirs/{next(iter(conformance.EXCEPTIONS))}",
        "endpoint": "generateContent",
        "response": {"candidates": [{**said, "added": 1}], "usageMetadata": {}},
    }
    report = conformance.hold(
        conformance.payloads([{**ours, "request": question, "chunks": [chunk]}, excepted])
    )

    assert dict(report.accepted) == {"request": 1, "chunk": 1}
    assert dict(report.excepted) == {"response": 1}
    assert report.kept
    assert list(report.survivors) == [
        "request: missing required at contents/*/parts/*/functionResponse",
        "chunk: missing required at (root)",
    ]


def test_the_other_endpoints_are_held_to_their_schemas() -> None:
    content = {"parts": [{"text": "Is it warm?"}]}
    embedding = {"values": [0.6, 0.8]}
    times = dict.fromkeys(["createTime", "updateTime", "expireTime"], "2030-01-01T00:00:00Z")
    cache = {
        "name": "cachedContents/a", "model": "models/m", **times,
        "usageMetadata": {"totalTokenCount": 1_024},
    }  # fmt: skip
    batch = {"requests": [{"model": "models/m", "content": content}]}
    pairs: list[tuple[str, Any, Any]] = [
        ("countTokens", {"contents": [content]}, {"totalTokens": 3}),
        ("embedContent", {"content": content}, {"embedding": embedding}),
        ("embedContent", batch, {"embeddings": [embedding]}),
        ("cachedContents", {"model": "models/m", "contents": [content], "ttl": "5s"}, cache),
        ("cachedContents", None, {"cachedContents": [cache]}),
        ("cachedContents", None, {}),
        ("models", None, {"name": "models/m"}),
    ]
    report = conformance.hold(
        conformance.payloads(
            {
                "source": "ours", "endpoint": endpoint, "status": 200,
                "request": request, "response": response,
            }
            for endpoint, request, response in pairs
        )
    )  # fmt: skip

    assert report.rejected == []
    assert dict(report.accepted) == {
        "count request": 1, "count": 1, "embed request": 1, "embedding": 1, "batch request": 1,
        "embeddings": 1, "cache": 2, "cache list": 1, "model": 1,
    }  # fmt: skip
    assert [each for each in report.survivors if not conformance.explanation(each)] == []
