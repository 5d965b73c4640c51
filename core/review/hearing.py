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
    # What a file may have lost, or cannot be read of it now, is known still, and has its place by time.
    known = (*_of_store(session, session.journal.events), *session.standing.events)
    replayed, warnings = load_folder(session.journal.path.parent, session.store, known=known)
    session.follower.tell(warnings)
    session.standing.become(replayed)
    session.live.recount()


def _of_store(session: "ReviewSession", events: Sequence[Event]) -> list[Event]:
    return OfStore(session.store, events).here(events)
