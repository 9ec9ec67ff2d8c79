import pytest

from mockserver.generate.reading.phrases import LANGUAGES, NARROW, WIDE, beside


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("from email", "From a@example.com, from b@example.com.", ["a@example.com", "b@example.com"]),
        ("to email", "mail to a@example.com, email b@example.com", ["a@example.com", "b@example.com"]),
        ("saying", "saying: 'See you'", ["See you"]),
        ("saying", "saying that I'm late. Thanks", ["I'm late"]),
        ("saying", "a saying", []),
        ("about", "about the sea in winter.", ["sea in winter"]),
        ("about", "about lunch with Bob", ["lunch"]),
        ("about", "about 'this and that'", ["this and that"]),
        ("counted", "Order 2 pizzas and a cola", ["pizzas"]),
        ("counted", "buy me some green tea, please", ["green tea"]),
        ("counted", "add 2 and 3", []),
        ("counted", "List 3 planets", []),
        ("from unit", "Convert 5 miles to km", ["miles"]),
        ("to unit", "How much is $5.50 USD into EUR?", ["EUR"]),
        ("from unit", "Book 2 seats to Rome", []),
        ("at", "in Rome at Luigi's", ["Luigi's"]),
        ("counted", "Put oat milk on my list", ["oat milk"]),
        ("counted", "Add the milk to the list", []),
        ("whom", "Tell Bob Sample that I'm late", ["Bob Sample"]),
        ("spoken", "in french, into German, Polish, french fries", ["french", "German"]),
    ],
)  # fmt: skip
def test_what_stands_after_leading_words_is_found(kind: str, text: str, found: list[str]) -> None:
    groups = [each.groups() for each in (WIDE | NARROW)[kind].finditer(text)]

    assert [next(filter(None, each)) for each in groups] == found


def test_languages_are_found_anywhere_by_their_capital() -> None:
    assert NARROW["language"].findall("French, Polish it, german") == ["French", "Polish"]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("List orders with status open", ("status",), "open"),
        ("List orders with status open", ("order", "status"), "open"),
        ("Orders whose order status is open", ("status",), None),
        ("The order status please", ("status",), None),
        ("with status and name", ("status",), None),
        ("products in category books", ("category",), "books"),
        ("products in category books", ("sub", "category"), "books"),
        ("with text file", ("text",), None),
        ("the subject 'Hi there' and the body \"Bye\"", ("body",), "Bye"),
        ("with the user Bob Sample, now", ("user",), "Bob Sample"),
        ("with the user I know", ("user",), None),
        ("on the date March 5, 2025", ("date",), None),
        ("with order id ORD-1", ("id",), None),
        ("the number AB-12", ("number",), None),
        ("Email Bob", ("email",), None),
        ("Set the priority of ticket 7 to high", ("priority",), "high"),
        ("Change the name of it to 'a b.txt'", ("name",), "a b.txt"),
        ("Change the city from Rome to New York", ("city",), "New York"),
        ("set x to 1", ("x",), None),
        ("the a.b* 'c'", ("a.b*",), "c"),
        ("anything", (), None),
    ],
)
def test_a_value_stands_at_the_name(text: str, words: tuple[str, ...], value: str | None) -> None:
    assert beside(text, words) == value


def test_codes_of_languages_differ() -> None:
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)
