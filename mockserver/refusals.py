"""How each origin refuses, for every cause: status, text, envelope. One table an origin.

Grades: D documented, O observed or reported by many, S inferred from the source of the gateway that
CometAPI evidently runs, own = our words, where no origin's are known. Facts: gemini.md 6,
cometapi.md 3.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.errors import Refusal

_LEARN_MORE = (
    "Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini"
)


def _bad(text: str) -> Refusal:
    """Refuse as Google does for an invalid argument."""
    return Refusal(400, text, "INVALID_ARGUMENT")


def _error_info(reason: str, service: str) -> Mapping[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": service},
    }


_UNKNOWN_MODEL = Refusal(
    404,
    "models/{model} is not found for API version {version}, or is not supported for {operation}."
    " Call ModelService.ListModels to see the list of available models and their supported methods.",
    "NOT_FOUND",
)

_INVALID_KEY = "API key not valid. Please pass a valid API key."

GOOGLE: Mapping[str, Refusal] = {
    # Before the body is read. O, unless marked.
    "unknown_path": Refusal(
        404, "The requested URL {path} was not found on this server.", envelope="html"
    ),
    "unauthenticated": Refusal(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). Please use"
        " API Key or other form of API consumer identity to call this API.",
        "PERMISSION_DENIED",
    ),
    "invalid_key": replace(
        _bad(_INVALID_KEY),
        details=(
            _error_info("API_KEY_INVALID", "generativelanguage.googleapis.com"),
            {
                "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
                "locale": "en-US",
                "message": _INVALID_KEY,
            },
        ),
    ),
    "unknown_model": _UNKNOWN_MODEL,
    "unsupported_operation": _UNKNOWN_MODEL,
    "no_such_model": Refusal(
        404, "Model is not found: models/{model} for api version {version}", "NOT_FOUND"
    ),
    # The body as text. O, unless marked.
    "body_too_large": _bad("Request payload size exceeds the limit: {limit} bytes."),
    "unsupported_encoding": _bad(
        "Content-Encoding {encoding!r} is not supported. Use gzip."
    ),  # own
    "undecodable_body": _bad("The body is not valid {encoding}: {reason}"),  # own
    "malformed_json": _bad("Invalid JSON payload received. {google}"),
    # The body as a message. O.
    "invalid_fields": _bad("{text}"),
    "contents_missing": _bad("* GenerateContentRequest.contents: contents is not specified\n"),
    "violations": _bad("{google}"),
    "out_of_range": _bad(
        "* GenerateContentRequest.{path}: {name} must be in the range {bounds}.\n"
    ),
    # What only the rules know. O, unless marked.
    "invalid_role": _bad("Please use a valid role: user, model."),
    "ends_with_model_turn": _bad("Requests ending with a model turn are not supported."),
    "call_turn_misplaced": _bad(
        "Please ensure that function call turn comes immediately after a user turn or after a function"
        " response turn."
    ),
    "response_turn_misplaced": _bad(
        "Please ensure that function response turn comes immediately after a function call turn."
    ),
    "response_count": _bad(
        "Please ensure that the number of function response parts is equal to the number of function"
        " call parts of the function call turn."
    ),
    "signature_missing": _bad(
        "Function call is missing a thought_signature in functionCall parts. This is required for tools"
        " to work correctly, and missing thought_signature may lead to degraded model performance."
        " Additional data, function call `default_api:{name}` , position {position}. Please refer to"
        " https://ai.google.dev/gemini-api/docs/thought-signatures for more details."
    ),
    "signature_broken": _bad("Thought signature is not valid"),
    "too_many_tokens": _bad(
        "The input token count ({count}) exceeds the maximum number of tokens allowed ({limit})."
    ),
    "multiple_candidates": _bad("Multiple candidates is not enabled for this model"),
    "penalty_disabled": _bad("Penalty is not enabled for models/{model}"),
    "logprobs_disabled": _bad("Logprobs is not enabled for {which}"),
    "logprobs_alone": _bad(
        "* GenerateContentRequest.generation_config.logprobs: only allowed with response_logprobs.\n"
    ),  # own
    "level_unsupported": _bad("Thinking level is not supported for this model."),
    "level_not_offered": _bad(
        "Thinking level {level} is not supported for this model. Please retry with other thinking"
        " level."
    ),
    "budget_unsupported": _bad("Request contains an invalid argument."),
    "budget_zero": _bad("Budget 0 is invalid. This model only works in thinking mode."),
    "budget_out_of_range": _bad(
        "The thinking budget {budget} is invalid. Please choose a value between {least} and {most}."
    ),
    "budget_and_level": _bad("You can only set only one of thinking budget and thinking level."),
    "no_thinking": _bad("Thinking is not enabled for models/{model}"),
    "modality_unsupported": _bad(
        "Model does not support the requested response modalities: {modalities}"
    ),
    "modalities_refused": _bad(
        "The requested combination of response modalities ({modalities}) is not supported by the model."
        " models/{model} accepts the following combination of response modalities:\n{accepted}"
    ),
    "json_disabled": _bad("JSON mode is not enabled for this model"),
    "functions_disabled": _bad("Function calling is not enabled for this model"),
    "mime_type_unsupported": _bad("Unsupported MIME type: {mime_type}"),
    "video_metadata_alone": _bad(
        "* GenerateContentRequest.{path}.video_metadata: only allowed beside a video.\n"
    ),  # own
    "video_offsets": _bad(
        "* GenerateContentRequest.{path}.video_metadata: start_offset must be 0 or more, and less than"
        " end_offset.\n"
    ),  # own
    "no_media_resolution": _bad("Media resolution is not enabled for this model"),
    "image_size_unknown": _bad("Unsupported image_size {size!r}. Supported values are: {sizes}."),
    "image_size_unsupported": _bad("Image size {size} is not supported for this model"),
    "aspect_ratio_unsupported": _bad("Aspect ratio {ratio} is not supported for this model"),
    "one_voice_or_two": _bad(
        "* GenerateContentRequest.generation_config.speech_config: only one of voice_config and"
        " multi_speaker_voice_config may be set.\n"
    ),  # own
    "voice_unknown": _bad("Voice name {voice} is not supported. Allowed voice names are: {voices}"),
    "cached_content_conflict": _bad(
        "CachedContent can not be used with GenerateContent request setting system_instruction, tools"
        " or tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent"
        " request."
    ),
    "no_cached_content": Refusal(
        403, "CachedContent not found (or permission denied)", "PERMISSION_DENIED"
    ),
    "cached_content_name": _bad("Invalid CachedContent name: {name}."),  # O of Vertex AI
    "cached_content_model": _bad(
        "Model used by GenerateContent request (models/{model}) and CachedContent (models/{cached})"
        " has to be the same."
    ),
    "cached_content_too_small": _bad(
        "Cached content is too small. total_token_count={count}, min_total_token_count={least}"
    ),
    "empty_part": _bad("EmbedContentRequest.content contains an empty Part."),
    "page_token": _bad("Page token {token!r} is not one of this list's."),  # own
    "two_response_schemas": _bad(
        "* GenerateContentRequest.generation_config: only one of response_schema and"
        " response_json_schema may be set.\n"
    ),  # own
    "schema_without_mime_type": _bad(
        "* GenerateContentRequest.generation_config.response_mime_type: {name} needs {fitting}.\n"
    ),  # own
    "enum_without_schema": _bad(
        "* GenerateContentRequest.generation_config.response_schema: text/x.enum needs a schema with enum"
        " values.\n"
    ),  # own
    "schema_too_complex": _bad(
        "The specified schema produces a constraint that has too many states for serving.  Typical causes"
        " of this error are schemas with lots of text (for example, very long property or enum names),"
        " schemas with long array length limits (especially when nested), or schemas using complex value"
        " matchers (for example, integers or numbers with minimum/maximum bounds or strings with complex"
        " formats like date-time)"
    ),
    "json_with_functions": _bad(
        "Function calling with a response mime type: 'application/json' is unsupported"
    ),
    "tools_mixed": _bad(
        "Built-in tools ({{{tools}}}) and Custom tools (Function Calling) cannot be combined in the"
        " same request. Please choose one to continue."
    ),
    "tools_mixed_unannounced": _bad(
        "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with"
        " Function calling."
    ),
    "search_retrieval_unsupported": _bad(
        "google_search_retrieval is not supported. Please use google_search tool instead."
    ),
    "invocations_unsupported": _bad(
        "Tool call context circulation is not enabled for models/{model}"
    ),
    "function_config_alone": _bad("Function calling config is set without function_declarations."),
    "allowed_without_mode": _bad(
        "* GenerateContentRequest.tool_config.function_calling_config.allowed_function_names: only"
        " allowed with mode ANY or VALIDATED.\n"
    ),  # own
    "allowed_undeclared": _bad(
        "* GenerateContentRequest.tool_config.function_calling_config.allowed_function_names: {name} is"
        " not declared.\n"
    ),  # own
    "duplicate_function": _bad("Duplicate function declaration found: {name}"),
    "two_parameter_schemas": _bad(
        "* GenerateContentRequest.{path}: only one of {one} and {other} may be set.\n"
    ),  # own
    "arguments_no_object": _bad(
        "* GenerateContentRequest.{path}: schema should be of type OBJECT.\n"
    ),  # own, by analogy
    "duplicate_safety_category": _bad(
        "* GenerateContentRequest.safety_settings[{index}]: {category} is set twice.\n"
    ),  # own
    "foreign_safety_category": _bad(
        "* GenerateContentRequest.safety_settings[{index}]: element predicate failed: $.category in"
        " (HarmCategory.HARM_CATEGORY_HATE_SPEECH, HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,"
        " HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT, HarmCategory.HARM_CATEGORY_HARASSMENT,"
        " HarmCategory.HARM_CATEGORY_CIVIC_INTEGRITY)\n"
    ),
    "safety_and_armor": _bad(
        "* GenerateContentRequest: only one of safety_settings and model_armor_config may be set.\n"
    ),  # own
    "internal": Refusal(
        500,
        "An internal error has occurred. Please retry or report in"
        " https://developers.generativeai.google/guide/troubleshooting",
        "INTERNAL",
    ),
}

# Vertex AI words many of them otherwise. O where the facts quote it, else by analogy (S).
VERTEX: Mapping[str, Refusal] = {
    **GOOGLE,
    "unauthenticated": Refusal(
        401,
        "API keys are not supported by this API. Expected OAuth2 access token or other authentication"
        " credentials that assert a principal. See https://cloud.google.com/docs/authentication",
        "UNAUTHENTICATED",
        details=(_error_info("CREDENTIALS_MISSING", "aiplatform.googleapis.com"),),
    ),
    "unknown_model": Refusal(
        404,
        "Publisher Model `projects/{project}/locations/{location}/publishers/google/models/{model}`"
        " not found.",
        "NOT_FOUND",
    ),
    "unsupported_operation": _bad(  # O for embedContent, else S
        "Publisher Model `projects/{project}/locations/{location}/publishers/google/models/{model}`"
        " is not supported in the {operation} API."
    ),
    "no_cached_content": Refusal(404, "Not found: cache content metadata {id}.", "NOT_FOUND"),
    "cached_content_model": _bad("Cached content model does not match the model in the request."),
    "violations": _bad("{vertex}"),
    "contents_missing": _bad(
        "Unable to submit request because at least one contents field is required. " + _LEARN_MORE
    ),
    "out_of_range": _bad(
        "Unable to submit request because it has a {camel} value of {value} but the supported range is"
        " from {least} (inclusive) to {above} (exclusive). Update the value and try again."
    ),
    "multiple_candidates": _bad(
        "Unable to submit request because candidateCount must be 1 but the entered value was {count}."
        " Update the candidateCount value and try again."
    ),
    "mime_type_unsupported": _bad(
        "Unable to submit request because it has a mimeType parameter with value {mime_type}, which is not"
        " supported. Update the mimeType and try again. " + _LEARN_MORE
    ),
    "signature_missing": _bad(
        "Unable to submit request because function call `{name}` in the {position}. content block is"
        " missing a `thought_signature`. " + _LEARN_MORE
    ),
    "signature_broken": _bad(
        "Unable to submit request because Thought signature is not valid. " + _LEARN_MORE
    ),
    "level_unsupported": _bad(
        "Unable to submit request because thinking_level is not supported by this model.. "
        + _LEARN_MORE
    ),
    "level_not_offered": _bad(
        "Unable to submit request because thinking_level {level} is not supported by this model. "
        + _LEARN_MORE
    ),
    "budget_unsupported": _bad(
        "Unable to submit request because thinking_budget is not supported by this model.. "
        + _LEARN_MORE
    ),
    "budget_zero": _bad(
        "thinking_budget is out of range; supported values are integers from {positive} to {most}."
    ),
    "budget_out_of_range": _bad(
        "thinking_budget is out of range; supported values are integers from {positive} to {most}."
    ),
    "no_thinking": _bad("thinking_config is not supported."),
    "arguments_no_object": _bad(
        "Unable to submit request because `{name}` functionDeclaration `parameters` schema should be of"
        " type OBJECT. " + _LEARN_MORE
    ),
    "search_retrieval_unsupported": _bad(
        "Unable to submit request because google_search_retrieval is not supported; please use"
        " google_search field instead. " + _LEARN_MORE
    ),
}


def _relay(http: int, text: str, code: str = "invalid_request") -> Refusal:
    """Refuse in the gateway's relay (variant B)."""
    return Refusal(http, text, envelope="relay", type="comet_api_error", code=code)


def _gateway(http: int, text: str, code: str = "") -> Refusal:
    """Refuse before the relay (variant A)."""
    return Refusal(http, text, envelope="gateway", type="comet_api_error", code=code)


# CometAPI passes on what its provider, evidently Vertex AI, refuses (variant C, S), and refuses some
# itself.
COMET: Mapping[str, Refusal] = {
    **{cause: replace(each, envelope="upstream") for cause, each in VERTEX.items()},
    "unknown_path": Refusal(  # D: a 301, or HTML. The target is ours, so that no client is led away.
        301, "No such path: {method} {path}", envelope="html", headers={"Location": "/"}
    ),
    "front_page": Refusal(200, "This stands in for the web front. The API is below /v1beta.", envelope="html"),
    "unauthenticated": _gateway(401, "Invalid token"),  # D, S
    "invalid_key": _gateway(401, "Invalid token"),  # D, S
    "unknown_model": _gateway(  # O, three times
        503,
        "no available channel for group default and model {model} (distributor)",
        "model_not_found",
    ),
    "body_too_large": _relay(  # D: 413; S: code
        413, "request body exceeds {limit} bytes", "read_request_body_failed"
    ),
    "unsupported_encoding": _relay(400, "Content-Encoding {encoding!r} is not supported"),  # own
    "undecodable_body": _relay(400, "{encoding}: {reason}"),  # own
    "malformed_json": _relay(500, "{go}"),  # S
    "undecodable_field": _relay(500, "{go}"),  # S
    "contents_missing": _relay(500, "contents is required"),  # S; O for its twin of the chat route
    "internal": _relay(500, "internal error", "do_request_failed"),  # S
}  # fmt: skip
