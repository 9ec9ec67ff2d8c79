"""The command ``cometapi-contract fuzz --target``: real runs against the mock and against worse ones."""

import json
import re
import signal
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from hypothesis import strategies as st

from contract_tests.asking.targets import LIVE, Target
from contract_tests.cli import main
from contract_tests.fuzzing.target import running
from contract_tests.fuzzing.target.cause import Failure
from contract_tests.fuzzing.target.example import Example, examples
from contract_tests.fuzzing.target.trying import Trying
from mockserver import MockServer
from tests.answering import ENGLISH, Answering, Asked, Reply
from tests.fuzzing import MODEL, call, flawed, valid

USAGE: dict[str, Any] = {
    "promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 10}],
}  # fmt: skip
HEADERS = {"content-type": "application/json; charset=UTF-8"}
FLAWS = [
    flawed(),
    flawed(call=call(nonsense=1), flaw="nonsense", field="", kind="unknown field"),
    flawed(call=call(generationConfig={"seed": 5}), flaw="late", field="", kind="not allowed"),
]


def drawn(dialect: str, model: str | None, only: str | None = None) -> st.SearchStrategy[Example]:
    """Draw little, in place of all there is: it says much of the run, and takes no time."""
    assert dialect in {"comet", "google"}
    assert model in {None, MODEL}
    good = st.text("abc", max_size=5).map(valid)
    bad = st.sampled_from(FLAWS)
    return {"valid": good, "invalid": bad, None: good | bad}[only]


@pytest.fixture(autouse=True)
def _little_is_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(running, "examples", drawn)
    monkeypatch.setattr(running, "SHRINKING", 0.5)
    monkeypatch.chdir(tmp_path)


def fuzz(*words: str, **environment: str | None) -> Result:
    told = ["--seed", "5", "--dialect", "google", *words]
    return CliRunner(env={"COMETAPI_KEY": None, **environment}).invoke(main, ["fuzz", *told])


def report(*words: str, **environment: str | None) -> dict[str, Any]:
    done = fuzz(*words, "--format", "json", **environment)
    value: dict[str, Any] = json.loads(done.stdout)
    assert value["exit_code"] == done.exit_code
    return value


# What is found, of the mock and of worse ones.


def test_nothing_is_found_on_the_mock() -> None:
    done = fuzz("--target", "mock", "--examples", "40", "--only", "valid")

    assert done.exit_code == 0
    assert re.fullmatch(
        r"kept: mock, google: nothing found; 40 examples \(40 valid, 0 invalid\), 80 requests in \d s; --seed 5\n",
        done.stdout,
    )
    assert done.stderr == "fuzzing mock (google), seed 5\n"
    assert not Path(".cometapi-fuzz").exists()


def spoiling(asked: Asked) -> Reply:
    """Answer well, but with a wrong sum for who says b, and nothing for who says c."""
    said = json.loads(asked.body)["contents"]
    text = said[0]["parts"][0]["text"] if isinstance(said, list) else ""
    usage = {**USAGE, "totalTokenCount": 1} if "b" in text else USAGE
    return Reply(0 if "c" in text else 200, {**ENGLISH, "usageMetadata": usage}, HEADERS)


@pytest.fixture
def spoilt() -> Iterator[str]:
    with Answering(spoiling) as server:
        yield server.url


def test_each_cause_is_told_once_with_the_smallest_request(spoilt: str) -> None:
    value = report("--target", spoilt, "--examples", "40", "--only", "valid")

    found = {each["kind"]: each for each in value["causes"]}
    assert (value["verdict"], len(value["causes"])) == ("broken", 2)
    assert found["no answer"]["request"]["json"] == call("c").body
    assert found["claim"]["request"]["json"] == call("b").body
    assert found["claim"]["what"] == "usage.total (total_is_the_sum)"
    assert found["claim"]["curl"].startswith(f"curl {spoilt}/v1beta/models/{MODEL}")
    assert value["examples"] == {"valid": 40, "invalid": 0}
    assert {each["file"] for each in value["causes"]} == {
        str(each) for each in Path(".cometapi-fuzz").iterdir()
    }


def test_a_kept_case_is_known_as_long_as_it_fails_and_then_removed(spoilt: str) -> None:
    words = ("--examples", "1", "--only", "valid")
    report("--target", spoilt, "--examples", "40", "--only", "valid")
    again = report("--target", spoilt, *words)

    assert [each["known"] for each in again["causes"]] == [True, True]
    assert again["exit_code"] == 1

    with MockServer(dialect="google") as mended:
        done = fuzz("--target", mended.url, *words)
    assert done.exit_code == 0
    assert done.stdout.count("right now, and removed: .cometapi-fuzz/google-") == 2
    assert not list(Path(".cometapi-fuzz").iterdir())


def test_a_flaw_that_is_accepted_is_found() -> None:
    with MockServer(dialect="google") as mock:
        value = report("--target", mock.url, "--examples", "30", "--only", "invalid")

    assert [(each["kind"], each["what"]) for each in value["causes"]] == [("accepted", "late")]


def test_a_run_takes_so_many_minutes_at_most() -> None:
    value = report("--target", "mock", "--minutes", "0.01", "--only", "valid")

    assert value["verdict"] == "kept"
    assert value["examples"]["valid"] > 0


@pytest.mark.parametrize(("form", "start"), [("text", "kept: "), ("markdown", "## Fuzzing: kept")])
def test_a_report_is_written_as_is_wished(form: str, start: str) -> None:
    done = fuzz("--target", "mock", "--examples", "2", "--only", "valid", "--format", form, "-q")

    assert done.stdout.startswith(start)
    assert done.stderr == ""


def test_a_seed_is_drawn_if_none_is_given_and_told() -> None:
    words = ["fuzz", "--target", "mock", "--examples", "1", "--only", "valid", "-q"]
    first, second = (CliRunner().invoke(main, words).stdout for _ in range(2))

    assert re.search(r"--seed \d+$", first)
    assert first.rpartition(" ")[2] != second.rpartition(" ")[2]


def test_half_a_character_is_written_all_the_same() -> None:
    with Answering(Reply(200, "\\ud800 \x1b[31m")) as server:
        done = fuzz("--target", server.url, "--examples", "20", "--only", "valid")

    assert done.exit_code == 4, "what isn't JSON is no API"


# What can't be checked.


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(0), "can't be reached: Server disconnected without sending a response."),
        (Reply(401, "no"), "doesn't take the key in COMETAPI_KEY: it answers 401: no"),
        (Reply(404, "<html>"), "answers HTML (404): is this the base URL of the API?"),
    ],
)
def test_a_target_that_is_none_is_told_in_a_line(reply: Reply, reason: str) -> None:
    with Answering(reply) as server:
        done = fuzz("--target", server.url, "-q")

    assert done.exit_code == 4
    assert done.stderr == f"Could not check: {server.url}/v1beta {reason}\n"
    assert done.stdout == ""


def test_a_gateway_that_cannot_read_a_request_is_one() -> None:
    """CometAPI answers 500 to what its gateway can't decode."""
    error = {"error": {"message": "json: cannot unmarshal", "code": "invalid_request"}}
    with Answering(Reply(500, error), Reply(400, "no")) as server:
        done = fuzz("--target", server.url, "--examples", "1", "--only", "invalid")

    assert "Could not check" not in done.stderr


def test_live_wants_a_key() -> None:
    done = fuzz("--target", "live", "-q")

    assert (done.exit_code, done.stderr) == (
        4,
        "Could not check: live wants a key, and COMETAPI_KEY isn't set\n",
    )


def test_a_target_that_goes_down_is_told_with_what_was_sent() -> None:
    good = Reply(200, {**ENGLISH, "usageMetadata": USAGE}, HEADERS)
    with Answering(good, good, Reply(0)) as server:
        done = fuzz("--target", server.url, "--examples", "9", "--only", "valid")

    assert done.exit_code == 1
    assert "no answer: a valid request\n" in done.stdout
    assert "stopped: the target can't be reached any more: " in done.stdout


# A target that costs money.


class Dear(httpx.BaseTransport):
    """An API that costs money: it keeps what it is sent, and answers what it is told to."""

    def __init__(self, status: int = 400) -> None:
        self.sent: list[Any] = []
        self._status = status

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(json.loads(request.read()))
        error = {"error": {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT"}}
        good = {"usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 4_000_000}}
        first = len(self.sent) == 1
        status = 400 if first else self._status
        return httpx.Response(status, json=error if status != 200 else good)


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> type[Dear]:
    """Have live answered by the last `Dear` that was made, as fast as it can."""
    made: list[Dear] = []

    def opened(name: str, *_: object) -> Any:
        target = Target(name=name, root=LIVE, key="sk-x", dear=True, transport=made[-1])
        return nullcontext(target)

    class Made(Dear):
        def __init__(self, status: int = 400) -> None:
            super().__init__(status)
            made.append(self)

    monkeypatch.setattr(running, "opened", opened)
    return Made


def is_valid(body: Any) -> bool:
    return body.keys() <= {"contents", "generationConfig"} and body.get("generationConfig", {}) in (
        {},
        {"maxOutputTokens": 32},
    )


def test_a_dear_target_is_sent_nothing_valid(live: type[Dear]) -> None:
    api = live()
    done = fuzz("--target", "live", "--rate", "100000", "--format", "json")

    value = json.loads(done.stdout)
    assert value["examples"] == {"valid": 0, "invalid": 100}
    assert len(api.sent) == 101
    assert not any(is_valid(each) for each in api.sent[1:])
    assert api.sent[0] == {"contents": "Say hi"}
    assert not any("seed" in str(each) for each in api.sent), "it may be found late"
    assert done.stderr.splitlines()[0] == (
        "fuzzing live (google), seed 5: at most 100 requests, 100000 a minute, in about 1 min; "
        "only such as are refused before anything is generated; one that is accepted is a finding, "
        "costs a little, and its flaw isn't sent again (cap $0.50); what fails isn't made smaller"
    )


def test_a_flaw_that_live_accepts_is_found_and_not_sent_again(live: type[Dear]) -> None:
    api = live(200)
    value = report("--target", "live", "--rate", "100000", "--max-cost", "100")

    kinds = [each["kind"] for each in value["causes"]]
    assert kinds.count("accepted") == 2
    assert value["stopped"] == "nothing is left that may be sent"
    assert len(api.sent) == 3
    assert api.sent[1]["generationConfig"] or api.sent[2]["generationConfig"]


def test_spending_is_held(live: type[Dear]) -> None:
    live(200)
    value = report("--target", "live", "--rate", "100000")

    assert (value["verdict"], value["exit_code"]) == ("broken", 1)
    assert "spent, of $0.50 that this process may (--max-cost)" in value["stopped"]


def test_valid_requests_are_costly(live: type[Dear]) -> None:
    api = live()
    done = fuzz("--target", "live", "--only", "valid")

    assert done.exit_code == 2
    assert "valid requests do: say --costly, or --only invalid" in done.stderr
    assert api.sent == []


def test_who_says_costly_gets_valid_requests_of_few_tokens(live: type[Dear]) -> None:
    api = live()
    done = fuzz("--target", "live", "--costly", "--rate", "100000", "--examples", "20")

    config = {"maxOutputTokens": 32}
    assert any(is_valid(each) for each in api.sent[1:])
    assert all(each["generationConfig"] == config for each in api.sent[1:] if is_valid(each))
    assert (
        "20 requests, 100000 a minute, in about 1 min; valid ones too, of 32 tokens at most: about $"
        in done.stderr
    )


def test_minutes_bound_what_a_dear_target_is_sent(live: type[Dear]) -> None:
    live()
    done = fuzz("--target", "live", "--minutes", "0.001", "--rate", "100000")

    assert ": at most 100 requests, 100000 a minute, in about 1 min; " in done.stderr


# Wrong words and files.


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ([], "Error: say whom to fuzz: --target (mock, live or a URL) or --client (a command)"),
        (["--target", "mock", "--client", "x"],
         "Error: say whom to fuzz: --target (mock, live or a URL) or --client (a command)"),
        (["--target", "mock", "--shape", "x"], "Error: --shape goes with --client"),
        (["--client", "x", "--examples", "3"], "Error: --examples goes with --target"),
        (["--target", "recorded"],
         "Error: recordings answer no new requests: --target is mock, live or a URL"),
        (["--target", "mock", "--examples", "3", "--minutes", "1"],
         "Error: say how long: --examples or --minutes, and not both"),
        (["--target", "mock", "--examples", "0"],
         "Error: Invalid value for '--examples': 0 is not in the range x>=1."),
        (["--target", "mock", "--max-cost", "0"],
         "Error: Invalid value for '--max-cost': 0.0 is not in the range x>0."),
        (["--target", "mock", "--model", "a b"],
         "Error: Invalid value for '--model': 'a b' is no name of a model, such as gemini-2.5-flash"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_told_in_a_line_and_ends_with_2(words: list[str], line: str) -> None:
    done = CliRunner().invoke(main, ["fuzz", *words])

    assert done.exit_code == 2
    assert done.output.splitlines()[-1] == line


def test_a_model_that_is_none_is_told_with_those_that_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "examples", examples)
    done = fuzz("--target", "mock", "--model", "gemini-9")

    assert done.exit_code == 2
    assert "Error: --model: expected a model for generateContent" in done.stderr
    assert re.search(r", got 'gemini-9'; .*there are gemini-2\.5-flash, ", done.stderr)


def test_a_key_that_can_be_none_is_wrong_usage() -> None:
    done = fuzz("--target", "live", COMETAPI_KEY="a b")

    assert done.exit_code == 2
    assert "COMETAPI_KEY holds what can't be a key" in done.stderr


def test_a_case_that_is_none_ends_it_before_anything_is_sent() -> None:
    Path("cases").mkdir()
    Path("cases/x.json").write_text("{", "utf-8")
    done = fuzz("--target", "live", "--cases", "cases")

    assert done.exit_code == 3
    assert done.stderr.startswith("Error: cases/x.json:1: expected a case as contract/fuzz_case")


def test_a_fault_of_the_suite_ends_with_70(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Trying, "__call__", broken)
    done = fuzz("--target", "mock")

    assert done.exit_code == 70


# Breaking it off.


@pytest.mark.parametrize("swallowed", [(), KeyboardInterrupt], ids=["raised", "swallowed"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_what_was_found_until_it_is_broken_off_is_told_and_kept(
    swallowed: Any, sent: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = Trying.__call__

    def interrupted(self: Trying, example: Example) -> tuple[Failure, ...]:
        if self.requests == 30:
            with suppress(swallowed):
                signal.raise_signal(sent)
        return tried(self, example)

    monkeypatch.setattr(Trying, "__call__", interrupted)
    before = signal.getsignal(sent)
    with MockServer(dialect="google") as mock:
        done = fuzz("--target", mock.url, "--only", "invalid")

    assert done.exit_code == 130
    assert "breaking: accepted: late (200)" in done.stdout
    assert "stopped: interrupted\ninterrupted: " in done.stdout
    assert len(list(Path(".cometapi-fuzz").iterdir())) == 1
    assert signal.getsignal(sent) is before
