"""A cursor over lines, and rows under the heads of declared columns."""

from collections.abc import Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual import events
from textual.message import Message

from tui.common.format import fit
from tui.widgets.columns import Cell, RowColumn, heads, row_pieces
from tui.widgets.lines import LineView
from tui.widgets.painting import Piece

R = TypeVar("R")
Place = tuple[int | None, int | None]
"""A row and a column, None where a place tells nothing of it."""
NOWHERE: Final[Place] = (None, None)


class CursorView(LineView):
    """Has a cursor on a row or on a cell of it, moved by keys and by mouse; without focus there is none to move."""

    margin: ClassVar[int] = 0
    """Lines around the cursor that are kept in sight too."""

    double: ClassVar[bool] = False
    """Whether it takes a double click to open what is under the cursor."""
    cursor: int = 0
    column: int = 0

    class _At(Message):
        """Something happened at a row and a column."""

        def __init__(self, control: "CursorView") -> None:
            super().__init__()
            self._view = control
            self.row, self.column = control.at

        @property
        def control(self) -> "CursorView":
            """Whose cursor it is."""
            return self._view

    class Moved(_At):
        """The cursor came to another place."""

    class Opened(_At):
        """What is under the cursor was clicked again, or chosen by key."""

    @property
    def count(self) -> int:
        """How many rows there are for the cursor."""
        raise NotImplementedError

    @property
    def across(self) -> int:
        """How many columns there are for the cursor."""
        return 1

    @property
    def at(self) -> tuple[int, int]:
        """The cursor's row and column."""
        return self.cursor, self.column

    def put_cursor(self, row: int, column: int = 0) -> None:
        """Put the cursor somewhere, or as near as there is something."""
        self.column = min(max(column, 0), max(self.across - 1, 0))
        self.cursor = min(max(row, 0), max(self.count - 1, 0))

    def move_to(self, row: int, column: int = 0) -> None:
        """Move the cursor, stopping at the edges."""
        before = self.at
        self.put_cursor(row, column)
        self.settle()
        if self.at != before:
            self.post_message(self.Moved(self))

    def settle(self) -> None:
        """Bring the cursor into sight."""
        self.reveal(self.cursor, self.margin)
        self.refresh()

    def pointed(self, x: int, y: int) -> Place:  # noqa: ARG002
        """What is at a place inside the frame."""
        row = y - self.pinned + self.scroll_offset.y
        return (row, self.column) if y >= self.pinned and row < self.count else NOWHERE

    def action_move(self, down: int, right: int = 0) -> None:
        """Move the cursor, stopping at the edges."""
        self.move_to(self.cursor + down, self.column + right)

    def action_open(self) -> None:
        """Ask for what is under the cursor."""
        if self.count:
            self.post_message(self.Opened(self))

    def on_click(self, event: events.Click) -> None:
        """Move to what is clicked; what is under the cursor is opened."""
        place = event.get_content_offset(self)
        row, column = at = NOWHERE if place is None or not self.can_focus else self.pointed(place.x, place.y)
        if at == NOWHERE:
            return
        opens = event.chain > 1 if self.double else at == self.at
        self.move_to(self.cursor if row is None else row, self.column if column is None else column)
        if opens:
            self.action_open()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.settle()


class Rows(CursorView, Generic[R]):
    """Rows that are fitted into columns, each when it comes into sight; the cursor's is highlighted."""

    pinned = 1
    indent: ClassVar[int] = 1
    """Cells before what is said where there are no rows."""
    plain: ClassVar[bool] = True
    """Whether roles go under the cursor: its colours are legible together, a role's would stand on its ground."""
    rows: Sequence[R] = ()
    _empty: tuple[str, ...] = ()

    def columns(self, width: int) -> Sequence[RowColumn]:
        """The columns that there is room for."""
        raise NotImplementedError

    def cells(self, n: int) -> Sequence[Cell]:
        """What the columns have of row `n`."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def show(self, rows: Sequence[R], cursor: int | None = None, empty: str = "") -> None:
        """Show rows with the cursor at one of them or where it was, or where there are none some lines of text."""
        self.rows, self._empty = rows, tuple(empty.split("\n")) if empty else ()
        self.put_cursor(self.cursor if cursor is None else cursor, self.column)
        self.set_line_count(1 + (len(rows) or len(self._empty)))

    def under_cursor(self, index: int) -> bool:
        """The whole line is highlighted."""
        return bool(self.rows) and index - 1 == self.cursor

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw the heads or one row."""
        if index == 0:
            return heads(self.columns(width), width)
        if not self.rows:
            return [(fit(" " * self.indent + self._empty[index - 1], width), "muted")]
        pieces = row_pieces(self.columns(width), self.cells(index - 1), width)
        return [(text, "") for text, _ in pieces] if self.plain and self.under_cursor(index) else pieces
