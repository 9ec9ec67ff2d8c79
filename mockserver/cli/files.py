"""Files that a command writes: there as a whole or not at all."""

import os
from pathlib import Path

import click

from mockserver.settings import ConfigurationError


def hold_writable(path: Path, option: str) -> None:
    """Hold a file, which *option* names, to be one that can be written, before all else is done.

    Raises:
        ConfigurationError: There is something else than a file, or no such folder.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        msg = f"can't write {option} {path}: there is something else than a file"
        raise ConfigurationError(msg)
    if not os.access(path.parent, os.W_OK):
        msg = f"can't write {option} {path}: its folder must be there, and writable"
        raise ConfigurationError(msg)


def write(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it.

    Raises:
        ClickException: It can't be written.
    """
    whole = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        whole.write_text(text, "utf-8")
        whole.replace(path)
    except OSError as error:
        msg = f"can't write {path}: {error.strerror}"
        raise click.ClickException(msg) from error
    finally:
        whole.unlink(missing_ok=True)
