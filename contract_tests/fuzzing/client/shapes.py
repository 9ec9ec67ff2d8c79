"""The shapes that a client is tried with: every fault that the mock knows, and what differs within one.

A new fault is a shape without further work. A variation of one is a row in `_VARIATIONS`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from mockserver.faults import FAULTS, Fault, Planned, parse
from mockserver.faults.fault import Client
from mockserver.spelling import meant

PLAIN = "plain"

# What line readers take for the end of a line, though JSON and the standard for events don't: U+2028, U+2029,
# U+0085. An origin may write them as they are (S: Google's is seen to escape others).
_SEPARATORS = "separators"
_EXTRA = "Lines\u2028and\u2029paragraphs\u0085end here."

# Parameters for faults that would take long as they stand.
_QUICK = {
    "429": "retry_info=0.1",
    "latency": "seconds=0.1",
    "pace": "tokens_per_second=500",
    "stall": "seconds=0.1",
    "ttft": "seconds=0.1",
}

_VARIATIONS = {
    "429-bare": "429; quota=none",
    "429-day": "429; quota=day",
    "429-retry_after": "429; retry_after=1",
    "bare_finish-no_parts": "bare_finish; content=no_parts",
    "bare_finish-empty_parts": "bare_finish; content=empty_parts",
    "close-reset": "close; reset=true",
    "cut_short-late": "cut_short; after=9",
    "disconnect-at_once": "disconnect; after=0",
    "disconnect-late": "disconnect; after=9",
    "disconnect-in_event": "disconnect; after_bytes=30",
    "duplicate-last": "duplicate; after=9",
    "early_finish-first": "early_finish; after=0",
    "hang-at_once": "hang; after=0",
    "hang-late": "hang; after=9",
    "invalid_json-late": "invalid_json; after=9",
    "line_ends-cr": "line_ends; kind=cr",
    "line_ends-crlf": "line_ends; kind=crlf",
    "line_ends-lf": "line_ends; kind=lf",
    "redirect-kept": "redirect; status=307",
    "reset-at_once": "reset; after=0",
    "reset-late": "reset; after=9",
    "response_id-changing": "response_id; how=changing",
    "split_data-first": "split_data; after=0",
    "stall-late": "stall; after=9; seconds=0.1",
    "stream_error-429": "stream_error; code=429",
    "stream_error-data": "stream_error; form=data",
    "stream_error-first": "stream_error; after=0",
    "stream_error-late": "stream_error; after=9",
    "stream_error-list": "stream_error; form=list",
    "truncate-in_event": "truncate; after_bytes=30",
    "usage-every": "usage; on=every",
    "usage-last": "usage; on=last",
    "wrong_content_type-html": "wrong_content_type; value=text/html",
    "wrong_length-waiting": "wrong_length; wait=true",
}

# Where a parameter changes what a good client does, or the advice leaves it the choice: it may ask again,
# or report, as well as bear it.
_CLIENTS: Mapping[str, Client] = {
    "429-day": "reports",
    "wrong_content_type": "retries",
    "wrong_content_type-html": "retries",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An answer, or none, as a client may meet it.

    Attributes:
        name: A fault's, or a fault's and what is particular, with ``-`` between.
        spec: The fault as the header ``x-mock-fault`` has it; "" for none.
        client: What a good client does.
        extra: What the text of the answer has more.
    """

    name: str
    spec: str
    client: Client
    extra: str = ""

    @property
    def planned(self) -> tuple[Planned, ...]:
        """Its faults, read."""
        return parse(self.spec) if self.spec else ()

    @property
    def once(self) -> bool:
        """Whether only the first call meets it, so that a client that asks again gets the answer."""
        return self.client == "retries"

    @property
    def fault(self) -> Fault | None:
        """The fault that it is, if it is one."""
        return next((each.fault for each in self.planned), None)

    @property
    def advice(self) -> str:
        """What a client should do, in a sentence or two."""
        return self.fault.advice if self.fault else "A client should give the text as it is."

    def fits(self, *, streams: bool) -> bool:
        """Whether a client can meet it that asks for streams, or doesn't."""
        return streams or self.fault is None or "a stream" not in self.fault.needs


def _all() -> Iterator[Shape]:
    yield Shape(name=PLAIN, spec="", client="bears")
    yield Shape(name=_SEPARATORS, spec="", client="bears", extra=_EXTRA)
    specs = {name: "; ".join(filter(None, [name, _QUICK.get(name)])) for name in FAULTS}
    for name, spec in {**specs, **_VARIATIONS}.items():
        client = _CLIENTS.get(name, FAULTS[name.partition("-")[0]].client)
        yield Shape(name=name, spec=spec, client=client)


SHAPES: Mapping[str, Shape] = {each.name: each for each in _all()}


def client_shapes(
    *patterns: str, skip: Collection[str] = (), streams: bool = True
) -> tuple[str, ...]:
    """Return the names of the shapes, for ``pytest.mark.parametrize``.

    With *patterns* such as ``stream_error*`` only those that match one; those that match one of *skip* are
    left out, and without *streams* those that only a stream can have.

    Raises:
        ValueError: A pattern matches none.
    """
    known = tuple(SHAPES)
    wanted = matching(patterns, known, "shape") if patterns else known
    unwanted = matching(skip, known, "shape")
    return tuple(
        each for each in wanted if each not in unwanted and SHAPES[each].fits(streams=streams)
    )


def matching(patterns: Collection[str], known: Collection[str], noun: str) -> tuple[str, ...]:
    """Return those of the *known* names that match a pattern.

    Raises:
        ValueError: A pattern matches none; *noun* is what has these names.
    """
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            msg = f"no {noun} matches {pattern!r}; {meant(pattern, known)}there are {', '.join(known)}"
            raise ValueError(msg)
    return tuple(name for name in known if any(fnmatchcase(name, each) for each in patterns))
