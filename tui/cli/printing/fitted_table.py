"""Tables that fit a terminal of any width: names are cut, whole columns left out and named, numbers never shortened."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from core.exporters.report.sheet import Sheet, SheetColumn
from core.model.safe_text import inert, inert_line
from tui.common.format import cut

_GAP: Final = 3
_EDGES: Final = 2
_SHORTEST: Final = 17
"""Cells that a name keeps before a column is left out for its sake."""

_FEWEST: Final = 4
"""Cells that a name keeps in any case."""


def fitted_table(sheet: Sheet, width: int) -> Table:
    """Lay out a table in so many cells; what is left out is said below it."""
    kept, left_out = [_inert(column) for column in sheet.columns], []
    while _needed(kept) > width and any(column.drop for column in kept):
        least = max(kept, key=lambda column: column.drop)
        kept.remove(least)
        left_out.append(least.called or least.head)
    said = [inert_line(sheet.caption)] if sheet.caption else []
    if left_out:
        said.append(f"left out at {width} columns: {', '.join(reversed(left_out))}")
    title = Text(inert_line(sheet.title))
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", caption_justify="left", pad_edge=False)
    if said:
        table.caption = Text("\n".join(said))
    room = width - _needed(kept)
    shown = [_cut(column, _least(column) + room) if column.role == "name" else column for column in kept]
    for column in shown:
        table.add_column(Text(column.head), justify="right" if column.role == "number" else "left", no_wrap=True)
    for row in Sheet("", tuple(shown)).rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    return table


def _cut(column: SheetColumn, room: int) -> SheetColumn:
    """A column of names in the room there is, which may be negative."""
    most = max(_FEWEST, room)
    return replace(column, head=cut(column.head, most), cells=[cut(str(cell), most) for cell in column.cells])


def _inert(column: SheetColumn) -> SheetColumn:
    """The column with texts that are safe to show; numbers keep the blanks that line them up."""
    safe = inert if column.role == "number" else inert_line
    return replace(column, head=inert_line(column.head), cells=[safe(str(cell)) for cell in column.cells])


def _least(column: SheetColumn) -> int:
    """Cells that a column needs at the least."""
    widest = max(cell_len(str(text)) for text in (column.head, *column.cells))
    return min(widest, max(_SHORTEST, cell_len(column.head))) if column.role == "name" else widest


def _needed(columns: Sequence[SheetColumn]) -> int:
    return sum(map(_least, columns)) + _GAP * (len(columns) - 1) + _EDGES
