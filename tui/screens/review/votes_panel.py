"""All votes on the case on show, beside its texts, with one principle under a cursor."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.screens.review.votes_table import VoteRow, VotesTable


class VotesPanel(Vertical):
    """A framed table of votes, and below it the principle under the cursor in full and all that is said of its vote."""

    DEFAULT_CSS = """
    VotesPanel {
        display: none;
        border: round $rule;
        border-title-color: $foreground;
        border-subtitle-color: $text-muted;
        Static { height: auto; padding: 0 1; }
        .votes--words { border-top: solid $rule; text-style: bold; }
        .votes--text { max-height: 6; color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.table = VotesTable(id="votes-table")
        self._words = Static(markup=False, classes="votes--words")
        self._text = Static(markup=False, classes="votes--text")
        self._title = ""
        self._spelt = ("", "")

    def compose(self) -> ComposeResult:
        """Give the votes, and the one under the cursor."""
        yield self.table
        yield self._words
        yield self._text

    def on_mount(self) -> None:
        """Name the keys."""
        self.border_subtitle = Content("tab next · < A = – > B")

    def show(self, rows: Sequence[VoteRow], title: str) -> None:
        """Show votes; the cursor stays on its principle from case to case."""
        if title != self._title:
            self._title = title
            self.border_title = Content(title)
        self.table.show(rows)
        self._spell_out()

    def move_to(self, row: int) -> None:
        """Put the cursor on a principle, by its place; from the last one to the first."""
        if self.table.rows:
            self.table.move_to(row % len(self.table.rows))
            self._spell_out()

    @property
    def row(self) -> VoteRow | None:
        """The vote under the cursor."""
        return self.table.rows[self.table.cursor] if self.table.rows else None

    def on_cursor_view_moved(self, message: VotesTable.Moved) -> None:
        """Spell out what the mouse picked."""
        message.stop()
        self._spell_out()

    def on_cursor_view_opened(self, message: VotesTable.Opened) -> None:
        """A second click asks for nothing."""
        message.stop()

    def _spell_out(self) -> None:
        row = self.row
        words, text = ("", "") if row is None else (row.words, row.text or row.principle)
        before, self._spelt = self._spelt, (words, text)
        if words != before[0]:
            room = self._words.content_size.width
            one_line = all(0 < cell_len(each) <= room for each in (words, before[0]))
            self._words.update(Content(words), layout=not one_line)
        if text != before[1]:  # it stays from case to case, as the principle does: the screen is not laid out anew
            self._text.update(Content(text))
