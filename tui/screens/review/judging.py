"""What the reviewer says of the case on show: journal first, then everything that follows from it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.journal.events import Event
from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.model.terms import Case, Preference, Reason, Verdict
from core.query.kinds import View
from core.query.secrets import asks_flags
from core.query.terms import Kind
from tui.common.leading import leading
from tui.common.messages import Follow, Refused
from tui.screens.review.blind_shown import fallen_back
from tui.screens.review.finding import Finding
from tui.widgets.case.view import CaseView

if TYPE_CHECKING:
    from tui.widgets.dialogs.flag import FlagGiven


class Judging(Finding):
    """Verdicts, own preferences, comments; undo and redo."""

    def action_judge(self, verdict: str) -> None:
        """Give a verdict on the annotation."""
        given = Verdict(verdict)
        case = self._seen(also_missing=given is Verdict.SKIP)
        reason = Reason.ARBITRARY if given is Verdict.FLAG else None
        if case is not None and self._session.reviewed().verdict(case.n) is given:
            # Saying it again must not take away the reason and note of the first time.
            self._tell(f"already: {given}; z takes it back")
        elif case is not None:
            self._say(lambda: self._session.judge(case.n, case.id, given, reason))

    def action_flag_with_reason(self) -> None:
        """Ask why, then flag."""
        from tui.screens.dialogs.questions import ask_flag

        case = self._seen()
        if case is not None:
            held = self._session.standing.verdict(self._session.reviewer, case.id, self._session.annotator)
            ask_flag(self.app, inert_line(case.id), held, partial(self._flag, case))

    def _flag(self, case: Case, given: "FlagGiven") -> None:
        self._say(lambda: self._session.judge(case.n, case.id, Verdict.FLAG, given.reason, given.note))

    def action_prefer(self, preference: int) -> None:
        """Give the reviewer's own preference, for a response by where it stands on the screen."""
        case = self._here()
        if case is not None:
            stored = -preference if self._session.turned(case.id) else preference
            self._say(lambda: self._session.prefer(case.n, case.id, Preference(stored)))

    def action_blind(self) -> None:
        """Hide who chose what until the reviewer has chosen, or stop hiding it."""
        self._session.blind = not self._session.blind
        self.list.forget_rows()
        self._show_case()
        self._show_numbers()
        told = "blind: choose a, b or x to see the annotation" if self._session.blind else "no longer blind"
        wanted = self._awaited.wanted if self._awaited is not None else self._wanted
        admitted = self._session.admitted(wanted)
        if admitted != wanted or asks_flags(admitted.query):
            # Cases that are not found anew, shown now or as soon as they are found, would tell what is hidden.
            self._turn_to(admitted, leading=True)
        self._tell(told if admitted == wanted else fallen_back(admitted))
        self.refresh_bindings()  # Escape may lead back to something hidden

    def action_votes(self) -> None:
        """Show all votes on the case, to be corrected."""
        self._show_votes()

    def on_case_view_vote_picked(self, message: CaseView.VotePicked) -> None:
        """Show all votes on the case, at the one that was clicked."""
        self._show_votes(message.principle)

    def _show_votes(self, principle: str = "") -> None:
        case = self._here()
        if case is not None:
            leading(self).show_votes(case, self._ballots, self._corrected, principle)

    def _corrected(self) -> None:
        self._show_case()
        self._show_numbers()

    def action_comment(self) -> None:
        """Ask for a comment and keep it."""
        from tui.screens.dialogs.questions import ask_comment

        case = self._here()
        if case is not None:
            ask_comment(self.app, inert_line(case.id), partial(self._comment, case))

    def _comment(self, case: Case, note: str) -> None:
        self._say(lambda: self._session.comment(case.n, case.id, note))

    def action_undo(self) -> None:
        """Take back the last action and go to its case."""
        self._turn("undo")

    def action_redo(self) -> None:
        """Give again what was taken back and go to its case."""
        self._turn("redo")

    def _turn(self, how: str) -> None:
        event = self._say(self._session.undo if how == "undo" else self._session.redo)
        if event is None:
            return
        what = event.verdict or event.event
        self._go_to_case(event)
        self._tell(f"{how}: {what} on case {event.case}")  # last: what was told ends with the case that is left

    def _go_to_case(self, event: Event) -> None:
        """Show the case that an event is about; where it is not on the list, among all cases, and Escape leads back."""
        n = self._session.number(event.case or "")
        if n is None:
            return
        places = np.flatnonzero(self._queued.ids == n).tolist()
        elsewhere = event.annotator not in (None, self._session.annotator)
        if places and not elsewhere:
            self._refresh_row(n)
            self.list.move_to(places[0])
            self._follow()
        else:
            self._lead_to(Follow(str(Kind(View.ALL)), case=event.case, annotator=event.annotator))

    def _seen(self, *, also_missing: bool = False) -> Case | None:
        """The case on show, if it has an annotation of which the reviewer may speak: not before seeing it.

        With `also_missing` it may also have none: it can be passed over all the same.
        """
        case = self._here()
        if case is not None and self._session.hides(case.id):
            self._tell("blind: choose a, b or x first")
            return None
        if case is not None and not also_missing and not self._session.reviewed().annotated(case.n):
            self._tell(f"{self._session.annotator} did not annotate this: no verdict; s, a, b, x, c and t work")
            return None
        return case

    def _say(self, act: Callable[[], Event | None]) -> Event | None:
        """Do something that is written to the journal, then show what follows from it."""
        self.status.untell()
        try:
            event = act()
        except DiscretionError as error:
            self.post_message(Refused(error))
            return None
        if event is None:
            self._tell("nothing left to undo or redo")
            return None
        self._show_case()
        self._show_numbers()
        self.call_after_refresh(self._remember)
        return event
