"""The review screen: case list, case, live ranking; every key acts on the case under the cursor."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.screen import Screen

from core.errors import DiscretionError
from core.filters import Filter
from core.inert import inert_line
from core.journal import Event
from core.model import Ballot, Case, Preference, Reason, Verdict
from core.session import ReviewSession
from tui.messages import Refused
from tui.presenting.cases import case_rows, case_shown, marked
from tui.presenting.rankings import ranking_shown
from tui.screens.common import COMMON
from tui.screens.filtering import choose_filter
from tui.screens.questions import ask_annotator, ask_comment, ask_flag, ask_search
from tui.screens.review_keys import OTHER_KEYS, VERDICT_KEYS
from tui.widgets.case_list import CaseList
from tui.widgets.case_view import CaseView
from tui.widgets.flag_dialog import FlagGiven
from tui.widgets.key_line import KeyLine
from tui.widgets.ranking import RankingPanel
from tui.widgets.status_line import StatusLine

NARROW = 100
"""Columns below which the ranking folds under a key."""


class ReviewScreen(Screen[None]):
    """Steps through cases and takes verdicts; a verdict is in the journal before anything changes here."""

    HELP: ClassVar[str | None] = "review"

    BINDINGS: ClassVar[list[BindingType]] = [*VERDICT_KEYS, *COMMON, *OTHER_KEYS]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__()
        self._session = session
        self._filter = Filter()
        self._ids = np.empty(0, dtype=np.int32)
        self._case: Case | None = None
        self._ballots: tuple[Ballot, ...] = ()
        self._ranking_wanted: bool | None = None
        self.list = CaseList(id="cases")
        self.view = CaseView(id="case")
        self.ranking = RankingPanel(id="ranking")
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """Lay out status, list, case, ranking and keys."""
        self._fit(self.app.size.width)
        yield self.status
        with Horizontal(id="desk"):
            yield self.list
            yield self.view
            yield self.ranking
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin where the reviewer stopped the last time."""
        place = self._session.place
        self._turn_to(Filter(place.view, place.reviewed), place.case)
        self.list.focus()

    def on_resize(self, event: Resize) -> None:
        """Fold the ranking away where it has no room."""
        self._fit(event.size.width)
        self._show_status()

    def on_unmount(self) -> None:
        """Keep the place, also where the reviewer only looked."""
        self._remember()

    def _fit(self, width: int) -> None:
        self.set_class(width < NARROW, "-narrow")
        self.set_class(width >= 160, "-wide")
        self.set_class(width >= 190, "-widest")

    @property
    def filter(self) -> Filter:
        """The filter in force."""
        return self._filter

    @property
    def case(self) -> Case | None:
        """The case on show."""
        return self._case

    # Which cases

    def action_filter(self) -> None:
        """Let the reviewer choose a view."""
        choose_filter(self.app, self._session, self._filter, self._turn_to)

    def action_search(self) -> None:
        """Ask for a text that cases must contain."""
        ask_search(self.app, self._filter.text, lambda text: self._turn_to(self._filter.with_text(text)))

    def action_clear_search(self) -> None:
        """Forget the text searched for."""
        if self._filter.text:
            self._turn_to(self._filter.with_text(""))

    def action_annotator(self) -> None:
        """Let the reviewer choose another annotator."""
        ask_annotator(self.app, self._session, self._turn_to_annotator)

    def _turn_to_annotator(self, name: str) -> None:
        self._session.choose_annotator(name)
        self.list.forget_rows()
        self._turn_to(self._filter)

    def _turn_to(self, chosen: Filter, case: str | None = None) -> None:
        """Show the cases of a filter, staying on the same case where it is among them."""
        self._filter = chosen
        self._ids = self._session.select(chosen)
        case = case or (self._case.id if self._case else None)
        n = self._session.store.numbers([case]).get(case) if case else None
        at = int(np.searchsorted(self._ids, n)) if n is not None else 0
        self.list.show(
            self._ids,
            at,
            label_width=min(self._session.longest_id, 12),
            title=inert_line(str(chosen)),
            empty="No case here. Press v to view others" + (", Escape to clear the search." if chosen.text else "."),
        )
        self._open()
        self._show_numbers()
        self._remember()

    # Which case

    def action_move(self, delta: int) -> None:
        """Go to another case of the list."""
        self.list.move_by(delta)
        self._follow()

    def on_case_list_moved(self) -> None:
        """Show the case under the cursor."""
        self._follow()

    def _follow(self) -> Case | None:
        """The case under the cursor, which is also the one on show: nothing is ever said of another."""
        if self.list.current != (self._case.n if self._case else None):
            self._open()
        return self._case

    def on_case_list_page_needed(self, message: CaseList.PageNeeded) -> None:
        """Give the list the rows it lacks."""
        self.list.supply(case_rows(self._session, self._session.store.previews(message.ns)))

    def _open(self) -> None:
        n = self.list.current
        if n is None:
            self._case = None
            self.view.show_nothing("No case to show.")
            return
        self._case = self._session.store.case(n)
        self._ballots = self._session.store.ballots(n, self._session.data.oracle)
        self._show_case()

    # What the reviewer says

    def action_judge(self, verdict: str) -> None:
        """Give a verdict on the annotation."""
        case, given = self._follow(), Verdict(verdict)
        reason = Reason.ARBITRARY if given is Verdict.FLAG else None
        if case is not None and self._session.desk().verdict(case.n) is given:
            # Saying it again must not take away the reason and note of the first time.
            self._tell(f"already: {given}; z takes it back")
        elif case is not None:
            self._say(lambda: self._session.judge(case.n, case.id, given, reason))

    def action_flag_with_reason(self) -> None:
        """Ask why, then flag."""
        case = self._follow()
        if case is not None:
            held = self._session.standing.verdict(self._session.reviewer, case.id, self._session.annotator)
            ask_flag(self.app, inert_line(case.id), held, partial(self._flag, case))

    def _flag(self, case: Case, given: FlagGiven) -> None:
        self._say(lambda: self._session.judge(case.n, case.id, Verdict.FLAG, given.reason, given.note))

    def action_prefer(self, preference: int) -> None:
        """Give the reviewer's own preference."""
        case = self._follow()
        if case is not None:
            self._say(lambda: self._session.prefer(case.n, case.id, Preference(preference)))

    def action_comment(self) -> None:
        """Ask for a comment and keep it."""
        case = self._follow()
        if case is not None:
            ask_comment(self.app, inert_line(case.id), partial(self._comment, case))

    def _comment(self, case: Case, note: str) -> None:
        self._say(lambda: self._session.comment(case.n, case.id, note))

    def action_undo(self) -> None:
        """Take back the last action and go to its case."""
        self._turn("undo")

    def action_redo(self) -> None:
        """Give again what was taken back and go to its case."""
        self._turn("redo")

    def _turn(self, how: str) -> None:
        event = self._say(self._session.undo if how == "undo" else self._session.redo)
        if event is None:
            return
        what = event.verdict or event.event
        self._tell(f"{how}: {what} on case {event.case}")
        n = self._session.number(event.case or "")
        at = int(np.searchsorted(self._ids, n)) if n is not None else len(self._ids)
        if n is None or at == len(self._ids) or self._ids[at] != n:
            return
        self._refresh_row(n)
        self.list.move_to(at)

    def _say(self, act: Callable[[], Event | None]) -> Event | None:
        """Do something that is written to the journal, then show what follows from it."""
        try:
            event = act()
        except DiscretionError as error:
            self.post_message(Refused(error))
            return None
        if event is None:
            self._tell("nothing left to undo or redo")
            return None
        self._show_case()
        self._show_numbers()
        self.call_after_refresh(self._remember)
        return event

    def _tell(self, text: str) -> None:
        self.status.tell(inert_line(text))

    def _show_case(self) -> None:
        if self._case is not None:
            self.view.show(case_shown(self._session, self._case, self._ballots, self.list.place))
            self._refresh_row(self._case.n)

    def _refresh_row(self, n: int) -> None:
        row = self.list.row(n)
        if row is not None:
            self.list.update_row(marked(self._session, row))

    def _show_numbers(self) -> None:
        self.ranking.show(ranking_shown(self._session))
        self._show_status()

    def _show_status(self) -> None:
        progress = self._session.progress(self._ids)
        name = "" if self.size.width < NARROW else "Discretion   "
        left = f" {name}{inert_line(self._session.data.store)} · {inert_line(self._session.annotator)}"
        self.status.show(
            left,
            f"{self._filter.view.value} {progress.cases} · reviewed {progress.reviewed} · "
            f"flagged {progress.flagged} · left {progress.left} · {self._session.reviewer} ",
        )

    def _remember(self) -> None:
        self._session.remember(self._filter, self._case.id if self._case else None)

    # Reading

    def action_read(self, direction: int) -> None:
        """Scroll the texts, and go on to the next case at their end."""
        self.view.page(direction)

    def action_read_all(self) -> None:
        """Show the texts in full."""
        self.view.show_all()

    def action_toggle_ranking(self) -> None:
        """Show the ranking where it is folded, hide it where it is not."""
        self.toggle_class("-ranking-toggled")
