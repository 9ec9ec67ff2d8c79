"""Checks of code execution: that each result follows its code."""

from collections.abc import Iterator

from contract_tests.check import check
from contract_tests.exchange import Exchange
from contract_tests.findings import Finding
from contract_tests.reading import asked, places
from contract_tests.reading.members import endings, mapping, parts, text

_CODE = frozenset({"executableCode", "codeExecutionResult"})


def _ran_code(exchange: Exchange) -> bool:
    return asked.is_told(exchange) and any(_CODE & each.keys() for each in exchange.parts)


@check("code.asked-for", applies=_ran_code)
def code_runs_if_asked_for(exchange: Exchange) -> Iterator[Finding]:
    """Code and its results come only with the tool codeExecution; fileSearch shows its own."""
    if not asked.tools(exchange) & {"codeExecution", "fileSearch"}:
        first = next(each for each in places.parts(exchange) if _CODE & each.value.keys())
        yield Finding(pointer=first.pointer, message="code, without the tool codeExecution")


def _ended_well(exchange: Exchange) -> bool:
    ran = _ran_code(exchange) and "codeExecution" in asked.tools(exchange)
    return ran and endings(exchange) == {"STOP"}


@check("code.result-follows", applies=_ended_well, mood=0.1)
def results_follow_their_code(exchange: Exchange) -> Iterator[Finding]:
    """After an executableCode comes its codeExecutionResult, and before a result its code."""
    for candidate in exchange.candidates:
        waiting = 0
        for part in parts(candidate):
            waiting += ("executableCode" in part) - ("codeExecutionResult" in part)
            if waiting not in {0, 1}:
                break
        if waiting:
            yield Finding(
                pointer="/candidates/0/content/parts",
                message=f"expected code and results in turn, got {_named(parts(candidate))}",
            )


def _named(found: list[dict[str, object]]) -> str:
    return ", ".join(next((name for name in each if name in _CODE), "other") for each in found)


def _has_ids(exchange: Exchange) -> bool:
    return any("id" in mapping(each, "codeExecutionResult") for each in exchange.parts)


@check("code.ids-match", applies=_has_ids)
def ids_of_results_are_those_of_code(exchange: Exchange) -> Iterator[Finding]:
    """A result with an id has that of code before it."""
    ids: set[str] = set()
    for each in places.parts(exchange):
        code, result = (mapping(each.value, x) for x in ("executableCode", "codeExecutionResult"))
        ids.add(text(code, "id"))
        if text(result, "id") not in ids | {""}:
            yield Finding(
                pointer=f"{each.pointer}/codeExecutionResult/id",
                message=f"no code before it has the id {text(result, 'id')!r}",
            )
