"""The environment that leads an app's clients to a mock: one table, for tests and for commands."""

from collections.abc import Mapping

from mockserver import namespaced

KEY = "any-key"  # what an app is given as its key where the mock takes any

_KEYS = (
    "COMETAPI_KEY",
    "COMETAPI_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "GOOGLE_GENERATIVE_AI_API_KEY",  # Vercel's AI SDK
    "OPENAI_API_KEY",
)

# Who reads it, and what it wants behind the base URL. OpenAI's clients are led to the dialects that have
# no such API too: what they ask stays on this machine then.
_PLACES = {
    "COMETAPI_BASE_URL": "/v1",  # CometAPI's own SDK
    "COMETAPI_API_BASE": "/v1",  # LiteLLM
    "GOOGLE_GEMINI_BASE_URL": "",  # Google's SDKs, and all that is built on them
    "GOOGLE_VERTEX_BASE_URL": "",
    "GEMINI_API_BASE": "/v1beta",  # LiteLLM
    "GOOGLE_GENERATIVE_AI_BASE_URL": "/v1beta",
    "OPENAI_BASE_URL": "/v1",
    "OPENAI_API_BASE": "/v1",
}

# With these Google's SDKs go to another service, or ask for credentials.
_ELSEWHERE = (
    "GOOGLE_GENAI_USE_ENTERPRISE",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "GOOGLE_CLOUD_LOCATION",
    "GOOGLE_CLOUD_PROJECT",
)
_NEAR = ("127.0.0.1", "localhost", "::1")  # what no proxy can reach


def changes(
    environ: Mapping[str, str], base: str, namespace: str = "", key: str = KEY
) -> dict[str, str | None]:
    """Return what an environment has to become for an app to ask a mock; None is to be removed.

    *base* is the URL of the mock. The app is led into *namespace*; ``COMETAPI_MOCK_URL`` is where the
    mock itself is asked, whatever the namespace.
    """
    url = namespaced.url(base, namespace)
    return {
        "COMETAPI_MOCK_URL": base,
        "COMETAPI_MOCK_NAMESPACE": namespace or None,
        **dict.fromkeys(_KEYS, key),
        **{name: url + behind for name, behind in _PLACES.items()},
        **dict.fromkeys(_ELSEWHERE),
        **{name: _without_proxy(environ.get(name, "")) for name in ("NO_PROXY", "no_proxy")},
    }


def changed(environ: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """Return an environment with the changes made."""
    there = {**environ, **changes}
    return {name: value for name, value in there.items() if value is not None}


def _without_proxy(hosts: str) -> str:
    """Add this machine to a list of hosts that are asked without a proxy."""
    there = [each.strip() for each in hosts.split(",") if each.strip()]
    return ",".join([*there, *(each for each in _NEAR if each not in there)])
