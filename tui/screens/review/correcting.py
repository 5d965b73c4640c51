"""What the reviewer says of the votes on the case on show: journal first, then everything that follows from it."""

from collections.abc import Callable

from core.journal.events import Event
from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.model.terms import Case, Preference, Principle
from core.review.session import ReviewSession
from tui.screens.review.desk import Desk
from tui.widgets.case.words import SIDES


class Correcting:
    """Corrects or confirms the vote of the principle under the cursor of the panel of votes."""

    def __init__(self, session: ReviewSession, desk: Desk, here: Callable[[], Case | None]) -> None:
        """`here` gives the case of which something may be said now."""
        self._session, self._desk, self._here = session, desk, here

    @property
    def principle(self) -> Principle:
        """The principle under the cursor."""
        return self._session.data.principles[self._desk.votes.table.cursor]

    @property
    def principle_shown(self) -> str:
        """The inert name of the principle under the cursor; empty while the votes are not in sight."""
        return inert_line(self.principle.name, 80) if self._desk.votes_apart else ""

    def say(self, preference: int) -> None:
        """Say what the vote is, by where the response stands on the screen."""
        case, principle = self._here(), self.principle
        if case is None:
            return
        stored = -preference if self._session.turned(case.id) else preference
        name = inert_line(principle.name, 40)
        if self._session.standing.vote(self._session.reviewer, case.id, principle.id) == stored:
            self._desk.tell(f"already: {name} {SIDES[preference]}; delete takes it back")
            return
        confirmed = self._session.live.votes.original(case.n, principle.n) == stored
        told = f"{'confirmed' if confirmed else 'corrected'}: {name} {SIDES[preference]} on {case.id} · z undoes"
        self._do(lambda: self._session.correct(case.n, case.id, principle.id, Preference(stored)), told)

    def take_back(self) -> None:
        """Take back what the reviewer last said of the vote."""
        case, principle = self._here(), self.principle
        if case is not None:
            told = f"taken back: what stands of {inert_line(principle.name, 40)} is shown"
            self._do(lambda: self._session.take_back_vote(case.id, principle.id), told)

    def _do(self, act: Callable[[], Event | None], told: str) -> None:
        """Do something that is written to the journal, then show what follows from it."""
        self._desk.status.untell()
        try:
            event = act()
        except DiscretionError as error:
            self._desk.refuse(error)
            return
        if event is None:
            self._desk.tell("you have said nothing of this vote")
            return
        self._desk.show_said()
        self._desk.list.call_after_refresh(self._desk.remember)
        self._desk.tell(told)
