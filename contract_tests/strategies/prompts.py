"""Texts: what people ask, and characters that go wrong on their way. To add a kind, add a row."""

from collections.abc import Mapping

from hypothesis import event
from hypothesis import strategies as st

# What is asked in plain words, and what makes an answer more than prose.
PLAIN: tuple[str, ...] = (
    "Hi",
    "Explain how AI works in a few words",
    "Write a short poem about the stars",
    "List 5 reasons to sleep",
    "What is 12 * 3 - 4?",
    "What's the weather in Paris, Rome and Z\u00fcrich?",
    "Who won the euro 2024? \u26bd\ufe0f",
    "Compare https://example.com/a and http://example.org/b?c=\u00e9",
    "Italian restaurants near here",
    "What is the sum of the first 50 primes? Generate and run code",
    "List 3 planets with their distances from the sun",
    "Write an essay in detail about the sea",
)

# Special characters, by what is special about them.
SPECIAL: Mapping[str, tuple[str, ...]] = {
    "combining": ("Cafe\u0301 a la\u0300 carte", "Z\u0351\u036b\u0343algo\u0321"),
    "right to left": ("\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd", "\u202eabc\u202c"),
    "joined emoji": ("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f3f3\ufe0f\u200d\U0001f308"),
    "astral": ("Tell me about \U0001f40b and \U00020bb7", "\U0001d54f\U0010fffd"),
    "wide": ("\u4e2d\u56fd\u7684\u9996\u90fd\u662f\u54ea\u91cc?", "\u6771\u4eac\u306e\u5929\u6c17\u306f\uff1f"),
    "controls": ("a\u0001b\u001f\u007f\u0085", "tab\tand\r\nlines\n\b\f"),
    "NUL": ("before\0after", "\0"),
    "line separators": ("one\u2028two\u2029three", "\u2028"),
    "noncharacters": ("\ufffe\uffff\U0010ffff", "a\ufdd0b"),
    "quotes": ('She said "\\u0041" </script> & \'so\' \\', '{"a": [1, 2]}'),
    "blanks": (" ", "\u00a0\u3000\ufeff"),
}  # fmt: skip

_KINDS: tuple[tuple[str, str], ...] = (
    *(("plain", each) for each in PLAIN),
    *((kind, each) for kind, texts in SPECIAL.items() for each in texts),
    *(("plain", each) for each in PLAIN),
    *[("any", "")] * 14,
)
_DRAWN = st.sampled_from(_KINDS)
_ANY = st.text(min_size=1, max_size=60)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Strategy of what is said: plain prompts, special characters, and any text but for surrogates."""
    kind, text = draw(_DRAWN)
    event(f"text: {kind}")
    return text or draw(_ANY)


TEXTS = texts()
