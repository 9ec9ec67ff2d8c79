"""How Google's own API refuses; the other origins start from here."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.errors import Refusal


def bad(text: str) -> Refusal:
    """Refuse as Google does for an invalid argument."""
    return Refusal(400, text, "INVALID_ARGUMENT")


def error_info(reason: str, service: str) -> Mapping[str, Any]:
    """Write the detail that gives a refusal's reason to programs."""
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

_INTERNAL = (
    "An internal error has occurred. Please retry or report in"
    " https://developers.generativeai.google/guide/troubleshooting"
)

_INVALID_KEY = "API key not valid. Please pass a valid API key."

# What only a mock says.
OWN = frozenset({"bad_mock_header", "no_stub", "bad_stub", "told_by_stub", "no_recording"})

GOOGLE: Mapping[str, Refusal] = {
    # What only a mock says. Own.
    "bad_mock_header": bad("cometapi-mock: {header}: {reason}"),
    "no_stub": Refusal(404, "cometapi-mock: no stub is for this request. {nearest}", "NOT_FOUND"),
    # 501, since clients don't ask again after it.
    "bad_stub": Refusal(501, "cometapi-mock: stub {stub}: {reason}", "UNIMPLEMENTED"),
    # What a stub wants to be said; the status is the stub's.
    "told_by_stub": Refusal(500, "{message}", "INTERNAL"),
    "no_recording": Refusal(
        404, "cometapi-mock: no recording is for this request. {nearest}", "NOT_FOUND"
    ),
    # Trouble. O, unless marked.
    "invalid_argument": bad("Request contains an invalid argument."),
    "credentials_refused": Refusal(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or"
        " other valid authentication credential. See"
        " https://developers.google.com/identity/sign-in/web/devconsole-project.",
        "UNAUTHENTICATED",
    ),
    "forbidden": Refusal(
        403,
        "Permission denied: Consumer 'api_key:mock' has been suspended.",
        "PERMISSION_DENIED",
        details=(error_info("CONSUMER_SUSPENDED", "generativelanguage.googleapis.com"),),
    ),
    "payload_too_large": Refusal(
        413, "Your client issued a request that was too large.", envelope="html"
    ),
    "rate_limited": Refusal(
        429, "Resource has been exhausted (e.g. check quota).", "RESOURCE_EXHAUSTED"
    ),
    "quota_exceeded": Refusal(
        429,
        "You exceeded your current quota, please check your plan and billing details. For more"
        " information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To"
        " monitor your current usage, head to: https://ai.dev/rate-limit. \n* Quota exceeded for metric:"
        " generativelanguage.googleapis.com/{metric}, limit: {limit}, model: {model}\nPlease retry in"
        " {retry}s.",
        "RESOURCE_EXHAUSTED",
        details=(
            {
                "@type": "type.googleapis.com/google.rpc.Help",
                "links": [
                    {
                        "description": "Learn more about Gemini API quotas",
                        "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
                    }
                ],
            },
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [
                    {
                        "quotaMetric": "generativelanguage.googleapis.com/{metric}",
                        "quotaId": "{quota}",
                        "quotaDimensions": {"location": "global", "model": "{model}"},
                        "quotaValue": "{limit}",
                    }
                ],
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "{info}s"},
        ),
    ),
    "server_error": Refusal(500, _INTERNAL, "INTERNAL"),
    "bad_gateway": Refusal(  # S
        502,
        "The server encountered a temporary error and could not complete your request. Please try again"
        " in 30 seconds.",
        envelope="html",
    ),
    "cancelled": Refusal(499, "The operation was cancelled.", "CANCELLED"),
    "overloaded": Refusal(503, "The model is overloaded. Please try again later.", "UNAVAILABLE"),
    "deadline_exceeded": Refusal(
        504, "Deadline expired before operation could complete.", "DEADLINE_EXCEEDED"
    ),
    "origin_timeout": Refusal(524, "A timeout occurred. Error code 524", envelope="html"),  # own
    # What never became a call. S: that it is HTML, and 400; texts own.
    "malformed_request": Refusal(
        400, "Your client has issued a malformed or illegal request: {reason}.", envelope="html"
    ),
    "header_too_large": Refusal(
        431, "The head of your client's request has more than {limit} bytes.", envelope="html"
    ),
    "read_timeout": Refusal(
        408, "Your client's request didn't come to its end in {seconds} seconds.", envelope="html"
    ),
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
        bad(_INVALID_KEY),
        details=(
            error_info("API_KEY_INVALID", "generativelanguage.googleapis.com"),
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
    "body_too_large": bad("Request payload size exceeds the limit: {limit} bytes."),
    "unsupported_encoding": bad("Content-Encoding {encoding!r} is not supported. Use gzip."),  # own
    "undecodable_body": bad("The body is not valid {encoding}: {reason}"),  # own
    "malformed_json": bad("Invalid JSON payload received. {google}"),
    # The body as a message. O.
    "invalid_fields": bad("{text}"),
    "contents_missing": bad("* GenerateContentRequest.contents: contents is not specified\n"),
    "violations": bad("{google}"),
    "out_of_range": bad("* GenerateContentRequest.{path}: {name} must be in the range {bounds}.\n"),
    # What only the rules know. O, unless marked.
    "invalid_role": bad("Please use a valid role: user, model."),
    "ends_with_model_turn": bad("Requests ending with a model turn are not supported."),
    "call_turn_misplaced": bad(
        "Please ensure that function call turn comes immediately after a user turn or after a function"
        " response turn."
    ),
    "response_turn_misplaced": bad(
        "Please ensure that function response turn comes immediately after a function call turn."
    ),
    "response_count": bad(
        "Please ensure that the number of function response parts is equal to the number of function"
        " call parts of the function call turn."
    ),
    "signature_missing": bad(
        "Function call is missing a thought_signature in functionCall parts. This is required for tools"
        " to work correctly, and missing thought_signature may lead to degraded model performance."
        " Additional data, function call `default_api:{name}` , position {position}. Please refer to"
        " https://ai.google.dev/gemini-api/docs/thought-signatures for more details."
    ),
    "signature_broken": bad("Thought signature is not valid"),
    "too_many_tokens": bad(
        "The input token count ({count}) exceeds the maximum number of tokens allowed ({limit})."
    ),
    "multiple_candidates": bad("Multiple candidates is not enabled for this model"),
    "penalty_disabled": bad("Penalty is not enabled for models/{model}"),
    "logprobs_disabled": bad("Logprobs is not enabled for {which}"),
    "logprobs_alone": bad(
        "* GenerateContentRequest.generation_config.logprobs: only allowed with response_logprobs.\n"
    ),  # own
    "level_unsupported": bad("Thinking level is not supported for this model."),
    "level_not_offered": bad(
        "Thinking level {level} is not supported for this model. Please retry with other thinking"
        " level."
    ),
    "budget_unsupported": bad("Request contains an invalid argument."),
    "budget_zero": bad("Budget 0 is invalid. This model only works in thinking mode."),
    "budget_out_of_range": bad(
        "The thinking budget {budget} is invalid. Please choose a value between {least} and {most}."
    ),
    "budget_and_level": bad("You can only set only one of thinking budget and thinking level."),
    "no_thinking": bad("Thinking is not enabled for models/{model}"),
    "modality_unsupported": bad(
        "Model does not support the requested response modalities: {modalities}"
    ),
    "modalities_refused": bad(
        "The requested combination of response modalities ({modalities}) is not supported by the model."
        " models/{model} accepts the following combination of response modalities:\n{accepted}"
    ),
    "json_disabled": bad("JSON mode is not enabled for this model"),
    "functions_disabled": bad("Function calling is not enabled for this model"),
    "mime_type_unsupported": bad("Unsupported MIME type: {mime_type}"),
    "video_metadata_alone": bad(
        "* GenerateContentRequest.{path}.video_metadata: only allowed beside a video.\n"
    ),  # own
    "video_offsets": bad(
        "* GenerateContentRequest.{path}.video_metadata: start_offset must be 0 or more, and less than"
        " end_offset.\n"
    ),  # own
    "no_media_resolution": bad("Media resolution is not enabled for this model"),
    "image_size_unknown": bad("Unsupported image_size {size!r}. Supported values are: {sizes}."),
    "image_size_unsupported": bad("Image size {size} is not supported for this model"),
    "aspect_ratio_unsupported": bad("Aspect ratio {ratio} is not supported for this model"),
    "one_voice_or_two": bad(
        "* GenerateContentRequest.generation_config.speech_config: only one of voice_config and"
        " multi_speaker_voice_config may be set.\n"
    ),  # own
    "voice_unknown": bad("Voice name {voice} is not supported. Allowed voice names are: {voices}"),
    "cached_content_conflict": bad(
        "CachedContent can not be used with GenerateContent request setting system_instruction, tools"
        " or tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent"
        " request."
    ),
    "no_cached_content": Refusal(
        403, "CachedContent not found (or permission denied)", "PERMISSION_DENIED"
    ),
    "cached_content_name": bad("Invalid CachedContent name: {name}."),  # O of Vertex AI
    "cached_content_model": bad(
        "Model used by GenerateContent request (models/{model}) and CachedContent (models/{cached})"
        " has to be the same."
    ),
    "cached_content_too_small": bad(
        "Cached content is too small. total_token_count={count}, min_total_token_count={least}"
    ),
    "empty_part": bad("EmbedContentRequest.content contains an empty Part."),
    "page_token": bad("Page token {token!r} is not one of this list's."),  # own
    "two_response_schemas": bad(
        "* GenerateContentRequest.generation_config: only one of response_schema and"
        " response_json_schema may be set.\n"
    ),  # own
    "schema_without_mime_type": bad(
        "* GenerateContentRequest.generation_config.response_mime_type: {name} needs {fitting}.\n"
    ),  # own
    "enum_without_schema": bad(
        "* GenerateContentRequest.generation_config.response_schema: text/x.enum needs a schema with enum"
        " values.\n"
    ),  # own
    "schema_too_complex": bad(
        "The specified schema produces a constraint that has too many states for serving.  Typical causes"
        " of this error are schemas with lots of text (for example, very long property or enum names),"
        " schemas with long array length limits (especially when nested), or schemas using complex value"
        " matchers (for example, integers or numbers with minimum/maximum bounds or strings with complex"
        " formats like date-time)"
    ),
    "json_with_functions": bad(
        "Function calling with a response mime type: 'application/json' is unsupported"
    ),
    "tools_mixed": bad(
        "Built-in tools ({{{tools}}}) and Custom tools (Function Calling) cannot be combined in the"
        " same request. Please choose one to continue."
    ),
    "tools_mixed_unannounced": bad(
        "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with"
        " Function calling."
    ),
    "search_retrieval_unsupported": bad(
        "google_search_retrieval is not supported. Please use google_search tool instead."
    ),
    "invocations_unsupported": bad(
        "Tool call context circulation is not enabled for models/{model}"
    ),
    "function_config_alone": bad("Function calling config is set without function_declarations."),
    "allowed_without_mode": bad(
        "* GenerateContentRequest.tool_config.function_calling_config.allowed_function_names: only"
        " allowed with mode ANY or VALIDATED.\n"
    ),  # own
    "allowed_undeclared": bad(
        "* GenerateContentRequest.tool_config.function_calling_config.allowed_function_names: {name} is"
        " not declared.\n"
    ),  # own
    "duplicate_function": bad("Duplicate function declaration found: {name}"),
    "two_parameter_schemas": bad(
        "* GenerateContentRequest.{path}: only one of {one} and {other} may be set.\n"
    ),  # own
    "arguments_no_object": bad(
        "* GenerateContentRequest.{path}: schema should be of type OBJECT.\n"
    ),  # own, by analogy
    "duplicate_safety_category": bad(
        "* GenerateContentRequest.safety_settings[{index}]: {category} is set twice.\n"
    ),  # own
    "foreign_safety_category": bad(
        "* GenerateContentRequest.safety_settings[{index}]: element predicate failed: $.category in"
        " (HarmCategory.HARM_CATEGORY_HATE_SPEECH, HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,"
        " HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT, HarmCategory.HARM_CATEGORY_HARASSMENT,"
        " HarmCategory.HARM_CATEGORY_CIVIC_INTEGRITY)\n"
    ),
    "safety_and_armor": bad(
        "* GenerateContentRequest: only one of safety_settings and model_armor_config may be set.\n"
    ),  # own
    "internal": Refusal(500, _INTERNAL, "INTERNAL"),
}
