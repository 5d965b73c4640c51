"""Opening a store with its reviews, which may take long: that it works is shown, and warnings are printed."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from core.journal.replay import load_reviews
from core.journal.standing import Standing
from core.model.safe_text import inert_line
from core.storage.store import Store
from tui.cli.options import Places
from tui.cli.printing.late_progress import LateProgress
from tui.cli.printing.saying import say

_A_MOMENT: Final = 0.05


def opening() -> LateProgress:
    """What shows that a store is opened and its journals are read, where that takes longer than a second."""
    return LateProgress("open", unit_bytes=True, at_once=True)


@contextmanager
def opened_beside(store: Path, reviews: Path | None) -> Iterator["Future[Store]"]:
    """Open a store while something else is done; what interrupts that interrupts the database too."""
    interrupts: list[Callable[[], None]] = []
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(Store.open, store, reviews, interrupts.append)
        try:
            yield coming
        except KeyboardInterrupt:
            while wait([coming], _A_MOMENT).not_done:  # an interruption between two queries is none
                for interrupt in interrupts:
                    interrupt()
            raise


def missing(reviews: Path | None) -> list[str]:
    """Say that a folder of reviews that was named is not there."""
    if reviews is None or reviews.is_dir():
        return []
    return [f"There is no folder {reviews}, so no reviews are counted: check --reviews."]


@contextmanager
def opened_with_reviews(places: Places) -> Iterator[tuple[Store, Standing]]:
    """An open store and what stands of its reviews; raises StoreError.

    A folder of reviews that is named and not there is told: without a word, a mistaken name would count nobody's.
    """
    with ExitStack() as kept:
        with opening() as shown:
            store = kept.enter_context(Store.open(*places))
            standing, warnings = load_reviews(store, shown.update)
        for warning in (*warnings, *missing(places[1])):
            say(inert_line(warning), err=True)
        yield store, standing
