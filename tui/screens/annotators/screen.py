"""All annotators beside each other, and two of them against each other: what differs, and what chance would give."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.events import DescendantFocus, Resize
from textual.widget import Widget

from core.audit.apart import UNKNOWN
from core.audit.measuring import Measurement
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from tui.background.intervals import Intervals, intervals_of
from tui.background.preparing import counts_first
from tui.common.keys import BACK, COMMON, annotator_key, key
from tui.common.messages import Follow
from tui.presenting.annotator_cases import Cases, arbitrary_cases, disagreement_cases
from tui.presenting.changed import changed_text
from tui.presenting.parties import Party, parties
from tui.screens.annotators.pair_matrix import PairMatrix
from tui.screens.annotators.rows import (
    annotator_leads,
    annotator_rows,
    counts_words,
    matrix_shown,
    pair_words,
    slope_shown,
)
from tui.screens.annotators.slope_chart import SlopeChart
from tui.screens.annotators.table import WIDE, AnnotatorTable, Figure
from tui.screens.base import SessionScreen
from tui.screens.dialogs.leads import offer_leads
from tui.screens.dialogs.questions import ask_annotator
from tui.widgets.key_line import KeyLine
from tui.widgets.rows import CursorView
from tui.widgets.status_line import StatusLine

ROOMY: Final = 34
"""Rows from which the matrix and the slopes are shown together."""
WIDEST: Final = 196
"""Columns from which the matrix stands beside the table, so that there is room for the slopes below."""
BESIDE: Final = 76
"""Columns of the matrix beside the table, at least."""


class AnnotatorsScreen(SessionScreen):
    """Point values are live; intervals, noise floors and p-values come from the computation all screens share."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("annotators", "enter", "open", "cases", "Open the cases that the figure or the pair rests on", "enter"),
        key("annotators", "tab", "turn(1)", "part", "The next part: table, pairs, slopes", "tab"),
        key("annotators", "shift+tab", "turn(-1)", "part before", "The part before"),
        key("annotators", "exclamation_mark", "swap", "turn round", "Swap the two sides of the pair", "!"),
        annotator_key("annotators", "Choose the annotator to go to"),
        key("annotators", "g", "lead", "go to", "Go to the cases behind a number on this screen", "g"),
        BACK,
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._parties: tuple[Party, ...] = ()
        self._pair = (0, 0)
        self._row = 0
        self._told: tuple[Measurement | None, bool] | None = None
        self.table = AnnotatorTable(id="annotators")
        self.matrix = PairMatrix(id="pairs")
        self.slopes = SlopeChart(id="slopes")
        self.pair, self.chance = StatusLine(id="pair"), StatusLine(id="chance")

    def compose(self) -> ComposeResult:
        """Lay out status, table, pairs, slopes, the pair in words, and keys."""
        yield self.status
        with Container(id="annotators-top"):
            yield self.table
            yield self.matrix
        yield self.slopes
        yield self.pair
        yield self.chance
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the table, and hear of what is computed."""
        intervals_of(self).changed.subscribe(self, self._measured)
        self.matrix.border_title = Content("discrepancy % of pairs · (noise) · ≠ differs ? undecided ≈ no evidence")
        self._fit(self.app.size.width, self.app.size.height)
        self.add_class("-pairs")
        self.table.focus()

    def on_resize(self, event: Resize) -> None:
        """Show more at once where there is room."""
        self._fit(event.size.width, event.size.height)

    def on_screen_suspend(self) -> None:
        """Compute no longer than somebody looks."""
        intervals_of(self).rest()

    def renew(self) -> None:
        """Show the numbers as they are now, and have intervals computed for them."""
        if counts_first(self, self._session, self.table, self.renew):
            return
        intervals_of(self).want()
        self.pair.untell()
        known = [each.name for each in self._parties]
        held = [known[place] for place in self._pair] if known else []
        self._parties = parties(self._session)
        names = [each.name for each in self._parties]
        there = bool(held) and set(held) <= set(
            names
        )  # the reviewer is no annotator once the last preference is undone
        self._pair = (names.index(held[0]), names.index(held[1])) if there else self._first_pair()
        self._show()

    @property
    def _reference(self) -> int:
        return [each.name for each in self._parties].index(self._session.data.reference().name)

    def _first_pair(self) -> tuple[int, int]:
        reference = self._reference
        return reference, next((place for place in range(len(self._parties)) if place != reference), reference)

    def _measured(self, intervals: Intervals) -> None:
        """Show what came of the computation; of its progress only the note changes."""
        if self.is_current and self._parties:
            self.table.border_subtitle = Content(intervals.note)
            if self._told != (intervals.found, intervals.stale):
                self._show()

    # What is shown

    def _show(self) -> None:
        session, intervals = self._session, intervals_of(self)
        self._told = (intervals.found, intervals.stale)
        self.table.show(annotator_rows(session, self._parties, intervals.found, stale=intervals.stale))
        self._entitle()
        self.table.border_subtitle = Content(intervals.note)
        flagged = sum(session.reviewed(each.name).count_flagged() for each in session.data.annotators)
        changed = changed_text(flagged, len(session.data.corrected))
        self.head(plural(len(self._parties), "annotator"), changed, leads=True)
        self._show_pair()
        self._fit(self.size.width, self.size.height)

    def _entitle(self) -> None:
        """Say whom the table compares with, and what the annotator under the cursor left open."""
        reference, counts = self._session.data.reference().name, counts_words(self._parties[self.table.cursor])
        what = "annotators · " if self.size.width >= WIDE else ""
        self.table.border_title = Content(f"{what}discrepancy is to {inert_line(reference)} · {counts}")

    def _show_pair(self) -> None:
        intervals = intervals_of(self)
        left, right = self._sides
        self.matrix.show(matrix_shown(self._parties, intervals.found, stale=intervals.stale), self._pair)
        self.slopes.show(slope_shown(self._session.data.principles, left, right))
        words = pair_words(self._session.data, left, right, intervals.found, stale=intervals.stale)
        self.pair.show(words.names, words.cases)
        self.chance.show(words.chance, words.written)

    @property
    def _sides(self) -> tuple[Party, Party]:
        return self._parties[self._pair[0]], self._parties[self._pair[1]]

    def _fit(self, width: int, height: int) -> None:
        roomy = height >= ROOMY or width >= WIDEST
        self.set_class(not roomy, "-narrow")
        self.set_class(width >= WIDEST, "-widest")
        lines = len(self._parties) + 3
        self.table.styles.height = min(lines, max(height * 2 // 5, 6))
        # As wide as all pairs need, while the table beside it keeps kinds and verdicts.
        beside = max(BESIDE, min(self.matrix.wanted, width - WIDE - 2))
        self.matrix.styles.width = beside if width >= WIDEST else None
        self.matrix.styles.height = min(lines, max(height // 3, 6)) if roomy else None

    # Which pair

    def on_cursor_view_moved(self) -> None:
        """Compare the annotator under the cursor with the reference, or the pair under the cursor."""
        self._settle()

    def on_slope_chart_turned(self) -> None:
        """Compare the left annotator with another one."""
        self._settle()

    def action_swap(self) -> None:
        """Let the right one be the left one."""
        if self._parties:
            self._settle()
            self._turn_to((self._pair[1], self._pair[0]))

    def action_annotator(self) -> None:
        """Let the reviewer choose the annotator of the table to go to."""
        names = [each.name for each in self._parties]

        def go_to(name: str) -> None:
            self.set_focus(self.table)
            self.table.move_to(names.index(name), self.table.column)

        if names:
            named = [(each.name, each.kind) for each in self._parties]
            ask_annotator(self.app, self._session, go_to, named=named, current=names[self.table.cursor])

    def _settle(self) -> None:
        """Take in where the parts' cursors went: with keys typed ahead, their messages may still be under way."""
        if self.matrix.at != self._pair:
            self._turn_to(self.matrix.at)
        if self.slopes.turned:
            left, right = self._pair
            others = [place for place in range(len(self._parties)) if place != left] or [left]
            at = others.index(right) if right in others else 0
            self._turn_to((left, others[(at + self.slopes.turned) % len(others)]))
        if self.table.cursor != self._row:
            self._row = self.table.cursor
            self._entitle()
            if self._row != self._reference:
                self._turn_to((self._reference, self._row))

    def _turn_to(self, pair: tuple[int, int]) -> None:
        self._pair = pair
        self.pair.untell()
        self._show_pair()

    # Which part

    @property
    def _parts(self) -> tuple[Widget, ...]:
        return self.table, self.matrix, self.slopes

    def action_turn(self, by: int) -> None:
        """Go to another part; where there is room for one of pairs and slopes only, it is the one last gone to."""
        parts = self._parts
        at = parts.index(self.focused) if self.focused in parts else 0
        part = parts[(at + by) % len(parts)]
        if part is not self.table:
            self.set_class(part is self.matrix, "-pairs")
        self.set_focus(part)  # at once: keys typed ahead are for it

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Let a part that is clicked into be the one that is shown."""
        if event.widget in (self.matrix, self.slopes):
            self.set_class(event.widget is self.matrix, "-pairs")

    # The cases behind

    def on_cursor_view_opened(self, message: CursorView.Opened) -> None:
        """A click opens what Enter opens; in the slopes it only chooses."""
        if message.control is not self.slopes:
            self.action_open()

    def action_open(self) -> None:
        """Follow the figure or the pair under the cursor to its cases."""
        if not self._parties:
            return
        if self.focused is self.table and self.table.figure is Figure.ARBITRARY:
            self._open_arbitrary(self._parties[self.table.cursor])
            return
        self._settle()
        left, right = (self._reference, self.table.cursor) if self.focused is self.table else self._pair
        self._open_disagreements(self._parties[left], self._parties[right])

    def action_lead(self) -> None:
        """Let the reviewer follow a number of the annotator under the cursor, or of the pair."""
        if self._parties:
            self._settle()
            measured = intervals_of(self).found
            found = measured.pair(*(each.name for each in self._sides)) if measured is not None else UNKNOWN
            leads = annotator_leads(self._session, self._parties[self.table.cursor], self._sides, found)
            offer_leads(self.app, leads, lambda: self.pair.tell(" No number here has cases"), self.post_message)

    def _open_arbitrary(self, party: Party) -> None:
        cases = arbitrary_cases(self._session.data.votes, party)
        self._follow(cases, f"No annotation of {party.short} that counts is arbitrary")

    def _open_disagreements(self, left: Party, right: Party) -> None:
        if left.name == right.name:
            self._follow(None, f"{left.short} does not disagree with itself: choose another pair")
            return
        none = f"{left.short} and {right.short} prefer different responses on no case"
        self._follow(disagreement_cases(left, right), none)

    def _follow(self, cases: Cases | None, none: str) -> None:
        if cases is None:
            self.pair.tell(f" {none}")
        else:
            self.post_message(Follow(cases.query, annotator=cases.annotator))
