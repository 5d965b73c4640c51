"""The discrepancy of all pairs of annotators, as a square."""

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.binding import BindingType

from tui.common.format import fit
from tui.common.keys import FAR, key
from tui.widgets.grid import Fits, Grid
from tui.widgets.painting import Piece

NARROWEST: Final = 10
WIDEST: Final = 18


@dataclass(frozen=True, slots=True)
class PairCell:
    """A discrepancy in percent, already formatted, and a sign for what its p-value says.

    `itself` on the diagonal, which holds the noise floor; `stale` where sign or floor are about other annotations than
    those that count now.
    """

    value: str
    sign: str
    stale: bool
    itself: bool = False


@dataclass(frozen=True, slots=True)
class PairsShown:
    """All pairs: `cells[i][j]` of the annotators i and j; names are inert and of one line."""

    names: tuple[str, ...]
    cells: tuple[tuple[PairCell, ...], ...]


class PairMatrix(Grid):
    """The square; the cursor is on a pair."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("pairs", "up,k", "move(-1, 0)", "up", "The pair above"),
        key("pairs", "down,j", "move(1, 0)", "down", "The pair below"),
        key("pairs", "left", "move(0, -1)", "left", "The pair to the left"),
        key("pairs", "right", "move(0, 1)", "right", "The pair to the right"),
        key("pairs", "home", f"move(0, -{FAR})", "first", "The first of the row"),
        key("pairs", "end", f"move(0, {FAR})", "last", "The last of the row"),
    ]

    pinned = 1
    noun = ""
    _shown = PairsShown((), ())

    @property
    def count(self) -> int:
        """How many annotators there are."""
        return len(self._shown.names)

    @property
    def across(self) -> int:
        """As many, for it is a square."""
        return len(self._shown.names)

    def show(self, matrix: PairsShown, pair: tuple[int, int]) -> None:
        """Show a square with the cursor on a pair."""
        self._shown = matrix
        self.put_cursor(*pair)
        self.set_line_count(1 + len(matrix.names))
        self.settle()

    def draw(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002
        """Draw the names or one annotator's discrepancies."""
        label, _, cells = self.fits
        shown = self.in_sight
        if index == 0:
            pieces: list[Piece] = [(" " * label, "")]
            for column in shown:
                name = f"{column + 1} {self._shown.names[column]}"
                pieces.append((" " + fit(name, cells - 1), "strong" if column == self.column else "muted"))
            return pieces
        row = index - 1
        name = fit(f"{row + 1} {self._shown.names[row]}", label - 1) + " "
        return [(name, "strong" if row == self.cursor else "muted"), *(self._cell(row, each, cells) for each in shown)]

    def _cell(self, row: int, column: int, cells: int) -> Piece:
        cell = self._shown.cells[row][column]
        stale = "~" if cell.stale else ""
        text = f"{f'({cell.value})':>7}{stale}" if cell.itself else f"{cell.value:>6} {cell.sign}{stale}"
        role = "muted" if cell.itself or cell.stale else "warn" if cell.sign == "≠" else ""
        here = " cursor" if (row, column) == self.at else ""
        return (" " + fit(text, cells - 1), role + here)

    @property
    def wanted(self) -> int:
        """The cells, frame included, with which all columns are in sight beside whole names."""
        return self._label + NARROWEST * self.count + 2

    @property
    def _label(self) -> int:
        """The cells that the names of the rows need."""
        return max((cell_len(name) for name in self._shown.names), default=0) + len(str(max(self.count, 1))) + 2

    @property
    def fits(self) -> Fits:
        """The names of the rows get what they need, up to a part; the columns share the rest."""
        total = max(self.count, 1)
        room = self.scrollable_content_region.width
        label = min(self._label, max(room // 4, 10))
        count = max(1, min((room - label) // NARROWEST, total))
        return Fits(label, count, max(NARROWEST, min((room - label) // count, WIDEST)))
