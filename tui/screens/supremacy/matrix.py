"""A square matrix of wins as a heatmap that reads without colour, its headers always in sight."""

from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from core.model.number_words import NOTHING
from tui.common.format import fit
from tui.screens.supremacy.matrix_cell import MatrixPrinciple, MatrixShown, Widths, cell_pieces, two_lines, widths
from tui.widgets.framed import FramedView
from tui.widgets.painting import Piece

HEADER: Final = 4
"""Ranks, names on two lines, and a rule."""
_FAR: Final = 1_000_000


def _key(keys: str, action: str, name: str, tooltip: str) -> Binding:
    """A binding with priority, so that keys typed ahead find the cursor where the keys before them put it."""
    which = name.lower().replace(" ", "_")
    return Binding(keys, action, name, show=False, id=f"matrix.{which}", tooltip=tooltip, priority=True)


def _rank(principle: MatrixPrinciple) -> str:
    return NOTHING if principle.rank is None else str(principle.rank)


class Matrix(FramedView):
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
        _key("home", f"move(0, -{_FAR})", "First column", "The first column"),
        _key("end", f"move(0, {_FAR})", "Last column", "The last column"),
        _key("ctrl+home", f"move(-{_FAR}, -{_FAR})", "First cell", "The first row and column"),
        _key("ctrl+end", f"move({_FAR}, {_FAR})", "Last cell", "The last row and column"),
    ]

    DEFAULT_CSS = """
    Matrix {
        scrollbar-gutter: stable;
    }
    """

    pinned = HEADER

    class Moved(Message):
        """The cursor came to another cell."""

    class Opened(Message):
        """The cell under the cursor was clicked."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._shown: MatrixShown | None = None
        self._words = ""
        self._most = 0
        self._row = self._first = 0
        # The first cell is that of a principle against itself, which says nothing.
        self._column = 1
        self._drawn: dict[int, list[Piece]] = {}

    @property
    def shown(self) -> MatrixShown | None:
        """The matrix on show."""
        return self._shown

    @property
    def cell(self) -> tuple[int, int] | None:
        """The cursor's row and column; None where nothing is shown."""
        return (self._row, self._column) if self._shown and self._shown.principles else None

    @property
    def waits(self) -> bool:
        """Whether there are words in place of the cells."""
        return bool(self._words)

    def show(self, matrix: MatrixShown) -> None:
        """Show a matrix; the cursor stays on its pair of principles, wherever they are now."""
        before, self._shown, self._words = self._shown, matrix, ""
        self._most = matrix.most
        if before is not None:
            at = {each.key: place for place, each in enumerate(matrix.principles)}
            keys = [each.key for each in before.principles]
            if keys:
                self._row, self._column = at.get(keys[self._row], 0), at.get(keys[self._column], 0)
        self._place(self._row, self._column)
        lines = HEADER + len(matrix.principles)
        if self.virtual_size.height != lines:
            self._drawn.clear()
            self.set_line_count(lines)
        self._step()

    def wait(self, words: str) -> None:
        """Show inert words in place of the cells until there is a matrix to show; the cursor is kept."""
        self._words = words
        self._repaint()

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor, stopping at the edges."""
        self._go(self._row + down, self._column + right)

    def action_page(self, down: int, right: int) -> None:
        """Move the cursor by as many rows or columns as are in sight."""
        rows = max(1, self.scrollable_content_region.height - HEADER)
        self._go(self._row + down * rows, self._column + right * self._fits().columns)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked cell, row or column; open the cell if the cursor was there already."""
        place = event.get_content_offset(self)
        fits = self._fits()
        if place is None or self.cell is None or self._words:
            return
        row, column = place.y - HEADER + self.scroll_offset.y, self._first + (place.x - fits.gutter) // fits.cell
        in_rows = place.y >= HEADER and row < len(self._principles)
        in_columns = place.x >= fits.gutter and column < min(self._first + fits.columns, len(self._principles))
        if in_rows and in_columns and (row, column) == self.cell:
            self.post_message(self.Opened())
        elif in_rows or in_columns:
            self._go(row if in_rows else self._row, column if in_columns else self._column)

    def on_mouse_scroll_right(self) -> None:
        """Bring the next column into sight."""
        self._pan(1)

    def on_mouse_scroll_left(self) -> None:
        """Bring the previous column into sight."""
        self._pan(-1)

    def on_resize(self) -> None:
        """Keep the cursor's cell in sight."""
        self._drawn.clear()
        self._step()

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw a line of headers, or a principle and its cells in sight."""
        if self._words or self._shown is None:
            return [(f" {self._words}" if index == 0 else "", "muted")]
        fits = self._fits(width)
        columns = range(self._first, min(self._first + fits.columns, len(self._principles)))
        if index == HEADER - 1:
            return [("─" * (fits.gutter + fits.cell * len(columns)), "rule")]
        if index < HEADER:
            return self._head(self._shown, index, columns, fits)
        row = index - HEADER
        pieces = self._label(self._shown.principles[row], fits, here=row == self._row)
        for column in columns:
            pieces.extend(cell_pieces(self._shown, row, column, fits, cursor=(row, column) == self.cell))
        return pieces

    @property
    def _principles(self) -> tuple[MatrixPrinciple, ...]:
        return self._shown.principles if self._shown else ()

    def _head(self, shown: MatrixShown, line: int, columns: range, fits: Widths) -> list[Piece]:
        legend = ("◂ " if self._first and line == 0 else "  ") + ("", "% row won, of n", f"? n under {shown.few}")[line]
        pieces: list[Piece] = [(fit(legend, fits.gutter), "muted")]
        for column in columns:
            principle, here = shown.principles[column], column == self._column
            marked = fit(("▾" if here else " ") + _rank(principle), fits.cell)
            text = (marked, *two_lines(principle.name, fits.cell))[line]
            pieces.append((text, "strong" if here else "muted"))
        return pieces

    def _label(self, principle: MatrixPrinciple, fits: Widths, *, here: bool) -> list[Piece]:
        before = ("▸" if here else " ") + fit(_rank(principle), fits.rank, right=True) + " "
        name = "strong" if here else "muted" if principle.rank is None else ""
        return [(before, "strong" if here else "muted"), (fit(principle.name, fits.name) + " ", name)]

    def _fits(self, width: int | None = None) -> Widths:
        room = self.scrollable_content_region.width if width is None else width
        return widths(self._principles, self._most, room)

    def _place(self, row: int, column: int) -> None:
        last = max(len(self._principles) - 1, 0)
        self._row, self._column = min(max(row, 0), last), min(max(column, 0), last)

    def _go(self, row: int, column: int) -> None:
        before = self.cell
        self._place(row, column)
        self._step()
        if self.cell != before:
            self.post_message(self.Moved())

    def _pan(self, columns: int) -> None:
        last = max(0, len(self._principles) - self._fits().columns)
        self._first = min(max(self._first + columns, 0), last)
        self._tell_columns()
        self._repaint()

    def _step(self) -> None:
        """Bring the cursor's column and row into sight."""
        if not self.scrollable_content_region.width:
            return
        count, total = self._fits().columns, len(self._principles)
        lowest, highest = max(0, self._column - count + 1), min(self._column, max(0, total - count))
        self._first = min(max(self._first, lowest), highest)
        self._tell_columns()
        self.reveal(self._row)
        self._repaint()

    def _tell_columns(self) -> None:
        count, total = self._fits().columns, len(self._principles)
        hidden = f"columns {self._first + 1} to {min(self._first + count, total)} of {total}" if count < total else ""
        if str(self.border_subtitle or "") != hidden:
            self.border_subtitle = Content(hidden)

    def _repaint(self) -> None:
        """Repaint the lines in sight that look different from what they were."""
        width, top = self.scrollable_content_region.width, self.scroll_offset.y
        lines = [*range(HEADER), *(HEADER + row for row in self.visible_lines())]
        before, self._drawn = self._drawn, {index: self.draw(index, width) for index in lines}
        for index, pieces in self._drawn.items():
            if before.get(index) != pieces:
                self.refresh_line(index + top if index < HEADER else index)
