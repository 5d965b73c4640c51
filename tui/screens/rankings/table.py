"""All annotators' rankings side by side, each column in its own order."""

from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from tui.common.format import fit
from tui.screens.rankings.cells import CellPlan, RankedPrinciple, RankingColumn, RankingsShown, Scale
from tui.widgets.framed import FramedView, cursor_key
from tui.widgets.painting import Piece

NARROWEST: Final = 26
WIDEST: Final = 54
GUTTER: Final = 4
HEADER: Final = 5
"""Name, kind, arbitrariness, discrepancy, and a rule."""


class RankingTable(FramedView):
    """Rankings in columns; the cursor's principle is marked in every one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        cursor_key("rankings", "up", "move(-1, 0)", "Up", "The principle above"),
        cursor_key("rankings", "down", "move(1, 0)", "Down", "The principle below"),
        cursor_key("rankings", "left", "move(0, -1)", "Left", "The annotator to the left"),
        cursor_key("rankings", "right", "move(0, 1)", "Right", "The annotator to the right"),
        cursor_key("rankings", "pageup", "move(-10, 0)", "Page up", "Ten principles up"),
        cursor_key("rankings", "pagedown", "move(10, 0)", "Page down", "Ten down"),
        cursor_key("rankings", "home", "move(-9999, 0)", "First", "The first principle"),
        cursor_key("rankings", "end", "move(9999, 0)", "Last", "The last principle"),
    ]

    pinned = HEADER

    class Moved(Message):
        """The cursor came to another cell: an annotator's column and a principle."""

        def __init__(self, column: int, principle: str) -> None:
            super().__init__()
            self.column = column
            self.principle = principle

    class Opened(Message):
        """The cell under the cursor was clicked twice."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._columns: tuple[RankingColumn, ...] = ()
        self._row = self._column = self._first = 0
        self._scale = Scale.LOG_ODDS
        self._plans: list[CellPlan] = []

    @property
    def column(self) -> int:
        """The cursor's column."""
        return self._column

    @property
    def principle(self) -> str | None:
        """The name of the principle under the cursor."""
        return None if self.row is None else self.row.principle

    @property
    def row(self) -> RankedPrinciple | None:
        """What is under the cursor."""
        rows = self._columns[self._column].rows if self._columns else ()
        return rows[self._row] if self._row < len(rows) else None

    @property
    def scale(self) -> Scale:
        """What the numbers are."""
        return self._scale

    @scale.setter
    def scale(self, scale: Scale) -> None:
        self._scale = scale
        self._plan()
        self.refresh()

    def show(self, rankings: RankingsShown) -> None:
        """Show rankings; the cursor stays on its annotator and principle where both are still there."""
        title, row = self._columns[self._column].title if self._columns else "", self.row
        self._columns = rankings.columns
        self._plan()
        column = next((n for n, each in enumerate(self._columns) if each.title == title), self._column)
        self._place(self._row, column)
        rows = self._columns[self._column].rows if self._columns else ()
        key = None if row is None else row.key
        self._row = next((n for n, each in enumerate(rows) if each.key == key), self._row)
        self.set_line_count(HEADER + max((len(column.rows) for column in self._columns), default=0))
        self._step()

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor, stopping at the edges; sideways it stays on its line."""
        self._go(self._row + down, self._column + right)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked cell."""
        place = event.get_content_offset(self)
        count, width = self._fitting()
        if place is None or place.y < HEADER or place.x < GUTTER or not self._columns:
            return
        shown = (place.x - GUTTER) // width
        if shown < count:
            self._go(place.y - HEADER + self.scroll_offset.y, self._first + shown)
            if event.chain > 1:
                self.post_message(self.Opened())

    def on_resize(self) -> None:
        """Keep the cursor's cell in sight."""
        self._step()

    def draw(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002
        """Draw a line of headers or of principles across the columns in sight."""
        if not self._columns:
            return [(" No annotator has a ranking yet." if index == 0 else "", "muted")]
        count, cells = self._fitting()
        shown = range(self._first, min(self._first + count, len(self._columns)))
        if index == HEADER - 1:
            return [("─" * (GUTTER + cells * len(shown)), "rule")]
        if index < HEADER:
            more = "◂" if self._first and not index else " "
            pieces: list[Piece] = [(fit(more, GUTTER), "muted")]
            return pieces + [self._head(self._columns[c], index, cells, current=c == self._column) for c in shown]
        row = index - HEADER
        pieces = [(fit(str(row + 1), GUTTER - 2, right=True) + "  ", "muted")]
        for column in shown:
            pieces.extend(self._cell(column, row, cells))
        return pieces

    def _head(self, column: RankingColumn, line: int, cells: int, *, current: bool) -> Piece:
        if line == 0:
            return (fit("  " + column.title, cells - 1) + " ", "strong" if current else "")
        text = (column.kind, f"arbitrary {column.arbitrariness}", f"discrepancy {column.discrepancy}")[line - 1]
        return (fit("  " + text, cells - 1) + " ", "muted")

    def _cell(self, column: int, row: int, cells: int) -> list[Piece]:
        rows = self._columns[column].rows
        if row >= len(rows):
            return [(" " * cells, "")]
        item, cursor = rows[row], self.row
        return self._plans[column].pieces(
            item,
            row + 1,
            cells,
            same=cursor is not None and item.key == cursor.key,
            here=row == self._row and column == self._column,
            stale=self._columns[column].stale,
        )

    def _fitting(self) -> tuple[int, int]:
        """Give how many columns fit and how wide each is."""
        room = self.scrollable_content_region.width - GUTTER
        count = max(1, min(room // NARROWEST, max(len(self._columns), 1)))
        return count, max(NARROWEST, min(room // count, WIDEST))

    def _plan(self) -> None:
        self._plans = [CellPlan.of(column.rows, self._scale) for column in self._columns]

    def _place(self, row: int, column: int) -> None:
        self._column = min(max(column, 0), max(len(self._columns) - 1, 0))
        rows = self._columns[self._column].rows if self._columns else ()
        self._row = min(max(row, 0), max(len(rows) - 1, 0))

    def _go(self, row: int, column: int) -> None:
        before = (self._row, self._column)
        self._place(row, column)
        self._step()
        if (self._row, self._column) != before and self.principle is not None:
            self.post_message(self.Moved(self._column, self.principle))

    def _step(self) -> None:
        """Bring the cursor's column and row into sight."""
        count, _ = self._fitting()
        total = len(self._columns)
        lowest, highest = max(0, self._column - count + 1), min(self._column, max(0, total - count))
        self._first = min(max(self._first, lowest), highest)
        last = min(self._first + count, total)
        hidden = f"annotators {self._first + 1} to {last} of {total}" if count < total else ""
        self.border_subtitle = Content(hidden)
        self.reveal(self._row, margin=1)
        self.refresh()
