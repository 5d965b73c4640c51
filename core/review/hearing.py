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
    here = _of_store(session, events)
    if not session.standing.is_late(here):
        session.live.accept(here)
        return
    replayed, _ = load_folder(session.journal.path.parent, session.store)
    # What a file may have lost, or cannot be read of it now, is known still.
    for event in (*_of_store(session, session.journal.events), *session.standing.events):
        replayed.apply(event)
    before = {(event.reviewer, event.id) for event in session.standing.events[: session.start]}
    session.standing.become(replayed)
    begun = [n for n, event in enumerate(replayed.events) if (event.reviewer, event.id) in before]
    session.start = begun[-1] + 1 if begun else 0
    session.live.recount()


def _of_store(session: "ReviewSession", events: Sequence[Event]) -> list[Event]:
    return OfStore(session.store, events).here(events)
