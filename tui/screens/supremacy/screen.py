"""Who wins where two principles conflict: one annotator's matrix, live, each cell leading to its cases."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from core.review.session import ReviewSession
from tui.background.preparing import AT_ONCE
from tui.common.keys import BACK, COMMON, annotator_key, key
from tui.common.messages import Follow
from tui.presenting.annotator_cases import Conflicts
from tui.presenting.changed import changed_text
from tui.presenting.parties import annotator_title
from tui.presenting.written import order_name
from tui.screens.base import SessionScreen
from tui.screens.dialogs.leads import offer_leads
from tui.screens.dialogs.questions import ask_annotator
from tui.screens.supremacy.cells import conflicts_query, counted, pair_lines, supremacy_leads, supremacy_shown
from tui.screens.supremacy.matrix import Matrix
from tui.widgets.key_line import KeyLine
from tui.widgets.status_line import StatusLine


class SupremacyScreen(SessionScreen):
    """Shows the matrix of the annotator under review, or of another one without changing who is under review."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("supremacy", "enter", "open('all')", "open", "Open the conflicts of the two principles", "enter"),
        key("supremacy", "plus", "open('won')", "won", "Open those that the row's principle won", "+"),
        key("supremacy", "minus", "open('lost')", "lost", "Open those that the row's principle lost", "-"),
        key("supremacy", "g", "lead", "go to", "Go to the cases behind a number on this screen", "g"),
        annotator_key("supremacy", "Choose whose matrix to show"),
        key("supremacy", "right_square_bracket", "turn(1)", "next", "The next annotator's matrix", "[ ]"),
        key("supremacy", "left_square_bracket", "turn(-1)", "the one before", "The previous annotator's matrix"),
        key("supremacy", "y", "turn_order", "order", "Principles as the order is written, or by priority", "y"),
        key("supremacy", "number_sign", "turn_detail", "numbers", "Numbers in the cells, or the whole matrix", "#"),
        BACK,
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._under_review = session.annotator
        self.annotator = session.annotator
        """Whose matrix is on show."""
        self._ready: set[str] = set()
        self._as_written = False
        self.matrix = Matrix(id="supremacy")
        self.matrix.whole = None
        self.pair = tuple(StatusLine(classes="supremacy--pair") for _ in range(4))

    def compose(self) -> ComposeResult:
        """Lay out status, matrix, the cell in words, and keys."""
        yield self.status
        yield self.matrix
        yield from self.pair
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the matrix."""
        self.matrix.focus()

    def renew(self) -> None:
        """Show the numbers as they are now; where another annotator came under review, that one's."""
        if self._session.annotator != self._under_review:
            self._under_review = self.annotator = self._session.annotator
        self._show()

    def action_turn(self, places: int) -> None:
        """Show the matrix of another annotator, so many places from this one."""
        names = self._session.data.called
        self._show_of(names[(names.index(self.annotator) + places) % len(names)])

    def action_annotator(self) -> None:
        """Let the reviewer choose whose matrix to show."""
        ask_annotator(self.app, self._session, self._show_of, current=self.annotator)

    def _show_of(self, name: str) -> None:
        self.annotator = name
        self._show()

    def action_turn_order(self) -> None:
        """Show the principles as the order in hand has them, so that what breaks it is on one side, or by priority."""
        if self._session.order is None:
            self.status.tell(" No order is declared: load one on Rankings (2) with y")
            return
        self._as_written = not self._as_written
        self.matrix.shown = None  # begin where that order is broken, not on the same pair
        self._show()

    def action_turn_detail(self) -> None:
        """Show numbers in the cells, or all cells without them."""
        self.matrix.turn_detail()

    def action_open(self, which: str) -> None:
        """Follow the cell under the cursor to its cases."""
        shown, cell, wanted = self.matrix.shown, self.matrix.cell, Conflicts(which)
        if shown is None or cell is None or self.matrix.waits:
            return
        if not counted(shown, *cell, wanted):
            self.status.tell(" No conflict to open here" if wanted is Conflicts.ALL else f" None {which} here")
            return
        row, column = (shown.principles[place].key for place in cell)
        annotator = None if self.annotator == self._session.annotator else self.annotator
        self.post_message(Follow(conflicts_query(self._session, row, column, wanted), annotator=annotator))

    def action_lead(self) -> None:
        """Let the reviewer follow a number of the cell, or what is left out."""
        shown, cell = self.matrix.shown, self.matrix.cell
        if shown is None or cell is None or self.matrix.waits:
            return
        leads = supremacy_leads(self._session, self.annotator, shown, cell)
        offer_leads(self.app, leads, lambda: self.status.tell(" No number here has cases"), self.post_message)

    def on_cursor_view_moved(self) -> None:
        """Put the cell into words."""
        self.status.untell()
        self._show_pair()

    def on_cursor_view_opened(self) -> None:
        """A click opens what Enter opens."""
        self.action_open(Conflicts.ALL)

    def _show(self) -> None:
        """Show the annotator's matrix, once its wins are counted: of the one under review they always are."""
        name = annotator_title(self._session, self.annotator)
        self.matrix.border_title = Content(f"supremacy · {name}{self._whose()}{self._ordered()}")
        counted = self.annotator == self._session.annotator or self.annotator in self._ready
        if counted or self._session.data.votes.size <= AT_ONCE:
            self._show_counted()
            return
        self.matrix.wait(f"Counting the wins of {name} …")
        for line in self.pair:
            line.show("")
        # In the thread that gives verdicts, as a tally must never miss one, but not before one sees what it waits for.
        self.call_after_refresh(self._count, self.annotator)

    def _whose(self) -> str:
        under_review = self._session.annotator
        if self.annotator == under_review:
            return " · under review"
        return f" · {annotator_title(self._session, under_review)} is under review"

    def _ordered(self) -> str:
        order = self._session.order if self._as_written else None
        return "" if order is None else f" · as written: {order_name(order)}"

    def _count(self, name: str) -> None:
        """Show a matrix that is still wanted."""
        if name == self.annotator:
            self._show_counted()

    def _show_counted(self) -> None:
        session = self._session
        self._ready.add(self.annotator)
        shown = supremacy_shown(session, self.annotator, session.order if self._as_written else None)
        if self.matrix.shown is None:
            self.matrix.cursor, self.matrix.column = shown.telling
        self.matrix.show(shown)
        flagged = session.reviewed(self.annotator).count_flagged()
        changed = changed_text(flagged, len(session.data.corrected))
        self.head(annotator_title(session, self.annotator), changed, leads=True)
        self._show_pair()

    def _show_pair(self) -> None:
        shown, cell = self.matrix.shown, self.matrix.cell
        if shown is None or cell is None:
            return
        for line, words in zip(self.pair, pair_lines(shown, *cell), strict=True):
            line.show(f" {words}")
