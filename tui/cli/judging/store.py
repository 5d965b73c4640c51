"""The store of a `judge` run: opened when nobody else writes to it, filled when nobody else has it open."""

from importlib.metadata import version
from pathlib import Path
from typing import Final

from core.model.errors import OracleError
from core.model.safe_text import inert_line
from core.oracle.journal.into_store import Taken, take
from core.oracle.questions.plan import Plan
from core.storage.store import Store
from core.storage.waiting import wait_for_store
from tui.cli.opening import missing
from tui.cli.printing.saying import say

PATIENCE: Final = 60.0
"""Seconds to wait for a store that another program has open."""


def opened(path: Path, reviews: Path | None = None) -> Store:
    """Open the store for reading, once nobody writes to it; raises StoreError."""
    for warning in missing(reviews):
        say(inert_line(warning), err=True)
    return wait_for_store(
        lambda: Store.open(path, reviews), PATIENCE, lambda process: _tell(process, "ends this, and nothing was sent")
    )


def taken(store: Path, journal: Path, plan: Plan) -> Taken:
    """Put the answers of a run into the store, once nobody else has it open; raises StoreError and OracleError."""
    try:
        return take(
            store,
            journal,
            plan.asking.wanted,
            version("discretion"),
            PATIENCE,
            lambda process: _tell(process, "leaves the answers in the journal"),
            plan.cases.tolist(),
        )
    except KeyboardInterrupt:
        raise OracleError(
            f"Stopped before the answers were in the store: they are safe in {journal}, and the same command puts them "
            "there without asking again."
        ) from None


def _tell(process: int | None, meanwhile: str) -> None:
    where = "another program" if process is None else f"process {process}"
    say(f"Waiting for the store: it is open in {where} (Ctrl-C {meanwhile}).", err=True)
