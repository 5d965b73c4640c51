"""The discrepancy of all pairs of annotators, as a square."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from tui.common.format import fit
from tui.widgets.framed import FramedView, cursor_key
from tui.widgets.painting import Piece

NARROWEST: Final = 10
WIDEST: Final = 18
HEADER: Final = 1


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
class MatrixShown:
    """All pairs: `cells[i][j]` of the annotators i and j; names are inert and of one line."""

    names: tuple[str, ...]
    cells: tuple[tuple[PairCell, ...], ...]


class PairMatrix(FramedView):
    """The square; the cursor is on a pair."""

    BINDINGS: ClassVar[list[BindingType]] = [
        cursor_key("pairs", "up,k", "move(-1, 0)", "Up", "The pair above"),
        cursor_key("pairs", "down,j", "move(1, 0)", "Down", "The pair below"),
        cursor_key("pairs", "left", "move(0, -1)", "Left", "The pair to the left"),
        cursor_key("pairs", "right", "move(0, 1)", "Right", "The pair to the right"),
        cursor_key("pairs", "home", "move(0, -9999)", "First", "The first of the row"),
        cursor_key("pairs", "end", "move(0, 9999)", "Last", "The last of the row"),
    ]

    pinned = HEADER

    class Moved(Message):
        """The cursor came to another pair, by key or mouse."""

    class Opened(Message):
        """The pair under the cursor was clicked again: its cases are wanted."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._shown = MatrixShown((), ())
        self._row = self._column = self._first = 0

    @property
    def pair(self) -> tuple[int, int]:
        """The cursor's row and column."""
        return self._row, self._column

    def show(self, matrix: MatrixShown, pair: tuple[int, int]) -> None:
        """Show a square with the cursor on a pair."""
        self._shown = matrix
        self._place(*pair)
        self.set_line_count(HEADER + len(matrix.names))
        self._step()

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor, stopping at the edges."""
        self._go(self._row + down, self._column + right)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked pair; ask for its cases where the cursor is there already."""
        place = event.get_content_offset(self)
        if place is None or place.y < HEADER or not self._shown.names:
            return
        label, count, width = self._fitting()
        row, shown = place.y - HEADER + self.scroll_offset.y, (place.x - label) // width
        if row >= len(self._shown.names) or not 0 <= shown < count:
            return
        if (row, self._first + shown) == self.pair:
            self.post_message(self.Opened())
        self._go(row, self._first + shown)

    def on_resize(self) -> None:
        """Keep the cursor's cell in sight."""
        self._step()

    def draw(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002
        """Draw the names or one annotator's discrepancies."""
        label, count, cells = self._fitting()
        shown = range(self._first, min(self._first + count, len(self._shown.names)))
        if index < HEADER:
            pieces: list[Piece] = [(" " * label, "")]
            for column in shown:
                name = f"{column + 1} {self._shown.names[column]}"
                pieces.append((" " + fit(name, cells - 1), "strong" if column == self._column else "muted"))
            return pieces
        row = index - HEADER
        name = fit(f"{row + 1} {self._shown.names[row]}", label - 1) + " "
        return [(name, "strong" if row == self._row else "muted"), *(self._cell(row, each, cells) for each in shown)]

    def _cell(self, row: int, column: int, cells: int) -> Piece:
        cell = self._shown.cells[row][column]
        stale = "~" if cell.stale else ""
        text = f"{f'({cell.value})':>7}{stale}" if cell.itself else f"{cell.value:>6} {cell.sign}{stale}"
        role = "muted" if cell.itself or cell.stale else "warn" if cell.sign == "≠" else ""
        here = " cursor" if (row, column) == self.pair else ""
        return (" " + fit(text, cells - 1), role + here)

    def _fitting(self) -> tuple[int, int, int]:
        """Give the width of the row's names, how many columns fit and how wide each is."""
        total = max(len(self._shown.names), 1)
        room = self.scrollable_content_region.width
        longest = max((len(name) for name in self._shown.names), default=0) + len(str(total)) + 2
        label = min(longest, max(room // 4, 10))
        count = max(1, min((room - label) // NARROWEST, total))
        return label, count, max(NARROWEST, min((room - label) // count, WIDEST))

    def _place(self, row: int, column: int) -> None:
        last = max(len(self._shown.names) - 1, 0)
        self._row, self._column = min(max(row, 0), last), min(max(column, 0), last)

    def _go(self, row: int, column: int) -> None:
        before = self.pair
        self._place(row, column)
        self._step()
        if self.pair != before:
            self.post_message(self.Moved())

    def _step(self) -> None:
        """Bring the cursor's row and column into sight."""
        _, count, _ = self._fitting()
        total = len(self._shown.names)
        lowest, highest = max(0, self._column - count + 1), min(self._column, max(0, total - count))
        self._first = min(max(self._first, lowest), highest)
        hidden = f"{self._first + 1} to {min(self._first + count, total)} of {total}" if count < total else ""
        self.border_subtitle = Content(hidden)
        self.reveal(self._row)
        self.refresh()
