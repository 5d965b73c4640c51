"""Tables that fit a terminal of any width: names are cut, whole columns left out and named, numbers never shortened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich import box
from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from tui.common.format import cut

_GAP: Final = 3
_EDGES: Final = 2
_SHORTEST: Final = 20
"""Cells that a name keeps before a column is left out for its sake."""

_FEWEST: Final = 4
"""Cells that a name keeps in any case."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the cells under it, all inert.

    `drop` says which column goes first where there is no room, the highest; 0 stays. `called` names the column where
    its heading alone would not. A `name` column, at most one, is cut instead.
    """

    heading: str
    cells: Sequence[str]
    drop: int = 0
    name: bool = False
    called: str = ""
    left: bool = False

    @property
    def width(self) -> int:
        """Cells of the widest text."""
        return max(map(cell_len, (self.heading, *self.cells)))

    @property
    def least(self) -> int:
        """Cells that it needs at the least."""
        return min(self.width, max(_SHORTEST, cell_len(self.heading))) if self.name else self.width


def fitted_table(title: str, columns: Sequence[Column], width: int, caption: str = "") -> Table:
    """Lay out a table in so many cells; what is left out is said below it."""
    kept, left_out = list(columns), []
    while _needed(kept) > width and any(column.drop for column in kept):
        least = max(kept, key=lambda column: column.drop)
        kept.remove(least)
        left_out.append(least.called or least.heading)
    said = [caption] if caption else []
    if left_out:
        said.append(f"left out at {width} columns: {', '.join(reversed(left_out))}")
    table = Table(box=box.SIMPLE_HEAD, title=Text(title), title_justify="left", caption_justify="left", pad_edge=False)
    if said:
        table.caption = Text("\n".join(said))
    room = width - _needed(kept)
    for column in kept:
        justify: JustifyMethod = "left" if column.name or column.left else "right"
        heading = cut(column.heading, max(_FEWEST, column.least + room)) if column.name else column.heading
        table.add_column(Text(heading), justify=justify, no_wrap=True)
    for row in zip(*(_cells(column, room) for column in kept), strict=True):
        table.add_row(*map(Text, row))
    return table


def _cells(column: Column, room: int) -> Sequence[str]:
    """The cells of a column, names cut to what it needs at the least and the room there is, which may be negative."""
    if not column.name:
        return column.cells
    return [cut(cell, max(_FEWEST, column.least + room)) for cell in column.cells]


def _needed(columns: Sequence[Column]) -> int:
    return sum(column.least for column in columns) + _GAP * (len(columns) - 1) + _EDGES
