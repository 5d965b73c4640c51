"""What others append to their journals, taken into a session; also what comes late, as from a machine that was away."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.journal.events import Event
from core.journal.of_store import OfStore
from core.journal.replay import load_folder

if TYPE_CHECKING:
    from core.review.session import ReviewSession


def take_in(session: "ReviewSession", events: Sequence[Event]) -> None:
    """Take in those events that are of the session's store.

    Where one is older than what its reviewer is known to have said, all journals are replayed: the order decides what
    counts, and a session must show what it would show if it were opened now.
    """
    session.journal.heed(events)
    here = OfStore(session.store, events).here(events)
    if not session.standing.is_late(here):
        session.live.accept(here)
        return
    replayed, _ = load_folder(session.journal.path.parent, session.store)
    for event in session.journal.events:  # what its file may have lost
        replayed.apply(event)
    before = {(event.reviewer, event.id) for event in session.standing.events[: session.start]}
    session.standing.become(replayed)
    begun = [n for n, event in enumerate(replayed.events) if (event.reviewer, event.id) in before]
    session.start = begun[-1] + 1 if begun else 0
    session.live.recount()
