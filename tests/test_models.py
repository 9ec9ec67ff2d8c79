import pytest

from mockserver.models import ALL_LEVELS, MODELS, Budget, Levels

# What each can do, as measured and documented (facts on gemini, 7).


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("gemini-2.5-pro", [-1, 128, 1_024, 32_768], [0, 1, 127, 32_769, -2]),
        ("gemini-2.5-flash", [-1, 0, 1, 50, 100, 200, 24_576], [24_577, -2]),
        ("gemini-2.5-flash-lite", [-1, 0, 512, 24_576], [1, 511, 24_577, -2]),
    ],
)
def test_gemini_2_5_takes_budgets_of_its_own_range(
    name: str, taken: list[int], refused: list[int]
) -> None:
    budgets = MODELS[name].thinking

    assert isinstance(budgets, Budget)
    assert [each for each in taken if not budgets.takes(each)] == []
    assert [each for each in refused if budgets.takes(each)] == []


@pytest.mark.parametrize(
    ("name", "default"),
    [("gemini-2.5-pro", -1), ("gemini-2.5-flash", -1), ("gemini-2.5-flash-lite", 0)],
)
def test_gemini_2_5_thinks_of_itself_but_for_the_lite_one(name: str, default: int) -> None:
    budgets = MODELS[name].thinking

    assert isinstance(budgets, Budget)
    assert budgets.default == default


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("gemini-3-pro-preview", {"LOW", "HIGH"}),
        ("gemini-3.1-pro-preview", {"LOW", "MEDIUM", "HIGH"}),
        ("gemini-3-flash-preview", {"MINIMAL", "LOW", "MEDIUM", "HIGH"}),
        ("gemini-3.1-flash-lite", {"MINIMAL", "LOW", "MEDIUM", "HIGH"}),
        ("gemini-3.5-flash", {"MINIMAL", "LOW", "MEDIUM", "HIGH"}),
        ("gemini-3.5-flash-lite", {"MINIMAL", "LOW", "MEDIUM", "HIGH"}),
        ("gemini-3.6-flash", {"MINIMAL", "LOW", "MEDIUM", "HIGH"}),
        ("gemini-3.7-flash", {"LOW", "MEDIUM", "HIGH"}),
        ("gemini-3.8-flash", {"LOW", "MEDIUM", "HIGH"}),
        ("gemini-3.1-flash-lite-image", {"MINIMAL", "HIGH"}),
    ],
)
def test_gemini_3_takes_levels_of_its_own(name: str, offered: set[str]) -> None:
    levels = MODELS[name].thinking

    assert isinstance(levels, Levels)
    assert set(levels.offered) == offered


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("gemini-3-pro-preview", "HIGH"),
        ("gemini-3.1-pro-preview", "HIGH"),
        ("gemini-3-flash-preview", "HIGH"),
        ("gemini-3.5-flash", "MEDIUM"),
        ("gemini-3.6-flash", "MEDIUM"),
        ("gemini-3.7-flash", "MEDIUM"),
        ("gemini-3.8-flash", "MEDIUM"),
    ],
)
def test_gemini_3_has_a_level_when_not_told(name: str, default: str) -> None:
    levels = MODELS[name].thinking

    assert isinstance(levels, Levels)
    assert levels.default == default


@pytest.mark.parametrize("name", ["gemini-2.0-flash", "gemini-2.0-flash-lite"])
def test_gemini_2_0_does_not_think_and_writes_less(name: str) -> None:
    assert MODELS[name].thinking is None
    assert MODELS[name].output_limit == 8_192


@pytest.mark.parametrize("name", ["gemini-2.5-pro", "gemini-2.5-flash", "gemini-3.8-flash"])
def test_later_models_write_up_to_65536_tokens(name: str) -> None:
    assert MODELS[name].output_limit == 65_536


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("gemini-2.0-flash", 8),
        ("gemini-2.5-pro", 8),
        ("gemini-2.5-flash", 8),
        ("gemini-2.5-flash-lite", 8),
        ("gemini-2.5-flash-image", 1),
        ("gemini-2.5-flash-preview-tts", 1),
        ("gemini-3.1-pro-preview", 1),
        ("gemini-3.8-flash", 1),
    ],
)
def test_only_text_models_of_gemini_2_give_several_candidates(name: str, most: int) -> None:
    assert MODELS[name].max_candidates == most


@pytest.mark.parametrize(
    ("name", "outputs"),
    [
        ("gemini-2.5-flash", {"TEXT"}),
        ("gemini-2.5-flash-image", {"TEXT", "IMAGE"}),
        ("gemini-3-pro-image-preview", {"TEXT", "IMAGE"}),
        ("gemini-3.1-flash-image-preview", {"TEXT", "IMAGE"}),
        ("gemini-2.5-flash-preview-tts", {"AUDIO"}),
    ],
)
def test_a_model_gives_what_its_family_gives(name: str, outputs: set[str]) -> None:
    assert MODELS[name].outputs == outputs


@pytest.mark.parametrize(
    "name",
    [
        "gemini-2.5-flash",
        "gemini-3.1-pro-preview",
        "gemini-3-flash-preview",
        "gemini-3-pro-image-preview",
        "gemini-3.1-flash-image-preview",
        "gemini-2.5-flash-image",
        "gemini-3-pro-preview",
        "gemini-3.5-flash",
        "gemini-3.8-flash",
        "gemini-3.7-flash",
        "gemini-2.5-pro",
        "gemini-3.1-flash-lite-preview",
        "gemini-3.6-flash",
        "gemini-2.5-flash-image-preview",
    ],
)
def test_every_model_that_cometapi_is_known_to_have_is_there(name: str) -> None:
    assert name in MODELS


# What must hold for any row.

GENERATING = [each for each in MODELS if not MODELS[each].dimensions]


@pytest.mark.parametrize("name", MODELS)
def test_a_model_stands_under_its_own_id(name: str) -> None:
    model = MODELS[name]

    assert model.id == name
    assert "/" not in name


@pytest.mark.parametrize("name", GENERATING)
def test_a_generating_model_has_its_generation_in_its_id(name: str) -> None:
    model = MODELS[name]

    assert model.generation == int(model.version.removeprefix("gemini-")[0])


@pytest.mark.parametrize("name", GENERATING)
def test_the_generation_says_how_a_model_thinks(name: str) -> None:
    model = MODELS[name]

    assert isinstance(model.thinking, Levels) == (model.generation >= 3)


@pytest.mark.parametrize("name", MODELS)
def test_a_model_takes_what_it_does_when_not_told(name: str) -> None:
    match MODELS[name].thinking:
        case Budget() as budgets:
            assert budgets.takes(budgets.default)
            assert budgets.least <= budgets.most
        case Levels() as levels:
            assert levels.default in levels.offered
            assert list(levels.offered) == [each for each in ALL_LEVELS if each in levels.offered]
        case None:
            pass


def test_a_model_answers_under_its_own_id() -> None:
    assert MODELS["gemini-2.5-flash"].version == "gemini-2.5-flash"


@pytest.mark.parametrize("name", [each for each in MODELS if MODELS[each].alias_of])
def test_an_alias_is_its_model_and_answers_under_its_id(name: str) -> None:
    alias = MODELS[name]
    concrete = MODELS[alias.alias_of]

    assert alias.version == concrete.id == concrete.version
    assert alias.thinking == concrete.thinking
    assert not concrete.alias_of


def test_there_is_an_alias_for_the_latest_of_each_kind() -> None:
    aliases = {each.id for each in MODELS.values() if each.alias_of}

    assert {"gemini-flash-latest", "gemini-flash-lite-latest", "gemini-pro-latest"} <= aliases
