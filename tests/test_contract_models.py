"""Which models scenarios ask."""

from contract_tests.models import picked, price, table


def test_the_cheapest_that_suits_is_asked() -> None:
    models = picked()

    assert models.text == "gemini-2.5-flash-lite"
    assert models.budget == "gemini-2.5-flash"
    assert models.level == "gemini-3-flash-preview"
    assert models.pictures == "gemini-3.1-flash-image-preview"


def test_a_model_that_has_ended_is_asked_only_where_it_is_wished_for() -> None:
    assert table()["gemini-2.5-flash-image"].ended

    assert picked(["gemini-2.5-flash-image"]).pictures == "gemini-2.5-flash-image"


def test_a_wish_is_followed_where_it_suits() -> None:
    models = picked(["gemini-3.1-pro-preview"])

    assert (models.text, models.level) == ("gemini-3.1-pro-preview", "gemini-3.1-pro-preview")
    assert models.budget == "gemini-2.5-flash"


def test_a_lite_model_does_not_suit_where_it_must_think_unasked() -> None:
    models = picked(["gemini-3.1-flash-lite"])

    assert models.text == "gemini-3.1-flash-lite"
    assert models.level == "gemini-3-flash-preview"


def test_a_model_without_a_row_is_taken_for_what_its_name_says_and_for_dear() -> None:
    assert picked(["gemini-9-image"]).pictures == "gemini-9-image"
    assert picked(["gemini-2.5-ultra"]).budget == "gemini-2.5-ultra"
    assert price("gemini-9").output == max(each.output for each in table().values())
