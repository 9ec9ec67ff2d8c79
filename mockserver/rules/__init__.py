"""Rules across fields, which a JSON Schema can't say or not in the words of the API.

To add a rule, write a generator of refusals in the module of its noun and put it into `RULES`; its
cause needs a text in ``refusals/``. Facts: gemini.md 3.8 (rules), 6.6 (texts), 7 (models).
"""

from collections.abc import Callable, Iterator

from mockserver.dialects import Dialect
from mockserver.errors import ApiError
from mockserver.request import GenerateRequest
from mockserver.rules import declared, media, output, safety, thinking, tools, turns

Rule = Callable[[GenerateRequest, Dialect], Iterator[ApiError]]

# In the order in which they are asked.
RULES: tuple[Rule, ...] = (
    turns.roles,
    turns.last_turn,
    turns.cached_content,
    turns.function_turns,
    turns.thought_signatures,
    thinking.thinking,
    thinking.thinking_level,
    thinking.thinking_budget,
    media.mime_types,
    media.video_metadata,
    media.resolution,
    media.image_config,
    media.speech_config,
    output.output,
    output.modalities,
    output.abilities,
    output.sampling,
    output.log_probabilities,
    output.response_schema,
    tools.kinds,
    tools.retired,
    tools.invocations,
    tools.tools_together,
    tools.function_calling,
    tools.declarations,
    declared.schemas,
    declared.arguments,
    tools.allowed_functions,
    safety.safety,
    safety.armor,
)


def hold(request: GenerateRequest, dialect: Dialect) -> None:
    """Hold a request to all rules.

    Raises:
        ApiError: The first refusal.
    """
    for each in RULES:
        for refusal in each(request, dialect):
            raise refusal.beside(request.warnings)
