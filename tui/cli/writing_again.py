"""Offering to write again what a journal's file has lost while its reviewer was at work."""

import sys
from pathlib import Path

from core.journal.writer import Journal
from core.model.errors import JournalError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.storage.plain_file import open_plain
from tui.cli.printing.saying import say


def write_again(journal: Journal, *, ask: bool) -> None:
    """Where another program deleted, cut or replaced a journal's file, write what it lacks once more, if wanted.

    Where nobody can be asked it is written, once tried; else the question comes again until it is written or declined.
    """
    while missing := journal.missing():
        say(f"{inert_line(str(journal.path))} {_lost(journal.path, len(missing))}", err=True)
        answer = _answer() if ask else None
        if answer is False:
            return
        try:
            journal.write_again(missing)
        except JournalError as error:
            say(inert_line(str(error)), err=True)
            if answer is None:
                return


def _lost(path: Path, count: int) -> str:
    """What is known of events that cannot be found in a journal's file."""
    events, are = plural(count, "event"), "is" if count == 1 else "are"
    try:
        open_plain(path).close()
    except FileNotFoundError:
        pass
    except OSError as error:
        return f"cannot be read now ({error.strerror}): whether {events} of yours {are} in it is not known."
    return f"was deleted, cut or replaced by another program while you reviewed: {events} of yours {are} not in it."


def _answer() -> bool | None:
    """Ask; None where nobody answers."""
    while True:
        say("Write them again? [Y/n] ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            return None
        if line.strip().lower() in {"", "y", "yes", "n", "no"}:
            return not line.strip().lower().startswith("n")
