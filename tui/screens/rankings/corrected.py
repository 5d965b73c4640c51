"""The rankings without the oracle's errors, as blind checks of its votes tell them, beside those with them."""

from collections.abc import Callable
from typing import Final

from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from core.audit.corrected_results import CorrectedAnnotator, CorrectedFigure, CorrectedPriority, CorrectedReport
from core.audit.correcting import Checked, correct_oracle
from core.audit.counted import Counted
from core.model.errors import DiscretionError
from core.model.number_words import hundredths, percent, plural, signed
from core.model.safe_text import inert_line
from core.model.terms import ROUGH
from core.review.counted_now import counted_now
from core.review.session import ReviewSession
from tui.common.messages import Refused
from tui.presenting.parties import Party
from tui.presenting.ranked import RankedPrinciple
from tui.screens.rankings.cells import RankingColumn

UNCHECKED: Final = "unchecked"
"""The status of a principle whose votes are not checked well enough."""


class CorrectedRankings:
    """What is known of the oracle's errors now; computed beside the interface, and only while it is asked for."""

    def __init__(self, screen: Screen[None], session: ReviewSession, changed: Callable[[], None]) -> None:
        self.on = False
        self.found: CorrectedReport | None = None
        self._screen, self._session, self._changed = screen, session, changed
        self._version: int | None = None

    def turn(self) -> None:
        """Show corrected rankings, or no longer."""
        self.on = not self.on
        self.want()
        self._changed()

    def want(self) -> None:
        """See to it that what is shown is of what stands now."""
        session, version = self._session, self._session.live.version
        if not self.on or self._version == version:
            return
        self._version = version
        self.found = None  # what was found is of what stood before
        # Gathered here: while the thread computes, more may be said.
        checked, counts = Checked.of(session.data, session.standing, session.live.numbers), counted_now(session)
        self._screen.run_worker(
            lambda: self._compute(checked, counts), thread=True, group="corrected", exclusive=True, exit_on_error=False
        )

    def _compute(self, checked: Checked, counts: Counted) -> None:
        """In the thread: compute."""
        worker = get_current_worker()
        try:
            found = correct_oracle(self._session.data, checked, counts, counts.names)
        except DiscretionError as error:
            self._screen.post_message(Refused(error))
            return
        if not worker.is_cancelled:
            self._screen.app.call_from_thread(self._take, worker, found)

    def _take(self, worker: Worker[None], found: CorrectedReport) -> None:
        if not worker.is_cancelled:  # by one that began before this was heard of
            self.found = found
            self._changed()

    def column(self, annotator: Party) -> RankingColumn:
        """The column beside an annotator's own."""
        told = None if self.found is None else self.found.of(annotator.name)
        title = f"{annotator.title} corrected"
        if told is None or self.found is None:
            return RankingColumn(title, "computing …", "…", "not corrected", ())
        if told.refusal is not None:
            return RankingColumn(title, "not corrected", "–", "not corrected", self._unchecked(()))
        places = {each.principle_id: place for place, each in enumerate(told.priorities)}
        columns = {principle.id: principle.n for principle in self._session.data.principles}
        rows = tuple(_row(columns[each.principle_id], each) for each in told.priorities)
        arbitrary = told.arbitrariness
        return RankingColumn(
            title,
            f"by {plural(self.found.checks, 'check')}",
            "–" if arbitrary is None else _share(arbitrary),
            "not corrected",
            (*rows, *self._unchecked(places)),
        )

    def _unchecked(self, but: object) -> tuple[RankedPrinciple, ...]:
        known = set(but) if isinstance(but, dict) else set()
        return tuple(
            RankedPrinciple(each.n, inert_line(each.name), None, UNCHECKED, None, 0, 0, 0, 0, few=False)
            for each in self._session.data.principles
            if each.id not in known
        )

    def words(self, annotator: Party, key: int) -> tuple[str, str, str]:
        """A corrected place in words: where it stands, what it hangs on, and what more checks would do."""
        if self.found is None:
            return " computing what the checks tell …", "", ""
        told, principle = self.found.of(annotator.name), self._session.data.principles[key]
        checked = next(each for each in self.found.principles if each.principle_id == principle.id)
        refusal = None if told is None else told.refusal
        if told is None or refusal is not None:
            return f" {annotator.title} is not corrected: {refusal or 'nothing is known'}", _checks(checked.refusal), _T
        row = next((each for each in told.priorities if each.principle_id == principle.id), None)
        if row is None:
            return f" not corrected: {checked.refusal}", "", _T
        return _standing(row), _spread(row, checked.checks), f" {_halving(told)}"


_T: Final = " T in review checks votes blind"


def _share(found: CorrectedFigure) -> str:
    return f"{percent(found.value)} ({hundredths(found.low, 0)}–{hundredths(found.high, 0)})"


def _checks(refusal: str | None) -> str:
    return "" if refusal is None else f" {refusal}"


def _row(key: int, row: CorrectedPriority) -> RankedPrinciple:
    value, name = row.priority, inert_line(row.principle)
    if value is None:
        return RankedPrinciple(key, name, None, UNCHECKED, None, 0, 0, 0, 0, few=False)
    return RankedPrinciple(
        *(key, name, row.rank, "ranked", value.value, 0, 0, 0, 0),
        few=value.sd > ROUGH,
        low=value.low,
        high=value.high,
        rank_low=row.rank_low,
        rank_high=row.rank_high,
        sd=value.sd,
    )


def _standing(row: CorrectedPriority) -> str:
    if row.priority is None:
        return " the corrected wins give it no number"
    ranks = "" if row.rank is None else f"rank {row.rank} ({row.rank_low}–{row.rank_high}) · "
    found = f"{signed(row.priority.value)} ({signed(row.priority.low)} to {signed(row.priority.high)})"
    raw = "no number" if row.raw is None else signed(row.raw)
    return f" without the oracle's errors: {ranks}{found} · by its own votes {raw}"


def _spread(row: CorrectedPriority, checks: int) -> str:
    if row.priority is None:
        return ""
    parts = f"{row.priority.sd_cases:.2f} over cases, {row.priority.sd_checks:.2f} over checks"
    return f" deviation {row.priority.sd:.2f}: {parts}; {plural(checks, 'vote')} of it checked"


def _halving(told: CorrectedAnnotator) -> str:
    more = told.checks_to_halve
    if more is None:
        return "more checks would not halve the intervals: more than half of them is the spread over cases"
    return f"about {plural(more, 'more check')} would halve the intervals: T in review asks where they tell most"
