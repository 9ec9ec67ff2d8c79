"""What one member of a request makes of another: drawn alone, they wouldn't go together."""

from collections.abc import Callable

from contract_tests.strategies.choices import JSON
from contract_tests.strategies.request.asked import Asked


def _ask_for_sound(body: JSON, asked: Asked) -> None:
    """Ask a model that speaks to do so: it does nothing else."""
    if asked.speaks:
        body.setdefault("generationConfig", {})["responseModalities"] = ["AUDIO"]


def _give_the_type(body: JSON, _: Asked) -> None:
    """Name the MIME type that goes with a schema."""
    config = body.get("generationConfig", {})
    if config.keys().isdisjoint(_DECLARING):
        return
    enum = config.get("responseSchema", {}).get("type") == "STRING" and "responseMimeType" in config
    chosen = enum and config["responseSchema"].get("enum")
    config["responseMimeType"] = "text/x.enum" if chosen else "application/json"


def _ask_for_log_probabilities(body: JSON, _: Asked) -> None:
    config = body.get("generationConfig", {})
    if "logprobs" in config:
        config["responseLogprobs"] = True


def _name_the_functions(body: JSON, _: Asked) -> None:
    """Put names where `features` says how many of the declared functions are allowed."""
    calling = body.get("toolConfig", {}).get("functionCallingConfig", {})
    if "allowedFunctionNames" in calling:
        most = calling["allowedFunctionNames"]
        names = [each["name"] for tool in body["tools"] for each in tool.get(_FUNCTIONS, ())]
        body["toolConfig"]["functionCallingConfig"] = {
            **calling,
            "allowedFunctionNames": names[:most],
        }


def _announce_tools(body: JSON, asked: Asked) -> None:
    """Announce built-in tools beside functions, where that is asked for."""
    used = {key for tool in body.get("tools", ()) for key in tool}
    if asked.dialect.announces_tools and _FUNCTIONS in used and len(used) > 1:
        body.setdefault("toolConfig", {})["includeServerSideToolInvocations"] = True


_FUNCTIONS = "functionDeclarations"
_DECLARING = frozenset({"responseSchema", "responseJsonSchema", "_responseJsonSchema"})
_FINISHING: tuple[Callable[[JSON, Asked], None], ...] = (
    _ask_for_sound,
    _give_the_type,
    _ask_for_log_probabilities,
    _name_the_functions,
    _announce_tools,
)


def finish(body: JSON, asked: Asked) -> None:
    """Make members of a request go together."""
    for each in _FINISHING:
        each(body, asked)
