"""All votes on one case: what each is, how sure the oracle was, and what was corrected."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.common.format import fit
from tui.widgets.case.parts import side_roles
from tui.widgets.lines import LineView
from tui.widgets.painting import Piece

VOTE: Final = 9
ORIGINAL: Final = 15
OWN: Final = 13


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A principle's vote as it counts; sides are `A`, `B` or `neither`, the name is inert and of one line.

    `percent` is how sure the oracle was of that, `original` its own vote where that is another, `own` what the
    reviewer says of it.
    """

    principle: str
    side: str
    percent: float | None
    position_inconsistent: bool = False
    original: str | None = None
    own: str | None = None


class VotesTable(LineView, can_focus=True):
    """A line for each principle, in the constitution's order; the cursor's is the one spoken of."""

    pinned = 1

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="votes.up", tooltip="The principle above", priority=True),
        Binding("down,j", "move(1)", "Down", show=False, id="votes.down", tooltip="The principle below", priority=True),
        Binding("pageup", "move(-10)", "Page up", show=False, id="votes.page_up", tooltip="Ten principles up"),
        Binding("pagedown", "move(10)", "Page down", show=False, id="votes.page_down", tooltip="Ten principles down"),
        Binding("home", "move(-9999)", "First", show=False, id="votes.first", tooltip="The first principle"),
        Binding("end", "move(9999)", "Last", show=False, id="votes.last", tooltip="The last principle"),
    ]

    DEFAULT_CSS = """
    VotesTable { scrollbar-size-vertical: 1; background: $surface; }
    """

    class Moved(Message):
        """The cursor is on another principle."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: tuple[VoteRow, ...] = ()
        self.cursor = 0

    def show(self, rows: tuple[VoteRow, ...]) -> None:
        """Show votes; the cursor stays where it was as far as it can."""
        self.rows = rows
        self.cursor = min(self.cursor, max(len(rows) - 1, 0))
        self.set_line_count(self.pinned + len(rows))

    def move_to(self, row: int) -> None:
        """Move the cursor, stopping at the ends."""
        self._go(row)

    def action_move(self, delta: int) -> None:
        """Move the cursor, stopping at the ends."""
        self._go(self.cursor + delta)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked principle."""
        place = event.get_content_offset(self)
        if place is not None and place.y >= self.pinned:
            row = place.y - self.pinned + self.scroll_offset.y
            if row < len(self.rows):
                self._go(row)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.reveal(self.cursor)

    def under_cursor(self, index: int) -> bool:
        """Highlight the cursor's line."""
        return index - self.pinned == self.cursor

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw the heads of the columns, or one vote."""
        name = max(width - 1 - VOTE - 7 - 2 - ORIGINAL - OWN, 8)
        if index < self.pinned:
            heads = fit("vote", VOTE) + fit("principle", name) + fit("sure", 7, right=True) + "  "
            return [(" " + heads + fit("oracle's own", ORIGINAL) + fit("mine", OWN), "muted")]
        pieces = self._pieces(self.rows[index - self.pinned], name)
        # The cursor's colours are legible together; a role's would stand on the cursor's ground.
        return [(text, "") for text, _ in pieces] if self.under_cursor(index) else pieces

    def _pieces(self, row: VoteRow, name: int) -> list[Piece]:
        sure = "" if row.percent is None else f"{row.percent:.0f} %"
        return [
            (" ", ""),
            (fit(row.side, VOTE), side_roles(row.side) if row.side in ("A", "B") else "muted"),
            (fit(row.principle, name), ""),
            (fit(sure, 7, right=True), "muted"),
            (" ⇄" if row.position_inconsistent else "  ", "warn"),
            (fit("" if row.original is None else f" ✎ was {row.original}", ORIGINAL), "warn"),
            (fit("" if row.own is None else f"mine {row.own}", OWN), "strong"),
        ]

    def _go(self, row: int) -> None:
        before, self.cursor = self.cursor, min(max(row, 0), max(len(self.rows) - 1, 0))
        if self.cursor != before:
            self.reveal(self.cursor)
            self.refresh()
            self.post_message(self.Moved())
