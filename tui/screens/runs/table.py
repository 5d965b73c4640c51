"""The runs in which models were asked, one a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import BindingType

from tui.common.format import fit
from tui.widgets.framed import cursor_key
from tui.widgets.painting import Piece
from tui.widgets.rows import HEADER, FramedRows

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


class RunsTable(FramedRows[RunRow]):
    """One line a run; the cursor's is the one whose answers are listed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        cursor_key("runs", "up,k,p", "move(-1)", "up", "The run above"),
        cursor_key("runs", "down,j,n", "move(1)", "down", "The run below"),
        cursor_key("runs", "home", "move(-9999)", "first", "The first run"),
        cursor_key("runs", "end", "move(9999)", "last", "The last run"),
    ]

    class Moved(FramedRows.Moved):
        """The cursor came to another run."""

    class Opened(FramedRows.Opened):
        """The run under the cursor was clicked again: its answers are wanted."""

    def show(self, rows: Sequence[RunRow], cursor: int) -> None:
        """Show runs, with the cursor on one of them."""
        self.show_rows(rows, cursor, len(rows))

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
