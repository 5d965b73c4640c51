"""All annotators' rankings side by side, each column in its own order."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType

from tui.common.format import fit
from tui.common.keys import cursor_keys, key
from tui.presenting.ranked import RankedPrinciple
from tui.screens.rankings.cells import WRITTEN, CellPlan, RankingColumn, Scale
from tui.widgets.grid import Fits, Grid
from tui.widgets.painting import Piece
from tui.widgets.rows import NOWHERE, Place

NARROWEST: Final = 26
WIDEST: Final = 54
GUTTER: Final = 4
HEADER: Final = 5
"""Name, kind, arbitrariness, discrepancy, and a rule."""


class RankingTable(Grid):
    """Rankings in columns; the cursor's principle is marked in every one of them."""

    BINDINGS: ClassVar[list[BindingType]] = cursor_keys(
        "rankings",
        "principle",
        key("rankings", "left", "move(0, -1)", "left", "The annotator to the left"),
        key("rankings", "right", "move(0, 1)", "right", "The annotator to the right"),
        key("rankings", "pageup", "move(-10)", "page up", "Ten principles up"),
        key("rankings", "pagedown", "move(10)", "page down", "Ten down"),
        up="up",
        down="down",
    )

    pinned = HEADER
    margin = 1
    noun = "columns "
    double = True
    _columns: tuple[RankingColumn, ...] = ()
    _scale = Scale.LOG_ODDS
    _plans: Sequence[CellPlan] = ()

    @property
    def across(self) -> int:
        """How many annotators there are."""
        return len(self._columns)

    @property
    def count(self) -> int:
        """How many principles the cursor's column has."""
        return len(self._columns[self.column].rows) if self._columns else 0

    @property
    def principle(self) -> str | None:
        """The name of the principle under the cursor."""
        return None if self.row is None else self.row.principle

    @property
    def row(self) -> RankedPrinciple | None:
        """What is under the cursor."""
        rows = self._columns[self.column].rows if self._columns else ()
        return rows[self.cursor] if self.cursor < len(rows) else None

    @property
    def scale(self) -> Scale:
        """What the numbers are."""
        return self._scale

    @scale.setter
    def scale(self, scale: Scale) -> None:
        self._scale = scale
        self._plan()
        self.refresh()

    def show(self, rankings: tuple[RankingColumn, ...]) -> None:
        """Show rankings; the cursor stays on its annotator and principle where both are still there."""
        title, row = self._columns[self.column].title if self._columns else "", self.row
        self._columns = rankings
        self._plan()
        column = next((n for n, each in enumerate(self._columns) if each.title == title), self.column)
        self.put_cursor(self.cursor, column)
        rows = self._columns[self.column].rows if self._columns else ()
        key = None if row is None else row.key
        self.cursor = next((n for n, each in enumerate(rows) if each.key == key), self.cursor)
        self.set_line_count(HEADER + max((len(column.rows) for column in self._columns), default=0))
        self.settle()

    def pointed(self, x: int, y: int) -> Place:
        """The cell at a place; below a column its last one."""
        column = self.column_at(x)
        if column is None or y < HEADER:
            return NOWHERE
        return min(y - HEADER + self.scroll_offset.y, len(self._columns[column].rows) - 1), column

    def draw(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002
        """Draw a line of headers or of principles across the columns in sight."""
        if not self._columns:
            return [(" No annotator has a ranking yet." if index == 0 else "", "muted")]
        cells, shown = self.fits.cell, self.in_sight
        if index == HEADER - 1:
            return [("─" * (GUTTER + cells * len(shown)), "rule")]
        if index < HEADER:
            more = "◂" if self.first and not index else " "
            pieces: list[Piece] = [(fit(more, GUTTER), "muted")]
            return pieces + [self._head(self._columns[c], index, cells, current=c == self.column) for c in shown]
        row = index - HEADER
        pieces = [(fit(str(row + 1), GUTTER - 2, right=True) + "  ", "muted")]
        for column in shown:
            pieces.extend(self._cell(column, row, cells))
        return pieces

    def _head(self, column: RankingColumn, line: int, cells: int, *, current: bool) -> Piece:
        if line == 0:
            return (fit("  " + column.title, cells - 1) + " ", "strong" if current else "")
        measures = (f"arbitrary {column.arbitrariness}", f"discrepancy {column.discrepancy}")
        written = all(row.status == WRITTEN for row in column.rows)
        text = (column.kind, *((column.arbitrariness, "") if written else measures))[line - 1]
        tip = "" if line < 2 or written else f" tip-{('arbitrariness', 'discrepancy')[line - 2]}"
        return (fit("  " + text, cells - 1) + " ", f"muted{tip}")

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
            here=row == self.cursor and column == self.column,
            stale=self._columns[column].stale,
        )

    @property
    def fits(self) -> Fits:
        """The columns share what the numbers of the lines leave, as many as have room for names."""
        room = self.scrollable_content_region.width - GUTTER
        narrowest = max([NARROWEST, *(plan.least for plan in self._plans)])
        two = min(2, room // NARROWEST)  # to compare comes before whole names
        count = max(1, min(max(two, room // narrowest), len(self._columns)))
        return Fits(GUTTER, count, max(NARROWEST, min(room // count, WIDEST)))

    def _plan(self) -> None:
        self._plans = [CellPlan.of(column.rows, self._scale) for column in self._columns]
