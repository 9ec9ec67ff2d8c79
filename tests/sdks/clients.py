"""``python -m tests.sdks.clients --write FILE``: what other people's clients do with each shape, as a table.

Each is used as its documentation shows, by an app that puts the text together and does nothing else: it
doesn't look at finish reasons, and catches nothing.
"""

import argparse
import json
import logging
import re
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import httpx
import httpx_sse
from google import genai
from google.genai import types
from openai import DefaultHttpxClient, OpenAI, Stream

from contract_tests.fuzzing import Report, fuzz_client
from contract_tests.fuzzing.client.report import done
from contract_tests.fuzzing.client.shapes import SHAPES
from contract_tests.fuzzing.client.trials import Trial
from tests.sdks.node import NODE

Ask = Callable[[str], str]

_MODEL = "gemini-2.5-flash"
_PATH = f"/models/{_MODEL}:streamGenerateContent?alt=sse"
_BODY = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}
_TLS = ssl.create_default_context()  # for all: each would read all certificates
_PATIENCE = 2  # seconds that a client waits for more
_TIMEOUT = 15  # seconds for all that it tries
_CHUNKINGS = ("frames", "bytes", "joined", "in_*")  # threes and sevens make no difference to them
_WORKERS = 4  # they wait, mostly
# What depends on how the packets come, by client and shape.
_BY_PACKETS: Mapping[str, Mapping[str, str]] = {
    # It sees an error without `data:` only where it is all that a read gives.
    "@google/genai": dict.fromkeys(
        ("stream_error", "stream_error-429", "stream_error-first", "stream_error-late"),
        "reported or short",
    ),
    # Node's fetch now and then waits for ever when it can't unpack a body.
    "": {"bad_gzip": "hung or reported"},
}
_PROGRAM_FAULTS: Mapping[str, type[Exception]] = {
    "TypeError": TypeError,
    "SyntaxError": ValueError,
    "RangeError": ValueError,
    "ReferenceError": NameError,
}
_NETWORK = re.compile("fetch failed|terminated")  # a TypeError of fetch, and yet its way to report

_HEAD = """\
# What clients do with each shape

This is what `make clients` wrote: [`fuzz_client`](fuzz-client.md) on clients as they are, in the dialect comet.
Each asks for a stream as its documentation shows, and an app puts the text together and does nothing else: it
looks at no finish reason and catches nothing.
The last two ask for [chat completions](chat.md), as OpenAI's clients do; the others ask in Gemini's own way.
What a client leaves to the app, such as to tell an answer that was cut, is wrong here; the app has to do it.

A cell says what was done in all chunkings, or first what was done when the stream came frame by frame.
A shape that a chat can't have is `-`.
What a good client doesn't do is in bold; *reported or short*, *hung or reported* depend on how the packets come. `make sdks` holds the table to what the clients do.
"""


class NodeError(Exception):
    """What a client on Node throws."""


def google_genai(base_url: str) -> str:
    options = types.HttpOptions(api_version="v1beta", base_url=base_url, timeout=_PATIENCE * 1000)
    chunks = _google().models.generate_content_stream(
        model=_MODEL,
        contents="Hi",
        config=types.GenerateContentConfig(http_options=options),
    )
    return "".join(each.text or "" for each in chunks)


@cache
def _google() -> genai.Client:
    """Return one for all: each would read all certificates."""
    return genai.Client(api_key="any")


def openai(base_url: str) -> str:
    """Ask for chat completions. It asks again by itself, here once."""
    with _openai(f"{base_url}/v1") as client:
        chunks = client.chat.completions.create(
            model=_MODEL, messages=[{"role": "user", "content": "Hi"}], stream=True
        )
        return "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)


def openai_natively(base_url: str) -> str:
    """Ask in Gemini's way, by OpenAI's client."""
    with (
        _openai(f"{base_url}/v1beta") as client,
        client.post(
            _PATH, cast_to=object, body=_BODY, stream=True, stream_cls=Stream[object]
        ) as chunks,
    ):
        return "".join(map(_said, chunks))


def _openai(url: str) -> OpenAI:
    return OpenAI(
        base_url=url,
        api_key="any",
        timeout=_PATIENCE,
        max_retries=1,
        http_client=DefaultHttpxClient(verify=_TLS),
    )


def sse(base_url: str) -> str:
    headers = {"x-goog-api-key": "any"}
    url = f"{base_url}/v1beta{_PATH}"
    with (
        httpx.Client(timeout=_PATIENCE, headers=headers, verify=_TLS) as client,
        httpx_sse.connect_sse(client, "POST", url, json=_BODY) as source,
    ):
        source.response.raise_for_status()
        return "".join(_said(each.json()) for each in source.iter_sse())


def _said(chunk: Any) -> str:
    contents = (each.get("content") or {} for each in chunk.get("candidates", []))
    return "".join(part.get("text", "") for each in contents for part in each.get("parts", []))


@contextmanager
def node(script: str) -> Iterator[Ask]:
    """Run a client in one process of Node for as long as the block lasts."""
    answers: dict[str, SimpleQueue[dict[str, str]]] = {}
    with subprocess.Popen(
        ["node", script],
        cwd=NODE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it warns of each unknown part
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        written, lines = process.stdin, process.stdout

        def read() -> None:
            for line in lines:
                answer = json.loads(line)
                answers[answer["url"]].put(answer)

        def ask(base_url: str) -> str:
            answers[base_url] = SimpleQueue()
            written.write(f"{base_url}\n")
            written.flush()
            return _told(answers[base_url].get())

        Thread(target=read, daemon=True).start()
        try:
            yield ask
        finally:
            process.kill()


def _told(answer: Mapping[str, str]) -> str:
    if "text" in answer:
        return answer["text"]
    name, message = answer["name"], answer["message"]
    if name in _PROGRAM_FAULTS and not _NETWORK.search(message):
        raise _PROGRAM_FAULTS[name](message)
    raise NodeError(name, message)


@contextmanager
def _simple(ask: Ask) -> Iterator[Ask]:
    yield ask


def _version(package: str) -> str:
    """Return the version of a package of Node."""
    told = json.loads((NODE / "node_modules" / package / "package.json").read_text("utf-8"))
    return f"{told['version']}"


CLIENTS = {
    f"google-genai {version('google-genai')}": lambda: _simple(google_genai),
    f"openai {version('openai')}, natively": lambda: _simple(openai_natively),
    f"httpx-sse {version('httpx-sse')}": lambda: _simple(sse),
    f"@google/genai {_version('@google/genai')}": lambda: node("ask.mjs"),
    f"openai {version('openai')}": lambda: _simple(openai),
    f"openai {_version('openai')} on Node": lambda: node("ask_openai.mjs"),
}


def tried(name: str) -> Report:
    """Try one of them with everything."""
    with CLIENTS[name]() as ask:
        return fuzz_client(ask, timeout=_TIMEOUT, workers=_WORKERS, chunkings=_CHUNKINGS)


def column(name: str, report: Report) -> dict[str, str]:
    """Return what the table says of a client, by shape."""
    trials: dict[str, list[Trial]] = {}
    for each in report.trials:
        trials.setdefault(each.shape.name, []).append(each)
    return {shape: _cell(name, shape, them) for shape, them in trials.items()}


def _cell(name: str, shape: str, trials: list[Trial]) -> str:
    own = _BY_PACKETS.get(name.partition(" ")[0], {})
    varying = {**own, **(_BY_PACKETS[""] if _is_of_node(name) else {})}
    if may := varying.get(shape):
        assert {each.did for each in trials} <= {*may.split(" or ")}
        return f"**{may}**"
    return done(trials) if all(each.right for each in trials) else f"**{done(trials)}**"


def _is_of_node(name: str) -> bool:
    return name.startswith("@") or name.endswith("on Node")


def written(columns: Mapping[str, Mapping[str, str]]) -> str:
    """Write the table."""
    names = " | ".join(columns)
    lines = [_HEAD, f"| shape | a good client | {names} |", f"|---|---|{'---|' * len(columns)}"]
    for shape in SHAPES.values():
        cells = (each[shape.name] for each in columns.values())
        lines.append(f"| `{shape.name}` | {shape.client} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    logging.getLogger("google_genai").setLevel(logging.ERROR)  # it warns of each unknown part
    parser = argparse.ArgumentParser(prog="python -m tests.sdks.clients")
    parser.add_argument("--write", type=Path, required=True, help="where to write the table")
    options = parser.parse_args()
    columns = {}
    for name in CLIENTS:
        report = tried(name)
        columns[name] = column(name, report)
        sys.stdout.write(f"{name}: {report.summary()}\n")
    options.write.write_text(written(columns), encoding="utf-8")


if __name__ == "__main__":
    main()
