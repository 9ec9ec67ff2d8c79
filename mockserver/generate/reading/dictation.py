"""Words that a prompt dictates: ``Reply with exactly: pong`` is answered by ``pong``.

Tests of clients ask so, and recorded models do so.
"""

import re

_READ = 2_000  # characters of a prompt, from its end, that are looked at
_DEMAND = r"(?i:\b(?:reply|respond|answer|say|output|return)\s+(?:with\s+)?(?:exactly|only|just))"
_WHAT = r"(?i:the|this|these|following|one|two|three|four|five|single|words?|phrase|text|string)"
_ALONE = r"(?i:,?\s+(?:and\s+)?nothing else)?"
_END = rf"{_ALONE}[ \t]*[.!]?[ \t]*$"
_DICTATED = re.compile(
    rf"{_DEMAND}(?:\s+{_WHAT}){{0,6}}(?:"
    rf"{_ALONE}\s*:[ \t]*[\"'`]?(?P<behind>\S(?:[^\n]{{0,198}}[^\s.\"'`])?)"
    r"|\s+[\"`\u201c](?P<quoted>[^\"`\u201d\n]{1,200})[\"`\u201d]"
    r"|(?<=\bword)\s+(?P<word>\w[\w-]{0,60})"
    r"|\s+(?P<code>[A-Z\d][A-Z\d_-]{1,60})"
    rf")[\"'`]?{_END}",
    re.MULTILINE,
)
_FORMS = frozenset({"JSON", "XML", "HTML", "YAML", "CSV", "SQL"})


def dictated(text: str) -> str:
    """Return what the last such demand of a prompt dictates; empty if there is none.

    What has a blank to fill in, as in ``SUM=<result>``, can't be said as it stands.
    """
    found = [each[each.lastgroup or 0] for each in _DICTATED.finditer(text[-_READ:])]
    last = found[-1] if found else ""
    return "" if "<" in last or last in _FORMS else last
