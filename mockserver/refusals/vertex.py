"""How Vertex AI refuses, where it words it otherwise than Google's own API."""

from collections.abc import Mapping

from mockserver.errors import Refusal
from mockserver.refusals.google import GOOGLE, bad, error_info

_LEARN_MORE = (
    "Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini"
)

# It tells neither quota nor wait.
_EXHAUSTED = Refusal(
    429,
    "Resource exhausted. Please try again later. Please refer to"
    " https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.",
    "RESOURCE_EXHAUSTED",
)

# Vertex AI words many of them otherwise. O where the facts quote it, else by analogy (S).
VERTEX: Mapping[str, Refusal] = {
    **GOOGLE,
    "forbidden": Refusal(
        403,
        "Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/"
        "{project}/locations/{location}/publishers/google/models/{model}' (or it may not exist).",
        "PERMISSION_DENIED",
        details=(error_info("IAM_PERMISSION_DENIED", "aiplatform.googleapis.com"),),
    ),
    "rate_limited": _EXHAUSTED,
    "quota_exceeded": _EXHAUSTED,
    "server_error": Refusal(500, "Internal error encountered.", "INTERNAL"),
    "unauthenticated": Refusal(
        401,
        "API keys are not supported by this API. Expected OAuth2 access token or other authentication"
        " credentials that assert a principal. See https://cloud.google.com/docs/authentication",
        "UNAUTHENTICATED",
        details=(error_info("CREDENTIALS_MISSING", "aiplatform.googleapis.com"),),
    ),
    "unknown_model": Refusal(
        404,
        "Publisher Model `projects/{project}/locations/{location}/publishers/google/models/{model}`"
        " not found.",
        "NOT_FOUND",
    ),
    "unsupported_operation": bad(  # O for embedContent, else S
        "Publisher Model `projects/{project}/locations/{location}/publishers/google/models/{model}`"
        " is not supported in the {operation} API."
    ),
    "no_cached_content": Refusal(404, "Not found: cache content metadata {id}.", "NOT_FOUND"),
    "cached_content_model": bad("Cached content model does not match the model in the request."),
    "violations": bad("{vertex}"),
    "contents_missing": bad(
        "Unable to submit request because at least one contents field is required. " + _LEARN_MORE
    ),
    "out_of_range": bad(
        "Unable to submit request because it has a {camel} value of {value} but the supported range is"
        " from {least} (inclusive) to {above} (exclusive). Update the value and try again."
    ),
    "multiple_candidates": bad(
        "Unable to submit request because candidateCount must be 1 but the entered value was {count}."
        " Update the candidateCount value and try again."
    ),
    "mime_type_unsupported": bad(
        "Unable to submit request because it has a mimeType parameter with value {mime_type}, which is not"
        " supported. Update the mimeType and try again. " + _LEARN_MORE
    ),
    "signature_missing": bad(
        "Unable to submit request because function call `{name}` in the {position}. content block is"
        " missing a `thought_signature`. " + _LEARN_MORE
    ),
    "signature_broken": bad(
        "Unable to submit request because Thought signature is not valid. " + _LEARN_MORE
    ),
    "level_unsupported": bad(
        "Unable to submit request because thinking_level is not supported by this model.. "
        + _LEARN_MORE
    ),
    "level_not_offered": bad(
        "Unable to submit request because thinking_level {level} is not supported by this model. "
        + _LEARN_MORE
    ),
    "budget_unsupported": bad(
        "Unable to submit request because thinking_budget is not supported by this model.. "
        + _LEARN_MORE
    ),
    "budget_zero": bad(
        "thinking_budget is out of range; supported values are integers from {positive} to {most}."
    ),
    "budget_out_of_range": bad(
        "thinking_budget is out of range; supported values are integers from {positive} to {most}."
    ),
    "no_thinking": bad("thinking_config is not supported."),
    "arguments_no_object": bad(
        "Unable to submit request because `{name}` functionDeclaration `parameters` schema should be of"
        " type OBJECT. " + _LEARN_MORE
    ),
    "search_retrieval_unsupported": bad(
        "Unable to submit request because google_search_retrieval is not supported; please use"
        " google_search field instead. " + _LEARN_MORE
    ),
}
