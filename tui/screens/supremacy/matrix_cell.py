"""One cell of a matrix of wins, and how wide the matrix's parts are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.cells import cell_len

from core.metrics.wilson import interval
from core.model.number_words import MINUS, NOTHING
from tui.common.format import fit
from tui.widgets.painting import CURSOR, Piece

SHADES: Final = " ░▒▓█"
"""From rarely won to nearly always won, a fifth of the scale each."""
RARELY: Final = "·"
"""The lightest shade in the overview, where nothing stands for no conflict."""
ITSELF: Final = "╲"
"""Stands where a principle meets itself."""
_HALF: Final = 0.5
_PERCENT: Final = 3
_WIDEST: Final = 4
"""Cells of the terminal that a cell of the overview has at most, and the least it has."""
_LEAST: Final = 2
_WIDEST_SHADE: Final = 8
_NARROWEST_NAME: Final = 12


@dataclass(frozen=True, slots=True)
class MatrixPrinciple:
    """A principle as row and column; `key` tells it from others whatever the order, the name is inert and of one line.

    `rank` is None where the principle is in no conflict; `written` is its place in an order, where it stands in that.
    """

    key: int
    rank: int | None
    name: str
    written: int | None = None

    @property
    def place(self) -> int | None:
        """What stands before the name: where it is written, else its rank."""
        return self.rank if self.written is None else self.written


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

    def decided(self, row: int, column: int) -> int:
        """Whether the row's principle surely wins more than half of the conflicts, +1, or less, -1; else 0."""
        known = interval(self.won[row][column], self.conflicts(row, column)) if row != column else None
        return 0 if known is None else (known[0] > _HALF) - (known[1] < _HALF)

    @property
    def telling(self) -> tuple[int, int]:
        """A cell that has something to say, above the diagonal: of those that break the order, else of all.

        The one of most conflicts.
        """
        size = range(len(self.principles))
        above = [(row, column) for row in size for column in size if row < column]
        broken = [cell for cell in above if self.decided(*cell) < 0]
        return max(broken or above, key=lambda cell: self.conflicts(*cell), default=(0, 0))

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
    def whole(self) -> bool:
        """Whether cells have a shade and a mark only, and no numbers."""
        return not self.number

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


def overview(principles: Sequence[MatrixPrinciple], room: int) -> Widths:
    """Share out a line so that as many columns as there are fit, each a shade and a mark."""
    total = max(len(principles), 1)
    rank = max(2, len(str(total)))
    longest = max((cell_len(each.name) for each in principles), default=0)
    left = room - (rank + 3)
    cell = min(max((left - min(longest, max(_NARROWEST_NAME, room // 4))) // total, _LEAST), _WIDEST)
    name = min(longest, max(left - total * cell, _NARROWEST_NAME))
    count = max(1, min(total, (left - name) // cell))
    return Widths(rank, name, cell - 1, 0, cell, count)


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
    if fits.whole:
        return _overview_pieces(shown, row, column, fits, cursor=cursor)
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


def _overview_pieces(shown: MatrixShown, row: int, column: int, fits: Widths, *, cursor: bool) -> list[Piece]:
    """Draw a shade, and + or − where the share is surely above or below one half."""
    conflicts, here = shown.conflicts(row, column), f" {CURSOR}" if cursor else ""
    if not conflicts:
        return [((ITSELF if row == column else " ") * fits.shade, "muted" + here), (" ", here)]
    shade = (RARELY + SHADES[1:])[min(5 * shown.won[row][column] // conflicts, 4)] * fits.shade
    mark = {1: "+", -1: MINUS, 0: " "}[shown.decided(row, column)]
    return [(shade, ("muted" if shown.is_few(row, column) else "bar") + here), (mark, "strong" + here)]
