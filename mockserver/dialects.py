"""The dialects: how the origins of this API differ, as data. To add an origin, add a row.

No other module asks which dialect it is; it reads the row. Grades: D documented on CometAPI's page,
O observed (recorded traffic or reports), S inferred from the source of the gateway that CometAPI
evidently runs, own = our choice where nothing is known. Facts: cometapi.md, gemini.md 4.12 and 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mockserver import refusals
from mockserver.errors import EnvelopeName, Refusal
from mockserver.models import Model
from mockserver.protojson import Gateway
from mockserver.settings import ConfigurationError

KeySource = Literal["header", "query", "authorization"]
Grade = Literal["D", "O", "S"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What one origin does its own way.

    Attributes:
        refusals: Its words for every cause of refusal.
        face_refusals: Its words where another face was called, by the name of that and by cause, if they differ.
        error_schema: The schema file of its error bodies.
        statuses: By which statuses it is known to refuse, D or O; the others are inferred.
        sse_envelopes, array_envelopes: Which envelope stands in for which on a stream.
        sse_error_type: Media type of an error where events were asked for.
        keys: Where it looks for the key, first found first.
        gateway: What a gateway in front of it keeps of a request.
        types: The protobuf package in its texts; ``{version}`` is the API version.
        enum_numbers: Enums that it numbers its own way.
        lacks: The origins whose own fields it refuses as unknown.
        lacks_operations: The operations that it hasn't.
        undocumented: The operations that it has by inference alone.
        elsewhere: How paths begin that it has, and this mock hasn't.
        embeds_by_predict: The embedding models that it doesn't serve by ``embedContent``.
        lists_bare_ids: Whether it lists models by id and nothing else, all on one page.
        counts_characters: Whether ``countTokens`` counts characters too.
        embedding_usage: What the usage of an embedding has, by the names that it has there.
        vertex_paths: Whether it is called by ``/v1beta1/projects/...`` too.
        roles: What a content may be; "" is to leave it out.
        refuses_budget: Whether a thinking budget is refused by models that take levels.
        demands_tool_kind: Whether a tool of no kind is refused.
        announces_tools: Whether built-in tools beside functions must be announced (Gemini 3).
        doubted_tools: Tools that it is suspected not to know.
        disabled: Features of the request that its models don't have.
        most_top_k: The largest ``topK`` that it takes; None for any.
        content_order, members: Which members an answer has, in which order.
        create_time, index: Whether an answer has ``createTime``, a candidate ``index``.
        traffic_type, service_tier: What its usage metadata says; None for nothing.
        call_ids_from: The generation of models from which on calls, and code, have ids; None for none.
        call_message: The finish message beside function calls; empty for none.
        candidates_details: Whether it details the tokens of the candidates.
        confidence_scores: Whether grounding supports have them.
        web_domain: Whether sources on the web say their domain.
        counts_blocked: Whether it counts the tokens of a prompt that it blocks.
        block_message: Whether it says in words why it blocked.
        harm_scores: Whether its safety ratings have scores.
        citations: What the list of citations is called.
        shows_refused_call: Whether a candidate holds the call for which it ended.
        unary_only: Members of a candidate that a stream doesn't carry.
        usage_on: Which events of a stream carry token counts.
        line_end: What ends the lines of a stream of events.
        documents_array: Whether it is known to answer a stream without ``alt=sse`` with an array.
        stream_headers: Headers of a stream of events.
        request_id_header: Header that carries the request id.
        cors: Headers that let pages of other sites call it.
        early: What it does otherwise with models from before 2.5, by the names of these attributes.
    """

    name: str
    refusals: Mapping[str, Refusal]
    error_schema: str
    face_refusals: Mapping[str, Mapping[str, Refusal]] = field(default_factory=dict)
    statuses: Mapping[int, Grade] = field(default_factory=dict)
    sse_envelopes: Mapping[EnvelopeName, EnvelopeName] = field(default_factory=dict)
    array_envelopes: Mapping[EnvelopeName, EnvelopeName] = field(default_factory=dict)
    sse_error_type: str = "application/json; charset=UTF-8"
    keys: tuple[KeySource, ...] = ("header", "query", "authorization")
    gateway: Gateway = field(default_factory=Gateway)
    types: str = "google.ai.generativelanguage.{version}"
    enum_numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lacks: frozenset[str] = frozenset()
    lacks_operations: frozenset[str] = frozenset()
    undocumented: frozenset[str] = frozenset()
    elsewhere: tuple[str, ...] = ()
    embeds_by_predict: frozenset[str] = frozenset()
    lists_bare_ids: bool = False
    counts_characters: bool = False
    embedding_usage: tuple[str, ...] = ("promptTokenCount", "promptTokenDetails")
    vertex_paths: bool = False
    roles: frozenset[str] = frozenset({"user", "model", ""})
    refuses_budget: bool = False
    demands_tool_kind: bool = True  # O: reported of Vertex AI
    announces_tools: bool = False
    doubted_tools: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    # O: Vertex AI, by model, 40 or 100. The wider for all, so that nothing good is refused.
    most_top_k: int | None = 100
    # From here on, what stands here is Vertex AI's answer: D for comet, by the page's sample; O.
    content_order: tuple[str, ...] = ("role", "parts")
    create_time: bool = True
    index: bool = False
    traffic_type: str | None = "ON_DEMAND"
    service_tier: str | None = None
    call_ids_from: int | None = None  # O: 4 % of Vertex AI's calls have one
    call_message: str = ""  # O: only where something went wrong
    candidates_details: bool = True
    avg_logprobs: bool = True
    confidence_scores: bool = False  # O: gone with 2.5
    web_domain: bool = False
    counts_blocked: bool = False  # O
    block_message: bool = True  # O
    harm_scores: bool = True  # O, of older models
    citations: Literal["citationSources", "citations"] = "citations"  # O
    shows_refused_call: bool = True  # O
    unary_only: frozenset[str] = frozenset({"avgLogprobs"})  # O: never in a recorded stream
    usage_on: Literal["every", "last"] = "last"  # O; S for comet
    line_end: bytes = b"\r\n"
    documents_array: bool = True
    stream_headers: Mapping[str, str] = field(default_factory=dict)
    request_id_header: str | None = None
    cors: Mapping[str, str] = field(default_factory=dict)
    early: Mapping[str, Any] = field(default_factory=dict)

    def refusal(self, cause: str, face: str = "") -> Refusal:
        """Return how a call is refused for a cause, by way of another *face* if it is named."""
        return self.face_refusals.get(face, {}).get(cause) or self.refusals[cause]

    def toward(self, model: Model) -> "Dialect":
        """Return how this origin answers with a model."""
        return replace(self, **self.early) if model.early and self.early else self


# Vertex AI numbers the harm categories its own way (O).
_VERTEX_HARM = (
    "HARM_CATEGORY_UNSPECIFIED",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_CIVIC_INTEGRITY",
)

_CACHED_CONTENTS = frozenset(
    f"cachedContents.{each}" for each in ("create", "list", "get", "patch", "delete")
)

# What only the gateway has: other doors to the models that it has.
_DOORS = frozenset({"chat.completions", "openai.models.list", "openai.models.get", "catalog.list"})

_COMET_GENERATE = frozenset({
    "contents", "safetySettings", "generationConfig", "tools", "toolConfig",
    "systemInstruction", "system_instruction", "cachedContent",
})  # fmt: skip

# What the gateway decodes, in the spellings it knows; the rest of these messages is lost (S).
_COMET_GATEWAY = Gateway(
    keeps={
        "GenerateContentRequest": _COMET_GENERATE,
        "CountTokensRequest": _COMET_GENERATE,  # read as one of the above
        "EmbedContentRequest": frozenset({
            "model", "content", "taskType", "title", "outputDimensionality",
        }),
        "BatchEmbedContentsRequest": frozenset({"requests"}),
        "Content": frozenset({"role", "parts"}),
        "Part": frozenset({
            "text", "thought", "inlineData", "inline_data", "functionCall", "thoughtSignature",
            "functionResponse", "mediaResolution", "videoMetadata", "fileData", "executableCode",
            "codeExecutionResult",
        }),
        "Blob": frozenset({"mimeType", "mime_type", "data"}),
        "FileData": frozenset({"mimeType", "fileUri"}),
        "FunctionCall": frozenset({"name", "args"}),
        "FunctionResponse": frozenset({
            "name", "response", "willContinue", "scheduling", "parts", "id",
        }),
        "ExecutableCode": frozenset({"language", "code"}),
        "CodeExecutionResult": frozenset({"outcome", "output"}),
        "SafetySetting": frozenset({"category", "threshold"}),
        "GenerationConfig": frozenset({
            "temperature", "topP", "top_p", "topK", "top_k", "maxOutputTokens", "max_output_tokens",
            "candidateCount", "candidate_count", "stopSequences", "stop_sequences",
            "responseMimeType", "response_mime_type", "responseSchema", "response_schema",
            "responseJsonSchema", "response_json_schema", "presencePenalty", "presence_penalty",
            "frequencyPenalty", "frequency_penalty", "responseLogprobs", "response_logprobs",
            "logprobs", "enableEnhancedCivicAnswers", "enable_enhanced_civic_answers",
            "mediaResolution", "media_resolution", "seed", "responseModalities",
            "response_modalities", "thinkingConfig", "thinking_config", "speechConfig",
            "speech_config", "imageConfig", "image_config",
        }),
        "ThinkingConfig": frozenset({
            "includeThoughts", "include_thoughts", "thinkingBudget", "thinking_budget",
            "thinkingLevel", "thinking_level",
        }),
        "ToolConfig": frozenset({
            "functionCallingConfig", "retrievalConfig", "includeServerSideToolInvocations",
        }),
        "FunctionCallingConfig": frozenset({"mode", "allowedFunctionNames"}),
        "RetrievalConfig": frozenset({"latLng", "languageCode"}),
        "LatLng": frozenset({"latitude", "longitude"}),
    },
    raw=frozenset({"tools"}),
    documented=frozenset({"file_data", "file_uri"}),  # D: newer pages of CometAPI
    drops_wordless=True,
    floats=frozenset({"topK"}),
    demands=frozenset({"GenerateContentRequest", "CountTokensRequest"}),
)  # fmt: skip

_GOOGLE_STATUSES: Mapping[int, Grade] = dict.fromkeys(
    (400, 401, 403, 404, 413, 429, 499, 500, 503, 504), "O"
)

COMET = Dialect(
    name="comet",
    refusals=refusals.COMET,
    face_refusals={"chat": refusals.COMET_CHAT},
    error_schema="errors/comet.json",
    statuses=dict.fromkeys((301, 400, 401, 403, 413, 429, 500, 503, 504, 524), "D"),
    # Vertex AI's stream errors are arrays, which the gateway can't read (S).
    sse_envelopes={"upstream": "unparseable"},
    array_envelopes={"upstream": "unparseable"},
    keys=("header", "query", "authorization"),  # S: the order; D: header and Bearer
    gateway=_COMET_GATEWAY,
    types="google.cloud.aiplatform.v1beta1",  # S: Vertex AI is behind it
    enum_numbers={"HarmCategory": _VERTEX_HARM},  # S: as behind it
    lacks_operations=_CACHED_CONTENTS | {"models.get"},  # S: no route for them
    # S: a route of its own for the list, that of generateContent for the others.
    undocumented=frozenset(
        {"countTokens", "embedContent", "batchEmbedContents", "models.list", "openai.models.get"}
    ),
    # D; O for audio; S for the last two.
    elsewhere=(
        "/v1/embeddings",
        "/v1/messages",
        "/v1/responses",
        "/v1/images/",
        "/v1/videos",
        "/v1/audio/",
        "/v1/completions",
        "/v1/files",
    ),
    lists_bare_ids=True,  # S
    counts_characters=True,  # S: Vertex AI is behind it
    # S: Vertex AI refuses it; but the gateway has other providers, too.
    doubted_tools=frozenset({"fileSearch"}),
    # D: the page says a budget with Gemini 3 may fail. A test should hear of it, so here it does.
    refuses_budget=True,
    citations="citationSources",  # D, though Vertex AI is behind it
    line_end=b"\n",  # S
    # D: only ?alt=sse. S: the gateway streams events without it too. The array is Google's answer.
    documents_array=False,
    confidence_scores=True,  # D: promised in words, and in the sample
    stream_headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},  # S
    request_id_header="X-Oneapi-Request-Id",  # S; whether CometAPI keeps the name is unknown
    cors={  # S
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    },
)

GOOGLE = Dialect(
    name="google",
    refusals=refusals.GOOGLE,
    error_schema="errors/google.json",
    statuses=_GOOGLE_STATUSES,
    array_envelopes={"google": "google_list"},  # O
    roles=frozenset({"user", "model", "function", ""}),  # O: function is an old name
    sse_error_type="text/event-stream",  # O
    lacks=frozenset({"vertex"}),  # O
    lacks_operations=_DOORS,  # Google's own such doors are at another path
    disabled=frozenset({"penalty", "logprobs"}),  # O
    most_top_k=None,  # D: only that it is 1 or more
    demands_tool_kind=False,  # O: a tool without a function is taken
    announces_tools=True,  # O: Vertex AI takes them without (recorded)
    content_order=("parts", "role"),  # O
    create_time=False,  # O
    index=True,  # O: always
    traffic_type=None,  # O
    service_tier="standard",  # O: since early 2026
    call_ids_from=3,  # O: all models from 3.1 on, most answers of 3.0
    call_message="Model generated function call(s).",  # O: 97 % of calls
    candidates_details=False,  # O: only image models
    avg_logprobs=False,  # O
    counts_blocked=True,  # D
    block_message=False,  # D: no such field
    harm_scores=False,  # D: no such fields
    citations="citationSources",  # D
    shows_refused_call=False,  # O
    usage_on="every",  # O
    stream_headers={"Content-Disposition": "attachment"},  # O
    early={  # O: 33 of 33 answers, 8 of them with calls
        "index": False,
        "call_message": "",
        "candidates_details": True,
        "avg_logprobs": True,
    },
)

VERTEX = Dialect(
    name="vertex",
    refusals=refusals.VERTEX,
    error_schema="errors/vertex.json",
    statuses=_GOOGLE_STATUSES,
    sse_envelopes={"google": "google_list"},  # O, through gateways
    array_envelopes={"google": "google_list"},  # O
    types="google.cloud.aiplatform.v1beta1",  # O
    enum_numbers={"HarmCategory": _VERTEX_HARM},  # O
    lacks=frozenset({"google"}),  # D: the proto files
    # D: it has no batches of embeddings, and lists and caches under paths of their own, which aren't
    # here.
    lacks_operations=_CACHED_CONTENTS
    | _DOORS
    | {"batchEmbedContents", "models.list", "models.get"},
    embeds_by_predict=frozenset({"gemini-embedding-001"}),  # O: reported
    counts_characters=True,  # O
    embedding_usage=("promptTokenCount", "promptTokensDetails", "totalTokenCount"),  # O
    vertex_paths=True,  # O
    roles=frozenset({"user", "model"}),  # O
    web_domain=True,  # O: in one of two
    stream_headers={"Content-Disposition": "attachment"},  # O
)

DIALECTS: Mapping[str, Dialect] = {each.name: each for each in (COMET, GOOGLE, VERTEX)}


def dialect(name: str) -> Dialect:
    """Return the dialect *name*.

    Raises:
        ConfigurationError: There is no such dialect.
    """
    try:
        return DIALECTS[name]
    except KeyError:
        msg = f"unknown dialect {name!r}; there are {', '.join(DIALECTS)}"
        raise ConfigurationError(msg) from None
