"""Strategies of what is to be embedded."""

from functools import cache

from hypothesis import strategies as st

from contract_tests.strategies.choices import JSON, one_of, variants
from contract_tests.strategies.prompts import TEXTS
from contract_tests.strategies.request.asked import Asked
from contract_tests.strategies.request.parts import files, inline

_ALL = frozenset({"image", "document", "text", "audio", "video"})
_TEXT_ONLY = 1  # the generation that embeds text alone
_TASKS = (
    "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "SEMANTIC_SIMILARITY", "CLASSIFICATION", "CLUSTERING",
    "QUESTION_ANSWERING", "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY",
)  # fmt: skip
_OTHERS = one_of(
    variants(taskType=_TASKS, title=("A title",), outputDimensionality=(128, 768, 3_072))
)
_ROLES = one_of(variants(role=("user",)))
_COUNTS = one_of((1, 2, 3))


def embedded(draw: st.DrawFn, asked: Asked, _: object = None, *, named: bool = False) -> JSON:
    """Draw the body of ``embedContent``; *named* demands that it names the model."""
    parts = [draw(_parts(asked.model.generation == _TEXT_ONLY)) for _ in range(draw(_COUNTS))]
    model = {"model": f"models/{asked.model.id}"} if named or draw(st.booleans()) else {}
    content = {**draw(_ROLES), "parts": [{"text": draw(TEXTS)}, *parts]}
    return {**model, "content": content, **draw(_OTHERS)}


def embedded_together(draw: st.DrawFn, asked: Asked, _: object) -> JSON:
    """Draw the body of ``batchEmbedContents``."""
    return {"requests": [embedded(draw, asked, named=True) for _ in range(draw(_COUNTS))]}


@cache
def _parts(text_only: bool) -> st.SearchStrategy[JSON]:  # noqa: FBT001 - the key of a cache
    texts = TEXTS.map(lambda text: {"text": text})
    return texts if text_only else st.one_of(texts, one_of((*inline(_ALL), *files(_ALL))))
