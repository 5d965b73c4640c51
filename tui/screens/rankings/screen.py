"""All annotators' rankings side by side, live, each principle leading to the conflicts behind its place."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from core.audit.measuring import Measurement
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from tui.background.intervals import Intervals, intervals_of
from tui.background.preparing import BREATH, counts_first
from tui.common.keys import BACK, COMMON, key
from tui.common.messages import Follow
from tui.presenting.annotator_cases import Conflicts
from tui.presenting.parties import Party
from tui.screens.base import SessionScreen
from tui.screens.dialogs.leads import offer_leads
from tui.screens.rankings.cells import Scale
from tui.screens.rankings.columns import ranked_annotators, rankings_shown, reference_name
from tui.screens.rankings.table import RankingTable
from tui.screens.rankings.words import counted_query, explained, held, ranking_leads
from tui.widgets.key_line import KeyLine
from tui.widgets.status_line import StatusLine


class RankingsScreen(SessionScreen):
    """Compares what the annotators follow; the cursor's principle is marked in every column."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("rankings", "enter", "open('all')", "open", "Open the principle's conflicts, as they are counted", "enter"),
        key("rankings", "plus", "open('won')", "won", "Open those in which the annotator sided with it", "+"),
        key("rankings", "minus", "open('lost')", "lost", "Open those in which the annotator overruled it", "-"),
        key("rankings", "g", "lead", "go to", "Go to the cases behind a number on this screen", "g"),
        key("rankings", "l", "turn_scale", "scale", "Numbers as log-odds, Elo, or rank intervals", "l"),
        BACK,
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._annotators: tuple[Party, ...] = ()
        self._shown: tuple[Measurement | None, bool] = (None, False)
        self.table = RankingTable(id="rankings")
        self.words = tuple(StatusLine(classes="rankings--words") for _ in range(5))
        self.words[-1].display = bool(session.data.orders)

    def compose(self) -> ComposeResult:
        """Lay out status, table, the cell in words, and keys."""
        yield self.status
        yield self.table
        yield from self.words
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the table, and hear of intervals."""
        self.table.focus()
        intervals_of(self).changed.subscribe(self, self._measured)

    def on_screen_suspend(self) -> None:
        """Nobody looks at the intervals here any more."""
        intervals_of(self).rest()

    def renew(self) -> None:
        """Show the numbers as they are now, and have their intervals computed."""
        if counts_first(self, self._session, self.table, self.renew):
            return
        self._show()
        self.set_timer(BREATH, self._want)  # gathering what counts takes its time at a million cases

    def _want(self) -> None:
        if self.is_current:
            intervals_of(self).want()

    def action_turn_scale(self) -> None:
        """Show other numbers."""
        self.table.scale = self.table.scale.next
        self._entitle()
        self._show_words()

    def action_open(self, which: str) -> None:
        """Follow the principle under the cursor to its conflicts in that annotator's column."""
        row, wanted = self.table.row, Conflicts(which)
        if row is None or self._of_several():
            return
        if not held(row, wanted):
            self.status.tell(" No conflict to open here" if wanted is Conflicts.ALL else f" None {which} here")
            return
        annotator = self._annotators[self.table.column]
        query = counted_query(self._session, annotator, row.key, wanted)
        other = None if annotator.own or annotator.name == self._session.annotator else annotator.name
        self.post_message(Follow(query, annotator=other))

    def action_lead(self) -> None:
        """Let the reviewer follow a number of the annotator or the principle under the cursor."""
        row = self.table.row
        if row is None or self._of_several():
            return
        leads = ranking_leads(self._session, self._annotators[self.table.column], row.key)
        offer_leads(self.app, leads, lambda: self.status.tell(" No number here has cases"), self.post_message)

    def _of_several(self) -> bool:
        """Whether the column counts several annotators together, whose cases are not those of any one; says so."""
        several = self._annotators[self.table.column].members > 1
        if several:
            self.status.tell(" Several annotators together: choose one on Annotators (4)")
        return several

    def on_cursor_view_moved(self) -> None:
        """Spell the cell out."""
        self.status.untell()
        self._show_words()

    def on_cursor_view_opened(self) -> None:
        """A double click opens what Enter opens."""
        self.action_open(Conflicts.ALL)

    def _measured(self, intervals: Intervals) -> None:
        """Show intervals when they come or get stale, and otherwise how far they are."""
        if not self.is_current:
            return
        if self._shown == (intervals.found, intervals.stale):
            self._show_words()
        else:
            self._show()

    def _show(self) -> None:
        session, intervals = self._session, intervals_of(self)
        self._annotators = ranked_annotators(session)
        self._shown = (intervals.found, intervals.stale)
        self.table.show(rankings_shown(session, self._annotators, intervals.found, stale=intervals.stale))
        self._entitle()
        flagged = sum(session.reviewed(name).count_flagged() for name in session.spoken_of)
        self.head(plural(len(self._annotators), "annotator"), f"flagged annotations left out: {flagged}")
        self._show_words()

    def _entitle(self) -> None:
        reference = inert_line(reference_name(self._session, self._annotators))
        what = {
            Scale.LOG_ODDS: "priorities in log-odds",
            Scale.ELO: "priorities as Elo",
            Scale.RANKS: "rank intervals",
        }[self.table.scale]
        self.table.border_title = Content(f"rankings · {what} · discrepancy is to {reference}")

    def _show_words(self) -> None:
        row = self.table.row
        if row is None:
            for line in self.words:
                line.show("")
            return
        intervals, annotator = intervals_of(self), self._annotators[self.table.column]
        said = explained(self._session, annotator, row, self.table.scale)
        self.words[0].show(f" {said.principle}", f"{said.declared} " if said.declared else "")
        self.words[1].show(f" {said.standing}")
        self.words[2].show(f" {said.meaning}", f"{intervals.note} " if intervals.note else "")
        self.words[3].show(f" {said.counts}")
        self.words[4].show(f" {said.written}")
