"""What a model can be asked to give: how much, how sampled, in which form."""

from collections.abc import Iterator

from mockserver.descriptors import snake_case
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.models import GEMINI_3
from mockserver.request import GenerateRequest


def output(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Not more candidates or tokens than the model has."""
    model, config = request.model, request.config
    if (count := config.get("candidateCount", 1)) > model.max_candidates:
        yield ApiError("multiple_candidates", count=count)
    if (asked := config.get("maxOutputTokens", 1)) > model.output_limit:
        yield _too_large("maxOutputTokens", asked, model.output_limit)


def modalities(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """A model that draws or speaks must be asked for it; another can't be (gemini.md 3.7)."""
    model = request.model
    usual = () if model.canvas else ("TEXT",)
    asked = request.config.get("responseModalities") or usual
    missing = [each for each in asked if each not in model.outputs]
    if model.outputs != {"TEXT"} and (missing or (asked and set(asked) == {"TEXT"})):
        accepted = ["AUDIO"] if "AUDIO" in model.outputs else ["IMAGE", "IMAGE, TEXT"]
        yield ApiError(
            "modalities_refused",
            modalities=", ".join(asked),
            model=model.id,
            accepted="".join(f"* {each}\n" for each in accepted),
        )
    elif missing:
        yield ApiError("modality_unsupported", modalities=", ".join(missing).lower())


def abilities(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Models that draw or speak have neither JSON mode nor functions, up to 2.5 (reported)."""
    model = request.model
    if model.outputs == {"TEXT"} or model.generation >= GEMINI_3:
        return
    if request.mime_type != "text/plain":
        yield ApiError("json_disabled")
    if request.has_functions:
        yield ApiError("functions_disabled")


def sampling(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """What of sampling not every origin has, or not as far."""
    config = request.config
    if dialect.most_top_k and config.get("topK", 1) > dialect.most_top_k:
        yield _too_large("topK", config["topK"], dialect.most_top_k)
    if "penalty" in dialect.disabled and (
        config.get("presencePenalty") or config.get("frequencyPenalty")
    ):
        yield ApiError("penalty_disabled", model=request.model.id)


def log_probabilities(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Only where the origin has them, and how many only where they are asked for."""
    config, model = request.config, request.model
    if "logprobs" in dialect.disabled and config.get("responseLogprobs"):
        # Newer models aren't named (gemini.md 3.7).
        which = "this model" if model.generation >= GEMINI_3 else f"models/{model.id}"
        yield ApiError("logprobs_disabled", which=which)
    if "logprobs" in config and not config.get("responseLogprobs"):
        yield ApiError("logprobs_alone")


def _too_large(member: str, value: int, most: int) -> ApiError:
    name = snake_case(member)
    return ApiError(
        "out_of_range",
        path=f"generation_config.{name}",
        name=name,
        camel=member,
        value=value,
        bounds=f"[1, {most}]",
        least=1,
        above=most + 1,
    )


def response_schema(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """One schema at the most, and only for JSON or an enum."""
    config = request.config
    given = [
        each
        for each in ("responseSchema", "responseJsonSchema", "_responseJsonSchema")
        if each in config
    ]
    if "responseSchema" in given and len(given) > 1:
        yield ApiError("two_response_schemas")
    fitting = ["application/json", *(["text/x.enum"] if "responseSchema" in given else [])]
    asked = config.get("responseMimeType")
    if given and asked not in fitting:
        name = snake_case(given[0]).lstrip("_")
        yield ApiError("schema_without_mime_type", name=name, fitting=" or ".join(fitting))
    if asked == "text/x.enum" and not given:
        yield ApiError("enum_without_schema")
