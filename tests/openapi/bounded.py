"""A part of the description, small enough that Schemathesis can go through every bound and type in it.

The whole has schemas that refer to themselves, whose cases are thousands, and take minutes.
"""

from typing import Any

import hooks  # noqa: F401 - registers its checks
import schemathesis

_KEPT = {
    "Part": {"text"},
    "GenerateContentRequest": {"contents", "generationConfig", "safetySettings"},
    "GenerationConfig": {
        "temperature", "topP", "topK", "maxOutputTokens", "candidateCount", "stopSequences", "seed",
        "responseMimeType", "thinkingConfig",
    },
}  # fmt: skip
_OPERATIONS = (":generateContent", ":embedContent")


@schemathesis.hook("before_load_schema")
def keep_a_part(context: Any, raw_schema: dict[str, Any]) -> None:
    """Leave out all operations but some, and most of the members of what they take."""
    del context
    schemas = raw_schema["components"]["schemas"]
    for name, kept in _KEPT.items():
        members = schemas[name]["properties"]
        schemas[name]["properties"] = {key: each for key, each in members.items() if key in kept}
    schemas["Part"] = {
        key: schemas["Part"][key] for key in ("type", "properties", "additionalProperties")
    } | {"required": ["text"]}
    paths = raw_schema["paths"].items()
    raw_schema["paths"] = {path: each for path, each in paths if path.endswith(_OPERATIONS)}
