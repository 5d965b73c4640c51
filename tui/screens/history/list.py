"""The events of the journals, one a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.common.format import fit
from tui.widgets.framed import FramedView, cursor_key
from tui.widgets.painting import Piece

HEADER: Final = 1
_ROLES: Final = {"counts": "", "replaced": "muted", "undone": "muted", "turn": "muted"}
_WORDS: Final = {"replaced": "replaced later", "undone": "undone"}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event: texts inert and of one line; `fate` is counts, replaced, undone or turn."""

    glyph: str
    at: str
    reviewer: str
    what: str
    case: str
    annotator: str
    note: str
    fate: str


class HistoryList(FramedView):
    """Events newest first; Enter chooses the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        cursor_key("history", "up,k,p", "move(-1)", "Up", "The event after"),
        cursor_key("history", "down,j,n", "move(1)", "Down", "The event before"),
        cursor_key("history", "pageup", "move(-10)", "Page up", "Ten events up"),
        cursor_key("history", "pagedown", "move(10)", "Page down", "Ten events down"),
        cursor_key("history", "home", "move(-99999999)", "First", "The newest event"),
        cursor_key("history", "end", "move(99999999)", "Last", "The oldest event"),
        cursor_key("history", "enter", "choose", "go to case", "Go to the case of this event", shown=True),
    ]

    pinned = HEADER

    class Chosen(Message):
        """The reviewer wants the case of an event, by its place in the list."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: Sequence[HistoryRow] = ()
        self._empty = ""
        self._cursor = 0

    @property
    def cursor(self) -> int:
        """The place under the cursor."""
        return self._cursor

    def show(self, rows: Sequence[HistoryRow], cursor: int, empty: str) -> None:
        """Show events with the cursor at a place, or, where there are none, a sentence."""
        self._rows, self._empty = rows, empty
        self.set_line_count(HEADER + max(len(rows), 1))
        self._go(cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor, stopping at both ends."""
        self._go(self._cursor + by)

    def action_choose(self) -> None:
        """Choose the event under the cursor."""
        if self._rows:
            self.post_message(self.Chosen(self._cursor))

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked event; clicking the one under the cursor chooses it."""
        place = event.get_content_offset(self)
        if place is None or place.y < HEADER or not self._rows:
            return
        clicked = place.y - HEADER + self.scroll_offset.y
        if clicked == self._cursor:
            self.action_choose()
        elif clicked < len(self._rows):
            self._go(clicked)

    def under_cursor(self, index: int) -> bool:
        """The whole line of the event is highlighted."""
        return bool(self._rows) and index - HEADER == self._cursor

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw the header or an event."""
        columns = _columns(width)
        if index < HEADER:
            names = ("", "time, UTC", "reviewer", "what", "case", "annotator", "note")
            return [(_line(names, columns, width), "muted")]
        if not self._rows:
            return [(f" {self._empty}", "muted")]
        row = self._rows[index - HEADER]
        note = " · ".join(part for part in (_WORDS.get(row.fate, ""), row.note) if part)
        cells = (row.glyph, row.at, row.reviewer, row.what, row.case, row.annotator, note)
        return [(_line(cells, columns, width), _ROLES[row.fate])]

    def _go(self, place: int) -> None:
        self._cursor = min(max(place, 0), max(len(self._rows) - 1, 0))
        self.reveal(self._cursor, margin=1)
        self.refresh()


def _columns(width: int) -> tuple[int, ...]:
    """How wide the columns but the last are; what is wide gets more of each."""
    more = max(0, min((width - 78) // 5, 12))
    return 2, 17, 9 + more // 2, 13 + 2 * more, 8 + more // 2, 11 + more


def _line(cells: tuple[str, ...], columns: tuple[int, ...], width: int) -> str:
    parts = [fit(text, cell - 1) + " " for text, cell in zip(cells, columns, strict=False)]
    return "".join(parts) + fit(cells[-1], width - sum(columns))
