"""Runs the programs that answers bring along."""

import contextlib
import io
import traceback

from mockserver.generate.programs.computing import Program


def printed(program: Program) -> str:
    """Run a program as the service would, and return what it prints or how it fails."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(program.code, "<string>", "exec"), {})
        except ArithmeticError as error:
            last = traceback.format_exception_only(error)[0]
            frame = '  File "<string>", line 1, in <module>\n'
            return f"Traceback (most recent call last):\n{frame}{last}"
    return out.getvalue()
