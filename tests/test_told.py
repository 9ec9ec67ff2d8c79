from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.generate.reading.told import Quantity, Told, told
from mockserver.generate.reading.words import about, singular, split
from mockserver.generate.values import picks

MAIL = "Send Bob an email from a@example.com to b@example.com about the plan for May saying 'Come at 5'."
FLIGHT = "Fly from London to New York on March 5, 2025 at 3:30 pm, for Bob Sample, for $1,500."


# Words.


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("departureCity", ("departure", "city")),
        ("pet_names", ("pet", "names")),
        ("HTTPServer-id2", ("http", "server", "id")),
        ("\u540d\u524d", ("\u540d\u524d",)),
        ("", ()),
    ],
)
def test_names_are_split_into_words(name: str, words: tuple[str, ...]) -> None:
    assert split(name) == words


@pytest.mark.parametrize(
    ("word", "one"),
    [("cities", "city"), ("boxes", "box"), ("names", "name"), ("address", "address"), ("gas", "gas"), ("glass", "glass")],
)  # fmt: skip
def test_plurals_become_singular(word: str, one: str) -> None:
    assert singular(word) == one


# Kinds.


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("Mail bob@example.com, or a.b+c@mail.example.org.", "email", ["bob@example.com", "a.b+c@mail.example.org"]),
        ("See https://example.com/a?b=c. Or (http://example.org/).", "url", ["https://example.com/a?b=c", "http://example.org/"]),
        ("On 2025-03-05, March 5th 2025 and 6 Apr. 2026", "date", ["2025-03-05", "2026-04-06"]),
        ("On 2025-02-31 or February 30, 2025", "date", []),
        ("At 3:30 pm, 12 a.m., 9am and 23:59:07", "time", ["15:30:00", "23:59:07", "00:00:00", "09:00:00"]),
        ("At 2025-03-05T10:00:00Z", "date-time", ["2025-03-05T10:00:00Z"]),
        ("Job 123e4567-e89b-42d3-a456-426614174000", "uuid", ["123e4567-e89b-42d3-a456-426614174000"]),
        ("Call +1 (555) 010-1234 now", "phone", ["+1 (555) 010-1234"]),
        ("At 12 Sample Street in Oslo", "address", ["12 Sample Street"]),
        ("Say \"one\", 'two', \u201cthree\u201d and `four`; it's Bob's", "quoted", ["one", "two", "three", "four"]),
        ("Order A-12, order-456 or #77", "code", ["A-12", "order-456", "77"]),
        ("From USD to EUR", "capitals", ["USD", "EUR"]),
        ("Oslo, CA 94102", "zip", ["94102"]),
        ("weather in paris in the morning", "low place", ["Paris"]),
        ("A dog named Rex", "called", ["Rex"]),
        ("Is Bob Sample there? Alice is. Order now. What about Rosa de la Test?", "name", ["Bob Sample", "Alice", "Rosa de la Test"]),
        ("in Paris, in What", "place", ["Paris"]),
        ("from Oslo to Cape Town", "to", ["Cape Town"]),
        ("between Oslo and Cape Town", "from", ["Oslo"]),
        ("between Oslo and Cape Town", "to", ["Cape Town"]),
        ("Meet on Friday, with Bob", "name", ["Bob"]),
    ],
)  # fmt: skip
def test_each_kind_is_found(text: str, kind: str, values: list[str]) -> None:
    assert told(text).all(kind) == values


def test_what_is_found_as_one_kind_is_no_number() -> None:
    assert told("On 2025-03-05 at 10:30 mail 7@example.com").numbers == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("I have 3 red apples", Quantity(3, "3", ("i", "have"), ("red", "apple"))),
        ("List three ideas", Quantity(3, "three", ("list",), ("idea",), asked_for=True)),
        ("costs $1,500.50", Quantity(1500.5, "1,500.50", ("cost", "$"))),
        ("at -4", Quantity(-4, "-4", ("at",))),
        ("9 million", Quantity(9_000_000, "9 million")),
        ("1.5 thousand", Quantity(1_500.0, "1.5 thousand")),
    ],
)
def test_numbers_are_found_with_the_words_around_them(text: str, number: Quantity) -> None:
    assert told(text).numbers == (number,)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("name: Bob, age is 30 and x=5", [(("name",), "Bob"), (("age",), "30"), (("x",), "5")]),
        ("first name = 'Bob B'", [(("first", "name"), "Bob B")]),
        ('{"city":"Rome","n": "1"}', [(("city",), "Rome"), (("n",), "1")]),
        ("The name is Bob. He is there", [(("name",), "Bob"), (("he",), "there")]),
        ("total: 1,500 now", [(("total",), "1,500 now")]),
        ("name: !?", []),
        ("What time is it in Rome?", []),
        ("at 10:30", []),
    ],
)  # fmt: skip
def test_pairs_are_found(text: str, pairs: Any) -> None:
    assert list(told(text).pairs) == pairs


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("items: apple, pear and fig.", [(("items",), ("apple", "pear", "fig"))]),
        ('tags ["red","blue"]', [(("tags",), ("red", "blue"))]),
        ("one: alone", []),
        ("none [ , ]", []),
    ],
)
def test_lists_are_found(text: str, lists: Any) -> None:
    assert list(told(text).lists) == lists


@given(st.text(max_size=300))
def test_any_text_is_read_and_the_same_way(text: str) -> None:
    assert told(text) == told(text)


@pytest.mark.parametrize(
    "text", ["1 " * 9_000, "A " * 9_000, "a is " * 9_000, "'" * 9_000, "x: [" * 9_000]
)
def test_of_a_long_text_the_beginning_is_read(text: str) -> None:
    found = told(text)

    assert len(found.text) == 4_000
    assert len(found.numbers) <= 2_000


# What fits a property.


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("What's the weather in San Francisco, CA?", "location", "San Francisco, CA"),
        ("What's the weather in San Francisco, CA?", "city", "San Francisco"),
        ("What's the weather in San Francisco, CA?", "state", "CA"),
        ("weather in paris", "city", "Paris"),
        ("What is the capital of France?", "country", "France"),
        (FLIGHT, "origin", "London"),
        (FLIGHT, "destination", "New York"),
        (FLIGHT, "fromCity", "London"),
        (FLIGHT, "departure_date", "2025-03-05"),
        (FLIGHT, "time", "15:30:00"),
        (FLIGHT, "passengerName", "Bob Sample"),
        (FLIGHT, "first_name", "Bob"),
        (FLIGHT, "last_name", "Sample"),
        (FLIGHT, "colour", None),
        ("name: Bob", "name", "Bob"),
        ("name is Bob", "user_name", "Bob"),
        ('name="Bob"', "name", "Bob"),
        ("customer name: Bob", "name", "Bob"),
        ("name: Bob", "city", None),
        ("Say 'hello' in French", "text", "hello"),
        ("Card 4111, cvv 123", "cvv", "123"),
        ("At (52.52, 13.405)", "latitude", "52.52"),
        ("Explain photosynthesis", "query", "photosynthesis"),
        (MAIL, "to", "b@example.com"),
        (MAIL, "recipient_email", "b@example.com"),
        (MAIL, "from_address", "a@example.com"),
        (MAIL, "sender", "a@example.com"),
        (MAIL, "recipient_name", "Bob"),
        (MAIL, "subject", "plan for May"),
        (MAIL, "message", "Come at 5"),
        ("Mail it at bob@example.com", "to", "bob@example.com"),
        ("At 12 Sample Street, bob@example.com", "address", "12 Sample Street"),
        ("Write to bob@example.com", "address", "bob@example.com"),
        ("Say to Bob: 'Hi'", "text", "Hi"),
        ("Orders with status open", "order_status", "open"),
        ("Translate 'x' to French", "target_language", "French"),
        ("Translate 'x' to French", "source_language", None),
        ("Translate 'x' from german", "language", "German"),
        ("Of the French revolution, in English", "language", "English"),
        ("Say 'x' like a French", "language", "French"),
        ("Email Bob", "to", "Bob"),
        ("Add oat milk to the list", "item", "oat milk"),
        ("Translate 'x' to French", "language_code", "fr"),
        ("Fly to Rome", "origin", None),
        ("From Oslo on 2025-03-05", "start_date", "2025-03-05"),
        ("From Oslo, with 'Hi'", "source_text", "Hi"),
        ("Convert 100 dollars into euros", "from_unit", "dollars"),
        ("Convert 100 dollars into euros", "target", "euros"),
        ("Buy 3 large coffees at Luigi's", "item", "large coffees"),
        ("Buy 3 large coffees at Luigi's in Rome", "restaurant_name", "Luigi's"),
        ("Buy a 'Widget'", "product_name", "Widget"),
        ("Paid in USD", "currency_code", "USD"),
        ("Card A-12 for Bob", "product_code", "A-12"),
        ("", "query", None),
        ("", "name", None),
    ],
)
def test_a_string_fits_a_name(text: str, name: str, value: str | None) -> None:
    assert picks.string(told(text), about(name)) == value


def test_a_string_fits_a_description_where_the_name_says_nothing() -> None:
    assert picks.string(told("Rain in Oslo?"), about("q1", "The city to look up")) == "Oslo"
    assert picks.string(told("Rain in Oslo?"), about("x_number", "Of the city")) is None


def test_a_language_is_its_code_where_the_description_wants_one() -> None:
    text = told("Translate 'x' to French")

    assert picks.string(text, about("target", "ISO 639-1 code")) == "fr"
    assert picks.string(text, about("target", "A language")) == "French"


def test_no_city_is_its_own_country() -> None:
    paris = frozenset({"Paris"})

    assert picks.string(told("About Paris"), about("country"), paris) is None
    assert picks.string(told("About Paris, France"), about("country"), paris) == "France"


def test_what_is_taken_is_left_for_what_is_not() -> None:
    text = told("Alice and Bob are friends")

    assert picks.string(text, about("name")) == "Alice"
    assert picks.string(text, about("name"), frozenset({"Alice"})) == "Bob"
    assert picks.string(text, about("name"), frozenset({"Alice", "Bob"})) is None


def test_a_place_may_be_taken_twice() -> None:
    assert picks.string(told("Rain in Oslo?"), about("city"), frozenset({"Oslo"})) == "Oslo"


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Buy 3 apples", "quantity", 3),
        ("Buy 3 apples", "apple_count", 3),
        ("Buy 3 apples", "height", None),
        ("Bob is 30 years old and has 2 cats", "age", 30),
        ("2 cats for $12.50", "price", 12.5),
        ("2 cats at 50%", "percentage", 50),
        ("In 3 days, in 1999", "year", 1999),
        ("At (52.52, 13.405) for 3 days", "lat", 52.52),
        ("height: 1.85 m", "height", 1.85),
        ("height: tall", "height", None),
        ("x=200 and y=58, turn 3", "y", 58),
        ("budget is 1,500", "budget", 1500),
        ("Book a table for 4 at 2", "people", 4),
    ],
)
def test_a_number_fits_a_name(text: str, name: str, value: float | None) -> None:
    assert picks.number(told(text), about(name)) == value


def test_numbers_are_taken_in_turn_and_at_last_not_at_all() -> None:
    text = told("Add 2 and 3")

    assert picks.number(text, about("a")) == 2
    assert picks.number(text, about("b"), frozenset({"2"})) == 3
    assert picks.number(text, about("c"), frozenset({"2", "3"})) is None


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("A pizza without cheese", "with_cheese", False),
        ("A pizza with extra cheese", "cheese", True),
        ("Don't send any emails", "sendEmail", False),
        ("active: no", "active", False),
        ("active: true", "is_active", True),
        ("A pizza", "spicy", None),
    ],
)
def test_a_flag_is_what_is_said_of_it(text: str, name: str, value: bool | None) -> None:  # noqa: FBT001
    assert picks.boolean(told(text), about(name)) is value


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("I like DOGS", ["cat", "dog"], "dog"),
        ("Now in progress", ["open", "IN_PROGRESS"], "IN_PROGRESS"),
        ("status: done, not open", ["open", "done"], "done"),
        ("light blue or blue", ["blue", "light_blue"], "light_blue"),
        ("In degrees C", ["F", "C"], "C"),
        ("a cat", ["F", "A"], None),
        ("doghouse", ["dog"], None),
        ("one", [1, None, "!"], None),
    ],
)
def test_an_option_is_what_the_prompt_names(text: str, options: list[Any], value: Any) -> None:
    assert picks.option(told(text), about("status"), options) == value


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Translate it to German", "target_language", "de"),
        ("Translate it from German to English", "source_language", "de"),
        ("Translate it from German to English", "target_language", "en"),
        ("Translate it to German from English", "source_language", "en"),
        ("Answer in italian", "language", "it"),
        ("Set the language to fr in the end", "language", "fr"),
    ],
)
def test_an_option_may_be_a_code_of_what_is_named(text: str, name: str, value: str) -> None:
    assert picks.option(told(text), about(name), ["it", "en", "fr", "de"]) == value


def test_options_are_taken_in_turn() -> None:
    both = told("In German and French")

    assert (
        picks.option(told("red and blue"), about(""), ["blue", "red"], frozenset({"red"})) == "blue"
    )
    assert picks.option(both, about("language"), ["fr", "de"]) == "de"
    assert picks.option(both, about("language"), ["fr", "de"], frozenset({"de"})) == "fr"


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("List 3 planets", "planets", 3),
        ("List 3 planets", "", 3),
        ("Two children and 4 dogs", "dogs", 4),
        ("Two sweet recipes", "", 2),
        ("3 names for a cat", "items", 3),
        ("\n4 short, ", "", None),
        ("5 people.", "", 5),
        ("3 low-fat lunch recipes without nuts", "", 3),
        ("2 plus 2", "", None),
        ("2 plus 2 of these", "", None),
        ("2 times", "", None),
        ("3 pm", "", None),
        ("2 weeks ago there were recipes", "", None),
        ("2 weeks in Rome", "", None),
        ("5 stars. Nice", "", None),
        ("3 of a kind", "", None),
        ("Two boys ate green apples", "", None),
        ("Three people like names", "", None),
        ("1984 books about Rome", "", None),
        ("There were 2 recipes", "", None),
        ("It takes 3 hours", "planets", None),
        ("List -3 planets", "planets", None),
        ("Hi", "", None),
    ],
)
def test_items_are_counted_as_asked(text: str, name: str, value: int | None) -> None:
    assert picks.count(told(text), about(name)) == value


def test_listed_items_fit_the_name() -> None:
    text = told("tags: red, blue. names: Bob, Alice")

    assert picks.listed(text, about("tags")) == ("red", "blue")
    assert picks.listed(text, about("name")) == ("Bob", "Alice")
    assert picks.listed(text, about("items")) == ()


def test_nothing_told_fits_nothing() -> None:
    nothing = Told()

    assert picks.string(nothing, about("name")) is None
    assert picks.number(nothing, about("x")) is None
    assert picks.boolean(nothing, about("active")) is None
    assert picks.option(nothing, about("kind"), ["a", "b"]) is None
    assert picks.count(nothing, about("items")) is None
