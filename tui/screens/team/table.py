"""Who reviewed what, and how far reviewers agree: two tables with one cursor over the numbers that lead to cases."""

from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, Final

from textual.binding import BindingType

from tui.common.format import fit
from tui.common.keys import cursor_keys, key
from tui.common.messages import Follow
from tui.widgets.columns import Cell, RowColumn, row_pieces, widths
from tui.widgets.painting import Piece
from tui.widgets.rows import NOWHERE, CursorView, Place

_NUMBERS: Final = {"work": (16, 7, 6, 8, 6, 5, 6, 6, 18), "agreement": (22, 11, 7, 8, 12, 17)}
"""Cells of the columns at 78; what is wider goes to the first."""
_COLUMNS: Final = {
    section: (RowColumn("", name, flex=True, most=34), *(RowColumn("", each) for each in rest))
    for section, (name, *rest) in _NUMBERS.items()
}


@dataclass(frozen=True, slots=True)
class TeamCell:
    """An inert text, and the filter that it leads to, read with an annotator's annotations; none where it is empty."""

    text: str
    query: str = ""
    annotator: str | None = None


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A line of the section `work` or `agreement`, or a text of one cell; `role` is that of its texts."""

    section: str
    cells: tuple[TeamCell, ...]
    role: str = ""


@dataclass(frozen=True, slots=True)
class TeamShown:
    """All lines from top to bottom, and how many reviewers they are about."""

    lines: tuple[TeamLine, ...]
    reviewers: int


class TeamTable(CursorView):
    """The cursor goes from number to number; Enter follows the one it is on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *cursor_keys(
            "team",
            "line",
            key("team", "left", "move(0, -1)", "left", "The number to the left"),
            key("team", "right", "move(0, 1)", "right", "The number to the right"),
        ),
        key("team", "enter", "open", "cases", "Go to the cases of this number", shown="⏎"),
    ]

    margin = 2
    _lines: tuple[TeamLine, ...] = ()

    @property
    def count(self) -> int:
        """How many lines there are, those without numbers included."""
        return len(self._lines)

    @property
    def current(self) -> TeamCell | None:
        """The number under the cursor."""
        return self._lines[self.cursor].cells[self.column] if self.column in self._links(self.cursor) else None

    def show(self, team: TeamShown) -> None:
        """Show lines; the cursor stays where it was as far as it can."""
        self._lines = team.lines
        self.set_line_count(len(self._lines))
        self.put_cursor(self.cursor, self.column)
        self.settle()

    def put_cursor(self, row: int, column: int = 0) -> None:
        """Put the cursor to the nearest line with numbers to follow, and to its nearest number."""
        if self._reachable:
            self.cursor = min(self._reachable, key=lambda line: abs(line - row))
            self.column = min(self._links(self.cursor), key=lambda link: abs(link - column))

    def action_move(self, down: int, right: int = 0) -> None:
        """Go to another line with numbers to follow, stopping at the edges."""
        lines, links = self._reachable, self._links(self.cursor)
        if links:
            line = min(max(lines.index(self.cursor) + down, 0), len(lines) - 1)
            link = min(max(links.index(self.column) + right, 0), len(links) - 1)
            self.move_to(lines[line], links[link])

    def action_open(self) -> None:
        """Ask for the cases of the number under the cursor."""
        cell = self.current
        if cell is not None:
            self.post_message(Follow(cell.query, annotator=cell.annotator))

    def pointed(self, x: int, y: int) -> Place:
        """The line and the number at a place; nowhere beside the numbers to follow."""
        line, _ = super().pointed(x, y)
        if line is None:
            return NOWHERE
        sizes = widths(_COLUMNS.get(self._lines[line].section, ()), self.scrollable_content_region.width)
        column = sum(end <= x for end in accumulate(sizes))
        return (line, column) if column in self._links(line) else NOWHERE

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw a line, the names flush left and the numbers right."""
        line = self._lines[index]
        name, *numbers = line.cells
        if line.section == "text":
            return [(fit(" " + name.text, width), line.role)]
        columns = _COLUMNS[line.section]
        cells: list[Cell] = [(" " + name.text, line.role)]
        for place, (column, cell) in enumerate(zip(columns[1:], numbers, strict=False), 1):
            here = " cursor" if (index, place) == self.at and cell.query else ""
            cells.append([(" ", line.role), (fit(cell.text, column.width - 1, right=True), line.role + here)])
        return row_pieces(columns, cells, width)

    def _links(self, line: int) -> list[int]:
        cells = self._lines[line].cells if line < len(self._lines) else ()
        return [column for column, cell in enumerate(cells) if cell.query]

    @property
    def _reachable(self) -> list[int]:
        return [line for line in range(self.count) if self._links(line)]
