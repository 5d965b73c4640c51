"""How often the oracle was right, by principle."""

from dataclasses import dataclass
from typing import Final

from core.model.number_words import NOTHING, percent
from tui.common.format import fit
from tui.widgets.lines import LineView
from tui.widgets.painting import Piece

COUNTS: Final = 8
SHARE: Final = 7
SPAN: Final = 11


@dataclass(frozen=True, slots=True)
class AccuracyRow:
    """One principle's accuracy, or that of all: how many answers agreed, of how many, and the interval (0 to 1)."""

    name: str
    agreed: int
    answered: int
    interval: tuple[float, float] | None
    current: bool = False


class AccuracyTable(LineView):
    """A line for all principles together, and one for each."""

    pinned = 2

    DEFAULT_CSS = """
    AccuracyTable { border: round $rule; border-title-color: $foreground; border-subtitle-color: $text-muted; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: tuple[AccuracyRow, ...] = ()

    def show(self, rows: tuple[AccuracyRow, ...]) -> None:
        """Show rows, that of all principles first; the current one comes into sight."""
        self.rows = rows
        self.set_line_count(1 + len(rows))
        self.call_after_refresh(self._reveal_current)

    def on_resize(self) -> None:
        """Keep the current principle in sight."""
        self._reveal_current()

    def _reveal_current(self) -> None:
        current = next((place for place, row in enumerate(self.rows) if row.current), 1)
        self.reveal(max(current - 1, 0))

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw the heads of the columns, or one accuracy."""
        name = max(width - 3 - COUNTS - SHARE - SPAN, 6)
        if index == 0:
            heads = fit("right", COUNTS, right=True) + fit("", SHARE) + fit("95 %", SPAN, right=True)
            return [("  " + fit("", name) + heads, "muted")]
        row = self.rows[index - 1]
        share = row.agreed / row.answered if row.answered else None
        role = "strong" if row.current or index == 1 else "" if row.answered else "muted"
        return [
            ("◆ " if row.current else "  ", role),
            (fit(row.name, name), role),
            (fit(f"{row.agreed}/{row.answered}" if row.answered else NOTHING, COUNTS, right=True), role),
            (fit(percent(share, 0) if row.answered else "", SHARE, right=True), role),
            (fit(_span(row.interval), SPAN, right=True), "muted"),
        ]


def _span(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"{100 * interval[0]:.0f}–{100 * interval[1]:.0f} %"
