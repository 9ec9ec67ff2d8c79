import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import stubs
from mockserver.stubs import BadStub, templates
from mockserver.stubs.templates import BadTemplateError, check, rendered, strings

VARIABLES: dict[str, Any] = {
    "request": {
        "text": "Oslo?",
        "headers": {"x-user": "ann"},
        "json": {"generationConfig": {"temperature": 0.2}, "n": [1, 2], "yes": True},
    },
    "match": {0: "Oslo", 1: "slo", "city": "Oslo"},
    "seed": 7,
    "turn": 2,
}


LOUD = (
    "{% capture a %}{% for i in (1..900) %}x{% endfor %}{% endcapture %}"
    "{% for i in (1..9000) %}{{ a }}{% endfor %}"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You asked: {{ request.text }}", "You asked: Oslo?"),
        ("{{ request.json.generationConfig.temperature }}", "0.2"),
        ("{{ request.json.n[1] }}{{ request.json.n.size }}", "22"),
        ("{{ request.headers.x-user | upcase }}", "ANN"),
        ("{{ match.1 }} {{ match.city }}", "slo Oslo"),
        ("{{ seed }}/{{ turn }}", "7/2"),
        ("{% if turn > 1 %}again{% else %}first{% endif %}", "again"),
        ("{% for each in request.json.n %}{{ each }};{% endfor %}", "1;2;"),
        ("{% if request.system %}yes{% else %}no{% endif %}", "no"),
        ("{{ request.system | default: 'none' }}", "none"),
        (
            "{{ request.json | json }}!",
            '{"generationConfig": {"temperature": 0.2}, "n": [1, 2], "yes": true}!',
        ),
        ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
        ("a {b} c", "a {b} c"),
    ],
)
def test_a_template_is_filled_in(text: str, said: str) -> None:
    check(text)

    assert rendered(text, VARIABLES) == said


def test_all_strings_of_an_answer_are_filled_in() -> None:
    answer = {"chunks": ["{{ turn }}", {"candidates": [{"tokenCount": 3, "a": "{{ seed }}"}]}]}

    assert rendered(answer, VARIABLES) == {
        "chunks": ["2", {"candidates": [{"tokenCount": 3, "a": "7"}]}]
    }


@pytest.mark.parametrize("member", ["args", "body"])
def test_inside_of_any_json_a_string_that_is_one_json_value_becomes_the_value(member: str) -> None:
    free = {"config": "{{ request.json.generationConfig | json }}", "n": ["{{- turn | json -}}"]}

    assert rendered({member: free}, VARIABLES) == {
        member: {"config": {"temperature": 0.2}, "n": [2]}
    }


def test_elsewhere_a_json_value_is_text() -> None:
    answer = {
        "text": "{{ turn | json }}",
        "chunks": ["{{ turn | json }}"],
        "body": "{{ 1 | json }}",
    }

    assert rendered(answer, VARIABLES) == {"text": "2", "chunks": ["2"], "body": "1"}


def test_two_values_beside_each_other_are_text() -> None:
    assert rendered({"args": ["{{ 1 | json }}{{ 2 | json }}"]}, VARIABLES) == {"args": ["12"]}


@given(st.text("{%}|-. '\"[]abjson1request", max_size=40))
def test_whatever_is_written_is_read_or_told_of(text: str) -> None:
    with suppress(BadTemplateError):
        check(text)
        assert isinstance(rendered(text, VARIABLES), str)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hi {{ reqest.text }}", "there is no 'reqest'; did you mean request? there are request,"),
        ("{{ now }}", "there is no 'now'; there are request, match, seed, turn"),
        ("{{ 'now' | date: '%s' }}", "there is no filter 'date'"),
        ("{{ turn | nope }}", "there is no filter 'nope'"),
        ("a\n  {% include 'x' %}", "line 2, column 6: unexpected tag 'include'"),
        ("{% render 'x' %}", "unexpected tag 'render'"),
        ("{% if turn %}", "expected tag endif"),
        ("{{ turn", "expected '}}', found end of file"),
    ],
)
def test_a_template_that_can_not_be_read_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(BadTemplateError) as error:
        check(text)

    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ request.system }}", "column 4: request.system is undefined"),
        ("{{ request.json.a.b }}", "request.json.a is undefined"),
        ("{{ request.system | json }}", "request.system is undefined"),
        ("{{ request.system | upcase }}", "request.system is undefined"),
        ("{% for i in (1..99999) %}x{% endfor %}", "loop iteration limit reached"),
        (
            "{% assign a = 'xx' %}{% for i in (1..99) %}{% assign a = a | append: a %}{% endfor %}",
            "local namespace limit reached",
        ),
        (LOUD, "output stream limit reached"),
        ("{{ (1..99999) | join: ',' }}", "join: a range of more than 10000 numbers"),
        ("{{ request.text | concat: (1..99999) }}", "concat: a range of more than 10000 numbers"),
        (
            f"{{{{ '{'x' * 2000}' | replace: 'x', '{'y' * 2000}' }}}}",
            "replace: more than 1000000 ch",
        ),
        (f"{{{{ (1..1001) | join: '{'y' * 1000}' }}}}", "join: more than 1000000 characters"),
        ("{{ (1..3) | json }}", "range is not JSON serializable"),
        ("{{ '9999999999' | slice: 'a' }}", "slice expected an integer"),
    ],
)
def test_a_template_that_can_not_be_filled_in_is_told_with_its_place(text: str, told: str) -> None:
    check(text)

    with pytest.raises(BadTemplateError) as error:
        rendered(text, VARIABLES)

    assert told in str(error.value)


def test_a_long_template_is_told_shortened() -> None:
    with pytest.raises(BadTemplateError, match=r"x{78}…': there is no 'foo'"):
        check("x" * 500 + "{{ foo }}")


def test_the_templates_of_a_value_are_found_with_their_places() -> None:
    value = {"a": ["b", {"c": 1, "d": "{{ turn }}"}], "e": "{f}", "g": "{% if turn %}{% endif %}"}

    assert list(strings(value)) == [
        (("a", 1, "d"), "{{ turn }}"),
        (("g",), "{% if turn %}{% endif %}"),
    ]


def test_liquid_is_not_loaded_unless_there_is_a_template() -> None:
    code = (
        "import sys, mockserver, mockserver.stubs.templates as t\n"
        "t.check('Oslo.'); print('liquid' in sys.modules)\n"
        "t.check('{{ turn }}'); print('liquid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]


def test_what_a_template_can_speak_of_is_what_there_is() -> None:
    assert set(templates.NAMES) == set(VARIABLES)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"text": "{{ reqest }}"}, "text: template '{{ reqest }}': there is no 'reqest'"),
        ({"chunks": ["a", "{{ turn"]}, "chunks[1]: template '{{ turn'"),
        ({"responses": [{"text": "{{ now }}"}]}, "responses[0].text: template '{{ now }}'"),
        ({"raw": {"body": {"a": "{% if %}"}}}, "raw.body.a: template '{% if %}'"),
    ],
)
def test_a_stub_with_a_template_that_can_not_be_read_is_none(
    answer: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadStub) as error:
        stubs.read(answer, "one")

    assert told in str(error.value)


def test_where_templates_are_off_braces_are_only_braces() -> None:
    off = {"text": "{{ x", "template": False}

    assert stubs.read(off, "one").answer == {"text": "{{ x"}
    assert stubs.read({"responses": [off]}, "two").answer["responses"] == [off]
