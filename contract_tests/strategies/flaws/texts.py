"""Flaws of the text: what is no JSON. Texts of refusals: gemini.md 6.3, cometapi.md 3.3.

Google's own parser is reported to take some of what JSON forbids (gemini.md 2.1): those are graded as
our own, since a mock that takes them would hide a fault of the client.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st

from contract_tests.call import Call
from contract_tests.strategies.flaws.flaw import FLAWS, OF_TEXTS, Broken, Scene, flaw, text

Token = re.Match[str]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_SWAPPED = {"}": "]", "]": "}"}
_NO_NUMBERS = ("NaN", "Infinity", "-Infinity", "+1", ".5", "1.", "01", "0x1F", "1_000", "1e", "-")
_NO_WORDS = ("True", "None", "undefined", "nul", "FALSE", "yes")
_TOO_LARGE = ("1e400", "-1E+400", "1" + "0" * 400, "-" + "9" * 310)
_COMMENTS = ("/* why */", "// why\n", "# why\n")
_BAD_ESCAPES = ("\\x41", "\\'", "\\u12", "\\u{41}", "\\U00000041", "\\a", "\\")
_LONE = ("\\ud800", "\\udfff", "\\ud83d\\ud83d", "\\uDE00\\uD83D")
_BAD_UTF_8 = (
    b"\xff",
    b"\x80",
    b"\xc3",
    b"\xe2\x82",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
)
_NO_JSON = ("hello", " ", "<request/>", "contents=Hi&model=x", "--edge\r\n\r\n{}", "'", "\0", "{]")
_BEHIND = ("{}", ",", "]", "}", " x", ";", "\0", "null")
_DEPTHS = (600, 2_000, 20_000)


@text("unclosed")
def unclosed(draw: st.DrawFn, body: str) -> str:
    """The text ends before the JSON does."""
    return body[: draw(st.integers(1, len(body) - 1))]


@text("trailing comma", grade="own")
def trailing_comma(draw: st.DrawFn, body: str) -> str:
    """A comma before a closing bracket; Google's own parser is reported to take it."""
    return _before(body, draw(st.sampled_from(_ends(body))), ",")


@text("missing comma")
def missing_comma(draw: st.DrawFn, body: str) -> str:
    """Nothing between two values of a list or two members of an object."""
    end = draw(st.sampled_from(_ends(body)))
    return _before(body, end, ' "more": 1' if end[0] == "}" else ' "more"')


@text("missing colon")
def missing_colon(draw: st.DrawFn, body: str) -> str:
    """Nothing between a key and its value."""
    return _instead(body, draw(st.sampled_from([each for each in _tokens(body) if each[0] == ":"])))


@text("missing value")
def missing_value(draw: st.DrawFn, body: str) -> str:
    """A key without a value."""
    return _instead(body, draw(st.sampled_from(list(_values(body)))))


@text("mismatched bracket")
def mismatched_bracket(draw: st.DrawFn, body: str) -> str:
    """A list that ends as an object does, or the other way round."""
    closing = [each for each in _tokens(body) if each[0] in _SWAPPED]
    found = draw(st.sampled_from(closing))
    return _instead(body, found, _SWAPPED[found[0]])


@text("single quotes", grade="own")
def single_quotes(draw: st.DrawFn, body: str) -> str:
    """A string in single quotes; Google's own parser is reported to take it."""
    found = draw(st.sampled_from(_strings(body)))
    return _instead(body, found, f"'{found[0][1:-1]}'")


@text("unquoted key", grade="own")
def unquoted_key(draw: st.DrawFn, body: str) -> str:
    """A key without quotes; Google's own parser is reported to take it."""
    found = draw(st.sampled_from(_keys(body)))
    return _instead(body, found, found[0][1:-1])


@text("comment")
def comment(draw: st.DrawFn, body: str) -> str:
    """A comment, as in JavaScript or in Python."""
    found, said = draw(st.sampled_from(_tokens(body))), draw(st.sampled_from(_COMMENTS))
    return _before(body, found, said)


@text("no number")
def no_number(draw: st.DrawFn, body: str) -> str:
    """What JSON has no number for, such as NaN, or writes otherwise."""
    return _for_a_value(draw, body, _NO_NUMBERS)


@text("no word")
def no_word(draw: st.DrawFn, body: str) -> str:
    """A bare word that is none of JSON's three."""
    return _for_a_value(draw, body, _NO_WORDS)


@text("number beyond a double", grade="own")
def number_beyond_a_double(draw: st.DrawFn, body: str) -> str:
    """A number that no double can be."""
    return _for_a_value(draw, body, _TOO_LARGE)


@text("raw control character", grade="own")
def raw_control_character(draw: st.DrawFn, body: str) -> str:
    """A control character in a string that isn't escaped."""
    return _in_a_string(draw, body, draw(st.sampled_from("\n\t\0\r\x1f")))


@text("bad escape")
def bad_escape(draw: st.DrawFn, body: str) -> str:
    """An escape that JSON doesn't have."""
    return _in_a_string(draw, body, draw(st.sampled_from(_BAD_ESCAPES)))


@text("lone surrogate", grade="own")
def lone_surrogate(draw: st.DrawFn, body: str) -> str:
    """Half a character, escaped."""
    return _in_a_string(draw, body, draw(st.sampled_from(_LONE)))


@text("invalid UTF-8", grade="own")
def invalid_utf_8(draw: st.DrawFn, body: str) -> bytes:
    """Bytes in a string that are no character."""
    found = draw(st.sampled_from(_strings(body)))
    before, after = body[: found.end() - 1].encode(), body[found.end() - 1 :].encode()
    return before + draw(st.sampled_from(_BAD_UTF_8)) + after


@text("other encoding", grade="own")
def other_encoding(draw: st.DrawFn, body: str) -> bytes:
    """Text in another encoding than UTF-8, or behind a byte order mark."""
    return body.encode(draw(st.sampled_from(["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])))


@text("key twice", "duplicate", "own")
def key_twice(draw: st.DrawFn, body: str) -> str:
    """The same key twice in an object: the origins take the last, a test should hear of it."""
    found = draw(st.sampled_from(_keys(body)))
    return _before(body, found, f"{found[0]}: null, ")


@text("text behind the end")
def text_behind_the_end(draw: st.DrawFn, body: str) -> str:
    """More than one document."""
    return body + draw(st.sampled_from(_BEHIND))


@text("no JSON at all")
def no_json_at_all(draw: st.DrawFn, _body: str) -> str:
    """Something else: a text, a form, XML, nothing but a blank."""
    return draw(st.sampled_from(_NO_JSON))


@text("brackets too deep", "out of range", "own")
def brackets_too_deep(draw: st.DrawFn, body: str) -> str:
    """More brackets in brackets than anybody reads."""
    found, depth = draw(st.sampled_from(list(_values(body)))), draw(st.sampled_from(_DEPTHS))
    return _instead(body, found, "[" * depth + found[0] + "]" * depth)


@flaw("bad gzip", "syntax", "own", table=OF_TEXTS)
def bad_gzip(scene: Scene) -> Broken:
    """A body that isn't packed as its header says: plain, cut off or spoilt."""
    call = scene.request()
    packed = gzip.compress(json.dumps(call.body).encode(), mtime=0)
    spoilt = scene.draw(st.sampled_from([b"{}", packed[:-9], packed[:2], packed[:-8] + b"\0" * 8]))
    return Broken(call=_packed(call, spoilt, "gzip"), sound=call)


@flaw("unknown encoding", "not allowed", "own", table=OF_TEXTS)
def unknown_encoding(scene: Scene) -> Broken:
    """A body packed in another way than gzip (the gateway is said to read Brotli, too)."""
    call = scene.request()
    encoding = scene.draw(st.sampled_from(["deflate", "zstd", "compress", "gzip, gzip"]))
    return Broken(call=_packed(call, b"{}", encoding), sound=call)


def _packed(call: Call, body: bytes, encoding: str) -> Call:
    return replace(call, body=body, headers={**call.headers, "content-encoding": encoding})


def _tokens(body: str) -> list[Token]:
    return list(_TOKEN.finditer(body))


def _ends(body: str) -> list[Token]:
    """Return the brackets that close a list or an object with something in it."""
    tokens = _tokens(body)
    return [
        each
        for before, each in pairwise(tokens)
        if each[0] in _SWAPPED and before[0] not in {"{", "["}
    ]


def _strings(body: str) -> list[Token]:
    return [each for each in _tokens(body) if each[0].startswith('"')]


def _keys(body: str) -> list[Token]:
    return [each for each in _strings(body) if body[each.end()] == ":"]


def _values(body: str) -> Iterator[Token]:
    """Yield the scalar values of members."""
    tokens = _tokens(body)
    for before, each in pairwise(tokens):
        if before[0] == ":" and each[0] not in {"{", "["}:
            yield each


def _before(body: str, found: Token, inserted: str) -> str:
    return body[: found.start()] + inserted + body[found.start() :]


def _instead(body: str, found: Token, other: str = "") -> str:
    return body[: found.start()] + other + body[found.end() :]


def _for_a_value(draw: st.DrawFn, body: str, others: tuple[str, ...]) -> str:
    found = draw(st.sampled_from(list(_values(body))))
    return _instead(body, found, draw(st.sampled_from(others)))


def _in_a_string(draw: st.DrawFn, body: str, spoilt: str) -> str:
    """Put something at the end of a string, where nothing behind it can make it good."""
    found = draw(st.sampled_from(_strings(body)))
    return body[: found.end() - 1] + spoilt + body[found.end() - 1 :]


FLAWS |= OF_TEXTS
