"""A table of words that came ready made: the first column names, the others are numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.binding import BindingType

from tui.common.format import fit
from tui.common.keys import key
from tui.widgets.columns import RowColumn, row_pieces
from tui.widgets.lines import LineView
from tui.widgets.painting import Piece

_GAP: Final = 2
_NAME: Final = 16
"""Cells that the names have at the least."""


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A table, all texts inert and of one line; `caption` is in lines. `least` are the columns that go first."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: tuple[str, ...]
    least: tuple[int, ...]


class SheetTable(LineView):
    """Shows tables under one another; it scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("sheet", "up,k,p", "scroll(-1)", "back", "A line up"),
        key("sheet", "down,j,n", "scroll(1)", "next", "A line down"),
        key("sheet", "pageup", "scroll(-10)", "page up", "Ten lines up"),
        key("sheet", "pagedown", "scroll(10)", "page down", "Ten lines down"),
    ]

    _lines: Sequence[tuple[SheetShown, int]] = ()
    _told = ""

    def show(self, sheets: tuple[SheetShown, ...], told: str) -> None:
        """Show tables or, where there are none, a sentence."""
        self._told = told
        # A sheet's lines: title, heads, rows, caption, and an empty one.
        self._lines = [
            (sheet, line) for sheet in sheets for line in range(-2, len(sheet.rows) + len(sheet.caption) + 1)
        ]
        self.set_line_count(max(1, len(self._lines)))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=by, animate=False)

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw one line of a table."""
        if not self._lines:
            return [(fit(f" {self._told}", width), "muted")]
        sheet, line = self._lines[index]
        if line == -2:
            return [(fit(f" {sheet.title}", width), "strong")]
        if line < len(sheet.rows):
            cells = sheet.heads if line == -1 else sheet.rows[line]
            role = "muted" if line == -1 else ""
            return row_pieces(_columns(sheet, width), [(cell, role) for cell in ("", *cells)], width)
        rest = (*sheet.caption, "")[line - len(sheet.rows)]
        return [(fit(f" {rest}", width), "muted")]


def _columns(sheet: SheetShown, width: int) -> list[RowColumn]:
    """As wide as their texts; the least go where there is no room, the names get what is left and may need."""
    sizes = [max(map(cell_len, column)) for column in zip(sheet.heads, *sheet.rows, strict=True)]
    kept = list(range(1, len(sizes)))
    for place in sheet.least:
        if _NAME + 1 + sum(sizes[each] + _GAP for each in kept) > width and place in kept:
            kept.remove(place)
    numbers = (sizes[each] + _GAP if each in kept else 0 for each in range(1, len(sizes)))
    name = RowColumn("", 1, flex=True, most=max(sizes[0], _NAME))
    return [RowColumn("", 1), name, *(RowColumn("", each, align="right") for each in numbers)]
