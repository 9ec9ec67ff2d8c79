"""Flaws of what is asked for: candidates, modalities, forms. Texts: gemini.md 6.5, 6.6, rules: 3.7, 3.8."""

from collections.abc import Iterator
from typing import Any

from contract_tests.strategies.flaws.bodies import Body, config, functions
from contract_tests.strategies.flaws.flaw import Case, cases
from mockserver.dialects import Dialect
from mockserver.models import GEMINI_3, Model

_JSON = "application/json"
_TEXT_ONLY = {"TEXT"}
_STRING: Body = {"type": "STRING"}
_FUNCTIONS = functions({"name": "f"})


@cases("several candidates of a model that gives one", "not allowed", "observed")
def several_candidates(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """From Gemini 3 on, and where a picture or a voice is asked for, there is one."""
    if model.max_candidates == 1:
        for each in (2, 8):
            yield Case(config(candidateCount=each))


@cases("modality that the model lacks", "not allowed", "observed")
def modality_that_the_model_lacks(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A picture of a model of text, text alone of a model that draws or speaks."""
    if model.outputs == _TEXT_ONLY:
        for wrong in (["IMAGE"], ["AUDIO"], ["TEXT", "IMAGE"]):
            yield Case(config(responseModalities=wrong))
    else:
        yield Case(config(responseModalities=["TEXT"]))
        yield Case(config(responseModalities=["VIDEO"]))


@cases("JSON of a model that draws or speaks", "not allowed", "observed")
def json_of_a_model_that_draws(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Up to 2.5 these have no JSON mode."""
    if model.outputs != _TEXT_ONLY and model.generation < GEMINI_3:
        yield Case(config(responseMimeType=_JSON))


@cases("functions of a model that draws or speaks", "not allowed", "observed")
def functions_of_a_model_that_draws(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Up to 2.5 these call none."""
    if model.outputs != _TEXT_ONLY and model.generation < GEMINI_3:
        yield Case(_FUNCTIONS)


@cases("penalty that Google's own API lacks", "not allowed", "observed")
def penalty(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """Vertex AI has penalties, Google's own API hasn't."""
    if dialect.name == "google":
        yield Case(config(presencePenalty=0.5))
        yield Case(config(frequencyPenalty=-1))


@cases("logprobs that Google's own API lacks", "not allowed", "observed")
def logprobs(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """Vertex AI has them, Google's own API hasn't."""
    if dialect.name == "google":
        yield Case(config(responseLogprobs=True))


@cases("logprobs that weren't asked for", "not allowed", "documented")
def logprobs_alone(_model: Model, dialect: Dialect) -> Iterator[Case]:
    """How many, but not whether."""
    if dialect.name != "google":
        where = "generation_config.logprobs"
        yield Case(config(logprobs=3), config(logprobs=3, responseLogprobs=True), where)


@cases("unknown MIME type of the answer", "unknown value", "observed")
def unknown_mime_type(_model: Model, _dialect: Dialect) -> Iterator[Case]:
    """There are five."""
    for wrong in ("text/html", "json", "application/JSON"):
        yield Case(config(responseMimeType=wrong), field="generation_config.response_mime_type")


@cases("schema without its MIME type", "not allowed", "documented")
def schema_without_mime_type(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """A schema is for JSON, or for an enum."""
    if _has_json(model):
        where = "generation_config.response_mime_type"
        for schema in ({"responseSchema": _STRING}, {"responseJsonSchema": {"type": "string"}}):
            good = config(responseMimeType=_JSON, **schema)
            yield Case(config(**schema), good, where)
            yield Case(config(responseMimeType="text/plain", **schema), good, where)


@cases("two schemas of the answer", "not allowed", "documented")
def two_schemas(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """It is Google's or a JSON Schema."""
    if _has_json(model):
        good = {"responseMimeType": _JSON, "responseSchema": _STRING}
        both = config(**good, responseJsonSchema={"type": "string"})
        yield Case(both, config(**good), "generation_config")


@cases("enum without a schema", "not allowed", "own")
def enum_without_schema(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """An answer that is to be one of some values, without these."""
    if _has_json(model):
        schema: dict[str, Any] = {"type": "STRING", "enum": ["red", "green"]}
        good = {"responseMimeType": "text/x.enum", "responseSchema": schema}
        where = "generation_config.response_schema"
        yield Case(config(responseMimeType="text/x.enum"), config(**good), where)


@cases("JSON beside functions before Gemini 3", "not allowed", "observed")
def json_beside_functions(model: Model, _dialect: Dialect) -> Iterator[Case]:
    """Up to 2.5 functions exclude JSON mode."""
    if model.outputs == _TEXT_ONLY and model.generation < GEMINI_3:
        yield Case({**_FUNCTIONS, **config(responseMimeType=_JSON)}, _FUNCTIONS)


def _has_json(model: Model) -> bool:
    return model.outputs == _TEXT_ONLY or model.generation >= GEMINI_3
