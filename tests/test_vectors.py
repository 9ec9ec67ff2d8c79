import hashlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.operations.vectors import features, vector

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def near(one: str, other: str, dimensions: int = 768) -> float:
    pairs = zip(vector((one, []), dimensions), vector((other, []), dimensions), strict=True)
    return sum(left * right for left, right in pairs)


@given(TEXTS, st.integers(128, 3_072))
def test_a_vector_has_length_1_whatever_is_said(text: str, dimensions: int) -> None:
    values = vector((text, ["media"]), dimensions)

    assert len(values) == dimensions
    assert math.hypot(*values) == pytest.approx(1, abs=1e-6)
    assert all(round(each, 9) == each for each in values)


@given(TEXTS)
def test_the_first_dimensions_are_a_vector_of_their_own(text: str) -> None:
    long, short = vector((text, []), 3_072)[:256], vector((text, []), 256)
    length = math.hypot(*long)

    assert short == pytest.approx([each / length for each in long], abs=1e-6)


def test_a_vector_is_the_same_anywhere() -> None:
    written = repr(vector(("The cat sits on the mat", []), 256)).encode()

    assert hashlib.sha256(written).hexdigest()[:16] == "48b5a8246d7d5359"


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("The cat sits on the mat", "A cat is sitting on the mat", 0.6),
        ("What is the capital of France?", "The capital of France is Paris", 0.6),
        ("How do I bake bread?", "how do i bake BREAD", 0.95),
        ("list comprehensions in Python", "Python list comprehension", 0.6),
        ("La capitale de la France", "la capitale française", 0.4),
        ("Столица Франции — Париж", "столицы Франции", 0.4),
        ("中国的首都是北京", "北京是中国的首都", 0.6),
        ("東京は日本の首都です", "日本の首都は東京", 0.5),
        ("भारत की राजधानी दिल्ली है", "दिल्ली भारत की राजधानी है", 0.9),
        ("ประเทศไทยมีเมืองหลวงคือกรุงเทพ", "กรุงเทพคือเมืองหลวงของประเทศไทย", 0.6),
        ("عاصمة فرنسا باريس", "باريس عاصمة فرنسا", 0.9),
        ("Cafe\u0301 cre\u0300me", "Café crème", 0.95),
    ],
    ids=["cat", "capital", "case", "order", "french", "russian", "chinese", "japanese", "hindi", "thai",
         "arabic", "composed"],
)  # fmt: skip
@pytest.mark.parametrize("dimensions", [128, 768, 3_072])
def test_near_texts_lie_near_in_any_script(
    one: str, other: str, least: float, dimensions: int
) -> None:
    assert near(one, other, dimensions) > least


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The cat sits on the mat", "Interest rates were raised by the central bank"),
        ("What is the capital of France?", "How do I bake bread?"),
        ("中国的首都是北京", "我喜欢吃苹果"),
        ("Столица Франции — Париж", "кошка сидит на ковре"),
        ("hello", "world"),
        ("", "hello"),
    ],
    ids=["cat", "capital", "chinese", "russian", "words", "nothing"],
)
def test_strange_texts_do_not(one: str, other: str) -> None:
    assert abs(near(one, other)) < 0.2


def test_other_features_move_a_vector_a_little() -> None:
    text = "The cat sits on the mat and looks at the birds in the garden"
    plain, tasked = vector((text, []), 768), vector((text, ["RETRIEVAL_QUERY"]), 768)
    cosine = sum(left * right for left, right in zip(plain, tasked, strict=True))

    assert 0.85 < cosine < 0.999


def test_what_is_common_to_most_texts_weighs_little() -> None:
    weights = dict(features("The cat"))

    assert weights["word the"] < weights["word cat"]
    assert "piece  th" not in weights
    assert "piece  ca" in weights


def test_a_word_said_twice_weighs_more_but_not_twice_as_much() -> None:
    once, twice = dict(features("cat"))["word cat"], dict(features("cat cat"))["word cat"]

    assert once < twice < 2 * once
