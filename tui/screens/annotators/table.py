"""The annotators as a table: what each measures, with its uncertainty beside it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.common.format import fit
from tui.widgets.framed import FramedView, cursor_key
from tui.widgets.painting import Piece

WIDE: Final = 116
"""Cells from which kinds and verdicts are written out."""
HEADER: Final = 1
STALE: Final = "~"
"""Stands before what was computed for other annotations than those that count now."""


class Figure(IntEnum):
    """The figures of a row that lead to cases."""

    ARBITRARY = 0
    DISCREPANCY = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure in percent, its 95 % interval, and what it is a share of."""

    value: str
    interval: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class AnnotatorRow:
    """One annotator; all texts are inert, of one line and already formatted.

    `noise` is mean and deviation of the noise floor; `verdict` says in words what `p_value` means for the
    discrepancy to the reference, `sign` in one cell; `stale` where the computed ones are about other annotations.
    """

    name: str
    kind: str
    annotations: str
    arbitrary: Measured
    discrepancy: Measured
    noise: str
    p_value: str
    verdict: str
    sign: str
    stale: bool


@dataclass(frozen=True, slots=True)
class _Widths:
    """Cells of the columns; `of` and `verdict` are 0 where there is no room for them."""

    name: int
    kind: int
    annotations: int
    arbitrary: int
    discrepancy: int
    of: int
    noise: int
    verdict: int


class AnnotatorTable(FramedView):
    """One row an annotator; the cursor is on a figure that leads to its cases."""

    BINDINGS: ClassVar[list[BindingType]] = [
        cursor_key("annotators", "up,k", "move(-1, 0)", "Up", "The annotator above"),
        cursor_key("annotators", "down,j", "move(1, 0)", "Down", "The annotator below"),
        cursor_key("annotators", "left", "move(0, -1)", "Left", "The figure to the left"),
        cursor_key("annotators", "right", "move(0, 1)", "Right", "The figure to the right"),
        cursor_key("annotators", "home", "move(-9999, 0)", "First", "The first annotator"),
        cursor_key("annotators", "end", "move(9999, 0)", "Last", "The last annotator"),
    ]

    pinned = HEADER

    class Moved(Message):
        """The cursor came to another figure."""

    class Opened(Message):
        """The figure under the cursor was clicked again: its cases are wanted."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._rows: tuple[AnnotatorRow, ...] = ()
        self._row = 0
        self._figure = Figure.ARBITRARY

    @property
    def row(self) -> int:
        """The cursor's row."""
        return self._row

    @property
    def figure(self) -> Figure:
        """The cursor's figure."""
        return self._figure

    def show(self, rows: tuple[AnnotatorRow, ...]) -> None:
        """Show rows; the cursor stays where it was as far as it can."""
        self._rows = rows
        self._row = min(self._row, max(len(rows) - 1, 0))
        self.set_line_count(HEADER + len(rows))

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor, stopping at the edges."""
        self._go(self._row + down, self._figure + right)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked figure; ask for its cases where the cursor is there already."""
        place = event.get_content_offset(self)
        row = -1 if place is None else place.y - HEADER + self.scroll_offset.y
        if place is None or place.y < HEADER or not 0 <= row < len(self._rows):
            return
        widths = self._widths(self.scrollable_content_region.width)
        start = 2 + widths.name + 1 + widths.kind + 1 + widths.annotations + 1
        middle = start + 6 + widths.arbitrary + widths.of + 1
        figure = self._figure if place.x < start else Figure.ARBITRARY if place.x < middle else Figure.DISCREPANCY
        if place.x >= start and (row, figure) == (self._row, self._figure):
            self.post_message(self.Opened())
        self._go(row, figure)

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw the header or one annotator."""
        widths = self._widths(width)
        if index < HEADER:
            return self._header(widths)
        row = index - HEADER
        item, here = self._rows[row], row == self._row
        kind = item.kind if widths.verdict else item.kind.removesuffix("-model")
        return [
            ("▸ " if here else "  ", "strong"),
            (fit(item.name, widths.name) + " ", "strong" if here else ""),
            (fit(kind, widths.kind) + " ", "muted"),
            (fit(item.annotations, widths.annotations, right=True) + " ", "muted"),
            *self._figure_pieces(item, Figure.ARBITRARY, widths, here=here),
            *self._figure_pieces(item, Figure.DISCREPANCY, widths, here=here),
            (_marked(item) + fit(item.noise, widths.noise), "muted" if item.stale else ""),
            *_difference(item, widths),
        ]

    def _header(self, widths: _Widths) -> list[Piece]:
        names = (
            "  " + fit("annotator", widths.name),
            fit("kind", widths.kind),
            fit("given", widths.annotations, right=True),
            fit("arbitrary %", 6 + widths.arbitrary + widths.of),
            fit("discrepancy %", 6 + widths.discrepancy),
            " " + fit("noise %", widths.noise),
            " p",
        )
        return [(" ".join(names), "muted")]

    def _figure_pieces(self, item: AnnotatorRow, figure: Figure, widths: _Widths, *, here: bool) -> list[Piece]:
        measured = item.arbitrary if figure is Figure.ARBITRARY else item.discrepancy
        cursor = " cursor" if here and figure is self._figure else ""
        of, interval = (widths.of, widths.arbitrary) if figure is Figure.ARBITRARY else (0, widths.discrepancy)
        mark = _marked(item) if measured.interval else " "
        return [
            (fit(measured.value, 5, right=True), "strong" + cursor),
            (mark + fit(measured.interval, interval), ("muted" if item.stale else "") + cursor),
            (fit(measured.of, of), "muted" + cursor),
            (" ", ""),
        ]

    def _widths(self, width: int) -> _Widths:
        """Give the figures what the longest of them needs, and the names the rest."""
        wide = width >= WIDE
        kind, annotations, interval, noise, of, verdict = (12, 7, 11, 10, 8, 14) if wide else (8, 5, 9, 8, 0, 0)
        annotations = max([annotations, *(len(row.annotations) for row in self._rows)])
        arbitrary = max([interval, *(cell_len(row.arbitrary.interval) + bool(of) for row in self._rows)])
        discrepancy = max([interval, *(cell_len(row.discrepancy.interval) for row in self._rows)])
        of = max([of, *(cell_len(row.arbitrary.of) + 1 for row in self._rows)]) if wide else 0
        noise = max([noise, *(cell_len(row.noise) for row in self._rows)])
        used = 2 + 1 + kind + 1 + annotations + 1 + (6 + arbitrary + of) + 1 + (6 + discrepancy) + 1
        used += (1 + noise) + (1 + 6) + (1 + verdict if verdict else 0)
        name = min(max(width - used, 5), 40)
        return _Widths(name, kind, annotations, arbitrary, discrepancy, of, noise, verdict)

    def _go(self, row: int, figure: int) -> None:
        before = (self._row, self._figure)
        self._row = min(max(row, 0), max(len(self._rows) - 1, 0))
        self._figure = Figure(min(max(figure, 0), max(Figure)))
        self.reveal(self._row)
        self.refresh()
        if (self._row, self._figure) != before:
            self.post_message(self.Moved())


def _marked(item: AnnotatorRow) -> str:
    return STALE if item.stale else " "


def _difference(item: AnnotatorRow, widths: _Widths) -> list[Piece]:
    """Whether the discrepancy is more than chance, as a sign, a p-value and, with room, in words."""
    role = "muted" if item.stale else "warn" if item.sign == "≠" else ""
    if not widths.verdict:
        text = "ref" if not item.p_value else f"{item.sign}{item.p_value}"
        return [(" " + fit(text, 6), role)]
    return [(" " + fit(f"{item.sign}{item.p_value}", 6), role), (" " + fit(item.verdict, widths.verdict), role)]
