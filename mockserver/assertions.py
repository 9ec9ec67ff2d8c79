"""What a test asserts of the requests of its app, and what it is told where that isn't so."""

import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mockserver import stubs
from mockserver.difference import Difference
from mockserver.journal import reply_headers
from mockserver.received import Received
from mockserver.stubs import Stub

_SHOWN = 10  # requests in a message: those that come nearest
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")


def called(requests: Sequence[Received], match: Mapping[str, Any], times: int | None) -> None:
    """Assert that there were requests that a stub with this *match* would be for.

    *times* is how many exactly; None is at least one.

    Raises:
        AssertionError: There weren't.
        BadStub: A stub can't ask for that.
    """
    __tracebackhide__ = True
    found = [(each, tuple(_apart(match, each))) for each in requests]
    count = sum(not apart for _, apart in found)
    if count == times or (times is None and count):
        return
    wanted = "at least one request" if times is None else f"{_counted(times, 'request')}"
    told = f"expected {wanted}{_described(match)}; {count} of {_counted(len(requests), 'request')} matched"
    raise AssertionError("\n".join([told, *_nearest(found)]))


def _apart(match: Mapping[str, Any], request: Received) -> Iterator[Difference]:
    # A stub that asks for nothing is for what generates only; here that would hide the rest.
    return stubs.differences(match, request.asked) if match else iter(())


def none_unmatched(requests: Iterable[Received]) -> None:
    """Assert that each request had a stub, where there were any.

    Raises:
        AssertionError: One had none; the message has the stubs that came nearest.
    """
    __tracebackhide__ = True
    if lost := [each for each in requests if each.unmatched]:
        raise AssertionError(told_unmatched(lost))


def told_unmatched(lost: Sequence[Received]) -> str:
    """Tell of requests that no stub was for, and which stubs came nearest."""
    what = "nothing was recorded" if all(each.unrecorded for each in lost) else "no stub was"
    told = [f"{what} for {_counted(len(lost), 'request')}:"]
    for each in lost[:_SHOWN]:
        told.append(f"  {each}")
        for near in each.exchange.near:
            told += [f"    {near.stub}:", *(f"      {apart}" for apart in near.differences)]
    return "\n".join([*told, *_more(len(lost))])


def all_used(added: Iterable[Stub], used: Mapping[str, int]) -> None:
    """Assert that each stub that was added has answered.

    Raises:
        AssertionError: One never has.
    """
    __tracebackhide__ = True
    if idle := [each for each in reversed(tuple(added)) if not used.get(each.name)]:
        told = (f"  {each.name}{_described(each.match)}" for each in idle)
        raise AssertionError("\n".join([f"{_counted(len(idle), 'stub')} never answered:", *told]))


def waited(requests: Sequence[Received], seconds: float | None) -> None:
    """Assert that the app waited after a failure before it asked the same again.

    The time is that between the arrivals. It is to be *seconds*, or what the failure asked for, by
    ``Retry-After`` or ``RetryInfo``.

    Raises:
        AssertionError: Nothing failed, nothing was asked again, or it came too soon.
    """
    __tracebackhide__ = True
    again = [(each, retry) for each, retry in _retries(requests) if retry]
    if not again:
        failed = any(each.failed for each in requests)
        what = "no request that failed was asked again" if failed else "no request failed"
        raise AssertionError("\n".join([what, *(f"  {each}" for each in requests[:_SHOWN])]))
    for failure, retry in again:
        wanted = _asked_to_wait(failure) if seconds is None else seconds
        if wanted is None:
            msg = f"#{failure.number} doesn't say how long to wait; say it here: assert_waited(2)"
            raise AssertionError(msg)
        gap = (retry.at - failure.at).total_seconds()
        if gap < wanted:
            msg = f"expected {wanted:g} s or more before the retry, it came after {gap:.3f} s\n  {failure}\n  {retry}"
            raise AssertionError(msg)


def tool_called(requests: Sequence[Received], name: str, args: Mapping[str, Any] | None) -> None:
    """Assert that an answer called a function, with these *args* among its own.

    Raises:
        AssertionError: None did.
    """
    __tracebackhide__ = True
    calls = [(each.number, call) for each in requests for call in each.function_calls]
    _held("called", name, args, [(number, call, call.get("args", {})) for number, call in calls])


def tool_answered(
    requests: Sequence[Received], name: str, response: Mapping[str, Any] | None
) -> None:
    """Assert that a request answered a function call, with these members of *response* in it.

    Raises:
        AssertionError: None did.
    """
    __tracebackhide__ = True
    given = [(each.number, answer) for each in requests for answer in each.function_responses]
    told = [(number, answer, answer.get("response", {})) for number, answer in given]
    _held("answered", name, response, told)


def _held(
    done: str,
    name: str,
    wanted: Mapping[str, Any] | None,
    found: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]],
) -> None:
    """Assert that one of those found has the name, and all that is wanted."""
    __tracebackhide__ = True
    for _, each, members in found:
        if each.get("name") == name and _within(wanted or {}, members):
            return
    told = f"expected {name} to be {done}" + (f" with {dict(wanted)}" if wanted else "")
    seen = [f"  #{number} {each.get('name')} with {members}" for number, each, members in found]
    raise AssertionError("\n".join([told, *(seen[:_SHOWN] or [f"  nothing was {done}"])]))


def _within(wanted: Mapping[str, Any], members: Mapping[str, Any]) -> bool:
    return all(name in members and members[name] == value for name, value in wanted.items())


def _retries(requests: Sequence[Received]) -> Iterator[tuple[Received, Received | None]]:
    """Yield each request that failed, with the next one that asks the same."""
    what = operator.attrgetter("operation", "model", "body")
    for index, each in enumerate(requests):
        if each.failed:
            later = (other for other in requests[index + 1 :] if what(other) == what(each))
            yield each, next(later, None)


def _asked_to_wait(failure: Received) -> float | None:
    """Return how many seconds a failure asks to wait; None if it doesn't say."""
    header = reply_headers(failure).get("retry-after", "")
    told = [float(header)] if header.isdecimal() else []
    errors = (each.get("error") for each in failure.answers)
    details = (each.get("details") for each in errors if isinstance(each, dict))
    delays = (part.get("retryDelay") for each in details for part in each or ())
    found = (_DURATION.fullmatch(str(each)) for each in delays)
    told += (float(each[1]) for each in found if each)
    return max(told, default=None)


def _described(match: Mapping[str, Any]) -> str:
    """Say what is asked for, a criterion behind the other."""
    told = ", ".join(f"{name} {each!r}" for name, each in match.items())
    return f" with {told}" if told else ""


def _nearest(found: Sequence[tuple[Received, Sequence[Difference]]]) -> Iterator[str]:
    """Tell of the requests that differ least, each with its differences."""
    for each, apart in sorted(found, key=lambda each: len(each[1]))[:_SHOWN]:
        yield f"  {each}"
        yield from (f"    {difference}" for difference in apart)
    yield from _more(len(found))


def _more(number: int) -> list[str]:
    return [f"  and {number - _SHOWN} more"] if number > _SHOWN else []


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
