"""All that models returned on one case, word for word: where one looks when a vote seems wrong."""

from pathlib import Path
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import get_current_worker

from core.model.errors import DiscretionError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.oracle.journal.lines import RunHead
from core.oracle.journal.runs import answers_on
from core.oracle.terms import Record
from core.review.session import ReviewSession
from tui.common.keys import HELP, key
from tui.common.messages import Refused
from tui.screens.runs.records import RecordList
from tui.screens.runs.rows import Raw, raw_answers
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.text_pane import TextPane

AROUND: Final = 8
"""Lines of the terminal that are neither the list's nor the text's."""

Found = list[tuple[str, RunHead | None, Record]]


class RawAnswersScreen(Dialog[None]):
    """The answers of all runs on a case; the one under the cursor is shown as it came."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("raw", "escape", "cancel", "close", "Back"),
        key("raw", "R", "close", "raw answers", "Close the raw answers"),
        key("raw", "space", "read(1)", "read on", "Scroll the text down"),
        key("raw", "backspace", "read(-1)", "read back", "Scroll the text up"),
        key("raw", "m", "read_all", "more text", "Show more of a long text"),
        HELP,
    ]

    DEFAULT_CSS = """
    RawAnswersScreen .dialog--frame { width: 120; padding: 0 1; }
    RawAnswersScreen RecordList { border: none; background: $surface; &:focus { border: none; } }
    RawAnswersScreen TextPane { height: auto; min-height: 5; }
    """

    def __init__(self, session: ReviewSession, case: str, principle: str = "") -> None:
        """Show what was returned on a case, at the first answer on the principle of that inert name."""
        super().__init__()
        self._session, self._case, self._principle = session, case, principle
        self._raws: tuple[Raw, ...] = ()
        self.list = RecordList(id="raw", of_runs=True)
        self.text = TextPane(id="raw-text")

    def compose(self) -> ComposeResult:
        """Give the answers, and the text of one."""
        title = f"raw answers on {inert_line(self._case, 60)}"
        yield self.framed(title, "↑↓ answer · space read on · esc close", self.list, self.text)

    def on_mount(self) -> None:
        """Look for the answers beside the interface: the journals may be long."""
        self.list.show((), 0, "Reading the journals of the runs …")
        self.text.display = False
        self.list.focus()
        self._fit()
        self._read(self._session.store.path)

    def on_resize(self) -> None:
        """Give list and text the lines that there are."""
        self._fit()

    @work(thread=True, exclusive=True)
    def _read(self, store: Path) -> None:
        worker = get_current_worker()
        found: Found = []
        try:
            for each in answers_on(store, self._case):
                if worker.is_cancelled:
                    return
                found.append(each)
        except DiscretionError as error:
            self.post_message(Refused(error))
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, found)

    def _show(self, found: Found) -> None:
        self._raws = raw_answers(self._session, found)
        rows = [raw.row for raw in self._raws]
        at = next((place for place, row in enumerate(rows) if row.principle == self._principle), 0)
        self.list.show(rows, at, "No run of this store asked about this case: its votes were imported.")
        self.list.border_title = plural(len(rows), "answer")
        self.text.display = bool(rows)
        self._fit()
        self._spell_out()

    def on_cursor_view_moved(self) -> None:
        """Show the answer under the cursor."""
        self._spell_out()

    def _spell_out(self) -> None:
        if self._raws:
            self.text.show(self._raws[self.list.cursor].text)

    def action_close(self) -> None:
        """Close by the key that opened it."""
        self.action_cancel()

    def action_read(self, direction: int) -> None:
        """Scroll the text."""
        self.text.page(direction)

    def action_read_all(self) -> None:
        """Show more of a long text."""
        self.text.show_more()

    def _fit(self) -> None:
        room = max(self.app.size.height - AROUND, 8)
        lines = min(len(self.list.rows) + 1, room // 2) if self.list.rows else 2
        self.list.styles.height = max(2, lines)
        self.text.styles.max_height = max(5, room - lines)
