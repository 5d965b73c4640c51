"""What is on show while one reviews: the list, the case under its cursor, the live ranking, the numbers above."""

from dataclasses import dataclass

import numpy as np
from textual.events import Resize
from textual.screen import Screen
from textual.timer import Timer

from core.model.safe_text import inert_line
from core.model.terms import Ballot, Case
from core.query.editing import kind_of
from core.query.queues import Order, Queued
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tui.screens.review.blind_shown import own_shown
from tui.screens.review.case_shown import case_rows, case_shown, marked
from tui.screens.review.cases_ahead import CasesAhead
from tui.screens.review.ranking_panel import RankingPanel
from tui.screens.review.ranking_shown import ranking_shown
from tui.widgets.case.list import CaseList
from tui.widgets.case.view import CaseView
from tui.widgets.status_line import StatusLine

NARROW = 100
"""Columns below which the ranking folds under a key."""
IDLE = 0.03
"""Seconds after which a case has been painted."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a reviewer stands: whose annotations, which cases, which of them."""

    annotator: str
    wanted: Wanted
    case: str | None


class ReviewDesk(Screen[None]):
    """The case on show is always the one under the cursor of the list."""

    def __init__(self, session: ReviewSession) -> None:
        super().__init__()
        self._session = session
        self._wanted = Wanted()
        self._queued = Queued(np.empty(0, dtype=np.int32))
        self._case: Case | None = None
        self._ballots: tuple[Ballot, ...] = ()
        self._ahead = CasesAhead(session)
        self._idle: Timer | None = None
        self._awaited: Standpoint | None = None
        """What is being looked for."""
        self._leading = False
        """Whether the reviewer is led there, away from the case on show."""
        self._asked = 0.0
        self.list = CaseList(id="cases")
        self.view = CaseView(id="case")
        self.ranking = RankingPanel(id="ranking")
        self.status = StatusLine(id="status")
        self.chosen = StatusLine(id="filter")

    @property
    def wanted(self) -> Wanted:
        """The cases on the list."""
        return self._wanted

    @property
    def case(self) -> Case | None:
        """The case on show."""
        return self._case

    @property
    def standpoint(self) -> Standpoint:
        """Where the reviewer stands, to come back to."""
        return Standpoint(self._session.annotator, self._wanted, self._case.id if self._case else None)

    def on_resize(self, event: Resize) -> None:
        """Fold the ranking away where it has no room."""
        self._fit(event.size.width)
        self._show_status()

    def on_screen_resume(self) -> None:
        """Show the numbers as they are now."""
        self.renew()

    def renew(self) -> None:
        """Show again what others' verdicts, or another screen, may have changed; the reviewer stays where they are."""
        if self.is_mounted and self._queued.ids.size:
            self.list.supply(
                {n: marked(self._session, row) for n in self.list.held() if (row := self.list.row(n)) is not None}
            )
        if self._case is not None:
            self.view.show(case_shown(self._session, self._case, self._ballots, self.list.place))
        self._show_numbers()

    def _fit(self, width: int) -> None:
        self.set_class(width < NARROW, "-narrow")
        self.set_class(width >= 160, "-wide")
        self.set_class(width >= 190, "-widest")

    # The case

    def on_case_list_moved(self) -> None:
        """Show the case under the cursor."""
        self._follow()

    def on_case_list_page_needed(self, message: CaseList.PageNeeded) -> None:
        """Give the list the rows it lacks."""
        self.list.supply(case_rows(self._session, self._session.store.previews(message.ns)))

    def _follow(self) -> Case | None:
        """The case under the cursor, which is also the one on show: nothing is ever said of another."""
        if self.list.current != (self._case.n if self._case else None):
            self.status.untell()
            self._open()
        return self._case

    def _here(self) -> Case | None:
        """The case on show, if something may be said of it: not while the reviewer is led elsewhere."""
        if self._leading:
            self._tell("finding the cases: say it again when they are here")
            return None
        return self._follow()

    def _open(self) -> None:
        n = self.list.current
        if n is None:
            self._case = None
            self.view.show_nothing("No case to show.")
            return
        self._case, self._ballots = self._ahead.read(n)
        self._show_case()
        self._idle = self.set_timer(IDLE, self._read_ahead) if self._idle is None else self._idle

    def _read_ahead(self) -> None:
        """Read the next case while nobody waits for it."""
        self._idle = None
        following = self.list.neighbour(1)
        if following is not None:
            self._ahead.read(following)

    def _show_case(self) -> None:
        if self._case is not None:
            self.view.show(case_shown(self._session, self._case, self._ballots, self.list.place))
            self._refresh_row(self._case.n)
            self._show_reason()

    def _refresh_row(self, n: int) -> None:
        row = self.list.row(n)
        if row is not None:
            self.list.update_row(marked(self._session, row))

    # The numbers

    def _show_numbers(self) -> None:
        blind = self._session.blind
        self.ranking.show(own_shown(self._session) if blind else ranking_shown(self._session))
        self._show_status()

    def _show_status(self) -> None:
        progress = self._session.progress(self._queued.ids)
        narrow = self.size.width < NARROW
        whose = "blind" if self._session.blind else inert_line(self._session.annotator)
        left = f" {'' if narrow else 'Discretion   '}{inert_line(self._session.data.store)} · {whose}"
        if len(self._session.oracles) > 1:
            left += f" · votes by {inert_line(self._session.data.oracle.name, 24)}"
        kind = kind_of(self._wanted.query)
        self.status.show(
            left,
            f"{kind.value if kind else 'cases'} {progress.cases} · reviewed {progress.reviewed} · "
            f"flagged {progress.flagged} · left {progress.left} · {self._session.reviewer} ",
        )

    def _show_reason(self) -> None:
        """Say which cases these are where that is more than one word, and why this one stands where it does."""
        kind = kind_of(self._wanted.query)
        plain = kind is not None and str(self._wanted.query) == kind.value
        in_order = self._wanted.queue.order is Order.DATASET
        parts = [] if plain else [f"filter  {inert_line(str(self._wanted.query))}"]
        parts += [] if in_order else [f"queue  {self._wanted.queue}"]
        case = self._case
        # Why a case is likely to be arbitrary would tell a blind reviewer what was chosen.
        reason = self._queued.reasons.get(case.n, "") if case and not self._session.hides(case.id) else ""
        self.chosen.display = bool(parts)
        self.chosen.show(" " + "   ".join(parts), f"{inert_line(reason)} " if reason else "")

    def _tell(self, text: str) -> None:
        self.status.tell(" " + inert_line(text))

    def _remember(self) -> None:
        self._session.remember(self._wanted, self._case.id if self._case else None)
