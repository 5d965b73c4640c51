"""A square matrix of wins as a heatmap that reads without colour, its headers always in sight."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType

from core.model.number_words import NOTHING
from tui.common.format import fit
from tui.common.keys import FAR, key
from tui.screens.supremacy.matrix_cell import (
    MatrixPrinciple,
    MatrixShown,
    Widths,
    cell_pieces,
    overview,
    two_lines,
    widths,
)
from tui.widgets.grid import Fits, Grid
from tui.widgets.painting import Piece
from tui.widgets.rows import NOWHERE, Place

HEADER: Final = 4
"""Ranks, names on two lines, and a rule."""
_LEGEND: Final = ("█ row won, · column", "+ − surely", "grey: few cases")
_key = partial(key, "matrix")


def _rank(principle: MatrixPrinciple) -> str:
    return NOTHING if principle.place is None else str(principle.place)


class Matrix(Grid):
    """Cells with a cursor; rows scroll by lines and columns by whole columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("up", "move(-1, 0)", "Up", "The row above"),
        _key("down", "move(1, 0)", "Down", "The row below"),
        _key("left", "move(0, -1)", "Left", "The column to the left"),
        _key("right", "move(0, 1)", "Right", "The column to the right"),
        _key("pageup", "page(-1, 0)", "Page up", "A page of rows up"),
        _key("pagedown", "page(1, 0)", "Page down", "A page of rows down"),
        _key("ctrl+left,ctrl+pageup", "page(0, -1)", "Page left", "A page of columns to the left"),
        _key("ctrl+right,ctrl+pagedown", "page(0, 1)", "Page right", "A page of columns to the right"),
        _key("home", f"move(0, -{FAR})", "First column", "The first column"),
        _key("end", f"move(0, {FAR})", "Last column", "The last column"),
        _key("ctrl+home", f"move(-{FAR}, -{FAR})", "First cell", "The first row and column"),
        _key("ctrl+end", f"move({FAR}, {FAR})", "Last cell", "The last row and column"),
    ]

    DEFAULT_CSS = """
    Matrix {
        scrollbar-gutter: stable;
    }
    """

    pinned = HEADER
    column = 1  # the first cell is that of a principle against itself, which says nothing
    shown: MatrixShown | None = None
    """The matrix on show."""
    whole: bool | None = False
    """Whether to show shades and marks without numbers; None does where not all columns have room for numbers."""
    _words = ""
    _most = 0
    _drawn: Mapping[int, list[Piece]] = {}

    @property
    def count(self) -> int:
        """How many principles there are."""
        return len(self._principles)

    @property
    def across(self) -> int:
        """As many, for it is a square."""
        return len(self._principles)

    @property
    def cell(self) -> tuple[int, int] | None:
        """The cursor's row and column; None where nothing is shown."""
        return self.at if self.shown and self.shown.principles else None

    @property
    def waits(self) -> bool:
        """Whether there are words in place of the cells."""
        return bool(self._words)

    def show(self, matrix: MatrixShown) -> None:
        """Show a matrix; the cursor stays on its pair of principles, wherever they are now."""
        before, self.shown, self._words = self.shown, matrix, ""
        self._most = matrix.most
        if before is not None:
            at = {each.key: place for place, each in enumerate(matrix.principles)}
            keys = [each.key for each in before.principles]
            if keys:
                self.cursor, self.column = at.get(keys[self.cursor], 0), at.get(keys[self.column], 0)
        self.put_cursor(*self.at)
        lines = HEADER + len(matrix.principles)
        if self.virtual_size.height != lines:
            self._drawn = {}
            self.set_line_count(lines)
        self.settle()

    def turn_detail(self) -> None:
        """Show numbers in the cells, or the whole matrix without them."""
        self.whole = not self._widths.whole
        self.settle()

    def wait(self, words: str) -> None:
        """Show inert words in place of the cells until there is a matrix to show; the cursor is kept."""
        self._words = words
        self._repaint()

    def action_page(self, down: int, right: int) -> None:
        """Move the cursor by as many rows or columns as are in sight."""
        rows = max(1, self.scrollable_content_region.height - HEADER)
        self.move_to(self.cursor + down * rows, self.column + right * self.fits.columns)

    def pointed(self, x: int, y: int) -> Place:
        """The cell at a place, or the row or column whose head is there."""
        if self.cell is None or self._words:
            return NOWHERE
        row = y - HEADER + self.scroll_offset.y
        return row if y >= HEADER and row < self.count else None, self.column_at(x)

    def on_mouse_scroll_right(self) -> None:
        """Bring the next column into sight."""
        self._pan(1)

    def on_mouse_scroll_left(self) -> None:
        """Bring the previous column into sight."""
        self._pan(-1)

    def on_resize(self) -> None:
        """Keep the cursor's cell in sight."""
        self._drawn = {}
        super().on_resize()

    def draw(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002
        """Draw a line of headers, or a principle and its cells in sight."""
        if self._words or self.shown is None:
            return [(f" {self._words}" if index == 0 else "", "muted")]
        fits, columns = self._widths, self.in_sight
        if index == HEADER - 1:
            return [("─" * (fits.gutter + fits.cell * len(columns)), "rule")]
        if index < HEADER:
            return self._head(self.shown, index, columns, fits)
        row = index - HEADER
        pieces = self._label(self.shown.principles[row], fits, here=row == self.cursor)
        for column in columns:
            pieces.extend(cell_pieces(self.shown, row, column, fits, cursor=(row, column) == self.cell))
        return pieces

    @property
    def _principles(self) -> tuple[MatrixPrinciple, ...]:
        return self.shown.principles if self.shown else ()

    def _head(self, shown: MatrixShown, line: int, columns: range, fits: Widths) -> list[Piece]:
        if fits.whole:
            return self._narrow_head(shown, line, columns, fits)
        legend = ("◂ " if self.first and line == 0 else "  ") + ("", "% row won, of n", f"? n under {shown.few}")[line]
        pieces: list[Piece] = [(fit(legend, fits.gutter), "muted")]
        for column in columns:
            principle, here = shown.principles[column], column == self.column
            marked = fit(("▾" if here else " ") + _rank(principle), fits.cell)
            text = (marked, *two_lines(principle.name, fits.cell))[line]
            pieces.append((text, "strong" if here else "muted"))
        return pieces

    def _narrow_head(self, shown: MatrixShown, line: int, columns: range, fits: Widths) -> list[Piece]:
        """The columns' places digit below digit, and a mark below the cursor's."""
        legend = ("◂ " if self.first and line == 0 else "  ") + _LEGEND[line]
        pieces: list[Piece] = [(fit(legend, fits.gutter), "muted")]
        for column in columns:
            here = column == self.column
            place = _rank(shown.principles[column])
            digits = (place[:-1], place[-1], "▴" if here else "")[line]
            pieces.append((fit(digits, fits.cell - 1, right=True) + " ", "strong" if here else "muted"))
        return pieces

    def _label(self, principle: MatrixPrinciple, fits: Widths, *, here: bool) -> list[Piece]:
        before = ("▸" if here else " ") + fit(_rank(principle), fits.rank, right=True) + " "
        name = "strong" if here else "muted" if principle.rank is None else ""
        return [(before, "strong" if here else "muted"), (fit(principle.name, fits.name) + " ", name)]

    @property
    def _widths(self) -> Widths:
        room = self.scrollable_content_region.width
        found = widths(self._principles, self._most, room)
        whole = found.columns < self.count if self.whole is None else self.whole
        return overview(self._principles, room) if whole else found

    @property
    def fits(self) -> Fits:
        """The columns get what the heads of the rows leave."""
        found = self._widths
        return Fits(found.gutter, found.columns, found.cell)

    def _pan(self, columns: int) -> None:
        last = max(0, self.count - self.fits.columns)
        self.scroll_columns(min(max(self.first + columns, 0), last))
        self._repaint()

    def settle(self) -> None:
        """Bring the cursor's column and row into sight, and repaint what changed by that."""
        if self.scrollable_content_region.width:
            self.keep_columns()
            self.reveal(self.cursor)
            self._repaint()

    def _repaint(self) -> None:
        """Repaint the lines in sight that look different from what they were."""
        width, top = self.scrollable_content_region.width, self.scroll_offset.y
        lines = [*range(HEADER), *(HEADER + row for row in self.visible_lines())]
        before, self._drawn = self._drawn, {index: self.draw(index, width) for index in lines}
        for index, pieces in self._drawn.items():
            if before.get(index) != pieces:
                self.refresh_line(index + top if index < HEADER else index)
