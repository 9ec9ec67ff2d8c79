"""What google-genai makes of faults: the official SDK, on a real socket."""

from collections.abc import Iterator

import pytest
from google import genai
from google.genai import errors, types

from mockserver import MockServer
from mockserver.faults import FAULTS

MODEL = "gemini-2.5-flash"
QUESTION = "Describe cafés in Århus in detail"
# Where the SDK falls short of what a client should do: it reads events that the standard knows, and a
# byte order mark, as broken JSON.
FALLS_SHORT = {"bom", "comments", "done", "empty_data", "event_lines", "no_blank"}
SOON = {
    "latency": "; seconds=0.01",
    "stall": "; seconds=0.01",
    "ttft": "; seconds=0.01",
    "pace": "; tokens_per_second=100000",
}


@pytest.fixture(params=["comet", "google", "vertex"], scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    with MockServer(dialect=request.param) as running:
        yield running


def connect(server: MockServer, fault: str, **options: object) -> genai.Client:
    headers = {"x-mock-fault": fault} if fault else {}
    return genai.Client(
        api_key="any",
        http_options=types.HttpOptions(
            api_version="v1beta",
            base_url=server.url,
            headers=headers,
            **options,  # type: ignore[arg-type]
        ),
    )


def streamed(server: MockServer, fault: str = "") -> str:
    with connect(server, fault) as client:
        chunks = client.models.generate_content_stream(model=MODEL, contents=QUESTION)
        return "".join(each.text or "" for each in chunks)


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("401", errors.ClientError, 401),
        ("403", errors.ClientError, 403),
        ("413", errors.ClientError, 413),
        ("429", errors.ClientError, 429),
        ("499", errors.ClientError, 499),
        ("500", errors.ServerError, 500),
        ("503", errors.ServerError, 503),
        ("504", errors.ServerError, 504),
        ("524", errors.ServerError, 524),
    ],
)
def test_a_refusal_is_an_error_of_its_kind(
    server: MockServer, fault: str, kind: type[errors.APIError], code: int
) -> None:
    with connect(server, fault) as client, pytest.raises(kind) as refused:
        client.models.generate_content(model=MODEL, contents=QUESTION)

    assert refused.value.code == code


def test_the_sdks_own_retries_bear_a_service_that_fails_half_of_the_time(
    server: MockServer,
) -> None:
    retry = types.HttpRetryOptions(attempts=12, initial_delay=0.001, max_delay=0.001)
    with connect(server, "503; rate=0.5", retry_options=retry) as client:
        answers = [
            client.models.generate_content(model=MODEL, contents=f"Count to {each}").text
            for each in range(8)
        ]

    assert all(answers)


def test_an_error_in_the_stream_is_an_error_with_its_code(server: MockServer) -> None:
    for form in ("bare", "data"):
        with pytest.raises(errors.ServerError) as refused:
            streamed(server, f"stream_error; form={form}")

        assert refused.value.code == 503


def test_a_stream_that_breaks_is_an_error(server: MockServer) -> None:
    for fault in ("disconnect", "reset", "close", "wrong_length"):
        with pytest.raises(Exception, match=r".") as broken:
            streamed(server, fault)

        assert type(broken.value).__name__ in {"RemoteProtocolError", "ReadError"}


BORNE = [name for name, each in FAULTS.items() if each.client == "bears"]


@pytest.mark.filterwarnings("ignore:UNHEARD_OF:UserWarning")  # the SDK says so itself
@pytest.mark.parametrize("name", BORNE)
def test_what_a_client_should_bear_the_sdk_bears_but_for_what_is_told(
    server: MockServer, name: str
) -> None:
    fault = name + SOON.get(name, "")
    if name in FALLS_SHORT:
        with pytest.raises(errors.UnknownApiResponseError):
            streamed(server, fault)
    else:
        assert streamed(server, fault) == streamed(server)


def test_the_sdk_takes_a_stream_without_an_end_for_a_whole_one(server: MockServer) -> None:
    whole = streamed(server)

    assert streamed(server, "no_finish") == whole
    assert whole.startswith(streamed(server, "cut_short"))
    assert streamed(server, "empty_body") == ""
