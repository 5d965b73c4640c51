"""The events of the journals, one a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import BindingType

from tui.common.keys import FAR, key
from tui.widgets.columns import Cell, RowColumn
from tui.widgets.rows import Rows

_ROLES: Final = {"counts": "", "replaced": "muted", "undone": "muted", "turn": "muted"}
_HEADS: Final = ("", "time, UTC", "reviewer", "what", "case", "annotator")
_WORDS: Final = {"replaced": "replaced later", "undone": "undone"}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event: texts inert and of one line; `fate` is counts, replaced, undone or turn."""

    glyph: str
    at: str
    reviewer: str
    what: str
    case: str
    annotator: str
    note: str
    fate: str


class HistoryList(Rows[HistoryRow]):
    """Events newest first; Enter opens the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("history", "up,k,p", "move(-1)", "back", "The event after"),
        key("history", "down,j,n", "move(1)", "next", "The event before"),
        key("history", "pageup", "move(-10)", "page up", "Ten events up"),
        key("history", "pagedown", "move(10)", "page down", "Ten events down"),
        key("history", "home", f"move(-{FAR})", "first", "The newest event"),
        key("history", "end", f"move({FAR})", "last", "The oldest event"),
        key("history", "enter", "open", "go to case", "Go to the case of this event", shown="⏎"),
    ]

    margin = 1
    plain = False

    def show(self, rows: Sequence[HistoryRow], cursor: int | None = None, empty: str = "") -> None:
        """Show events with the cursor at a place, in sight, or, where there are none, a sentence."""
        super().show(rows, cursor, empty)
        self.settle()

    def columns(self, width: int) -> Sequence[RowColumn]:
        """What is wide gets more of each column."""
        more = max(0, min((width - 78) // 5, 12))
        cells = (2, 17, 9 + more // 2, 13 + 2 * more, 8 + more // 2, 11 + more)
        columns = (RowColumn(head, cell, gap=1) for head, cell in zip(_HEADS, cells, strict=True))
        return (*columns, RowColumn("note", 0, flex=True))

    def cells(self, n: int) -> Sequence[Cell]:
        """A glyph for what became of it, when, who, what, of which case and annotator, and why."""
        row = self.rows[n]
        note = " · ".join(part for part in (_WORDS.get(row.fate, ""), row.note) if part)
        told = (row.glyph, row.at, row.reviewer, row.what, row.case, row.annotator, note)
        return [(text, _ROLES[row.fate]) for text in told]
