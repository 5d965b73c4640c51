"""How often the oracle was right, by principle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.model.number_words import NOTHING, percent
from tui.widgets.columns import Cell, RowColumn
from tui.widgets.rows import Rows

_COLUMNS: Final = (
    RowColumn("", 2),
    RowColumn("", 6, flex=True),
    RowColumn("right", 8, align="right"),
    RowColumn("", 7, align="right"),
    RowColumn("95 %", 11, align="right", role="muted"),
    RowColumn("", 1),
)


@dataclass(frozen=True, slots=True)
class AccuracyRow:
    """One principle's accuracy, or that of all: how many answers agreed, of how many, share and interval."""

    name: str
    agreed: int
    answered: int
    interval: tuple[float, float] | None
    current: bool = False
    share: float | None = None


class AccuracyTable(Rows[AccuracyRow], can_focus=False):
    """A line for all principles together, which stays, and one for each; the one asked for is kept in sight."""

    pinned = 2

    def show(self, rows: Sequence[AccuracyRow], cursor: int | None = None, empty: str = "") -> None:
        """Show rows, that of all principles first; the current one comes into sight."""
        current = next((place for place, row in enumerate(rows) if row.current), 1)
        super().show(rows, current - 1 if cursor is None else cursor, empty)
        self.call_after_refresh(self.settle)

    def under_cursor(self, index: int) -> bool:  # noqa: ARG002
        """What is kept in sight is no cursor."""
        return False

    def columns(self, width: int) -> Sequence[RowColumn]:  # noqa: ARG002
        """The names of the principles get what is left."""
        return _COLUMNS

    def cells(self, n: int) -> Sequence[Cell]:
        """Mark, name, counts, share and interval."""
        row = self.rows[n]
        role = "strong" if row.current or n == 0 else "" if row.answered else "muted"
        counts, share = (f"{row.agreed}/{row.answered}", percent(row.share, 0)) if row.answered else (NOTHING, "")
        told = ("◆" if row.current else "", row.name, counts, share)
        return (*((text, role) for text in told), _span(row.interval))


def _span(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"{100 * interval[0]:.0f}–{100 * interval[1]:.0f} %"
