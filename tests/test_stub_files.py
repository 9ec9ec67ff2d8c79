"""Stubs in files: which are read, how they are called, and what is said of broken ones."""

from itertools import pairwise
from pathlib import Path

import pytest

from mockserver.stubs import BadStub, load, survey

SHIPPED = Path(__file__).parents[1] / "fixtures" / "stubs"


def write(folder: Path, **files: str) -> Path:
    """Write files, whose names have ``__`` for a slash and ``_`` for a dot."""
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def mistakes(folder: Path) -> list[str]:
    """Return what is wrong with a folder, with the names of files relative to it."""
    return [str(each).replace(f"{folder}/", "") for each in survey([folder]).mistakes]


def test_json_and_yaml_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        b_json='{"text": "b"}',
        a_yaml="text: a",
        sub__c_yml="text: c",
        notes_md="# not a stub",
    )

    assert [(each.name, each.answer["text"]) for each in load([folder])] == [
        ("a", "a"),
        ("b", "b"),
        ("sub/c", "c"),
    ]


def test_a_file_may_hold_a_list(tmp_path: Path) -> None:
    folder = write(tmp_path, a_yaml="- text: a\n\n- text: b\n", b_json='[{"text": "c"}]')

    assert [(each.name, each.place) for each in load([folder])] == [
        ("a", f"{folder}/a.yaml:1"),
        ("a#2", f"{folder}/a.yaml:3"),
        ("b", f"{folder}/b.json:1"),
    ]


def test_a_single_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, a_yaml="text: a", b_yaml="text: b")

    assert [each.name for each in load([tmp_path / "a.yaml"])] == ["a"]


def test_a_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "one.YAML").write_text("text: Oslo.\n", "utf-8")
    (tmp_path / "two.JSON").write_text('{"text": "Rome."}', "utf-8")

    assert [each.name for each in load([tmp_path])] == ["one", "two"]


def test_hidden_files_and_folders_are_not_meant(tmp_path: Path) -> None:
    write(tmp_path, a_yaml="text: a")
    (tmp_path / ".b.yaml").write_text("broken: [", "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.json").write_text("{", "utf-8")
    (tmp_path / "folder.json").mkdir()

    assert [each.name for each in load([tmp_path])] == ["a"]


def test_texts_of_yaml_are_taken_as_yaml_1_2_has_them(tmp_path: Path) -> None:
    folder = write(tmp_path, a_yaml="match: {headers: {x-a: no, x-b: 2020-01-01}}\ntext: yes")

    (stub,) = load([folder])

    assert stub.match == {"headers": {"x-a": "no", "x-b": "2020-01-01"}}
    assert stub.answer == {"text": "yes"}


def test_json_is_read_as_json(tmp_path: Path) -> None:
    folder = write(tmp_path, a_json='\ufeff{\n\t"text": "\\ud83d\\ude00"\n}')

    assert load([folder])[0].answer == {"text": "\N{GRINNING FACE}"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("a_json", '{"text": "a",}', "a.json:1: isn't JSON: ", id="json"),
        pytest.param("a_json", "", "a.json:1: isn't JSON: Expecting value", id="empty-json"),
        pytest.param("a_json", '{"text": "a",\n"text": "b"}', "a.json:2: 'text' stands here twice", id="twice-json"),
        pytest.param(
            "a_json",
            '{"match": {"json": [0, {"b": 1}, {"a": 1,\n"a": 2}]}}',
            "a.json:2: 'a' stands here twice",
            id="twice-inside",
        ),
        pytest.param("a_json", '{"a": "\x7f", "a": 2}', "a.json: 'a' stands here twice", id="twice-in-no-yaml"),
        pytest.param("a_json", '{"text":\n"\\ud800"}', "a.json:1: text: JSON has no '\\ud800'", id="half-a-character"),
        pytest.param("a_json", "[" * 100_000, "a.json: is nested more than 100 levels deep", id="deep-json"),
        pytest.param("a_json", '{"delay": NaN, "text": "a"}', "a.json:1: delay: JSON has no nan", id="nan"),
        pytest.param("a_yaml", "text: [a\nb: }", "a.yaml:2: isn't YAML: ", id="yaml"),
        pytest.param("a_yaml", "text: a\ntext: b", "a.yaml:2: 'text' stands here twice", id="twice-yaml"),
        pytest.param("a_yaml", "text: \x07", "a.yaml: isn't YAML: ", id="control-character"),
        pytest.param("a_yaml", "[" * 3_000, "a.yaml: is nested more than 100 levels deep", id="deep-yaml"),
        pytest.param("a_yaml", "text: !!python/object:x {}", "a.yaml:1: isn't YAML: could not", id="tag"),
        pytest.param("a_yaml", "text: *nothing", "a.yaml:1: isn't YAML: found undefined alias", id="alias"),
        pytest.param("a_yaml", "", "a.yaml: takes an object, not null", id="empty-yaml"),
        pytest.param("a_yaml", "1: x", "a.yaml:1: a name must be a text: put 1 in quotes", id="number-as-name"),
        pytest.param("a_yaml", "? [a]\n: b", "a.yaml:1: a name must be a text: put ('a',) in quotes", id="list-as-name"),
        pytest.param("a_yaml", "text: &a [*a]", "a.yaml:1: text[0][0]: is nested", id="endless"),
        pytest.param("a_yaml", "match:\n  text:\n    contians: a\ntext: b", "a.yaml:3: match.text.contians: there is", id="line"),
        pytest.param("a_yaml", "- text: a\n- text: b\n  delay: x\n", "a.yaml:3: [1].delay: takes", id="line-in-a-list"),
        pytest.param("a_yaml", "parts:\n- text: a\n-\n  text: 5", "a.yaml:4: parts[1].text: takes", id="line-of-a-part"),
        pytest.param("a_json", '{\n"match": {\n"turn": "x"},\n"text": "a"}', "a.json:3: match.turn: takes", id="line-of-json"),
        pytest.param("a_yaml", "match:\n  turn: 1\n  <<: {txt: a}\ntext: a", "a.yaml:3: match.txt: there is", id="merged"),
        pytest.param("a_json", '{"delay": -1, "text": "\x7f"}', "a.json: delay: takes 0 or more", id="no-line"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_line(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (found,) = mistakes(write(tmp_path, **{name: text}))

    assert found.startswith(said)


def test_mistakes_come_in_the_order_of_their_lines(tmp_path: Path) -> None:
    folder = write(tmp_path, a_yaml="match: {text: {regex: '('}}\npriority: x\ntext: a\n")

    assert [each.partition(": ")[0] for each in mistakes(folder)] == ["a.yaml:1", "a.yaml:2"]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff")

    assert mistakes(tmp_path)[0].startswith("a.json: can't be read: ")


def test_all_mistakes_of_all_files_are_told_and_nothing_is_loaded(tmp_path: Path) -> None:
    folder = write(tmp_path, a_yaml="text: a", b_yaml="txt: b", c_json="{")

    with pytest.raises(BadStub) as caught:
        load([folder, tmp_path / "nowhere"])

    said = str(caught.value).splitlines()
    assert len(said) == 3
    assert said[0] == f"{tmp_path}/nowhere: there is no such folder or file of stubs"
    assert "b.yaml:1: txt" in said[1]
    assert "c.json:1" in said[2]


def test_the_same_name_in_two_folders_is_a_mistake(tmp_path: Path) -> None:
    one = write(tmp_path / "one", a_yaml="text: a")
    two = write(tmp_path / "two", a_json='{"text": "b"}')

    with pytest.raises(
        BadStub, match=r"two/a\.json:1: there is a stub 'a' already, in .*one/a\.yaml:1"
    ):
        load([one, two])


def test_the_stubs_that_ship_are_good() -> None:
    assert len(load([SHIPPED])) > 5


def test_yaml_that_says_billions_of_values_is_told(tmp_path: Path) -> None:
    names = "abcdefghij"
    lines = [f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]" for before, one in pairwise(names)]
    folder = write(tmp_path, bomb_yaml="\n".join(["a: &a [x]", *lines, "text: *j"]))

    assert mistakes(folder) == ["bomb.yaml: holds more than 1000000 values"]
