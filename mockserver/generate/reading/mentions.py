"""Which functions a prompt speaks of, and in which of its clauses.

The rule, told to users in ``docs/function-calling.md``: a prompt is cut into clauses, and a clause
speaks of the function whose name and description share the most words with it, beyond words that any
function could have. It takes the name as it stands, or half the telling words of the name, or two of
name and description together, or nothing but words of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer

Declaration = Mapping[str, Any]

_READ = 2_000  # characters of a long prompt that are looked at, on either end
_MOST_TIMES = 8  # calls that "8 times" can ask for
_ENOUGH = 2  # words that are no coincidence
_LITERAL = 100  # the score of a name as it stands: above what words can come to

_SHIELDED = re.compile(
    r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|`[^`]*`|(?<!\w)'[^']*'(?!\w)|\s?\([^()]*\)|\[[^\[\]]*\]"
)
_VALUE = r"(?:[A-Z][\w-]*(?:\s[A-Z][\w-]*)*|[\w-]*\d(?:[\w-]|[.,](?=\d))*|\0+)"
_PAIRED = re.compile(rf"\bbetween\s+(?:the\s+)?{_VALUE}\s+and\s+(?:the\s+)?{_VALUE}")
_LISTED = re.compile(rf",\s+(?={_VALUE}(?:,\s+{_VALUE})*,?\s+(?:and|or)\s+{_VALUE})")
# Two numbers joined by "and" are of one clause, as are a city and its country.
_BREAK = re.compile(
    r"(?<!\d)\s+(?=(?:and|or)\s)|\s+(?=(?:and|or)\s+[^\d\s])|[;?!\n]+|(?<!vs)\.(?=\s|$)|,\s+(?=[a-z])"
    r"|\s+(?=(?:then|but)\s)|\s+(?=(?:with|to|versus|vs\.?)\s+(?:that|those)\s)|\s+(?=(?:versus|vs\.?)\s)"
)
_GOING_ON = re.compile(
    rf"\W*(?:(?i:and|or|also|now|again|then|what|how|about|in|for|of|at|to|from|on|with|both|that|those"
    rf"|versus|vs)\b\.?[\s,]*)+{_VALUE}(?:\s+(?:and|or|in|for|on|at)\s+{_VALUE})*\W*"
)
_A_NAME = re.compile(r"\b[A-Z][\w-]*(?:\s[A-Z][\w-]*)*")
# At the beginning a capital says nothing.
_A_VALUE = re.compile(rf"{_SHIELDED.pattern}|(?<=\S\s)(?:{_A_NAME.pattern})")
_AFTER = re.compile(r"\W*(?:and\s+)?(?:then|after|afterwards|finally|next|once)\b", re.IGNORECASE)
_ONE_BY_ONE = re.compile(r"\b(?:one after the other|one at a time|step by step)\b", re.IGNORECASE)
_RECALLED = re.compile(
    r"\b(?:did (?:i|you|we|the)|was the (?:answer|result)|were the|earlier|previous(?:ly)?)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:do not|don't|never|without)\s+(?:call|us|invok)\w*\s+(?:any\s+|the\s+|a\s+)?(?:tool|function)s?\b",
    re.IGNORECASE,
)
_ANY_TOOL = re.compile(
    r"\b(?:call|use|using|run|invoke)\s+(?:the|a|your|any)\s+(?:tool|function)s?\b", re.IGNORECASE
)
_TIMES = re.compile(r"\b(\d|twice|two|three|four|five)(?<!twice) times\b(?!\s*\d)|\b(twice)\b")
_NUMBERS = {"twice": 2, "two": 2, "three": 3, "four": 4, "five": 5}

# Words that say nothing of what a function is about.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a about all an and any are as at be by call can current data do execute exact fetch find first for"
        " from function get give given have how i in info information into is it item list look lookup make"
        " me my name now of on or perform please query read report result retrieve return run set show tell"
        " that the then this to tool two up use user using value want what when which with you your",
    )
)
# Words that mean the same to a tool, under a sign of their own.
_KIN: Mapping[str, frozenset[str]] = {
    "+": frozenset({"add", "plus", "sum", "addition"}),
    "-": frozenset({"subtract", "minus", "difference", "subtraction"}),
    "*": frozenset({"multiply", "times", "product", "multiplication"}),
    "/": frozenset({"divide", "divided", "quotient", "division"}),
    "=": frozenset({"calculate", "calculator", "compute", "evaluate", "arithmetic", "solver", "+", "-", "*", "/"}),
    "~": frozenset({"weather", "forecast", "temperature", "hot", "cold", "warm", "rain", "sunny"}),
    "@": frozenset({"mail", "email"}),
}  # fmt: skip
_SIGNS = re.compile(r"[\d)]\s*([+*\u00d7\u00f7])\s*[\d(]|[\d)]\s+([-/])\s+[\d(]")
_SAME_SIGNS = {"\u00d7": "*", "\u00f7": "/"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A function that is spoken of, the clause that does, and whether it is to wait for those before."""

    name: str
    clause: str
    waits: bool = False


def mentions(prompt: str, declarations: Sequence[Declaration], earlier: str = "") -> list[Mention]:
    """Find the functions that a prompt speaks of, in its order; one again where it has new values.

    *earlier* is the function that was called last: a clause of nothing but values goes on with it, if it
    is declared still.
    """
    prompt = _ends(prompt)
    if _REFUSED.search(prompt):
        return []
    words = [_Words(each) for each in declarations]
    one_by_one = bool(_ONE_BY_ONE.search(prompt))
    found: list[Mention] = []
    declared = {str(each["name"]) for each in declarations}
    last, waits = earlier if earlier in declared else "", False
    for clause, masked in _clauses(prompt):
        name, told = "" if _RECALLED.search(masked) else _spoken_of(clause, words, found), clause
        if not name and last and _GOING_ON.fullmatch(masked):
            name, told = last, _continued(found[-1].clause if found else "", clause)
        waits = waits or one_by_one or bool(_AFTER.match(clause))
        if name:
            found += [Mention(name, told, waits)] * _times(masked)
            last, waits = name, False
    if not found and declarations and _ANY_TOOL.search(prompt):
        return [Mention(str(declarations[0]["name"]), prompt)]
    return found


def best(prompt: str, declarations: Sequence[Declaration]) -> str:
    """Return the function that fits a prompt best; the first where none does."""
    stems = _stems(_ends(prompt))
    scores = [_Words(each).score(stems, prompt) for each in declarations]
    return str(declarations[scores.index(max(scores))]["name"])


def _ends(prompt: str) -> str:
    """Return a prompt, of a long one its ends: behind a document stands what is asked."""
    return prompt if len(prompt) <= 2 * _READ else f"{prompt[:_READ]}\n{prompt[-_READ:]}"


class _Words:
    """The telling words of a declaration: those of its name, and those of its description."""

    def __init__(self, declaration: Declaration) -> None:
        self.name = str(declaration["name"])
        spelled = " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", self.name))
        self.of_name = _telling(spelled) or _stems(spelled)
        self.of_description = _telling(str(declaration.get("description", ""))) - self.of_name

    def score(self, clause: frozenset[str], text: str) -> float:
        """Say how much a clause shares with it; 0 if not enough to be spoken of."""
        if self.is_named_in(text):
            return _LITERAL + len(self.of_name)
        named, described = self.of_name & clause, self.of_description & clause
        telling = _stems(_without_values(text)) - _stems(" ".join(_COMMON))
        enough = (
            self.is_half_named(clause)
            or len(named) + len(described) >= _ENOUGH
            or (described and telling <= self.of_description | self.of_name)
        )
        return 3 * len(named) / max(1, len(self.of_name)) + len(described) if enough else 0

    def is_named_in(self, text: str) -> bool:
        """Whether the name stands in a text."""
        # Most don't, and each is a pattern of its own.
        return self.name in text and bool(
            re.search(rf"(?<![\w.-]){re.escape(self.name)}(?![\w-])", text)
        )

    def is_half_named(self, clause: frozenset[str]) -> bool:
        """Whether a clause has half the telling words of the name."""
        return len(self.of_name & clause) * 2 >= max(1, len(self.of_name))


def _spoken_of(clause: str, words: Sequence[_Words], found: Sequence[Mention]) -> str:
    """Return the function that a clause speaks of, unless it only speaks again of what is known."""
    stems = _stems(_TIMES.sub("", clause))
    scores = [each.score(stems, clause) for each in words]
    most = max(scores, default=0)
    if not most:
        return ""
    chosen = words[scores.index(most)]
    before = [each.clause for each in found if each.name == chosen.name]
    if not before:
        return chosen.name
    named = any(map(chosen.is_named_in, before))
    new = _values(clause) - {value for each in before for value in _values(each)}
    return chosen.name if new and not named and chosen.is_half_named(stems) else ""


def _continued(before: str, clause: str) -> str:
    """Say a clause of nothing but a name in full: as the one before it, with the other name."""
    new = _A_NAME.findall(clause)
    old = _A_NAME.findall(before[1:])
    return before.replace(old[-1], new[0]) if old and new else clause


def _values(clause: str) -> set[str]:
    """Return the numbers, quotations and names of a clause: what makes two calls differ."""
    quoted = [found[0] for found in _SHIELDED.finditer(clause)]
    named = [each for each in clause.split()[1:] if each[:1].isupper() and not each.isupper()]
    return {*quoted, *named, *re.findall(r"\d+(?:\.\d+)?", clause)}


def _times(clause: str) -> int:
    found = _TIMES.search(clause)
    word = (found[1] or found[2]) if found else "1"
    return max(1, min(_NUMBERS.get(word) or int(word), _MOST_TIMES))


def _clauses(prompt: str) -> Iterator[tuple[str, str]]:
    """Yield the clauses of a prompt, each also with what is quoted or in brackets blotted out."""
    masked = _blotted(_PAIRED, _blotted(_SHIELDED, prompt))
    breaks = [*_LISTED.finditer(masked), *_BREAK.finditer(masked)]
    ends = sorted((each.start(), each.end()) for each in breaks)
    start = 0
    for end, following in [*ends, (len(prompt), len(prompt))]:
        listed = masked[max(0, start - 2) : start].startswith(",")
        if prompt[start:end].strip(" .\0"):
            yield prompt[start:end], ("and " if listed else "") + masked[start:end]
        start = max(start, following)


@lru_cache(maxsize=64)
def _without_values(clause: str) -> str:
    return _blotted(_A_VALUE, clause)


def _blotted(expression: re.Pattern[str], text: str) -> str:
    return expression.sub(lambda found: "\0" * len(found[0]), text)


def _telling(text: str) -> frozenset[str]:
    return _stems(" ".join(each for each in _words(text) if each not in _COMMON))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


@lru_cache(maxsize=1_024)
def _stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text, with the signs of their kin."""
    signs = {one or other for one, other in _SIGNS.findall(text)}
    words = {*_words(text), *(_SAME_SIGNS.get(each, each) for each in signs)}
    for sign, kin in _KIN.items():
        words |= {sign} if words & kin else set()
    # A stemmer keeps what it works on in itself, so that threads can't share one.
    return frozenset(snowballstemmer.stemmer("english").stemWords(sorted(words)))
