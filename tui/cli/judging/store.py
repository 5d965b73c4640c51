"""The store of a `judge` run: opened when nobody else writes to it, filled when nobody else has it open."""

from importlib.metadata import version
from pathlib import Path
from typing import Final

import click

from core.model.errors import OracleError
from core.model.safe_text import inert_line
from core.oracle.journal.into_store import Taken, take
from core.oracle.journal.lines import RunHead, records
from core.oracle.questions.asking import Wanted
from core.storage.store import Store
from core.storage.waiting import Patience

PATIENCE: Final = 60.0
"""Seconds to wait for a store that another program has open."""


def opened(path: Path) -> Store:
    """Open the store for reading, once nobody writes to it; raises StoreError."""
    return Patience(PATIENCE, lambda process: _tell(process, "ends this, and nothing was sent")).wait(
        lambda: Store.open(path)
    )


def taken(store: Path, journal: Path, wanted: Wanted) -> Taken:
    """Put the answers of a run into the store, once nobody else has it open; raises StoreError and OracleError."""
    patience = Patience(PATIENCE, lambda process: _tell(process, "leaves the answers in the journal"))
    try:
        return take(store, journal, wanted, version("discretion"), patience)
    except KeyboardInterrupt:
        raise OracleError(
            f"Stopped before the answers were in the store: they are safe in {journal}, and the same command puts them "
            "there without asking again."
        ) from None


def refuse_other_questions(journal: Path, wanted: Wanted) -> None:
    """Raise OracleError where a run of this name asked with other samples or batches: its votes could not be mixed."""
    said = records(journal) if journal.exists() else ()
    head = next((each for each in said if isinstance(each, RunHead)), None)
    if head is None:
        return
    for name, option, now in (
        ("samples", "--samples", wanted.samples),
        ("together", "--batch-principles", wanted.together),
    ):
        before = head.about.get(name)
        if isinstance(before, int) and before != now:
            raise OracleError(
                f"The {wanted.role} {inert_line(wanted.name, 80)} was asked with {option} {before}, and votes of two "
                f"kinds are not mixed: pass {option} {before}, or another --{wanted.role} name for {option} {now}."
            )


def _tell(process: int | None, meanwhile: str) -> None:
    where = "another program" if process is None else f"process {process}"
    click.echo(f"Waiting for the store: it is open in {where} (Ctrl-C {meanwhile}).", err=True)
