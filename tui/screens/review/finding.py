"""Which cases are on the list: filters typed and picked, queues, and whose annotations."""

from collections.abc import Callable
from time import monotonic
from typing import Final

import numpy as np
from textual import work
from textual.worker import Worker, WorkerCancelled, get_current_worker

from core.metrics.priority import NotConverged
from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.query.editing import without_text
from core.query.queues import Queue, Queued, Steps
from core.query.wanted import Wanted
from core.storage.store import Store
from tui.common.leading import leading
from tui.common.messages import Follow, Refused
from tui.common.pace import Pace
from tui.screens.review.desk import ReviewDesk, Standpoint
from tui.screens.review.ranking_panel import RankRows

LONG: Final = 1.0
"""Seconds of a search in which a reviewer goes on with the cases on show."""
GRACE: Final = 0.4
"""Seconds after a long one in which keys are still about the case that was on show."""
TITLE: Final = 200
"""Characters of a filter in the title of the list."""


class Finding(ReviewDesk):
    """Filters are evaluated beside the interface; until that is done list and annotator stay as they are.

    What asks in a dialog is loaded when it is asked for, so that the first frame does not wait for it.
    """

    def action_filter(self) -> None:
        """Let the reviewer pick cases."""
        from tui.screens.dialogs.filtering import choose_filter

        choose_filter(self.app, self._session, self._wanted.query, lambda query: self._turn_to_query(str(query)))

    def action_search(self) -> None:
        """Let the reviewer type a filter."""
        from tui.screens.dialogs.filtering import ask_filter

        ask_filter(self.app, self._session, str(self._wanted.query), self._turn_to_query)

    def action_queue(self) -> None:
        """Let the reviewer choose an order."""
        from tui.screens.dialogs.filtering import choose_queue

        choose_queue(self.app, self._wanted.queue, self._turn_to_queue)

    def action_annotator(self) -> None:
        """Let the reviewer choose another annotator."""
        from tui.screens.dialogs.questions import ask_annotator

        ask_annotator(self.app, self._session, self.turn_to_annotator)

    def action_lead(self) -> None:
        """Let the reviewer follow a number of this screen to its cases."""
        from tui.screens.review.leads import ask_lead

        ask_lead(self.app, self._session, self._wanted.query, self._lead)

    def on_rank_rows_picked(self, message: RankRows.Picked) -> None:
        """Follow a principle of the live ranking, except in blind review, where it is the reviewer's own."""
        from tui.screens.review.leads import conflicts_of

        names = [each.name for each in self._session.data.principles if inert_line(each.name) == message.principle]
        if names and not self._session.blind:
            self._lead(str(conflicts_of(names[0])))

    def _lead(self, query: str) -> None:
        self._lead_to(Follow(query))

    def _lead_to(self, message: Follow) -> None:
        # Not as a message: a key typed ahead would come before it, and be about the case that is left.
        leading(self).on_follow(message)

    def action_back(self) -> None:
        """Go back to where this filter was followed from; else forget the texts searched for."""
        if not leading(self).way_back.back():
            query = without_text(self._wanted.query)
            if query != self._wanted.query:
                self._turn_to(Wanted(query, self._wanted.queue))

    def turn_to_annotator(self, name: str) -> None:
        """Review another annotator's annotations."""
        self._turn_to(self._wanted, annotator=name, leading=True)

    def stand_at(self, standpoint: Standpoint, *, unseen: bool = False) -> None:
        """Show cases that something led to, or the reviewer came back to; `unseen` where another screen is shown."""
        if unseen and standpoint.annotator != self._session.annotator:
            self._session.choose_annotator(standpoint.annotator)  # at once: the other screen goes by it
            self.list.forget_rows()
        self._turn_to(standpoint.wanted, standpoint.case, standpoint.annotator, leading=True)

    def _turn_to_query(self, text: str) -> None:
        self._turn_to(Wanted.of(text, self._wanted.queue))

    def _turn_to_queue(self, queue: Queue) -> None:
        self._turn_to(Wanted(self._wanted.query, queue), "")

    def _turn_to(
        self, wanted: Wanted, case: str | None = None, annotator: str | None = None, *, leading: bool = False
    ) -> None:
        """Find cases and show them, at a case by id (an empty one for the first) or else at the one on show.

        Where the reviewer is led elsewhere, nothing can be said of the case that is left until the new ones are there.
        """
        store = self._session.store.cursor()
        annotator = annotator or self._session.annotator
        try:
            find = self._session.selecting(wanted, store, annotator)
        except DiscretionError as error:
            store.close()
            self.post_message(Refused(error))
            return
        self.status.untell()
        self._awaited, self._leading, self._asked = Standpoint(annotator, wanted, case), leading, monotonic()
        self._find(self._awaited, store, find)

    @work(thread=True, exclusive=True, group="finding")
    def _find(self, there: Standpoint, store: Store, find: Callable[[Steps | None], Queued]) -> None:
        worker = get_current_worker()
        try:
            with store:
                found = find(self._steps(worker))
        except WorkerCancelled:
            return
        except (DiscretionError, NotConverged) as error:
            refused = Refused(error if isinstance(error, DiscretionError) else DiscretionError(str(error)))
            if not worker.is_cancelled:
                self.app.call_from_thread(self._stay, there, refused)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._arrive, there, found)

    def _stay(self, there: Standpoint, refused: Refused) -> None:
        if there is self._awaited:
            self._awaited, self._leading = None, False
            self.post_message(refused)

    def _steps(self, worker: Worker[None]) -> Steps:
        """What ends the work when something else is asked for, and tells how far it is."""
        pace = Pace()

        def step(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise WorkerCancelled
            words = pace.words(done, total)
            if words:
                self.app.call_from_thread(self._tell, f"finding: {words}")

        return step

    def _arrive(self, there: Standpoint, found: Queued) -> None:
        if there is not self._awaited:
            return  # something else has been asked for in the meantime
        left = self._case
        self._awaited, self._leading = None, False
        self._show_found(there, found)
        if monotonic() - self._asked > LONG and left is not None and left != self._case:
            self._leading = True
            self.set_timer(GRACE, self._settle)

    def _settle(self) -> None:
        self._leading = self._leading and self._awaited is not None

    def _show_found(self, there: Standpoint, found: Queued) -> None:
        """Show the cases found, and whose they are; the cursor stays on its case where that is among them."""
        if there.annotator != self._session.annotator:
            self._session.choose_annotator(there.annotator)
            self.list.forget_rows()
        self._wanted, self._queued = there.wanted, found
        case = (self._case.id if self._case else None) if there.case is None else there.case
        n = self._session.store.numbers([case]).get(case) if case else None
        at = [] if n is None else np.flatnonzero(found.ids == n).tolist()
        self.list.show(
            found.ids,
            at[0] if at else 0,
            label_width=min(self._session.longest_id, 12),
            title=inert_line(str(there.wanted.query), TITLE),
            empty="No case here. Press v to pick others, / to change the filter, Escape to go back.",
        )
        self._open()
        self._show_reason()
        self._show_numbers()
        self.refresh_bindings()  # Escape may lead somewhere now, or no more
        self._remember()
