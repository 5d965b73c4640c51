"""Which cases are on the list, and whose annotations: looked for beside the interface, then shown at once."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, Final

from textual.app import App
from textual.worker import Worker, WorkerCancelled, get_current_worker

from core.metrics.priority import NotConverged
from core.model.errors import DiscretionError
from core.model.terms import Case
from core.query.editing import without_text
from core.query.queues import Queue, Queued, Steps
from core.query.terms import Flagged
from core.query.tree import uses
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from core.storage.store import Store
from tui.common.pace import Pace
from tui.screens.review.blind_shown import fallen_back
from tui.screens.review.desk import Desk, Spot

LONG: Final = 1.0
"""Seconds of a search in which a reviewer goes on with the cases on show."""
GRACE: Final = 0.4
"""Seconds after a long one in which keys are still about the case that was on show."""


class Finding:
    """Evaluates filters in a thread; until that is done list and annotator stay as they are."""

    def __init__(self, session: ReviewSession, desk: Desk, arrived: Callable[[], None]) -> None:
        """`arrived` is called after other cases have come on the list."""
        self._session, self._desk, self._arrived = session, desk, arrived
        self._awaited: Spot | None = None
        """What is being looked for."""
        self._leading = False
        """Whether the reviewer is led there, away from the case on show."""
        self._asked = 0.0

    @property
    def wanted(self) -> Wanted:
        """The cases that are being looked for, or else those on the list."""
        return self._desk.wanted if self._awaited is None else self._awaited.wanted

    def here(self) -> Case | None:
        """The case on show, if something may be said of it: not while the reviewer is led elsewhere."""
        if self._leading:
            self._desk.tell("finding the cases: say it again when they are here")
            return None
        return self._desk.follow()

    def turn_to_query(self, text: str) -> None:
        """Find the cases of a filter's text; raises QueryError."""
        self.turn_to(Wanted.of(text, self._desk.wanted.queue))

    def turn_to_queue(self, queue: Queue) -> None:
        """Put the cases in another order, and begin with the first."""
        self.turn_to(Wanted(self._desk.wanted.query, queue), "")

    def turn_blind(self) -> None:
        """Hide who chose what until the reviewer has chosen, or stop hiding it; only what may be is listed then."""
        self._session.blind = not self._session.blind
        self._desk.list.forget_rows()
        self._desk.show_said()
        told = "blind: choose a, b or x to see the annotation" if self._session.blind else "no longer blind"
        wanted = self.wanted
        admitted = self._session.admitted(wanted)
        if admitted != wanted or uses(admitted.query, Flagged):
            # Cases that are not found anew, shown now or as soon as they are found, would tell what is hidden.
            self.turn_to(admitted, leading=True)
        self._desk.tell(told if admitted == wanted else fallen_back(admitted))

    def turn_to_annotator(self, name: str) -> None:
        """Review another annotator's annotations."""
        self.turn_to(self._desk.wanted, annotator=name, leading=True)

    def forget_texts(self) -> None:
        """Leave out what was searched for."""
        query = without_text(self._desk.wanted.query)
        if query != self._desk.wanted.query:
            self.turn_to(Wanted(query, self._desk.wanted.queue))

    def stand_at(self, spot: Spot, *, unseen: bool = False) -> None:
        """Show cases that something led to, or the reviewer came back to; `unseen` where another screen is shown."""
        if unseen:
            self._desk.turn_to_annotator(spot.annotator)  # at once: the other screen goes by it
        self.turn_to(spot.wanted, spot.case, spot.annotator, leading=True)

    def turn_to(
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
            self._desk.refuse(error)
            return
        self._desk.status.untell()
        self._awaited, self._leading, self._asked = Spot(annotator, wanted, case), leading, monotonic()
        cases = self._desk.list
        work = partial(self._find, cases.app, self._awaited, store, find)
        cases.run_worker(work, thread=True, exclusive=True, group="finding")

    def show_at_once(self, there: Spot) -> None:
        """Find cases while everything waits, so that the first frame is whole."""
        self._show(there, self._session.selecting(there.wanted)(None))

    def _show(self, there: Spot, found: Queued) -> None:
        self._desk.show_found(there, found)
        self._arrived()

    def _find(self, app: App[Any], there: Spot, store: Store, find: Callable[[Steps | None], Queued]) -> None:
        """In the thread: look, and have shown what was found unless nobody waits for it any more."""
        worker = get_current_worker()
        try:
            with store:
                found = find(self._steps(app, worker))
        except WorkerCancelled:
            return
        except (DiscretionError, NotConverged) as error:
            refused = error if isinstance(error, DiscretionError) else DiscretionError(str(error))
            if not worker.is_cancelled:
                app.call_from_thread(self._stay, there, refused)
            return
        if not worker.is_cancelled:
            app.call_from_thread(self._arrive, there, found)

    def _steps(self, app: App[Any], worker: Worker[None]) -> Steps:
        """What ends the work when something else is asked for, and tells how far it is."""
        pace = Pace()

        def step(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise WorkerCancelled
            words = pace.words(done, total)
            if words:
                app.call_from_thread(self._desk.tell, f"finding: {words}")

        return step

    def _stay(self, there: Spot, refused: DiscretionError) -> None:
        if there is self._awaited:
            self._awaited, self._leading = None, False
            self._desk.refuse(refused)

    def _arrive(self, there: Spot, found: Queued) -> None:
        if there is not self._awaited:
            return  # something else has been asked for in the meantime
        left = self._desk.case
        self._awaited, self._leading = None, False
        self._show(there, found)
        if monotonic() - self._asked > LONG and left is not None and left != self._desk.case:
            self._leading = True
            self._desk.list.set_timer(GRACE, self._settle)

    def _settle(self) -> None:
        self._leading = self._leading and self._awaited is not None
