"""The runs in which models were asked, one a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import BindingType

from tui.common.keys import cursor_keys
from tui.widgets.columns import Cell, RowColumn
from tui.widgets.rows import Rows

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


_MODEL: Final = (
    RowColumn("", 2),
    RowColumn("run", 7, flex=True, gap=1, role="strong"),
    RowColumn("model", 6, flex=True),
)
_NUMBERS: Final = tuple(
    RowColumn(head, width, align="right")
    for head, width in (("answered", 9), ("failed", 7), ("left", 8), ("spent", 9), ("rate", 8), ("same", 7))
)
_MORE: Final = (RowColumn("  template", 18, role="muted"), RowColumn("last", 17, role="muted"))


class RunsTable(Rows[RunRow]):
    """One line a run; the cursor's is the one whose answers are listed."""

    BINDINGS: ClassVar[list[BindingType]] = cursor_keys("runs", "run", up="up,k,p", down="down,j,n")

    def columns(self, width: int) -> Sequence[RowColumn]:
        """Wide, there is room for templates and times."""
        return _MODEL + _NUMBERS + (_MORE if width >= WIDE else ())

    def cells(self, n: int) -> Sequence[Cell]:
        """Mark, name, model, numbers, template and time."""
        row = self.rows[n]
        failed = (row.failed, "" if row.failed == "0" else "bad")
        numbers = (row.answered, failed, row.left, row.spent, row.rate, row.same)
        return (_MARKS[row.state], row.name, row.model, *numbers, f"  {row.template}", row.at)
