"""All annotators' rankings side by side, live."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from core.inert import inert_line
from core.session import ReviewSession
from tui.format import plural
from tui.presenting.rankings import rankings_shown
from tui.screens.common import COMMON
from tui.widgets.key_line import KeyLine
from tui.widgets.ranking_table import RankingTable
from tui.widgets.status_line import StatusLine


class RankingsScreen(Screen[None]):
    """Compares what the annotators follow; the cursor's principle is marked in every column."""

    HELP: ClassVar[str | None] = "rankings"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,escape", "app.switch_mode('review')", "review", id="rankings.review", tooltip="Back to the cases"),
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__()
        self._session = session
        self.table = RankingTable(id="rankings")
        self.status = StatusLine(id="status")
        self.principle = StatusLine(id="principle")

    def compose(self) -> ComposeResult:
        """Lay out status, table, the principle in full, and keys."""
        yield self.status
        yield self.table
        yield self.principle
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the table."""
        self.table.focus()

    def on_screen_resume(self) -> None:
        """Show the numbers as they are now."""
        session = self._session
        reference = inert_line(session.data.reference().name)
        self.table.border_title = Content(f"rankings · discrepancy is to {reference}")
        shown = rankings_shown(session)
        self.table.show(shown)
        flagged = sum(int(session.desk(each.name).flagged.sum()) for each in session.data.annotators)
        self.status.show(
            f" Discretion   {inert_line(session.data.store)} · {plural(len(shown.columns), 'annotator')}",
            f"flagged annotations left out: {flagged} · {session.reviewer} ",
        )
        self._show_principle(self.table.principle)

    def on_ranking_table_moved(self, message: RankingTable.Moved) -> None:
        """Spell the principle out."""
        self._show_principle(message.principle)

    def _show_principle(self, name: str | None) -> None:
        found = (each for each in self._session.data.principles if inert_line(each.name) == name)
        principle = next(found, None)
        self.principle.show(f" {inert_line(principle.text)}" if principle else "", "")
