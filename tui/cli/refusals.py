"""What no command may do: end in a traceback, obey what it was told of, or take bytes that are no text."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Final

import click

from core.model.errors import DiscretionError
from tui.cli.ending import ended_as_by_ctrl_c
from tui.cli.options import take_texts_alone
from tui.common.system_errors import said_by_system


class _Refusal(click.ClickException):
    """An error the user can mend: its sentence alone on stderr, exit code 1."""

    def show(self, file: Any = None) -> None:
        from core.model.safe_text import inert_line

        click.echo(inert_line(self.message), file=file, err=file is None)


@contextmanager
def _inert_usage() -> Iterator[None]:
    """Take what a terminal would obey out of the library's own errors, which repeat what was typed."""
    try:
        yield
    except click.UsageError as error:
        from core.model.safe_text import inert

        error.message = inert(error.message)  # type: ignore[misc] # no error of ours: there is no other way in
        raise


_STOPPED: Final = "Query interrupted"
"""What the database says instead of KeyboardInterrupt when Ctrl-C comes while it works."""


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what a user can mend into one sentence, and go in peace where nobody reads any more."""
    try:
        yield
    except BrokenPipeError as error:
        from tui.cli.printing.narrow_output import forget_reader

        forget_reader()
        raise click.exceptions.Exit(0) from error
    except DiscretionError as error:
        raise _Refusal(str(error)) from error
    except (MemoryError, RuntimeError, OSError) as error:
        if str(error) == _STOPPED:
            raise KeyboardInterrupt from error
        said = said_by_system(error)
        if said is None:
            raise
        raise _Refusal(said) from error


def _refuse_empty(words: Sequence[str]) -> None:
    """Raise UsageError for an option or argument without a text, as an unset variable leaves one."""
    for before, word in pairwise(["", *words]):
        if not word and before != "--where":  # a blank filter is one
            where = f"after {before}" if before.startswith("-") else "on the command line"
            raise click.UsageError(f"There is an empty text {where}: give one, or leave it out.")


class Commands(click.Group):
    """Turns our errors into one sentence, in one place, and lets nothing but text into any command."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, whose texts are then text."""
        take_texts_alone(cmd)
        super().add_command(cmd, name)

    def make_context(self, *given: Any, **more: Any) -> click.Context:
        """Read the command line."""
        with _one_sentence(), _inert_usage():
            _refuse_empty(next((each for each in given if isinstance(each, list)), more.get("args", [])))
            return super().make_context(*given, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, its output included."""
        with ended_as_by_ctrl_c(), _one_sentence(), _inert_usage():
            done = super().invoke(ctx)
            sys.stdout.flush()
            return done
