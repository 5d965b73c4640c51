"""The runs in which models were asked: how far each is, what it returned, and how far its oracle and others agree."""

import textwrap
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.worker import get_current_worker

from core.model.errors import DiscretionError, OracleError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.oracle.journal.runs import Run, Runs
from core.oracle.terms import Failure
from core.query.kinds import View
from core.query.terms import Kind
from core.query.words import Secret
from core.review.blind import BlindError
from core.review.session import ReviewSession
from tui.common.keys import COMMON, key
from tui.common.messages import Follow, Refused
from tui.screens.base import SessionScreen
from tui.screens.runs.agreement import OracleAgreement
from tui.screens.runs.raw_answers import RawAnswersScreen
from tui.screens.runs.records import RecordList
from tui.screens.runs.rows import (
    RecordRows,
    annotates,
    covered_votes,
    eyes,
    run_line,
    run_name,
    run_row,
    run_state,
    taken_answers,
)
from tui.screens.runs.table import RunsTable
from tui.widgets.key_line import KeyLine
from tui.widgets.rows import CursorView
from tui.widgets.status_line import StatusLine

PERIOD: Final = 1.0
"""Seconds between two looks at the journals while the screen is up."""
NO_RUNS: Final = """\
No model was asked for this store yet. What it would take to have one vote:

  discretion judge --model PROVIDER/NAME --dry-run -s {}

Without --dry-run it is asked, and its answers are listed here as they come."""


class RunsScreen(SessionScreen):
    """Follows the journals of all runs while it is up; an answer leads to all that was returned on its case."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "runs",
            "enter",
            "open",
            "answers",
            "List the run's answers; on an answer, all that was returned on its case",
            "enter",
        ),
        key("runs", "tab,shift+tab", "turn", "part", "The other part: runs, answers", "tab"),
        key("runs", "v", "view", "view", "View the failures only, or all answers", "v"),
        key("runs", "g", "lead", "go to", "Go to the case of the answer", "g"),
        key("runs", "C", "compare", "compare oracles", "Compare the oracles, or list the answers again", "c"),
        key("runs", "escape", "back", "back", "Back to the runs, then to the cases", "esc"),
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._runs = Runs(session.store.path)
        self._found: tuple[Run, ...] | None = None
        self._only_failures = False
        self._blind = session.blind
        self._looking = False
        self._unread: tuple[str, ...] = ()
        self._timer: Timer | None = None
        self.table = RunsTable(id="runs")
        self.records = RecordList(id="records")
        self.agreement = OracleAgreement(session, id="agreement")
        self.about = StatusLine(id="about")

    @cached_property
    def _taken(self) -> Mapping[str, int]:
        """How many answers of each journal are in the store: nobody can put any there while it is open here."""
        return taken_answers(self._session.store)

    @cached_property
    def _covered(self) -> Mapping[str, str]:
        """How many of the votes wanted each run has brought, as of then too."""
        return covered_votes(self._session.store)

    def compose(self) -> ComposeResult:
        """Lay out status, runs, answers or the oracles' agreement, what there is no room for, and keys."""
        yield self.status
        yield self.table
        yield self.records
        self.agreement.display = False
        yield self.agreement
        yield self.about
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the table, and follow the journals."""
        self.table.border_title = Content("runs")
        self.records.show((), 0, "Reading the journals …")
        self._fit(self.app.size.height)
        self.table.focus()
        self._timer = self.set_interval(PERIOD, self.renew)

    def on_resize(self, event: Resize) -> None:
        """Give the runs what they need and no more than a part."""
        self._fit(event.size.height)

    def on_screen_resume(self) -> None:
        """Look at once."""
        if self._timer is not None:
            self._timer.resume()
        if self._blind != self._session.blind:
            self._blind = self._session.blind
            self._show_runs(self._found or ())
            self._show(again=True)
            if self._blind and self.agreement.display:
                self._turn_to_agreement(shown=False)

    def on_screen_suspend(self) -> None:
        """Look no longer than somebody is there to see."""
        if self._timer is not None:
            self._timer.pause()

    def renew(self) -> None:
        """Look at the journals, one look at a time."""
        if not self._looking:
            self._looking = True
            self._look()

    @work(thread=True, group="runs")
    def _look(self) -> None:
        worker = get_current_worker()
        found: tuple[Run, ...] | None = None
        try:
            found, unread = self._runs.poll(), self._runs.unread
        except DiscretionError as error:
            unread = (str(error),)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take, found, unread)

    def _take(self, found: tuple[Run, ...] | None, unread: tuple[str, ...]) -> None:
        self._looking = False
        told, self._unread = self._unread, unread
        for sentence in unread:
            if sentence not in told:
                self.post_message(Refused(OracleError(sentence)))
        if found is None:
            found = self._found or ()
            if self._timer is not None:  # what cannot be read is not tried again before one comes back
                self._timer.pause()
        if found != self._found or unread != told:
            held = self.run.name if self.run is not None else None
            self._found = found
            names = [run.name for run in found]
            self._show_runs(found, names.index(held) if held in names else 0)
            self._show(again=held in names)

    # What is shown

    def _show_runs(self, found: tuple[Run, ...], cursor: int | None = None) -> None:
        """Show the runs in the table, with the cursor at a place or where it was."""
        rows = tuple(run_row(each, self._taken, blind=self._session.blind) for each in found)
        self.table.show(rows, self.table.cursor if cursor is None else cursor)

    @property
    def run(self) -> Run | None:
        """The run under the cursor."""
        return self._found[self.table.cursor] if self._found else None

    def _show(self, *, again: bool = False) -> None:
        """Show the answers of the run under the cursor; `again`, the cursor stays on its answer, or at the end."""
        run = self.run
        found = self._found or ()
        under_way = sum(each.under_way for each in found)
        told = f", {under_way} under way" if under_way else ""
        waiting = sum(run_state(each, self._taken) == "not imported" for each in found)
        told += f", {waiting} not imported" if waiting else ""
        told += f", {len(self._unread)} not readable" if self._unread else ""
        self.head(f"{plural(len(found), 'run')}{told}", f"votes by {inert_line(self._session.data.oracle.name)}")
        self._fit(self.size.height)
        if run is None:
            self.records.border_title = Content("answers")
            room = max(20, self.size.width - 5)
            unread = "\n".join(line for each in self._unread for line in textwrap.wrap(inert_line(each), room))
            self.records.show((), 0, unread or NO_RUNS.format(inert_line(str(self._session.store.path))))
            self.about.show("")
            return
        journal = self._runs.journals[run.name]
        places = tuple(journal.places(failures=self._only_failures))
        rows = RecordRows(journal, places, eyes(self._session), annotates=annotates(run.head))
        at_end = self.records.cursor >= len(self.records.rows) - 1 > 0
        cursor = (len(rows) - 1 if at_end and run.under_way else self.records.cursor) if again else 0
        self.records.show(rows, cursor, "No failure here." if self._only_failures else "No answer yet.")
        if again:
            self.records.reveal(self.records.cursor)
        kind = "failures" if self._only_failures else "answers"
        blind = self._session.blind
        self.records.border_title = Content(f"{kind} · {run_name(run, blind=blind)}")
        self.about.show(
            f" {run_line(run, self._taken, self._covered, blind=blind)}", "v all again " if self._only_failures else ""
        )

    def _fit(self, height: int) -> None:
        wanted = len(self.table.rows) + 3
        self.table.styles.height = min(max(wanted, 4), max(height * 2 // 5, 5))

    def on_cursor_view_moved(self, message: CursorView.Moved) -> None:
        """List the answers of the run under the cursor."""
        if message.control is self.table:
            self._show()

    def on_cursor_view_opened(self) -> None:
        """A click opens what Enter opens."""
        self.action_open()

    # Keys

    def action_open(self) -> None:
        """Go to the answers of the run; from an answer to all that was returned on its case."""
        if self.agreement.display:
            return
        if self.focused is not self.records:
            self._settle()
            self.set_focus(self.records)
            return
        case = self._case
        if case is not None:
            principle = self.records.rows[self.records.cursor].principle
            self.app.push_screen(RawAnswersScreen(self._session, case, principle))

    def action_lead(self) -> None:
        """Go to the case of the answer under the cursor."""
        case = self._case
        if case is None:
            self.about.tell(" choose an answer first")
        elif not self._session.store.numbers([case]):
            self.about.tell(" this case is not in the store")
        else:
            self.post_message(Follow(str(Kind(View.ALL)), case=case))

    @property
    def _case(self) -> str | None:
        """The id of the case of the answer under the cursor."""
        rows = self.records.rows
        record = rows.record(self.records.cursor) if isinstance(rows, RecordRows) and rows else None
        if record is None:
            return None
        return record.case if isinstance(record, Failure) else record[0].case

    def action_view(self) -> None:
        """List the failures only, or all again."""
        self._only_failures = not self._only_failures
        self._settle()

    def action_turn(self) -> None:
        """Go to the other part."""
        below = self.agreement if self.agreement.display else self.records
        self.set_focus(below if self.focused is self.table else self.table)

    def action_compare(self) -> None:
        """Show how far the oracles agree, and what hangs on that for each annotator, or the answers again."""
        if self._session.blind:
            self.post_message(Refused(BlindError(Secret.NAMES)))
            return
        self._turn_to_agreement(shown=not self.agreement.display)

    def _turn_to_agreement(self, *, shown: bool) -> None:
        self.agreement.display = shown
        self.records.display = not shown
        if shown:
            self.agreement.want()
        self.set_focus(self.agreement if shown else self.table)

    def action_back(self) -> None:
        """Go back to the runs, and from them to the cases."""
        if self.agreement.display:
            self._turn_to_agreement(shown=False)
        elif self.focused is self.records:
            self.set_focus(self.table)
        else:
            self.app.switch_mode("review")

    def _settle(self) -> None:
        """Take in where the table's cursor went: with keys typed ahead, its message may still be under way."""
        if self._found is not None:
            self._show()
