"""All annotators' rankings side by side, live, each principle leading to the conflicts behind its place."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize

from core.audit.measuring import Measurement
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from tui.background.intervals import Intervals, intervals_of
from tui.background.preparing import BREATH, counts_first
from tui.common.keys import BACK, COMMON, annotator_key, key
from tui.common.messages import Follow
from tui.presenting.annotator_cases import Conflicts
from tui.presenting.changed import changed_text
from tui.presenting.parties import Party
from tui.presenting.written import broken_leads
from tui.screens.base import SessionScreen
from tui.screens.dialogs.leads import offer_leads
from tui.screens.dialogs.questions import ask_annotator
from tui.screens.rankings.cell_words import CellWords
from tui.screens.rankings.cells import RankingColumn, Scale
from tui.screens.rankings.columns import ranked_annotators, rankings_shown, reference_name
from tui.screens.rankings.corrected import CorrectedRankings
from tui.screens.rankings.table import RankingTable
from tui.screens.rankings.words import counted_query, held, ranking_leads
from tui.widgets.key_line import KeyLine


class RankingsScreen(SessionScreen):
    """Compares what the annotators follow; the cursor's principle is marked in every column."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("rankings", "enter", "open('all')", "open", "Open the principle's conflicts, as they are counted", "enter"),
        key("rankings", "plus", "open('won')", "won", "Open those in which the annotator sided with it", "+"),
        key("rankings", "minus", "open('lost')", "lost", "Open those in which the annotator overruled it", "-"),
        key("rankings", "g", "lead", "go to", "Go to the cases behind a number on this screen", "g"),
        key("rankings", "number_sign", "turn_scale", "numbers", "Numbers as log-odds, Elo, or rank intervals", "#"),
        key("rankings", "E", "correct", "corrected", "Show rankings without the oracle's errors beside them", "E"),
        annotator_key("rankings", "Choose whose ranking to go to"),
        key("rankings", "y", "order", "order", "The written order: load, take, save, or the declared one", "y"),
        key("rankings", "shift+up", "carry(-1)", "higher", "Carry the principle a place up in the written order"),
        key("rankings", "shift+down", "carry(1)", "lower", "Carry the principle a place down in the written order"),
        BACK,
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._annotators: tuple[Party, ...] = ()
        self._shown: tuple[Measurement | None, bool] = (None, False)
        self.table = RankingTable(id="rankings")
        self.corrected = CorrectedRankings(self, session, self._corrected)
        self.words = CellWords(session, self.corrected)

    def compose(self) -> ComposeResult:
        """Lay out status, table, the cell in words, and keys."""
        yield self.status
        yield self.table
        yield from self.words.lines
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the table, and hear of intervals."""
        self.table.focus()
        intervals_of(self).changed.subscribe(self, self._measured)

    def on_resize(self, event: Resize) -> None:
        """Give words the lines that they need, where there are any to spare."""
        self.words.fit(self._session, event.size)
        self._show_words()

    def on_screen_suspend(self) -> None:
        """Nobody looks at the intervals here any more."""
        intervals_of(self).rest()

    def renew(self) -> None:
        """Show the numbers as they are now, and have their intervals computed."""
        if counts_first(self, self._session, self.table, self.renew):
            return
        self.corrected.want()
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

    def action_correct(self) -> None:
        """Show what the rankings are without the oracle's errors beside them, or no longer."""
        if self._session.data.many:
            self.status.tell(" Annotators are many: name one in report --correct-oracle --annotator")
            return
        self.corrected.turn()

    def _corrected(self) -> None:
        """Show what the checks tell, as it comes."""
        if self.is_current:
            self._show()

    def action_open(self, which: str) -> None:
        """Follow the principle under the cursor to its conflicts in that annotator's column."""
        row, wanted, annotator = self.table.row, Conflicts(which), self._annotator()
        if row is None or annotator is None:
            return
        if not held(row, wanted):
            self.status.tell(" No conflict to open here" if wanted is Conflicts.ALL else f" None {which} here")
            return
        query = counted_query(self._session, annotator, row.key, wanted)
        other = None if annotator.own or annotator.name == self._session.annotator else annotator.name
        self.post_message(Follow(query, annotator=other))

    def action_lead(self) -> None:
        """Let the reviewer follow a number of the annotator or the principle under the cursor."""
        row, annotator = self.table.row, self._annotator()
        if row is None or annotator is None:
            return
        kept = self.words.kept_by(annotator)
        leads = ranking_leads(self._session, annotator, row.key)
        leads = [*leads, *(broken_leads(kept, annotator) if kept is not None else [])]
        offer_leads(self.app, leads, lambda: self.status.tell(" No number here has cases"), self.post_message)

    def action_order(self) -> None:
        """Load, take, save or drop the written order."""
        from tui.screens.rankings.order_keys import ask_order

        column = self._shown_annotator
        ask_order(self.app, self._session, column if column is not None and column.members == 1 else None, self._show)

    def action_annotator(self) -> None:
        """Let the reviewer choose whose column to go to."""
        names = [each.name for each in self._annotators]
        column = self._shown_annotator

        def go_to(name: str) -> None:
            place = names.index(name) * (1 + self.corrected.on)
            self.table.move_to(self.table.cursor, place + (self._session.order is not None))

        named = [(each.name, each.kind) for each in self._annotators]
        ask_annotator(self.app, self._session, go_to, named=named, current=column.name if column else None)

    def action_carry(self, places: int) -> None:
        """Edit the written order: carry the cursor's principle up or down in it."""
        order, row = self._session.order, self.table.row
        if order is None:
            self.status.tell(" There is no written order: load or take one with y")
            return
        if row is None or row.key not in order.order:
            return
        self._session.order = order.moved(row.key, places)
        self._show()

    @property
    def _shown_annotator(self) -> Party | None:
        """Whose column the cursor is in; None in that of the written order."""
        place = (self.table.column - (self._session.order is not None)) // (1 + self.corrected.on)
        return self._annotators[place] if 0 <= place < len(self._annotators) else None

    @property
    def _in_corrected(self) -> bool:
        """Whether the cursor is in a column without the oracle's errors."""
        place = self.table.column - (self._session.order is not None)
        return self.corrected.on and place >= 0 and place % 2 == 1

    def _annotator(self) -> Party | None:
        """Whose cases to go to; None where the column is not of one annotator, which is said."""
        found = self._shown_annotator
        if found is None:
            self.status.tell(" The order as it is written: go to an annotator for its cases")
        elif found.members > 1:
            # Whose cases are not those of any one.
            self.status.tell(" Several annotators together: choose one on Annotators (4)")
            return None
        return found

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
        begun = bool(self.table.count)
        self.table.show(
            self._columns(rankings_shown(session, self._annotators, intervals.found, stale=intervals.stale))
        )
        if not begun and session.order is not None:
            self.table.put_cursor(0, 1)  # an annotator's: the written order has no numbers
        self._entitle()
        flagged = sum(session.reviewed(name).count_flagged() for name in session.spoken_of)
        changed = changed_text(flagged, len(session.data.corrected))
        self.head(plural(len(self._annotators), "annotator"), changed, leads=True)
        self._show_words()

    def _columns(self, found: tuple[RankingColumn, ...]) -> tuple[RankingColumn, ...]:
        """The rankings, with those without the oracle's errors beside them where they are asked for."""
        if not self.corrected.on:
            return found
        written, own = found[: -len(self._annotators)], found[-len(self._annotators) :]
        both = [(each, self.corrected.column(whose)) for each, whose in zip(own, self._annotators, strict=True)]
        return (*written, *(each for two in both for each in two))

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
            self.words.clear()
            return
        annotator = self._shown_annotator
        if annotator is None:
            under_review = next((each for each in self._annotators if each.name == self._session.annotator), None)
            self.words.say_written(row.key, under_review)
        elif self._in_corrected:
            self.words.say_corrected(annotator, row.key)
        else:
            self.words.say_place(annotator, row, self.table.scale, intervals_of(self).note)
