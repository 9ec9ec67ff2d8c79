"""Flaws of absence: what a request can't do without. Texts: gemini.md 6.5."""

from collections.abc import Iterator

from contract_tests.strategies.flaws.bodies import BYPASS, Body, parts, turns
from contract_tests.strategies.flaws.flaw import UNDECODABLE, Case, cases
from mockserver.dialects import Dialect
from mockserver.models import GEMINI_3, Model

_ASKED = ("user", {"text": "Hi"})
_CALL: Body = {"functionCall": {"name": "f"}, "thoughtSignature": BYPASS}

# A part of each kind, and the members that it must have.
_PARTS: tuple[tuple[str, str, Body, tuple[str, ...]], ...] = (
    ("inlineData", "inline_data", {"mimeType": "image/png", "data": "iVBORw0KGgo="}, ("mimeType", "data")),
    ("fileData", "file_data", {"fileUri": "https://example.com/a.txt", "mimeType": "text/plain"}, ("fileUri",)),
    ("executableCode", "executable_code", {"language": "PYTHON", "code": "1"}, ("language", "code")),
    ("codeExecutionResult", "code_execution_result", {"outcome": "OUTCOME_OK"}, ("outcome",)),
)  # fmt: skip
_SNAKE = {"mimeType": "mime_type", "fileUri": "file_uri"}


@cases("no contents", "missing", "observed", status=UNDECODABLE)
def no_contents(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Nothing to answer to (of CometAPI's gateway it is observed on the chat route)."""
    yield Case({"contents": []}, field="contents")
    yield Case({"contents": None}, field="contents")


@cases("no parts", "missing", "observed")
def no_parts(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A turn in which nothing is said."""
    said: Body = {"role": "user", "parts": [{"text": "Hi"}]}
    for index, before in enumerate(([], [said])):
        for empty in ({"role": "user"}, {"role": "user", "parts": []}):
            yield Case({"contents": [*before, empty]}, field=f"contents[{index}].parts")


@cases("empty part", "missing", "observed")
def empty_part(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A part that is of no kind."""
    for index, before in enumerate(([], [{"text": "Hi"}])):
        for empty in ({}, {"thought": False}):
            yield Case(parts(*before, empty), field=f"contents[0].parts[{index}].data")


@cases("missing member of a part", "missing", "documented")
def missing_member_of_a_part(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A file without its type or bytes, code without its language, and so on."""
    for name, snake, whole, needed in _PARTS:
        if "AUDIO" in model.outputs and name in {"inlineData", "fileData"}:
            continue
        for each in needed:
            less = {key: value for key, value in whole.items() if key != each}
            where = f"contents[0].parts[1].{snake}.{_SNAKE.get(each, each)}"
            text = {"text": "Hi"}
            yield Case(parts(text, {name: less}), parts(text, {name: whole}), where)


@cases("call or response without a name", "missing", "documented")
def call_without_a_name(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A call or a response that says no function."""
    response: Body = {"functionResponse": {"name": "f", "response": {}}}
    good = turns(_ASKED, ("model", _CALL), ("user", response))
    wrong_call = {**_CALL, "functionCall": {"args": {}}}
    yield Case(
        turns(_ASKED, ("model", wrong_call), ("user", response)),
        good,
        "contents[1].parts[0].function_call.name",
    )
    wrong_response: Body = {"functionResponse": {"response": {}}}
    yield Case(
        turns(_ASKED, ("model", _CALL), ("user", wrong_response)),
        good,
        "contents[2].parts[0].function_response.name",
    )


@cases("missing member of a safety setting", "missing", "documented")
def missing_threshold(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A category without its threshold."""
    setting = {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}
    less = {"category": setting["category"]}
    yield Case(
        {"safetySettings": [less]}, {"safetySettings": [setting]}, "safety_settings[0].threshold"
    )


@cases("missing member of a tool", "missing", "documented")
def missing_member_of_a_tool(model: Model, dialect: Dialect) -> Iterator[Case]:
    """A search in no store, a computer of no kind."""
    if model.generation < GEMINI_3 and model.outputs != {"TEXT"}:
        return
    whole: Body = {"environment": "ENVIRONMENT_BROWSER"}
    yield Case(
        {"tools": [{"computerUse": {}}]},
        {"tools": [{"computerUse": whole}]},
        "tools[0].computer_use.environment",
    )
    if dialect.name == "google":
        stores = {"fileSearchStoreNames": ["fileSearchStores/a"]}
        where = "tools[0].file_search.file_search_store_names"
        yield Case({"tools": [{"fileSearch": {}}]}, {"tools": [{"fileSearch": stores}]}, where)


@cases("tool of no kind", "missing", "observed")
def tool_of_no_kind(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """A tool without any member; Google's own API takes it."""
    if dialect.name != "google":
        search: Body = {"googleSearch": {}}
        yield Case({"tools": [{}]}, {"tools": [search]}, "tools[0].tool_type")
        yield Case({"tools": [search, {}]}, {"tools": [search]}, "tools[1].tool_type")
