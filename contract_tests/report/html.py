"""The report as one HTML page that needs nothing else: no network, no other file."""

from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from typing import Any

import jinja2

from contract_tests.report.contents import Contents

_WIDTH = 1000.0


def text(told: Contents) -> str:
    """Return the report as HTML."""
    return _template().render(told, bars=bars(told["counts"]), longest=_longest(told))


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("contract_tests.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.jinja")


def bars(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the pieces of a bar that is a thousand wide: where each begins, and how wide it is."""
    whole = sum(counts.values()) or 1
    widths = [round(_WIDTH * each / whole, 2) for each in counts.values()]
    starts = [0.0, *accumulate(widths)]
    return [
        {"state": state, "count": count, "x": round(x, 2), "width": width}
        for (state, count), x, width in zip(counts.items(), starts, widths, strict=False)
        if count
    ]


def _longest(told: Contents) -> float:
    """Return the longest time that the bars of latency have to show."""
    return max((each["whole"]["max"] for each in told["latency"]), default=0.0) or 1.0
