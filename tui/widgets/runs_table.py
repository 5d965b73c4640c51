"""The runs in which models were asked, one a line."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.format import fit
from tui.widgets.framed import FramedView, cursor_key
from tui.widgets.painting import Piece

HEADER: Final = 1
WIDE: Final = 112
"""Cells from which templates, times and hosts are told too."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run; all texts are inert, of one line and already formatted; `state` is a key of the marks."""

    name: str
    model: str
    state: str
    answered: str
    failed: str
    left: str
    spent: str
    rate: str
    same: str
    template: str
    at: str


_MARKS: Final = {
    "under way": ("▶", "good"),
    "complete": ("✓", ""),
    "not imported": ("!", "bad"),
    "stopped": ("‖", "warn"),
}


class RunsTable(FramedView):
    """One line a run; the cursor's is the one whose answers are listed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        cursor_key("runs", "up,k,p", "move(-1)", "up", "The run above"),
        cursor_key("runs", "down,j,n", "move(1)", "down", "The run below"),
        cursor_key("runs", "home", "move(-9999)", "first", "The first run"),
        cursor_key("runs", "end", "move(9999)", "last", "The last run"),
    ]

    pinned = HEADER

    class Moved(Message):
        """The cursor came to another run."""

    class Opened(Message):
        """The run under the cursor was clicked again: its answers are wanted."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: tuple[RunRow, ...] = ()
        self.cursor = 0

    def show(self, rows: tuple[RunRow, ...], cursor: int) -> None:
        """Show runs, with the cursor on one of them."""
        self.rows = rows
        self.cursor = min(max(cursor, 0), max(len(rows) - 1, 0))
        self.set_line_count(HEADER + len(rows))

    def action_move(self, by: int) -> None:
        """Move the cursor, stopping at both ends."""
        self._go(self.cursor + by)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked run; ask for its answers where the cursor is there already."""
        place = event.get_content_offset(self)
        row = -1 if place is None else place.y - HEADER + self.scroll_offset.y
        if place is None or place.y < HEADER or not 0 <= row < len(self.rows):
            return
        if row == self.cursor:
            self.post_message(self.Opened())
        self._go(row)

    def under_cursor(self, index: int) -> bool:
        """The whole line of the run is highlighted."""
        return bool(self.rows) and index - HEADER == self.cursor

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw the header or one run."""
        name, model, template, at = _widths(width)
        if index < HEADER:
            heads = ("answered", "failed", "left", "spent", "rate", "same")
            cells = "".join(fit(head, cell, right=True) for head, cell in zip(heads, _CELLS, strict=True))
            texts = fit("run", name) + " " + fit("model", model)
            return [("  " + texts + cells + _tail("template", "last", template, at), "muted")]
        row = self.rows[index - HEADER]
        mark, role = _MARKS[row.state]
        here = self.under_cursor(index)  # there a role's colour would stand on the cursor's ground
        failed = "" if here or row.failed == "0" else "bad"
        return [
            (f"{mark} ", "" if here else role),
            (fit(row.name, name) + " ", "" if here else "strong"),
            (fit(row.model, model), ""),
            (fit(row.answered, _CELLS[0], right=True), ""),
            (fit(row.failed, _CELLS[1], right=True), failed),
            *((fit(text, cell, right=True), "") for text, cell in zip(_rest(row), _CELLS[2:], strict=True)),
            (_tail(row.template, row.at, template, at), "" if here else "muted"),
        ]

    def _go(self, row: int) -> None:
        before, self.cursor = self.cursor, min(max(row, 0), max(len(self.rows) - 1, 0))
        self.reveal(self.cursor)
        self.refresh()
        if self.cursor != before:
            self.post_message(self.Moved())


_CELLS: Final = (9, 7, 8, 9, 8, 7)
"""Cells of the numbers."""


def _rest(row: RunRow) -> tuple[str, str, str, str]:
    return row.left, row.spent, row.rate, row.same


def _widths(width: int) -> tuple[int, int, int, int]:
    """Cells of run, model, template and time; the latter two are 0 where there is no room for them."""
    template, at = (18, 17) if width >= WIDE else (0, 0)
    room = max(width - 3 - sum(_CELLS) - template - at, 12)
    model = max(room // 2, 6)
    return room - model, model, template, at


def _tail(template: str, at: str, cells: int, more: int) -> str:
    return "  " + fit(template, cells - 2) + fit(at, more) if cells else ""
