"""Hypothesis strategies of valid requests, small and fast."""

from typing import Any

from hypothesis import strategies as st

from contract_tests.strategies import response_schemas

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from([
        "Explain how AI works in a few words",
        "Write a short poem about the stars",
        "List 5 reasons to sleep",
        "What is 12 * 3 - 4?",
        "Write an essay in detail about \U0001f40b and the sea",
        "中国的首都是哪里?",
    ]),
)  # fmt: skip

PARTS = st.one_of(
    st.builds(lambda text: {"text": text}, TEXTS),
    st.just({"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}),
    st.just({"fileData": {"mimeType": "video/mp4", "fileUri": "https://example.com/a.mp4"}}),
)


def content(role: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda parts: {"role": role, "parts": parts}, st.lists(PARTS, min_size=1, max_size=3)
    )


@st.composite
def conversations(draw: st.DrawFn) -> list[dict[str, Any]]:
    turns = draw(st.integers(0, 2))
    roles = ["user", "model"] * turns + ["user"]
    return [draw(content(role)) for role in roles]


def thinking(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(members, optional={"includeThoughts": st.booleans()})


THINKING = {
    "gemini-2.5-flash": thinking(thinkingBudget=st.sampled_from([0, -1, 1, 900])),
    "gemini-2.5-pro": thinking(thinkingBudget=st.sampled_from([-1, 128, 32_768])),
    "gemini-3-flash-preview": thinking(
        thinkingLevel=st.sampled_from(["MINIMAL", "LOW", "MEDIUM", "HIGH"])
    ),
    "gemini-2.0-flash": st.just({}),
}


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a model and a valid, canonical body for it."""
    model = draw(st.sampled_from(sorted(THINKING)))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "temperature": st.floats(0, 2),
        "maxOutputTokens": st.integers(1, 300),
        "stopSequences": st.lists(st.sampled_from(["the", " ", "is", "zzz", "."]), max_size=3),
        "thinkingConfig": THINKING[model],
        "seed": st.integers(-(2**31), 2**31 - 1),
    }
    if model != "gemini-3-flash-preview":
        optional["candidateCount"] = st.integers(1, 4)
    body: dict[str, Any] = {"contents": draw(conversations())}
    if config := draw(st.fixed_dictionaries({}, optional=optional)):
        body["generationConfig"] = config
    if draw(st.booleans()):
        body["systemInstruction"] = {"parts": [{"text": draw(TEXTS)}]}
    return model, body


# Requests that ask for more than prose.

PROMPTS = st.one_of(
    TEXTS,
    st.sampled_from([
        "What's the weather in Paris, Rome and Z\u00fcrich?",
        "What is the weather in \u6771\u4eac and then what time is it there?",
        "Who won the euro 2024? \u26bd\ufe0f",
        "Compare https://example.com/a and http://example.org/b?c=\u00e9",
        "Italian restaurants near here",
        "What is the sum of the first 50 primes? Generate and run code",
        "List 3 planets with their distances from the sun",
        "mock-cite Tell me about whales",
        "mock-finish-SAFETY-late Tell me about whales",
        "mock-finish-RECITATION",
        "mock-block-SAFETY",
    ]),
)  # fmt: skip

CITY = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
FUNCTIONS = {
    "functionDeclarations": [
        {"name": "get_weather", "description": "The weather in a city", "parameters": CITY},
        {
            "name": "get_time",
            "description": "What time it is",
            "parametersJsonSchema": {"type": "object"},
        },
    ]
}

Tools = list[dict[str, Any]]

TOOLS: st.SearchStrategy[Tools] = st.one_of(
    st.just([FUNCTIONS]),
    st.lists(
        st.sampled_from([
            {"googleSearch": {}},
            {"googleSearch": {"searchTypes": {"imageSearch": {}}}},
            {"googleMaps": {"enableWidget": True}},
            {"urlContext": {}},
            {"codeExecution": {}},
        ]),
        min_size=1,
        max_size=3,
        unique_by=str,
    ),
)  # fmt: skip

FORMS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({"responseMimeType": "application/json"}),
    st.builds(
        lambda schema: {"responseMimeType": "application/json", "responseSchema": schema},
        response_schemas(),
    ),
    st.builds(
        lambda schema: {"responseMimeType": "application/json", "responseJsonSchema": schema},
        response_schemas("json"),
    ),
    st.just({
        "responseMimeType": "text/x.enum",
        "responseSchema": {"type": "STRING", "enum": ["red", "green"]},
    }),
)  # fmt: skip


@st.composite
def rich_requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a model and a valid body that asks for functions, built-in tools, or a form."""
    model = draw(st.sampled_from(sorted(THINKING)))
    limits = st.fixed_dictionaries(
        {}, optional={"maxOutputTokens": st.integers(1, 300), "thinkingConfig": THINKING[model]}
    )
    contents = [*draw(conversations())[:-1], {"role": "user", "parts": [{"text": draw(PROMPTS)}]}]
    body: dict[str, Any] = {"contents": contents, "generationConfig": draw(limits)}
    if draw(st.booleans()):
        body["tools"] = draw(TOOLS)
    else:
        body["generationConfig"] |= draw(FORMS)
    return model, body
