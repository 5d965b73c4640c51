"""Rows under a header in a frame, one of them the cursor's."""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

from textual import events
from textual.message import Message

from tui.widgets.framed import FramedView

HEADER: Final = 1
"""Lines above the rows."""
R = TypeVar("R")


class FramedRows(FramedView, Generic[R]):
    """The cursor is moved by keys and by mouse; a subclass has messages of its own, by whose names one hears of it."""

    pinned = HEADER

    class Moved(Message):
        """The cursor came to another row."""

    class Opened(Message):
        """The row under the cursor was clicked again."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[R] = ()
        self.cursor = 0

    def show_rows(self, rows: Sequence[R], cursor: int, lines: int) -> None:
        """Show rows with the cursor on one of them, in so many lines."""
        self.rows = rows
        self.cursor = min(max(cursor, 0), max(len(rows) - 1, 0))
        self.set_line_count(HEADER + lines)

    def action_move(self, by: int) -> None:
        """Move the cursor, stopping at both ends."""
        self._go(self.cursor + by)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked row; a click on the cursor's opens it."""
        place = event.get_content_offset(self)
        row = -1 if place is None else place.y - HEADER + self.scroll_offset.y
        if place is None or place.y < HEADER or not 0 <= row < len(self.rows):
            return
        if row == self.cursor:
            self.post_message(self.Opened())
        self._go(row)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.reveal(self.cursor)

    def under_cursor(self, index: int) -> bool:
        """The whole line is highlighted."""
        return bool(self.rows) and index - HEADER == self.cursor

    def _go(self, row: int) -> None:
        before, self.cursor = self.cursor, min(max(row, 0), max(len(self.rows) - 1, 0))
        self.reveal(self.cursor)
        self.refresh()
        if self.cursor != before:
            self.post_message(self.Moved())
