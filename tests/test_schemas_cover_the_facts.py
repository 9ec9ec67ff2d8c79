"""The schema files hold every field that the facts name, and say whence each of them comes.

The facts lie in the folder ``shared`` beside the checkout; where it is missing, the tests that read
them are skipped.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SCHEMAS = Path(__file__).parents[1] / "schemas"
FACTS = Path(__file__).parents[2] / "shared" / "facts"
FILES = sorted(
    file.relative_to(SCHEMAS).as_posix()
    for file in SCHEMAS.glob("*/*.json")
    if file.parent.name
    not in {"contract", "mock"}  # our own formats, which nobody else has described
)

TAGS = {"page", "google", "observed", "vertex", "docs", "chat", "gateway", "catalog"}
REQUEST = "gemini/generate_content_request.json"
RESPONSE = "gemini/generate_content_response.json"
CHUNK = "gemini/generate_content_chunk.json"
ROOTS = [
    ("GenerateContentRequest", REQUEST),
    ("GenerateContentResponse", RESPONSE),
    ("GenerateContentResponse", CHUNK),
    ("Model", "gemini/model.json"),
    ("ListModelsResponse", "gemini/model_list.json"),
    ("CountTokensRequest", "gemini/count_tokens_request.json"),
    ("CountTokensResponse", "gemini/count_tokens_response.json"),
    ("EmbedContentRequest", "gemini/embed_content_request.json"),
    ("EmbedContentResponse", "gemini/embed_content_response.json"),
    ("BatchEmbedContentsRequest", "gemini/batch_embed_contents_request.json"),
    ("BatchEmbedContentsResponse", "gemini/batch_embed_contents_response.json"),
    ("CachedContent", "gemini/cached_content.json"),
    ("ListCachedContentsResponse", "gemini/cached_content_list.json"),
    ("Empty", "gemini/empty.json"),
]

# Written into an answer by a gateway on its way, so no field of the API.
ADDED_ON_THE_WAY = "usageMetadata.pydantic_ai_gateway"

# The published numbers, from 1 on; 0 is always the unspecified value.
NUMBERS = {
    "gemini/schema.json#Type": "STRING NUMBER INTEGER BOOLEAN ARRAY OBJECT NULL",
    "gemini/safety.json#HarmCategory": (
        "HARM_CATEGORY_DEROGATORY HARM_CATEGORY_TOXICITY HARM_CATEGORY_VIOLENCE"
        " HARM_CATEGORY_SEXUAL HARM_CATEGORY_MEDICAL HARM_CATEGORY_DANGEROUS"
        " HARM_CATEGORY_HARASSMENT HARM_CATEGORY_HATE_SPEECH HARM_CATEGORY_SEXUALLY_EXPLICIT"
        " HARM_CATEGORY_DANGEROUS_CONTENT HARM_CATEGORY_CIVIC_INTEGRITY"
    ),
    "gemini/safety.json#SafetySetting.HarmBlockThreshold": (
        "BLOCK_LOW_AND_ABOVE BLOCK_MEDIUM_AND_ABOVE BLOCK_ONLY_HIGH BLOCK_NONE OFF"
    ),
    "gemini/safety.json#SafetyRating.HarmProbability": "NEGLIGIBLE LOW MEDIUM HIGH",
    "gemini/tool.json#FunctionCallingConfig.Mode": "AUTO ANY NONE VALIDATED",
    "gemini/tool.json#FunctionDeclaration.Behavior": "BLOCKING NON_BLOCKING",
    "gemini/tool.json#DynamicRetrievalConfig.Mode": "MODE_DYNAMIC",
    "gemini/tool.json#Tool.ComputerUse.Environment": "ENVIRONMENT_BROWSER",
    "gemini/usage.json#Modality": "TEXT IMAGE VIDEO AUDIO DOCUMENT",
    "gemini/usage.json#UsageMetadata.TrafficType": "ON_DEMAND",
    "gemini/generation_config.json#GenerationConfig.Modality": "TEXT IMAGE AUDIO",
    "gemini/generation_config.json#GenerationConfig.MediaResolution": (
        "MEDIA_RESOLUTION_LOW MEDIA_RESOLUTION_MEDIUM MEDIA_RESOLUTION_HIGH"
    ),
    "gemini/generation_config.json#ThinkingConfig.ThinkingLevel": "LOW MEDIUM HIGH MINIMAL",
    "gemini/content.json#ExecutableCode.Language": "PYTHON",
    "gemini/content.json#CodeExecutionResult.Outcome": (
        "OUTCOME_OK OUTCOME_FAILED OUTCOME_DEADLINE_EXCEEDED"
    ),
    "gemini/content.json#FunctionResponse.Scheduling": "SILENT WHEN_IDLE INTERRUPT",
    "gemini/candidate.json#Candidate.FinishReason": (
        "STOP MAX_TOKENS SAFETY RECITATION OTHER LANGUAGE BLOCKLIST PROHIBITED_CONTENT SPII"
        " MALFORMED_FUNCTION_CALL IMAGE_SAFETY UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS"
        " IMAGE_PROHIBITED_CONTENT IMAGE_OTHER NO_IMAGE IMAGE_RECITATION"
    ),
    "gemini/candidate.json#PromptFeedback.BlockReason": (
        "SAFETY OTHER BLOCKLIST PROHIBITED_CONTENT IMAGE_SAFETY"
    ),
    "gemini/embedding.json#TaskType": (
        "RETRIEVAL_QUERY RETRIEVAL_DOCUMENT SEMANTIC_SIMILARITY CLASSIFICATION CLUSTERING"
        " QUESTION_ANSWERING FACT_VERIFICATION CODE_RETRIEVAL_QUERY"
    ),
    "gemini/grounding.json#UrlMetadata.UrlRetrievalStatus": (
        "URL_RETRIEVAL_STATUS_SUCCESS URL_RETRIEVAL_STATUS_ERROR URL_RETRIEVAL_STATUS_PAYWALL"
        " URL_RETRIEVAL_STATUS_UNSAFE"
    ),
}

needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason=f"the facts are not at {FACTS}")

# A schema, and the file it stands in.
Place = tuple[dict[str, Any], str]


@pytest.mark.parametrize("file", FILES)
def test_every_property_says_where_it_comes_from(file: str) -> None:
    tags = dict(_properties(_read(file)))

    assert {name: found for name, found in tags.items() if not found or set(found) - TAGS} == {}


@pytest.mark.parametrize("enum", NUMBERS)
def test_an_enum_value_stands_at_its_number(enum: str) -> None:
    file, _, name = enum.partition("#")
    published = NUMBERS[enum].split()
    unspecified, *values = _read(file)["$defs"][name]["enum"]

    assert unspecified.endswith("UNSPECIFIED")
    assert values[: len(published)] == published


def test_a_chunk_has_the_members_of_an_answer() -> None:
    assert _read(CHUNK)["properties"].keys() == _read(RESPONSE)["properties"].keys()


@needs_facts
@pytest.mark.parametrize(("message", "file"), ROOTS, ids=[file for _, file in ROOTS])
def test_every_field_of_googles_description_is_there(message: str, file: str) -> None:
    described = json.loads((FACTS / "google-v1beta.openapi.json").read_text("utf-8"))

    missing = set(_missing(message, (_read(file), file), described["components"]["schemas"], set()))

    assert missing == set()


@needs_facts
@pytest.mark.parametrize(
    ("section", "file"),
    [("2", RESPONSE), ("2", CHUNK), ("5", REQUEST)],
    ids=["answer", "chunk", "request"],
)
def test_every_recorded_path_is_there(section: str, file: str) -> None:
    paths = [each for each in _recorded(section) if not each.startswith(ADDED_ON_THE_WAY)]

    assert len(paths) > 100
    assert [each for each in paths if not _is_there(each, file, "observed")] == []


@needs_facts
@pytest.mark.parametrize(
    ("member", "file"),
    [("candidates", RESPONSE), ("candidates", CHUNK), ("contents", REQUEST)],
    ids=["answer", "chunk", "request"],
)
def test_every_path_of_the_pages_examples_is_there(member: str, file: str) -> None:
    paths = {path for each in _examples() if member in each for path in _paths(each)}

    assert paths
    assert [each for each in sorted(paths) if not _is_there(each, file, "page")] == []


@cache
def _read(file: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / file).read_text("utf-8"))
    return schema


def _properties(schema: object, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the path and the tags of every property below *schema*."""
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object":
        for name, each in schema.get("properties", {}).items():
            yield f"{path}/{name}", each.get("$comment", "").split()
    for key, each in schema.items():
        yield from _properties(each, f"{path}/{key}")


def _follow(place: Place) -> Place:
    """Go from a reference, a list or a map to the schema of what it holds."""
    schema, file = place
    if "$ref" in schema:
        path, _, pointer = schema["$ref"].partition("#")
        file = (Path(file).parent / path).as_posix() if path else file
        schema = _read(file)
        for each in pointer.split("/")[1:]:
            schema = schema[each]
        return _follow((schema, file))
    held = schema.get("items", schema.get("additionalProperties"))
    return _follow((held, file)) if isinstance(held, dict) else (schema, file)


def _missing(
    message: str, place: Place, described: dict[str, Any], seen: set[tuple[str, int]]
) -> Iterator[str]:
    """Walk Google's *message* and our schema side by side; yield the fields that ours lacks."""
    schema, file = _follow(place)
    if (message, id(schema)) in seen:
        return
    seen.add((message, id(schema)))
    for name, field in described[message].get("properties", {}).items():
        ours = schema["properties"].get(name)
        if ours is None or "google" not in ours["$comment"].split():
            yield f"{message}.{name}"
        elif (kind := _message(field)) and "properties" in described[kind]:
            yield from _missing(kind, (ours, file), described, seen)


def _message(field: dict[str, Any]) -> str | None:
    """Return the name of the message that a field of Google's description holds."""
    (field,) = field.get("allOf", [field])
    field = field.get("items", field.get("additionalProperties", field))
    return field["$ref"].rpartition("/")[2] if "$ref" in field else None


def _is_there(path: str, file: str, tag: str) -> bool:
    """Tell whether a path leads to a property with that tag, or into a free-form object."""
    place: Place = (_read(file), file)
    found = True
    for step in re.split(r"[.~]", re.sub(r"[\[\]]", "", path)):
        name = re.sub(r"(?<=.)_([a-z])", lambda match: match[1].upper(), step)
        holder, _ = place
        schema, base = _follow(place)
        if "properties" not in schema:
            return found
        if holder is not schema and isinstance(holder.get("additionalProperties"), dict):
            return found  # the name is a key of a map
        if name not in schema["properties"]:
            return False
        place = (schema["properties"][name], base)
        found = tag in place[0]["$comment"].split()
    return found


def _recorded(section: str) -> list[str]:
    """Return the paths of the first table in a section of the field paths."""
    text = (FACTS / "real_field_paths.md").read_text("utf-8")
    table = re.split(r"^##+ ", text.partition(f"\n## {section}. ")[2], flags=re.MULTILINE)[0]
    return [path for path in re.findall(r"^\| `(\S+)(?: \{\})?`", table, re.MULTILINE) if path]


def _examples() -> Iterator[dict[str, Any]]:
    """Yield every JSON object that stands in the text of the page."""
    text = (FACTS / "gemini-generating-content.no.txt").read_text("utf-8")
    position = 0
    while (position := text.find("{", position)) >= 0:
        try:
            example, position = json.JSONDecoder().raw_decode(text, position)
        except json.JSONDecodeError:
            position += 1
        else:
            yield example


def _paths(value: object, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield prefix + name
            yield from _paths(each, f"{prefix}{name}.")
    elif isinstance(value, list):
        for each in value:
            yield from _paths(each, prefix)
