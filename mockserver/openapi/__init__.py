"""The description of the API: an OpenAPI 3.1 document, made from the operations, the schemas and the dialect.

It says what a client may send in canonical spelling, and how the origin answers. What OpenAPI has no
words for (other spellings, rules by model, events of a stream) stands in descriptions.
"""

from mockserver.openapi.described import DESCRIBED
from mockserver.openapi.outline import BEARER, JSON, path_parameters, whole
from mockserver.openapi.writing import document, schema_name

__all__ = [
    "BEARER",
    "DESCRIBED",
    "JSON",
    "document",
    "path_parameters",
    "schema_name",
    "whole",
]
