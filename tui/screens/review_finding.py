"""Which cases are on the list: filters typed and picked, queues, and whose annotations."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from textual import work
from textual.worker import Worker, WorkerCancelled, get_current_worker

from core.errors import DiscretionError
from core.finding import Wanted
from core.inert import inert_line
from core.metrics.priority import NotConverged
from core.query.editing import without_text
from core.queues import Queue, Queued, Steps
from core.store import Store
from tui.messages import Follow, Refused
from tui.pace import Pace
from tui.screens.review_desk import ReviewDesk, Standpoint
from tui.widgets.ranking import RankRows

if TYPE_CHECKING:
    from tui.app import DiscretionApp

TITLE: Final = 200
"""Characters of a filter in the title of the list."""


class Finding(ReviewDesk):
    """Filters are evaluated beside the interface; until that is done the list stays as it is.

    What asks in a dialog is loaded when it is asked for, so that the first frame does not wait for it.
    """

    def action_filter(self) -> None:
        """Let the reviewer pick cases."""
        from tui.screens.filtering import choose_filter

        choose_filter(self.app, self._session, self._wanted.query, lambda query: self._turn_to_query(str(query)))

    def action_search(self) -> None:
        """Let the reviewer type a filter."""
        from tui.screens.filtering import ask_filter

        ask_filter(self.app, self._session, str(self._wanted.query), self._turn_to_query)

    def action_queue(self) -> None:
        """Let the reviewer choose an order."""
        from tui.screens.filtering import choose_queue

        choose_queue(self.app, self._wanted.queue, self._turn_to_queue)

    def action_annotator(self) -> None:
        """Let the reviewer choose another annotator."""
        from tui.screens.questions import ask_annotator

        ask_annotator(self.app, self._session, self.turn_to_annotator)

    def action_lead(self) -> None:
        """Let the reviewer follow a number of this screen to its cases."""
        from tui.screens.leads import ask_lead

        ask_lead(self.app, self._session, self._wanted.query, self._lead)

    def on_rank_rows_picked(self, message: RankRows.Picked) -> None:
        """Follow a principle of the live ranking, except in blind review, where it is the reviewer's own."""
        from tui.screens.leads import conflicts_of

        names = [each.name for each in self._session.data.principles if inert_line(each.name) == message.principle]
        if names and not self._session.blind:
            self._lead(str(conflicts_of(names[0])))

    def _lead(self, query: str) -> None:
        self.post_message(Follow(query))

    def action_back(self) -> None:
        """Go back to where this filter was followed from; else forget the texts searched for."""
        if not cast("DiscretionApp", self.app).trail.back():
            query = without_text(self._wanted.query)
            if query != self._wanted.query:
                self._turn_to(Wanted(query, self._wanted.queue))

    def turn_to_annotator(self, name: str) -> None:
        """Review another annotator's annotations."""
        self._session.choose_annotator(name)
        self.list.forget_rows()
        self._turn_to(self._wanted)

    def stand_at(self, standpoint: Standpoint) -> None:
        """Show cases that something led to, or the reviewer came back to."""
        if standpoint.annotator != self._session.annotator:
            self._session.choose_annotator(standpoint.annotator)
            self.list.forget_rows()
        self._turn_to(standpoint.wanted, standpoint.case)

    def _turn_to_query(self, text: str) -> None:
        self._turn_to(Wanted.of(text, self._wanted.queue))

    def _turn_to_queue(self, queue: Queue) -> None:
        self._turn_to(Wanted(self._wanted.query, queue), "")

    def _turn_to(self, wanted: Wanted, case: str | None = None) -> None:
        """Find cases and show them, at a case by id (an empty one for the first) or else at the one on show."""
        store = self._session.store.cursor()
        try:
            find = self._session.selecting(wanted, store)
        except DiscretionError as error:
            store.close()
            self.post_message(Refused(error))
            return
        self._find(wanted, case, store, find)

    @work(thread=True, exclusive=True, group="finding")
    def _find(self, wanted: Wanted, case: str | None, store: Store, find: Callable[[Steps | None], Queued]) -> None:
        worker = get_current_worker()
        try:
            with store:
                found = find(self._steps(worker))
        except WorkerCancelled:
            return
        except (DiscretionError, NotConverged) as error:
            self.post_message(Refused(error if isinstance(error, DiscretionError) else DiscretionError(str(error))))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_found, wanted, case, found)

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

    def _show_found(self, wanted: Wanted, case: str | None, found: Queued) -> None:
        """Show the cases found; the cursor stays on its case where that is among them."""
        self._wanted, self._queued = wanted, found
        case = (self._case.id if self._case else None) if case is None else case
        n = self._session.store.numbers([case]).get(case) if case else None
        at = [] if n is None else np.flatnonzero(found.ids == n).tolist()
        self.list.show(
            found.ids,
            at[0] if at else 0,
            label_width=min(self._session.longest_id, 12),
            title=inert_line(str(wanted.query), TITLE),
            empty="No case here. Press v to pick others, / to change the filter, Escape to go back.",
        )
        self._open()
        self._show_reason()
        self._show_numbers()
        self._remember()
