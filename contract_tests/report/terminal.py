"""What the end of a run says on a terminal: the verdict, and no more than it takes to act on it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contract_tests.report.contents import Contents
from contract_tests.report.figures import many

_MOST = 20  # groups of findings of one severity; a report has all
_LONG = 1_500  # characters of a command
_COLOURS = {"kept": "green", "broken": "red", "relaxed": "red"}
_UNCHECKED = {"skipped": "skipped"}  # what to call scenarios that were not checked, by verdict
_COUNTING = {"counts", "new"}


class Line(NamedTuple):
    """A line, and how it looks: a colour by name, "" for none."""

    text: str
    colour: str = ""
    bold: bool = False


def lines(told: Contents) -> Iterator[Line]:
    """Yield the lines."""
    yield from _broken(told)
    yield from _short(told, "to learn")
    yield from _short(told, "additive")
    for each in told["could_not_check"]:
        scenarios = many(len(each["scenarios"]), "scenario")
        yield Line(
            f"{_UNCHECKED.get(told['verdict'], 'could not check')}: {each['reason']} ({scenarios})"
        )
    if known := [each for each in told["findings"] if each["standing"] == "known"]:
        yield Line(f"known: {many(len(known), 'finding')}, accepted in {told['baseline']}")
    for each in told["relaxed"][:_MOST]:
        yield Line(f"RELAXED: {each}", "red")
    yield from _rest(told["relaxed"])
    yield _verdict(told)


def _verdict(told: Contents) -> Line:
    counts = ", ".join(f"{count} {state}" for state, count in told["counts"].items() if count)
    stopped = f"; stopped: {told['stopped']}" if told["stopped"] else ""
    text = (
        f"{told['verdict']}: {told['target']}, {told['dialect']}: {counts or 'no claims'}; "
        f"{told['exchanges']} exchanges, cost {told['cost']['text']}{stopped}"
    )
    return Line(text, _COLOURS.get(told["verdict"], "yellow"), bold=True)


def _broken(told: Contents) -> Iterator[Line]:
    claims = {each["id"]: each for each in told["claims"]}
    found = _counting(told, "breaking")
    last = ""
    for each in found[:_MOST]:
        if each["claim"] != last:
            yield from _claim(claims[last := each["claim"]])
        yield from _finding(each)
    yield from _rest(found)


def _claim(claim: Mapping[str, Any]) -> Iterator[Line]:
    places = ", ".join(claim["places"])
    yield Line(f"broken: {claim['id']} ({claim['grade']}; {places})", "red", bold=True)
    yield Line(f"  {claim['says']}")


def _finding(each: Mapping[str, Any]) -> Iterator[Line]:
    new = " (new)" if each["standing"] == "new" else ""
    yield Line(
        f"  {each['count']} x {each['check']} at {each['at'] or '/'}{new}: {each['message']}"
    )
    yield Line(f"    in {each['source']}")
    if each["curl"] and len(each["curl"]) <= _LONG:
        yield Line(f"    {each['curl']}")


def _short(told: Contents, severity: str) -> Iterator[Line]:
    found = _counting(told, severity)
    for each in found[:_MOST]:
        text = f"{severity}: {each['claim']} ({each['count']} x {each['check']}) at {each['at'] or '/'}"
        yield Line(f"{text}: {each['message']}", "yellow" if severity == "to learn" else "cyan")
    yield from _rest(found)


def _rest(found: list[Any]) -> Iterator[Line]:
    if len(found) > _MOST:
        yield Line(f"  and {len(found) - _MOST} more, which --report FILE has")


def _counting(told: Contents, severity: str) -> list[Any]:
    return [
        each
        for each in told["findings"]
        if each["severity"] == severity and each["standing"] in _COUNTING
    ]
