"""What is on show while one reviews: the list, the case under its cursor, the live ranking, the numbers above."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from textual.content import Content
from textual.timer import Timer

from core.model.errors import DiscretionError, StoreError
from core.model.safe_text import inert_line
from core.model.terms import Ballot, Case
from core.query.editing import kind_of
from core.query.queues import Order, Queued
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tui.common.messages import Refused
from tui.presenting.parties import annotator_title
from tui.screens.review.blind_shown import own_shown
from tui.screens.review.case_shown import case_rows, case_shown, marked
from tui.screens.review.ranking_panel import RankingPanel
from tui.screens.review.ranking_shown import ranking_shown
from tui.screens.review.votes_panel import VotesPanel
from tui.screens.review.votes_shown import votes_shown
from tui.widgets.case.list import CaseList
from tui.widgets.case.view import CaseView
from tui.widgets.case.words import CaseShown
from tui.widgets.pointed import pointed
from tui.widgets.status_line import StatusLine

IDLE = 0.03
"""Seconds after which a case has been painted."""
KEPT = 8
"""Cases held once read: those that Next and Previous lead to, and where one came from."""
EMPTY = "No case here. Press v to pick others, / to change the filter, Escape to go back."
UNREAD = "This case cannot be read. What was said of others is kept."
TITLE = 200
"""Characters of a filter in the title of the list."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reviewer stands: whose annotations, which cases, which of them by its id."""

    annotator: str
    wanted: Wanted
    case: str | None


class Desk:
    """The widgets and what is on them: the case on show is always the one under the cursor of the list.

    `wanted` are the cases on the list and `queued` their numbers; `narrow` is to tell where there is little room,
    `votes_apart` whether all votes are shown beside the texts.
    """

    def __init__(self, session: ReviewSession) -> None:
        self._session = session
        self.wanted = Wanted()
        self.queued = Queued(np.empty(0, dtype=np.int32))
        self.case: Case | None = None
        self.ballots: tuple[Ballot, ...] = ()
        self.facts: tuple[tuple[str, str], ...] = ()
        self.narrow = False
        self.votes_apart = False
        self._read = lru_cache(KEPT)(self._read_case)
        self._idle: Timer | None = None
        self.list = CaseList(id="cases")
        self.view = CaseView(id="case")
        self.ranking = RankingPanel(id="ranking")
        self.votes = VotesPanel(id="votes")
        self.status = StatusLine(id="status")
        self.chosen = StatusLine(id="filter")
        self.chosen.display = False

    @property
    def spot(self) -> Spot:
        """Where the reviewer stands, to come back to."""
        return Spot(self._session.annotator, self.wanted, self.case.id if self.case else None)

    def remember(self) -> None:
        """Keep where the reviewer stands for the next time."""
        self._session.remember(self.wanted, self.case.id if self.case else None)

    def tell(self, text: str) -> None:
        """Tell something in passing."""
        self.status.tell(" " + inert_line(text))

    def refuse(self, error: DiscretionError) -> None:
        """Have the application show what could not be done."""
        self.status.post_message(Refused(error))

    def renew(self) -> None:
        """Show again what others' verdicts, or another screen, may have changed; the reviewer stays where they are."""
        if self.list.is_mounted and self.queued.ids.size:
            self.list.supply(
                {n: marked(self._session, row) for n in self.list.held() if (row := self.list.row(n)) is not None}
            )
        if self.case is not None:
            self.view.show(self._shown(self.case))
            self._show_votes()
        self.show_numbers()

    # The cases

    def show_found(self, there: Spot, found: Queued) -> None:
        """Show the cases found, and whose they are; the cursor stays on its case where that is among them."""
        case = (self.case.id if self.case else None) if there.case is None else there.case
        n = self._session.store.numbers([case]).get(case) if case else None
        self.turn_to_annotator(there.annotator)
        self.wanted, self.queued = there.wanted, found
        at = self._places(n)
        self.list.show(
            found.ids,
            at[0] if at else 0,
            label_width=min(self._session.longest_id, 12),
            title=inert_line(str(there.wanted.query), TITLE),
            empty=EMPTY,
        )
        self._open()
        self._show_reason()
        self.show_numbers()
        self.remember()

    def turn_to_annotator(self, name: str) -> None:
        """Go by another annotator's annotations."""
        if name != self._session.annotator:
            self._session.choose_annotator(name)
            self.list.forget_rows()

    def supply(self, ns: Sequence[int]) -> None:
        """Give the list the rows that it lacks, by the numbers of their cases."""
        self.list.supply(case_rows(self._session, self._session.store.previews(ns)))

    def follow(self) -> Case | None:
        """The case under the cursor, which is also the one on show: nothing is ever said of another."""
        if self.list.current != (self.case.n if self.case else None):
            self.status.untell()
            self._open()
        return self.case

    def move_by(self, delta: int) -> None:
        """Show another case of the list; at its ends say so."""
        before = self.list.current
        self.list.move_by(delta)
        self.follow()
        if before is not None and self.list.current == before:
            self.tell(f"the {'last' if delta > 0 else 'first'} of the cases here")

    def go_on_to(self, place: int) -> None:
        """Leave the case on show, of which something was said, for the one at a place of the list."""
        if self.case is not None:
            self._refresh_row(self.case.n)
        self.list.move_to(place)
        self.follow()
        self.show_numbers()

    def go_to(self, n: int) -> bool:
        """Show a case by its number; False where it is not on the list."""
        places = self._places(n)
        if places:
            self._refresh_row(n)
            self.list.move_to(places[0])
            self.follow()
        return bool(places)

    def show_said(self) -> None:
        """Show the case on show and the numbers as they are after something was said."""
        self._show_case()
        self.show_numbers()

    def turn_votes(self, *, shown: bool) -> None:
        """Show all votes on the case beside its texts, in place of those below them and of the ranking, or not."""
        self.votes_apart = shown
        self.view.turn_votes(shown=not shown)
        self._show_votes()

    def _places(self, n: int | None) -> list[int]:
        found: list[int] = [] if n is None else np.flatnonzero(self.queued.ids == n).tolist()
        return found

    def _open(self) -> None:
        n = self.list.current
        if n is None:
            self.case = None
            self.view.show_nothing(EMPTY)
            self._show_votes()
            return
        try:
            self.case, self.ballots, self.facts = self._read(n)
        except StoreError as error:
            # Shown, not raised: what leads here may be a verdict, which stands all the same.
            self.case = None
            self.view.show_nothing(UNREAD)
            self._show_votes()
            self.status.post_message(Refused(error, "Not shown"))
            return
        self._show_case()
        self._idle = self.view.set_timer(IDLE, self._read_ahead) if self._idle is None else self._idle

    def _read_case(self, n: int) -> tuple[Case, tuple[Ballot, ...], tuple[tuple[str, str], ...]]:
        """A case by its number, the oracle's votes on it and its facts: none changes while the store is open."""
        store = self._session.store
        facts = store.facts.of(n) if self._session.data.facts else ()
        return store.case(n), tuple(store.ballots(n, self._session.data.oracle)), facts

    def _read_ahead(self) -> None:
        """Read the next case while nobody waits for it."""
        self._idle = None
        following = self.list.neighbour(1)
        if following is not None:
            self._read(following)

    def _show_case(self) -> None:
        if self.case is not None:
            self.view.show(self._shown(self.case))
            self._refresh_row(self.case.n)
            self._show_reason()
            self._show_votes()

    def _show_votes(self) -> None:
        if self.votes_apart:
            rows = () if self.case is None else votes_shown(self._session, self.case, self.ballots)
            corrected = len(self._session.data.corrected)
            self.votes.show(rows, f"votes · {corrected} corrected" if corrected else "votes")

    def _shown(self, case: Case) -> CaseShown:
        held = self.wanted.query
        return case_shown(self._session, case, self.ballots, self.list.place, self.facts, held)

    def _refresh_row(self, n: int) -> None:
        row = self.list.row(n)
        if row is not None:
            self.list.update_row(marked(self._session, row))

    # The numbers

    def show_numbers(self) -> None:
        """Show ranking and status line as they are now."""
        blind = self._session.blind
        self.ranking.show(own_shown(self._session) if blind else ranking_shown(self._session))
        self.show_status()

    def show_status(self) -> None:
        """Say where the reviewer is, and how far."""
        progress = self._session.progress(self.queued.ids)
        whose = "blind" if self._session.blind else annotator_title(self._session, self._session.annotator)
        left = f" {'' if self.narrow else 'Discretion   '}{inert_line(self._session.data.store)} · {whose}"
        if len(self._session.oracles) > 1:
            left += f" · votes by {inert_line(self._session.data.oracle.name, 24)}"
        kind, corrected = kind_of(self.wanted.query), len(self._session.data.corrected)
        numbers = [
            pointed(f"reviewed {progress.reviewed}", "lead-reviewed"),
            pointed(f"flagged {progress.flagged}", "lead-flagged"),
            pointed(f"left {progress.left}", "lead-left"),
        ]
        numbers += [pointed(f"{corrected} corrected", "tip-corrected")] if corrected else []
        first, last = f"{kind.value if kind else 'cases'} {progress.cases}", f"{self._session.reviewer} "
        self.status.show(left, Content(" · ").join([Content(first), *numbers, Content(last)]))

    def _show_reason(self) -> None:
        """Say which cases these are where that is more than one word, and why this one stands where it does."""
        kind = kind_of(self.wanted.query)
        plain = kind is not None and str(self.wanted.query) == kind.value
        in_order = self.wanted.queue.order is Order.DATASET
        parts = [] if plain else [f"filter  {inert_line(str(self.wanted.query))}"]
        parts += [] if in_order else [f"queue  {self.wanted.queue}"]
        case = self.case
        # Why a case is likely to be arbitrary would tell a blind reviewer what was chosen.
        reason = self.queued.reasons.get(case.n, "") if case and not self._session.hides(case.id) else ""
        self.chosen.display = bool(parts)
        self.chosen.show(" " + "   ".join(parts), f"{inert_line(reason)} " if reason else "")
