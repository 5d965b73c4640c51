"""Very many annotators: those of each kind together, and everyone in one table that can be sorted."""

import time
from functools import partial
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.worker import get_current_worker

from core.audit.people import People, people, with_intervals
from core.model.errors import DiscretionError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from core.review.together_now import CountedTogether, together_now
from tui.background.intervals import REPLICATES, SEED, Intervals, intervals_of
from tui.common.keys import BACK, COMMON, annotator_key, key
from tui.common.messages import Follow, Refused
from tui.presenting.annotator_cases import arbitrary_cases
from tui.presenting.changed import changed_text
from tui.presenting.parties import Party, party, population_parties
from tui.screens.annotators.people_rows import PeopleRows, in_order, people_leads, together_rows
from tui.screens.annotators.people_table import PeopleTable
from tui.screens.base import SessionScreen
from tui.screens.dialogs.leads import offer_leads
from tui.screens.dialogs.questions import ask_annotator
from tui.widgets.key_line import KeyLine
from tui.widgets.status_line import StatusLine

BEAT: Final = 0.25
"""Seconds between two reports of progress."""


class _Dropped(Exception):  # noqa: N818 - no error: nobody wants the result any more
    """Ends a computation from inside."""


class ManyAnnotatorsScreen(SessionScreen):
    """Values are live; the intervals of discrepancies come after them, and those of populations with the rankings'."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("people", "enter", "open", "arbitrary", "Review this annotator's arbitrary cases", "enter"),
        key("people", "g", "lead", "go to", "Go to the cases behind a number of this annotator", "g"),
        annotator_key("people", "Choose the annotator to go to"),
        key("people", "S", "sort", "sort", "Sort by the next column", "S"),
        key("people", "exclamation_mark", "turn", "turn round", "Sort the other way round", "!"),
        BACK,
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._counts: CountedTogether | None = None
        self._found: People | None = None
        self._together: tuple[Party, ...] = ()
        self.table = PeopleTable(id="people")
        self.words = StatusLine(id="words")

    def compose(self) -> ComposeResult:
        """Lay out status, table, the annotator in words, and keys."""
        yield self.status
        yield self.table
        yield self.words
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the table, and hear of what is computed."""
        self.table.focus()
        intervals_of(self).changed.subscribe(self, self._measured)

    def on_screen_suspend(self) -> None:
        """Compute no longer than somebody looks."""
        intervals_of(self).rest()
        self.workers.cancel_group(self, "people")

    def renew(self) -> None:
        """Show the numbers as they are now, and have intervals computed for them; the screen is drawn before that."""
        if self._counts is None:
            self.table.border_title = Content(f"Counting {plural(len(self._session.data.annotators), 'annotator')} …")
            self.call_after_refresh(self._count)
        else:
            self._count()

    def _count(self) -> None:
        counts = together_now(self._session)
        if self._counts is None or self._counts.key != counts.key:
            self._found = people(self._session.data.votes, counts.said, counts.reference)
            self._together = population_parties(self._session.data.votes, counts.populations)
        self._counts = counts
        intervals_of(self).want()
        self._show()
        if self._found is not None and not self._found.intervals:
            votes = self._session.data.votes.copy(order="K")
            work = partial(self._compute, self._found, votes, counts)
            self.run_worker(work, thread=True, exclusive=True, group="people", name="people")

    def _measured(self, _: Intervals) -> None:
        if self.is_current and self._counts is not None:
            self._show()

    # In the thread

    def _compute(self, found: People, votes: NDArray[np.int8], counts: CountedTogether) -> None:
        worker, app, told = get_current_worker(), self.app, time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal told
            if worker.is_cancelled:
                raise _Dropped
            if time.monotonic() - told >= BEAT:
                app.call_from_thread(self._tell, f"computing intervals… {done / total:.0%}")
                told = time.monotonic()

        try:
            known = with_intervals(found, votes, counts.reference, REPLICATES, SEED, progress)
        except _Dropped:
            return
        except DiscretionError as error:
            app.call_from_thread(self.post_message, Refused(error))
            return
        if not worker.is_cancelled:
            app.call_from_thread(self._computed, counts.key, known)

    def _tell(self, note: str) -> None:
        self.table.border_subtitle = Content(note)

    def _computed(self, key_: int, found: People) -> None:
        if self._counts is not None and self._counts.key == key_:
            self._found = found
            self._tell("")
            self._show()

    # What is shown

    def _show(self) -> None:
        if self._found is None or self._counts is None:
            return
        intervals = intervals_of(self)
        measured = None if intervals.stale else intervals.found
        table, found = self.table, self._found
        order = in_order(found, table.by, falling=table.falling)
        table.show(PeopleRows(together_rows(self._together, self._counts, measured), found, order))
        table.refresh()
        reference = inert_line(found.reference)
        table.border_title = Content(f"annotators · discrepancy is to {reference}, an annotator's to the others of it")
        flagged = sum(self._session.reviewed(name).count_flagged() for name in self._session.spoken_of)
        self.head(plural(len(found), "annotator"), changed_text(flagged, len(self._session.data.corrected)))
        self._show_words()

    def _show_words(self) -> None:
        place = self._place
        if self._found is None or place is None:
            self.words.show(" several annotators together, each annotation counting as one")
            return
        counts = ((self._found.neither, "neither"), (self._found.missing, "missing"), (self._found.flagged, "flagged"))
        said = ", ".join(f"{each[place]} {what}" for each, what in counts)
        self.words.show(f" {inert_line(self._found.said.names[place])}: {said}", "then 2 for the ranking ")

    @property
    def _place(self) -> int | None:
        rows = self.table.rows
        return rows.place(self.table.cursor) if isinstance(rows, PeopleRows) else None

    def on_cursor_view_moved(self) -> None:
        """Put the annotator under the cursor into words."""
        self.words.untell()
        self._show_words()

    def action_sort(self) -> None:
        """Sort by the next column."""
        self.table.by = self.table.by.next
        self._show()

    def action_turn(self) -> None:
        """Sort the other way round."""
        self.table.falling = not self.table.falling
        self._show()

    # The cases behind

    def on_cursor_view_opened(self) -> None:
        """A click opens what Enter opens."""
        self.action_open()

    def action_open(self) -> None:
        """Review the arbitrary cases of the annotator under the cursor."""
        whose = self._whose()
        if whose is None:
            return
        cases = arbitrary_cases(self._session.data.votes, whose)
        if cases is None:
            self.words.tell(f" No annotation of {inert_line(whose.name)} that counts is arbitrary")
        else:
            self.post_message(Follow(cases.query, annotator=cases.annotator))

    def action_lead(self) -> None:
        """Let the reviewer follow a number of the annotator under the cursor."""
        whose, place = self._whose(), self._place
        if whose is not None and place is not None and self._found is not None:
            leads = people_leads(self._session, whose, int(self._found.decided[place]))
            offer_leads(self.app, leads, lambda: self.words.tell(" No number here has cases"), self.post_message)

    def action_annotator(self) -> None:
        """Let the reviewer choose the annotator to go to."""
        place = self._place
        if self._found is not None:
            here = None if place is None else self._found.said.names[place]
            ask_annotator(self.app, self._session, self._go_to, current=here)

    def _go_to(self, name: str) -> None:
        rows = self.table.rows
        if self._found is not None and isinstance(rows, PeopleRows):
            self.table.move_to(rows.row(self._found.said.names.index(name)))

    def _whose(self) -> Party | None:
        """The annotator under the cursor; says so where there are several, or where it is the reviewer."""
        place = self._place
        if place is None or self._found is None:
            self.words.tell(" Several annotators together: choose one below")
            return None
        name = self._found.said.names[place]
        if name not in self._session.data.places:
            self.words.tell(" These are your own preferences: 2 has their ranking")
            return None
        return party(self._session, name)
