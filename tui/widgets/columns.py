"""The columns of a table: declared once, shared out over a width, and the texts of a row fitted into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from tui.common.format import fit, fit_end
from tui.widgets.painting import Piece

Cell = str | Piece | list[Piece]
"""A text, with its column's role or with its own, or pieces that fill the column but for its gap."""


@dataclass(frozen=True, slots=True)
class RowColumn:
    """A column: its head, its cells (`gap` blank ones at its end included), and the role of its texts.

    The head before that of None stands over its column too. What is left of the line goes to the columns with `flex`,
    in equal parts, up to `most` cells each. `align` is the side at which texts stand; those of `end` stand left and are
    cut at their beginning. `tip` names what the mouse tells of the head.
    """

    head: str | None
    width: int
    flex: bool = False
    align: Literal["left", "right", "end"] = "left"
    role: str = ""
    gap: int = 0
    most: int = 9999
    tip: str = ""

    def fit(self, text: str, width: int) -> str:
        """Bring a text to the width that the column got."""
        room = width - self.gap
        shown = fit_end(text, room) if self.align == "end" else fit(text, room, right=self.align == "right")
        return shown + " " * self.gap


def widths(columns: Sequence[RowColumn], width: int) -> list[int]:
    """Share out a line; columns that do not give way can take more than there is."""
    left, flexible = max(width - sum(column.width for column in columns), 0), sum(column.flex for column in columns)
    sizes = []
    for column in columns:
        part = -(-left // flexible) if column.flex else 0
        left, flexible = left - part, flexible - column.flex
        sizes.append(min(column.width + part, column.most))
    return sizes


def heads(columns: Sequence[RowColumn], width: int) -> list[Piece]:
    """The line above the rows; it ends where no head follows."""
    pieces: list[Piece] = [("", "muted")]
    sizes = widths(columns, width)
    for n, column in enumerate(columns):
        if column.head is not None:
            spanned = takewhile(lambda each: columns[each].head is None, range(n + 1, len(columns)))
            text = column.fit(column.head, sizes[n] + sum(sizes[each] for each in spanned))
            before, role = pieces[-1]
            if column.tip or role != "muted":
                pieces.append((text, f"muted tip-{column.tip}" if column.tip else "muted"))
            else:
                pieces[-1] = (before + text, role)
    last, role = pieces[-1]
    return pieces if columns[-1].head else [*pieces[:-1], (last.rstrip(), role)]


def row_pieces(columns: Sequence[RowColumn], cells: Sequence[Cell], width: int) -> list[Piece]:
    """A row; columns at its end without a cell stay empty."""
    pieces: list[Piece] = []
    for column, size, cell in zip(columns, widths(columns, width), cells, strict=False):
        if isinstance(cell, list):
            pieces += [*cell, (" " * column.gap, "")]
        else:
            text, role = (cell, column.role) if isinstance(cell, str) else cell
            pieces.append((column.fit(text, size), role))
    return pieces
