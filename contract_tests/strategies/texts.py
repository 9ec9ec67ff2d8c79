"""Texts of every kind that a client must bear, and that is Unicode: there are no lone surrogates."""

from collections.abc import Mapping

from hypothesis import event
from hypothesis import strategies as st

# What each is called, and an example: the plainest first, since that is what is shrunk to.
KINDS: Mapping[str, str] = {
    "plain": "Hi",
    "blanks": "  a \t b ",
    "newlines": "a\nb\r\nc\rd",
    "quotes": '"\\"\'`',
    "Latin": "caf\u00e9 stra\u00dfe \u0130",
    "Cyrillic": "\u041f\u0440\u0438\u0432\u0435\u0442",
    "Chinese": "\u4f60\u597d\uff0c\u4e16\u754c",
    "right to left": "\u0633\u0644\u0627\u0645 \u05e9\u05dc\u05d5\u05dd \u202eabc\u202c",
    "combining": "e\u0301 n\u0303 \u0e17\u0e35\u0e48 \u0915\u094d\u0937",
    "joined emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1f3\U0001f1f4 \U0001f44d\U0001f3fd",
    "astral": "\U0001d518\U00020000\U0010fffd",
    "invisible": "\ufeff\u200b\u00ad\u2060",
    "other line ends": "a\u2028b\u2029c\u0085d\u000be\u000cf",
    "controls": "\u0000\u0001\u001b[0m\u007f\u009f",
    "no characters": "\ufffe\uffff\U0001fffe\ufffd",
    "markup": "<b>&amp;</b> **a** $x^2$ ```py\n1\n```",
    "like JSON": '{"error": {"code": 503}}\n[1, 2]',
    "like an event": 'data: {"a": 1}\n\n: no\n\ndata: [DONE]\n\n',
}
_ANY = "any"
_PAIRS = tuple((one, other) for one in KINDS for other in (*KINDS, _ANY))
# One draw, since answers have many texts: mostly of one kind, else of two, or of any characters.
_NAMES = st.sampled_from(tuple((each,) for each in KINDS) * 16 + _PAIRS)
_CHARACTERS = st.text(max_size=6)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """Draw a text that isn't empty: examples of a kind or two, or with any characters behind."""
    text = ""
    for each in draw(_NAMES):
        event(f"text: {each}")
        text += KINDS.get(each) or draw(_CHARACTERS)
    return text


TEXTS = _texts()
