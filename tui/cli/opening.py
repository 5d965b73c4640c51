"""Opening a store with its reviews, which may take long: that it works is shown, and warnings are printed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from core.journal.replay import load_reviews
from core.journal.standing import Standing
from core.model.safe_text import inert_line
from core.storage.store import Store
from tui.cli.options import Places
from tui.cli.printing.late_progress import LateProgress


def opening() -> LateProgress:
    """What shows that a store is opened and its journals are read, where that takes longer than a second."""
    return LateProgress("open", unit_bytes=True, at_once=True)


@contextmanager
def opened_with_reviews(places: Places) -> Iterator[tuple[Store, Standing]]:
    """An open store and what stands of its reviews; raises StoreError."""
    with ExitStack() as kept:
        with opening() as shown:
            store = kept.enter_context(Store.open(*places))
            standing, warnings = load_reviews(store, shown.update)
        for warning in warnings:
            click.echo(inert_line(warning), err=True)
        yield store, standing
