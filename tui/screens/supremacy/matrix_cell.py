"""One cell of a matrix of wins, and how wide the matrix's parts are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.cells import cell_len

from core.model.number_words import NOTHING
from tui.common.format import fit
from tui.widgets.painting import CURSOR, Piece

SHADES: Final = " ░▒▓█"
"""From rarely won to nearly always won, a fifth of the scale each."""
ITSELF: Final = "╲"
"""Stands where a principle meets itself."""
_PERCENT: Final = 3
_WIDEST_SHADE: Final = 8
_NARROWEST_NAME: Final = 12


@dataclass(frozen=True, slots=True)
class MatrixPrinciple:
    """A principle as row and column; `key` tells it from others whatever the order, the name is inert and of one line.

    `rank` is None where the principle is in no conflict.
    """

    key: int
    rank: int | None
    name: str


@dataclass(frozen=True, slots=True)
class MatrixShown:
    """One annotator's wins, rows and columns in the order of the principles: row i won `won[i][j]` against column j.

    Fewer than `few` conflicts are marked as too few to lean on.
    """

    principles: tuple[MatrixPrinciple, ...]
    won: tuple[tuple[int, ...], ...]
    few: int

    def conflicts(self, row: int, column: int) -> int:
        """How often two principles were in conflict."""
        return 0 if row == column else self.won[row][column] + self.won[column][row]

    def is_few(self, row: int, column: int) -> bool:
        """Whether there are conflicts, but too few to lean on."""
        return 0 < self.conflicts(row, column) < self.few

    @property
    def most(self) -> int:
        """The largest number of conflicts in any cell."""
        turned = zip(*self.won, strict=True)
        return max((max(map(sum, zip(*pair, strict=True))) for pair in zip(self.won, turned, strict=True)), default=0)


class Widths(NamedTuple):
    """How wide the parts are in cells of the terminal, and how many columns fit."""

    rank: int
    name: int
    shade: int
    number: int
    cell: int
    columns: int

    @property
    def gutter(self) -> int:
        """Everything before the first column: a mark, the rank and the name."""
        return 1 + self.rank + 1 + self.name + 1


def widths(principles: Sequence[MatrixPrinciple], most: int, room: int) -> Widths:
    """Share out a line among row header and columns; where all columns fit, shades and names grow into what is left."""
    total = max(len(principles), 1)
    rank, number = max(2, len(str(total))), max(2, len(str(most)))
    longest = max((cell_len(each.name) for each in principles), default=0)
    name = min(max(longest, _NARROWEST_NAME), max(_NARROWEST_NAME, room // 5))
    cell = 1 + _PERCENT + 1 + number + 1
    left = room - (rank + 3 + name)
    count = max(1, min(total, left // cell))
    spare = min(max(left // count - cell, 0), _WIDEST_SHADE - 1)
    name = min(max(longest, name), name + left - count * (cell + spare))
    return Widths(rank, max(name, _NARROWEST_NAME), 1 + 2 * spare // 3, number, cell + spare, count)


def two_lines(name: str, width: int) -> tuple[str, str]:
    """Break a name between words where its beginning fits the first of two lines; each ends in a blank."""
    first, rest = "", name.split(" ")
    while len(rest) > 1 and cell_len(first + rest[0]) < width:
        first += rest.pop(0) + " "
    if first:
        return fit(first, width), fit(" ".join(rest), width - 1) + " "
    return fit(name, width - 1) + " ", " " * width


def percent_won(won: int, conflicts: int) -> str:
    """Give a share in whole percent; 0 and 100 stand for none and all of them alone."""
    if won in (0, conflicts):
        return "100" if won else "0"
    return str(min(max(round(100 * won / conflicts), 1), 99))


def cell_pieces(shown: MatrixShown, row: int, column: int, fits: Widths, *, cursor: bool) -> list[Piece]:
    """Draw shade, percentage and number of conflicts, with ? behind too few; a dash where there are none."""
    conflicts, won = shown.conflicts(row, column), shown.won[row][column]
    here = f" {CURSOR}" if cursor else ""
    body = fits.cell - fits.shade
    if not conflicts:
        mark = ITSELF if row == column else NOTHING
        return [(" " * fits.shade, here), (fit(fit(mark, _PERCENT, right=True), body), "muted" + here)]
    few = shown.is_few(row, column)
    shade = SHADES[min(5 * won // conflicts, 4)] * fits.shade
    text = f"{percent_won(won, conflicts):>{_PERCENT}} {conflicts:>{fits.number}}{'?' if few else ' '}"
    dim = "muted" if few else ""
    return [(shade, (dim or "bar") + here), (fit(text, body), dim + here)]
