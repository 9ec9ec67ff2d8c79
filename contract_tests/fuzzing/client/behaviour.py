"""What a client made of a shape, and whether that is right."""

from collections.abc import Mapping
from typing import Literal

from contract_tests.fuzzing.client.ending import Ending
from mockserver.faults.fault import Client

# What came of a trial. *idle* is one in which the fault had nothing to change, or nothing was asked.
Behaviour = Literal[
    "whole", "short", "longer", "garbled", "other", "no text", "reported", "crashed", "hung", "idle"
]

_RIGHT: Mapping[Client, frozenset[Behaviour]] = {
    "bears": frozenset({"whole"}),
    "retries": frozenset({"whole", "reported"}),
    "reports": frozenset({"reported"}),
    "survives": frozenset({"whole", "short", "longer", "other", "reported"}),
}
EXPECTED: Mapping[Client, str] = {
    "bears": "the whole text",
    "retries": "the whole text, or an error of a type of its own",
    "reports": "an error of a type of its own",
    "survives": "any text or an error of a type of its own",
}
GOT: Mapping[Behaviour, str] = {
    "whole": "the whole text as if nothing had been",
    "short": "a text that lacks something",
    "longer": "a text with something more",
    "garbled": "a text in the wrong encoding",
    "other": "another text",
    "no text": "what is no text",
    "reported": "an error",
    "crashed": "an error that isn't of its own",
    "hung": "no end",
    "idle": "nothing that could go wrong",
}
_REPLACEMENT = "\ufffd"
_CODINGS = ("latin-1", "cp1252")


def behaviour(ending: Ending, text: str) -> Behaviour:
    """Say what a client did that was told *text*; blanks around what it says don't count."""
    if ending.how != "returned":
        return ending.how
    return _of_text(ending.said.strip(), text)


def is_right(client: Client, did: Behaviour) -> bool:
    """Whether a good client does so."""
    return did == "idle" or did in _RIGHT[client]


def _of_text(said: str, text: str) -> Behaviour:
    if said == text:
        return "whole"
    if _is_garbled(said, text):
        return "garbled"
    if _is_within(said, text):
        return "short"
    return "longer" if _is_within(text, said) else "other"


def _is_garbled(said: str, text: str) -> bool:
    """Whether bytes of the text were read as characters of a single one, or not at all."""
    wide = {each for each in text if not each.isascii()}
    wrong = {each.encode().decode(coding, "ignore") for each in wide for coding in _CODINGS}
    return _REPLACEMENT in said or any(each in said for each in wrong if len(each) > 1)


def _is_within(few: str, many: str) -> bool:
    """Whether all characters of one text come in another, in their order."""
    rest = iter(many)
    return all(each in rest for each in few)
