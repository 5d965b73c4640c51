"""The annotators as a table: what each measures, with its uncertainty beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.binding import BindingType

from tui.common.keys import cursor_keys, key
from tui.widgets.columns import Cell, RowColumn, widths
from tui.widgets.painting import Piece
from tui.widgets.rows import Place, Rows

WIDE: Final = 116
"""Cells from which kinds and verdicts are written out."""
WIDEST: Final = 134
"""Cells from which what is for neither response, and what is missing, has columns of its own."""
STALE: Final = "~"
"""Stands before what was computed for other annotations than those that count now."""


class Figure(IntEnum):
    """The figures of a row that lead to cases."""

    ARBITRARY = 0
    DISCREPANCY = 1


_NAME: Final = 1
"""The column of names."""


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure in percent, its 95 % interval, and what it is a share of."""

    value: str
    interval: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class AnnotatorRow:
    """One annotator; all texts are inert, of one line and already formatted.

    `shorter` are names from long to short where the whole one has no room. `neither` of the `annotations` are for
    neither response, and on `missing` cases there is none. `noise` is mean and deviation of the noise floor; `verdict`
    says in words what `p_value` means for the discrepancy to the reference, `sign` in one cell; `stale` where the
    computed ones are about other annotations.
    """

    name: str
    kind: str
    annotations: str
    arbitrary: FigureText
    discrepancy: FigureText
    noise: str
    p_value: str
    verdict: str
    sign: str
    stale: bool
    neither: str
    missing: str
    shorter: tuple[str, ...] = ()


class AnnotatorTable(Rows[AnnotatorRow]):
    """One row an annotator; the cursor is on a figure that leads to its cases."""

    BINDINGS: ClassVar[list[BindingType]] = cursor_keys(
        "annotators",
        "annotator",
        key("annotators", "left", "move(0, -1)", "left", "The figure to the left"),
        key("annotators", "right", "move(0, 1)", "right", "The figure to the right"),
    )

    plain = False

    @property
    def across(self) -> int:
        """How many figures there are."""
        return len(Figure)

    @property
    def figure(self) -> Figure:
        """The cursor's figure."""
        return Figure(self.column)

    def pointed(self, x: int, y: int) -> Place:
        """The row and the figure at a place; a name tells nothing of the figure."""
        width = self.scrollable_content_region.width
        start, middle = list(accumulate(widths(self.columns(width), width)))[5:10:4]
        row, _ = super().pointed(x, y)
        return row, None if row is None or x < start else Figure.ARBITRARY if x < middle else Figure.DISCREPANCY

    def under_cursor(self, index: int) -> bool:  # noqa: ARG002
        """Only the figure is highlighted."""
        return False

    def columns(self, width: int) -> Sequence[RowColumn]:
        """Give the figures what the longest of them needs, and the names the rest."""
        kind, given, interval, noise, of, verdict = (12, 7, 11, 10, 8, 15) if width >= WIDE else (8, 5, 9, 8, 0, 0)
        rows, wide = self.rows, width >= WIDE
        counts = 8 if width >= WIDEST else 0
        return (
            RowColumn("", 2, role="strong"),
            RowColumn("annotator", 6, flex=True, most=41, gap=1),
            RowColumn("kind", kind + 1, role="muted", gap=1),
            RowColumn(
                "given", _longest(given, (row.annotations for row in rows)) + 1, align="right", role="muted", gap=1
            ),
            RowColumn("neither", counts, align="right", role="muted", gap=counts // 8, tip="neither"),
            RowColumn("missing", counts, align="right", role="muted", gap=counts // 8, tip="missing"),
            RowColumn("arbitrary %", 5, tip="arbitrariness"),
            RowColumn(None, 1 + _longest(interval, (row.arbitrary.interval + " " * wide for row in rows))),
            RowColumn(None, _longest(of, (f"{row.arbitrary.of} " for row in rows)) if wide else 0),
            RowColumn("", 1),
            RowColumn("discrepancy %", 5, tip="discrepancy"),
            RowColumn(None, 1 + _longest(interval, (row.discrepancy.interval for row in rows))),
            RowColumn("", int(wide)),
            RowColumn(" noise %", 1 + _longest(noise, (row.noise for row in rows)), tip="noise"),
            RowColumn("  p", 8, tip="p"),
            RowColumn("", verdict),
        )

    def cells(self, n: int) -> Sequence[Cell]:
        """Mark, name, kind, counts, both figures, the noise floor, and whether the difference may be chance."""
        row, here = self.rows[n], n == self.cursor
        width = self.scrollable_content_region.width
        wide = width >= WIDE
        room = widths(self.columns(width), width)[_NAME] - 1
        chance = f"{row.sign}{row.p_value}" if wide or row.p_value else "ref"
        stale, mark = ("muted", STALE) if row.stale else ("", " ")
        differs = stale or ("warn" if row.sign == "≠" else "")
        value, interval, of = self._figure(row, row.arbitrary, here=here and self.figure is Figure.ARBITRARY)
        other, apart, _ = self._figure(row, row.discrepancy, here=here and self.figure is Figure.DISCREPANCY)
        names = (row.name, *row.shorter)
        name = next((each for each in names if cell_len(each) <= room), names[-1])
        return (
            "▸" if here else "",
            (name, "strong" if here else ""),
            row.kind if wide else row.kind.removesuffix("-model"),
            *(row.annotations, row.neither, row.missing),
            *(value, interval, of, ""),
            *(other, apart, ""),
            (mark + row.noise, stale),
            (f" {chance}", differs),
            (f" {row.verdict}", differs),
        )

    @staticmethod
    def _figure(row: AnnotatorRow, figure: FigureText, *, here: bool) -> tuple[Piece, Piece, Piece]:
        """Value, interval, and what it is a share of."""
        cursor = " cursor" if here else ""
        stale, mark = ("muted", STALE) if row.stale else ("", " ")
        interval = (mark if figure.interval else " ") + figure.interval
        return (f"{figure.value:>5}", "strong" + cursor), (interval, stale + cursor), (figure.of, "muted" + cursor)


def _longest(least: int, texts: Iterable[str]) -> int:
    return max([least, *map(cell_len, texts)])
