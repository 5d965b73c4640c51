"""What the reviewer says of the case on show: journal first, then everything that follows from it."""

from collections.abc import Callable
from typing import Final

from core.journal.events import Event
from core.model.errors import DiscretionError
from core.model.terms import Case, Preference, Reason, Verdict
from core.query.kinds import View
from core.query.terms import Kind, Mine
from core.query.tree import uses
from core.review.going_on import Sought, collects_preferences, next_open
from core.review.session import ReviewSession
from tui.common.messages import Follow
from tui.screens.review.desk import Desk
from tui.widgets.case.words import SIDES

_DONE: Final = {Verdict.FLAG: "flagged", Verdict.UPHOLD: "upheld", Verdict.SKIP: "skipped"}


class Judging:
    """Verdicts, own preferences, comments; undo and redo. With `advances` a verdict leads on to the next open case."""

    advances = True

    def __init__(
        self, session: ReviewSession, desk: Desk, here: Callable[[], Case | None], lead: Callable[[Follow], None]
    ) -> None:
        """`here` gives the case of which something may be said now; `lead` leads to one that is not on the list."""
        self._session, self._desk, self._here, self._lead = session, desk, here, lead

    def judge(self, verdict: Verdict) -> None:
        """Give a verdict on the annotation."""
        case = self.seen(also_missing=verdict is Verdict.SKIP)
        reason = Reason.ARBITRARY if verdict is Verdict.FLAG else None
        if case is not None and self._session.reviewed().verdict(case.n) is verdict:
            # Saying it again must not take away the reason and note of the first time.
            self._desk.tell(f"already: {verdict}; z takes it back")
        elif case is not None:
            self._judge(case, verdict, reason)

    def flag(self, case: Case, reason: Reason, note: str) -> None:
        """Flag the annotation of a case for a reason; raises DiscretionError, so that what was written stays."""
        self._session.judge(case.n, case.id, Verdict.FLAG, reason, note)
        self._judged(case, Verdict.FLAG)

    def _judge(self, case: Case, verdict: Verdict, reason: Reason | None) -> None:
        if self._write(lambda: self._session.judge(case.n, case.id, verdict, reason)) is not None:
            self._judged(case, verdict)

    def _judged(self, case: Case, verdict: Verdict) -> None:
        self._go_on(case, f"{_DONE[verdict]} {case.id}", Sought.VERDICT if self.advances else None)

    def prefer(self, preference: int) -> None:
        """Give the reviewer's own preference, for a response by where it stands on the screen."""
        case = self._here()
        if case is not None:
            stored = -preference if self._session.turned(case.id) else preference
            event = self._write(lambda: self._session.prefer(case.n, case.id, Preference(stored)))
            if event is not None:
                self._go_on(case, f"mine {SIDES[preference]} on {case.id}", self._collected(case))

    def comment(self, case: Case, note: str) -> None:
        """Note something about a case; raises DiscretionError, so that what was written stays."""
        self._session.comment(case.n, case.id, note)
        self._desk.status.untell()
        self._show()

    def turn(self, how: str) -> None:
        """Take back the last action (`undo`), or give again what was taken back (`redo`), and go to its case."""
        event = self._say(self._session.undo if how == "undo" else self._session.redo)
        if event is not None:
            self._go_to_case(event)
            # Last: what was told ends with the case that is left.
            self._desk.tell(f"{how}: {event.verdict or event.event} on case {event.case}")

    def seen(self, *, also_missing: bool = False) -> Case | None:
        """The case on show, if it has an annotation of which the reviewer may speak: not before seeing it.

        With `also_missing` it may also have none: it can be passed over all the same.
        """
        case = self._here()
        if case is not None and self._session.hides(case.id):
            self._desk.tell("blind: choose a, b or x first")
            return None
        if case is not None and not also_missing and not self._session.reviewed().annotated(case.n):
            self._desk.tell(f"{self._session.annotator} did not annotate this: no verdict; s, a, b, x, c and t work")
            return None
        return case

    def _go_to_case(self, event: Event) -> None:
        """Show the case that an event is about; where it is not on the list, among all cases, and Escape leads back."""
        n = self._session.number(event.case or "")
        if n is None:
            return
        elsewhere = event.annotator not in (None, self._session.annotator)
        if elsewhere or not self._desk.go_to(n):
            self._lead(Follow(str(Kind(View.ALL)), case=event.case, annotator=event.annotator))

    def turn_advance(self, *, advances: bool) -> None:
        """Have a verdict lead on to the next open case, or stay, and say so."""
        self.advances = advances
        self._desk.tell(f"after a verdict: {'on to the next open case' if advances else 'stay'}; h turns it back")

    def _collected(self, case: Case) -> Sought | None:
        """What an own preference on a case leads on for: nothing, unless such preferences are what is collected."""
        query = self._desk.wanted.query
        if not self.advances or not collects_preferences(self._session, query, case.n):
            return None
        return Sought.PREFERENCE if uses(query, Mine) else Sought.VERDICT

    def _go_on(self, case: Case, done: str, said: Sought | None) -> None:
        """Show what follows from something said of a case, at the next case of which it was not said; then tell it."""
        desk, here = self._desk, self._desk.case
        if said is None or here is None or here.n != case.n:
            desk.show_said()
        else:
            found = next_open(self._session, desk.queued.ids, desk.list.cursor, said)
            if found is None:
                desk.show_said()
                done += f" · nothing is left on this list of {desk.queued.ids.size}"
            else:
                desk.go_on_to(found.place)
                done += " · on from the top of the list" if found.wrapped else ""
                done += " · what is left has no annotation" if found.unannotated else ""
        desk.list.call_after_refresh(desk.remember)
        desk.tell(f"{done} · z undoes")

    def _say(self, act: Callable[[], Event | None]) -> Event | None:
        """Do something that is written to the journal, then show what follows from it."""
        event = self._write(act)
        if event is not None:
            self._show()
        return event

    def _show(self) -> None:
        self._desk.show_said()
        self._desk.list.call_after_refresh(self._desk.remember)

    def _write(self, act: Callable[[], Event | None]) -> Event | None:
        """Do something that is written to the journal; what hinders it is told."""
        self._desk.status.untell()
        try:
            event = act()
        except DiscretionError as error:
            self._desk.refuse(error)
            return None
        if event is None:
            self._desk.tell("nothing left to undo or redo")
        return event
