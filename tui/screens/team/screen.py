"""Who reviewed what, and how far the reviewers agree."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.worker import get_current_worker

from core.journal.team import Agreed
from core.model.number_words import plural
from core.review.session import ReviewSession
from tui.common.keys import BACK, COMMON
from tui.screens.base import SessionScreen
from tui.screens.team.rows import Questions, measured, questions, same, team_shown
from tui.screens.team.table import TeamTable
from tui.widgets.key_line import KeyLine


class TeamScreen(SessionScreen):
    """Reviewers side by side; each number leads to its cases, those they disagree on among them."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK, *COMMON]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._measured: tuple[Questions, tuple[Agreed, ...]] | None = None
        self.table = TeamTable(id="team")

    def compose(self) -> ComposeResult:
        """Lay out status, table and keys."""
        yield self.status
        yield self.table
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the table."""
        self.table.border_title = Content("team")
        self.table.focus()

    def renew(self) -> None:
        """Show everybody's work at once, and the agreement as soon as it is measured where answers changed."""
        found = questions(self._session)
        if self._measured is not None and same(self._measured[0], found):
            self._show(found, self._measured[1])
            return
        self._show(found, None)
        self._measure(found)

    @work(thread=True, exclusive=True, group="team")
    def _measure(self, found: Questions) -> None:
        worker = get_current_worker()
        agreements = measured(found)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._keep, found, agreements)

    def _keep(self, found: Questions, agreements: tuple[Agreed, ...]) -> None:
        self._measured = found, agreements
        self._show(found, agreements)

    def _show(self, found: Questions, agreements: tuple[Agreed, ...] | None) -> None:
        shown = team_shown(self._session, found, agreements)
        self.table.show(shown)
        contested = sum(each.contested for each in found if each.annotator is not None)
        self.head(plural(shown.reviewers, "reviewer"), f"contested {contested}")
