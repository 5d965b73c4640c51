"""Very many annotators as a table, those of each kind together above them, in the order that the reviewer chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from textual.binding import BindingType

from tui.common.keys import cursor_keys
from tui.widgets.columns import Cell, RowColumn
from tui.widgets.rows import Rows

WIDE: Final = 100
"""Cells from which kinds are written out, and what a share is of."""


class By(StrEnum):
    """What the table is sorted by."""

    NAME = "annotator"
    GIVEN = "given"
    CONFLICTS = "conflicts"
    ARBITRARY = "arbitrary %"
    DISCREPANCY = "discrepancy %"

    @property
    def next(self) -> "By":
        """The column after this one, in a circle."""
        every = list(By)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One annotator, or `several` together; all texts are inert, of one line and already formatted.

    Intervals are in percent; of the `given` annotations some are for `neither`, and so many `conflicts` are decided.
    """

    name: str
    kind: str
    given: str
    neither: str
    conflicts: str
    arbitrary: str
    arbitrary_interval: str
    of: str
    discrepancy: str
    discrepancy_interval: str
    several: bool = False


class PeopleTable(Rows[PersonRow]):
    """One row an annotator; `by` is the column it is sorted by, `falling` with the largest first."""

    BINDINGS: ClassVar[list[BindingType]] = cursor_keys("people", "annotator")

    by = By.GIVEN
    falling = True

    def columns(self, width: int) -> Sequence[RowColumn]:
        """Give names what is left."""
        wide = width >= WIDE
        return (
            RowColumn("", 2, role="strong"),
            RowColumn(self._head(By.NAME), 8, flex=True, most=41, gap=1),
            RowColumn("kind", 13 if wide else 7, role="muted", gap=1),
            RowColumn(self._head(By.GIVEN), 9, align="right", role="muted", gap=1),
            RowColumn("neither" if wide else "", 9 if wide else 0, align="right", role="muted", gap=int(wide)),
            RowColumn(self._head(By.CONFLICTS), 12, align="right", role="muted", gap=1),
            RowColumn(self._head(By.ARBITRARY), 6, align="right", role="strong", gap=1),
            RowColumn(None, 11, role="muted"),
            RowColumn(None, 9 if wide else 0, role="muted"),
            RowColumn(self._head(By.DISCREPANCY), 6, align="right", role="strong", gap=1),
            RowColumn(None, 11, role="muted"),
        )

    def cells(self, n: int) -> Sequence[Cell]:
        """Mark, name, kind, counts, and both figures with their intervals."""
        row = self.rows[n]
        wide = self.scrollable_content_region.width >= WIDE
        return (
            "▸" if n == self.cursor else "",
            (row.name, "strong") if row.several else row.name,
            row.kind if wide else row.kind.removesuffix("-model"),
            *(row.given, row.neither, row.conflicts),
            *(row.arbitrary, row.arbitrary_interval, row.of),
            *(row.discrepancy, row.discrepancy_interval),
        )

    def _head(self, by: By) -> str:
        mark = "▼" if self.falling else "▲"
        return f"{by}{mark}" if by is self.by else str(by)
