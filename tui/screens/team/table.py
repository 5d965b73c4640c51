"""Who reviewed what, and how far reviewers agree: two tables with one cursor over the numbers that lead to cases."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType

from tui.common.format import fit
from tui.common.messages import Follow
from tui.widgets.framed import FramedView, cursor_key
from tui.widgets.painting import Piece

_WIDTHS: Final = {"work": (16, 7, 6, 8, 6, 5, 6, 6, 18), "agreement": (22, 11, 7, 8, 12, 17)}
"""Cells of the columns at 78; what is wider goes to the first."""
_WIDEST_NAME: Final = 34


@dataclass(frozen=True, slots=True)
class TeamCell:
    """An inert text, and the filter that it leads to, read with an annotator's annotations; none where it is empty."""

    text: str
    query: str = ""
    annotator: str | None = None


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A line of the section `work` or `agreement`, or a text of one cell; `role` is head, muted or nothing."""

    section: str
    cells: tuple[TeamCell, ...]
    role: str = ""


@dataclass(frozen=True, slots=True)
class TeamShown:
    """All lines from top to bottom, and how many reviewers they are about."""

    lines: tuple[TeamLine, ...]
    reviewers: int


class TeamTable(FramedView):
    """The cursor goes from number to number; Enter follows the one it is on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        cursor_key("team", "up,k", "move(-1)", "Up", "The line above"),
        cursor_key("team", "down,j", "move(1)", "Down", "The line below"),
        cursor_key("team", "left", "step(-1)", "Left", "The number to the left"),
        cursor_key("team", "right", "step(1)", "Right", "The number to the right"),
        cursor_key("team", "home", "move(-9999)", "First", "The first line"),
        cursor_key("team", "end", "move(9999)", "Last", "The last line"),
        cursor_key("team", "enter", "follow", "cases", "Go to the cases of this number", shown=True),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: tuple[TeamLine, ...] = ()
        self._line = self._column = 0

    @property
    def current(self) -> TeamCell | None:
        """The number under the cursor."""
        links = self._links(self._line)
        return self._lines[self._line].cells[self._column] if self._column in links else None

    def show(self, team: TeamShown) -> None:
        """Show lines; the cursor stays where it was as far as it can."""
        self._lines = team.lines
        self.set_line_count(len(self._lines))
        reachable = self._reachable()
        if reachable and self._line not in reachable:
            self._line = min(reachable, key=lambda line: abs(line - self._line))
        self._settle()

    def action_move(self, by: int) -> None:
        """Go to another line with numbers to follow, stopping at the edges."""
        reachable = self._reachable()
        if reachable:
            place = reachable.index(self._line) if self._line in reachable else 0
            self._line = reachable[min(max(place + by, 0), len(reachable) - 1)]
            self._settle()

    def action_step(self, by: int) -> None:
        """Go to another number of the line, stopping at the edges."""
        links = self._links(self._line)
        if self._column in links:
            self._column = links[min(max(links.index(self._column) + by, 0), len(links) - 1)]
            self.refresh()

    def action_follow(self) -> None:
        """Ask for the cases of the number under the cursor."""
        cell = self.current
        if cell is not None:
            self.post_message(Follow(cell.query, annotator=cell.annotator))

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked number; clicking the one under the cursor follows it."""
        place = event.get_content_offset(self)
        line = -1 if place is None else place.y + self.scroll_offset.y
        if place is None or not 0 <= line < len(self._lines):
            return
        before, end = (self._line, self._column), 0
        for column, width in enumerate(self._widths(self._lines[line].section)):
            end += width
            if place.x < end:
                if column in self._links(line):
                    self._line, self._column = line, column
                    self.refresh()
                    if before == (line, column):
                        self.action_follow()
                return

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw a line, the names flush left and the numbers right."""
        line = self._lines[index]
        role = {"head": "strong", "muted": "muted"}.get(line.role, "")
        if line.section == "text":
            return [(fit(" " + line.cells[0].text, width), role)]
        pieces: list[Piece] = []
        for column, (cell, cells) in enumerate(zip(line.cells, self._widths(line.section), strict=False)):
            if column == 0:
                pieces.append((fit(" " + cell.text, cells), role))
                continue
            here = "cursor" if (index, column) == (self._line, self._column) and cell.query else ""
            pieces += [(" ", role), (fit(cell.text, cells - 1, right=True), f"{role} {here}".strip())]
        return pieces

    def _widths(self, section: str) -> tuple[int, ...]:
        widths = _WIDTHS.get(section, ())
        room = self.scrollable_content_region.width - sum(widths)
        return (min(widths[0] + max(room, 0), _WIDEST_NAME), *widths[1:]) if widths else ()

    def _links(self, line: int) -> list[int]:
        cells = self._lines[line].cells if line < len(self._lines) else ()
        return [column for column, cell in enumerate(cells) if cell.query]

    def _reachable(self) -> list[int]:
        return [line for line in range(len(self._lines)) if self._links(line)]

    def _settle(self) -> None:
        """Bring the cursor to the nearest number of its line, and that into sight."""
        links = self._links(self._line)
        if links:
            self._column = min(links, key=lambda column: abs(column - self._column))
        self.reveal(self._line, margin=2)
        self.refresh()
