"""What a model can be asked to give: how much, how sampled, in which form."""

from collections.abc import Iterator

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.request import GenerateRequest


def output(request: GenerateRequest, _: Dialect) -> Iterator[ApiError]:
    """Not more candidates or tokens than the model has."""
    model, config = request.model, request.config
    if (count := config.get("candidateCount", 1)) > model.max_candidates:
        yield ApiError("multiple_candidates", count=count)
    if (asked := config.get("maxOutputTokens", 1)) > model.output_limit:
        name = "max_output_tokens"
        yield ApiError(
            "out_of_range",
            path=f"generation_config.{name}",
            name=name,
            value=asked,
            bounds=f"[1, {model.output_limit}]",
            least=1,
            above=model.output_limit + 1,
        )


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


def sampling(request: GenerateRequest, dialect: Dialect) -> Iterator[ApiError]:
    """Penalties and log probabilities, which not every origin has."""
    config, model = request.config, request.model.id
    if "penalty" in dialect.disabled and (
        config.get("presencePenalty") or config.get("frequencyPenalty")
    ):
        yield ApiError("penalty_disabled", model=model)
    if "logprobs" in dialect.disabled and config.get("responseLogprobs"):
        yield ApiError("logprobs_disabled", model=model)
    if "logprobs" in config and not config.get("responseLogprobs"):
        yield ApiError("logprobs_alone")


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
    fitting = {"application/json", *(["text/x.enum"] if "responseSchema" in given else [])}
    if given and config.get("responseMimeType") not in fitting:
        yield ApiError("schema_without_mime_type")
