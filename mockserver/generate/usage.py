"""The usage metadata: what was read, thought and said, in tokens that add up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver import tokens
from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.models import Model
from mockserver.request import GenerateRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Token counts of an answer, by modality.

    *cached* is part of *prompt*; all others stand beside each other in the total (gemini.md 4.10,
    measured without exception).
    """

    prompt: Counter[str]
    said: Counter[str] = field(default_factory=Counter)
    thoughts: int = 0
    tool_use: Counter[str] = field(default_factory=Counter)
    cached: Counter[str] = field(default_factory=Counter)

    def metadata(self, dialect: Dialect) -> dict[str, Any]:
        """Write the usage metadata; what is 0 is absent, as proto3 has it (observed)."""
        total = self.prompt.total() + self.said.total() + self.thoughts + self.tool_use.total()
        counts = {
            "promptTokenCount": self.prompt.total(),
            "candidatesTokenCount": self.said.total(),
            "totalTokenCount": total,
            "trafficType": dialect.traffic_type,
            "thoughtsTokenCount": self.thoughts,
            "toolUsePromptTokenCount": self.tool_use.total(),
            "cachedContentTokenCount": self.cached.total(),
            "promptTokensDetails": tokens.details(self.prompt),
            "candidatesTokensDetails": self._said_details(dialect),
            "toolUsePromptTokensDetails": tokens.details(self.tool_use),
            "cacheTokensDetails": tokens.details(self.cached),
            "serviceTier": dialect.service_tier,
        }
        return {key: each for key, each in counts.items() if each}

    def _said_details(self, dialect: Dialect) -> list[dict[str, Any]]:
        """Detail what was said: everywhere if it isn't text alone (gemini.md 4.10, observed)."""
        mixed = self.said.keys() - {"TEXT"}
        return tokens.details(self.said) if dialect.candidates_details or mixed else []


def of_prompt(request: GenerateRequest) -> Counter[str]:
    """Count what the model reads, by modality: what is sent, and what is cached.

    Raises:
        ApiError: ``too_many_tokens``: the model can't read so much.
    """
    model = request.model
    read = of_message(request.body, model) + of_message(request.cached, model)
    if read.total() > model.input_limit:
        raise ApiError("too_many_tokens", count=read.total(), limit=model.input_limit)
    return read


def of_message(message: Mapping[str, Any], model: Model) -> Counter[str]:
    """Count what a model reads of a GenerateContentRequest or of a CachedContent, by modality."""
    contents = [*message.get("contents", ()), message.get("systemInstruction", {})]
    resolution = message.get("generationConfig", {}).get("mediaResolution", "")
    read = tokens.of_contents(contents, model.weights, resolution)
    return read + tokens.of_json(message.get("tools", []))
