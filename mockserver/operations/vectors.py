"""Vectors of length 1 that lie near each other for texts with common words and pieces of words.

Each feature of a text sets a few places in every block of the vector, up or down, as its digest has
it; what is common to two texts is common to their vectors. So the first dimensions are a vector of
their own, as those of Google's models are (documented). Nothing is known of meanings: a synonym is a
stranger.
"""

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

# The signs of Indian and Thai vowels are no letters to Python.
_WORD = re.compile("[\\w\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e]+")
# Scripts without blanks between words: kana, Chinese signs, Hangul, Thai to Khmer.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)

# Words of English that most texts have. Other languages do with their short words.
_COMMON = frozenset({
    "and", "are", "but", "can", "did", "does", "for", "from", "had", "has", "have", "her", "his", "how",
    "its", "not", "our", "she", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "was", "were", "what", "when", "where", "which", "who", "why", "will", "with", "you", "your",
})  # fmt: skip

_BLOCK = 128  # dimensions: a byte of a digest says where in one, and which way
_PLACES = 2  # that a feature sets in each block
_LONG = 3  # letters from which a word says something
_PIECE = 3  # letters
_DIGITS = 9
_LIGHT, _WORDS, _PIECES, _OTHER, _DUST = 0.3, 1.5, 1.5, 2.0, 0.02  # by what they weigh


def vector(meanings: tuple[str, Iterable[str]], dimensions: int) -> list[float]:
    """Return the vector of a text and other features, of length 1: the same for the same, anywhere."""
    text, others = meanings
    weights = Counter(dict(features(text)))
    weights.update(dict.fromkeys(others, _OTHER))
    blocks = -(-dimensions // _BLOCK)
    values = _dust(text, blocks)
    for feature, weight in weights.items():
        digest = hashlib.shake_256(feature.encode()).digest(blocks * _PLACES)
        for index, byte in enumerate(digest):
            place = index // _PLACES * _BLOCK + byte % _BLOCK
            values[place] += weight if byte < _BLOCK else -weight
    return _normal(values[:dimensions])


def features(text: str) -> Iterator[tuple[str, float]]:
    """Yield words and pieces of words, with what each weighs; said twice, it weighs a little more."""
    counts = Counter[tuple[str, float]]()
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        counts.update(_unspaced(word) if _UNSPACED.search(word) else _spaced(word))
    for (feature, weight), count in counts.items():
        yield feature, weight * math.sqrt(count)


def _spaced(word: str) -> Iterator[tuple[str, float]]:
    if len(word) < _LONG or word in _COMMON:
        yield f"word {word}", _LIGHT
        return
    yield f"word {word}", _WORDS
    padded = f" {word} "
    for start in range(len(word)):
        yield f"piece {padded[start : start + _PIECE]}", _PIECES / math.sqrt(len(word))


def _unspaced(word: str) -> Iterator[tuple[str, float]]:
    for start, sign in enumerate(word):
        yield f"sign {sign}", 1.0
        yield f"pair {word[start : start + 2]}", 1.0


def _dust(text: str, blocks: int) -> list[float]:
    """Return a little of everything, so that no place is empty, and no vector is."""
    digest = hashlib.shake_256(f"dust {text}".encode()).digest(blocks * _BLOCK)
    return [_DUST * (each - 127.5) / 127.5 for each in digest]


def _normal(values: list[float]) -> list[float]:
    length = math.hypot(*values)
    return [round(each / length, _DIGITS) for each in values]
