"""A grid whose rows scroll by lines and whose columns scroll by whole ones, with a cursor on a cell."""

from typing import ClassVar, NamedTuple

from textual.content import Content

from tui.widgets.rows import NOWHERE, CursorView, Place


class Fits(NamedTuple):
    """Cells before the first column, how many columns fit, and how wide each is."""

    label: int
    columns: int
    cell: int


class Grid(CursorView):
    """Keeps the cursor's column in sight, and tells at the frame which ones are."""

    noun: ClassVar[str] = "columns "
    first: int = 0
    """The first column in sight."""

    @property
    def fits(self) -> Fits:
        """How the width is shared out."""
        raise NotImplementedError

    @property
    def in_sight(self) -> range:
        """The columns in sight."""
        return range(self.first, min(self.first + self.fits.columns, self.across))

    def pointed(self, x: int, y: int) -> Place:
        """The cell at a place inside the frame."""
        at = super().pointed(x, y)[0], self.column_at(x)
        return NOWHERE if None in at else at

    def column_at(self, x: int) -> int | None:
        """The column at a place inside the frame."""
        column = self.first + (x - self.fits.label) // self.fits.cell
        return column if x >= self.fits.label and column in self.in_sight else None

    def settle(self) -> None:
        """Bring the cursor's column and row into sight."""
        self.keep_columns()
        super().settle()

    def keep_columns(self) -> None:
        """Scroll the columns no further than needed to have the cursor's in sight."""
        count = self.fits.columns
        lowest, highest = max(0, self.column - count + 1), min(self.column, max(0, self.across - count))
        self.scroll_columns(min(max(self.first, lowest), highest))

    def scroll_columns(self, first: int) -> None:
        """Let a column be the first in sight."""
        self.first = first
        seen, total = self.in_sight, self.across
        hidden = f"{self.noun}{seen.start + 1} to {seen.stop} of {total}" if self.fits.columns < total else ""
        if str(self.border_subtitle or "") != hidden:
            self.border_subtitle = Content(hidden)
