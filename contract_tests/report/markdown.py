"""The report as Markdown, for the job summary of a CI system: verdict first, the rest folded."""

import re
from functools import cache

import jinja2

from contract_tests.report.contents import Contents

_SPECIAL = re.compile(r"[&<>\\`*_\[\]|~#@$!(){}:]")
_FENCE = re.compile(r"`{3,}")


def text(told: Contents) -> str:
    """Return the report as Markdown."""
    return _template().render(told)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("contract_tests.report", "templates"),
        autoescape=False,  # noqa: S701 - HTML isn't what has to be escaped here: `plain` does it
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(plain=plain, fenced=fenced)
    return environment.get_template("report.md.jinja")


def plain(value: object) -> str:
    """Return a text that no Markdown reads as markup, on one line, fit for a table."""
    line = " ".join(str(value).split())
    return _SPECIAL.sub(lambda each: f"&#{ord(each[0])};", line)


def fenced(value: str, language: str = "bash") -> str:
    """Return a text, such as a command, as a block of code, whatever backticks it holds."""
    fence = "`" * max([3, *(len(each) + 1 for each in _FENCE.findall(value))])
    return f"{fence}{language}\n{value}\n{fence}"
