"""Offering to write again what a journal's file has lost while its reviewer was at work."""

import sys

import click

from core.journal.writer import Journal
from core.model.errors import JournalError
from core.model.number_words import plural
from core.model.safe_text import inert_line


def write_again(journal: Journal, *, ask: bool) -> None:
    """Where another program deleted, cut or replaced a journal's file, write what it lacks once more, if wanted.

    Where nobody can be asked it is written, once tried; else the question comes again until it is written or declined.
    """
    while missing := journal.missing():
        click.echo(
            f"{inert_line(str(journal.path))} was deleted, cut or replaced by another program while you reviewed: "
            f"{plural(len(missing), 'event')} of yours {'is' if len(missing) == 1 else 'are'} not in it.",
            err=True,
        )
        answer = _answer() if ask else None
        if answer is False:
            return
        try:
            journal.write_again(missing)
        except JournalError as error:
            click.echo(inert_line(str(error)), err=True)
            if answer is None:
                return


def _answer() -> bool | None:
    """Ask; None where nobody answers."""
    while True:
        click.echo("Write them again? [Y/n] ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            return None
        if line.strip().lower() in {"", "y", "yes", "n", "no"}:
            return not line.strip().lower().startswith("n")
