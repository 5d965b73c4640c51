"""The votes queue: answer a random sample of votes blind, and see how often the oracle was right."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static
from textual.worker import get_current_worker

from core.journal.corrections import Cell
from core.journal.events import Event
from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.model.terms import Preference
from core.review.session import ReviewSession
from core.review.vote_check import Gathered, VoteCheck, VoteState
from core.storage.store import Store
from tui.common.keys import BACK, COMMON, key
from tui.common.messages import Refused
from tui.screens.base import SessionScreen
from tui.screens.dialogs.leads import offer_leads
from tui.screens.vote_check.rows import accuracy_leads, accuracy_line, accuracy_rows, asked_shown
from tui.screens.vote_check.table import AccuracyTable
from tui.widgets.key_line import KeyLine
from tui.widgets.text_pane import TextPane

NARROW: Final = 110
"""Columns below which the table of accuracies folds under a key."""
STACKED: Final = 64
"""Columns of the texts below which the responses stand above one another."""


class VoteCheckScreen(SessionScreen):
    """Asks for one vote after another; an answer is in the journal before the oracle's vote is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("check", "a", "answer(1)", "mine", "The principle prefers A", "a/b/x"),
        key("check", "b", "answer(-1)", "mine B", "The principle prefers B"),
        key("check", "x", "answer(0)", "mine neither", "The principle prefers neither"),
        key("check", "n,j,down,enter", "next", "next", "The next vote that is not answered", "n/p"),
        key("check", "p,k,up", "previous", "back", "The vote before this one in the sample"),
        key("check", "z", "turn('undo')", "undo", "Undo my last action, wherever it was", "z"),
        key("check", "Z", "turn('redo')", "redo", "Redo what I undid last"),
        key("check", "space", "read(1)", "read on", "Scroll the texts down"),
        key("check", "backspace", "read(-1)", "read back", "Scroll the texts up"),
        key("check", "m", "read_all", "more text", "Show more of long texts"),
        key("check", "percent_sign", "toggle_table", "accuracy", "Show or hide the oracle's accuracy", "%"),
        key("check", "g", "lead", "go to", "Go to the cases of answers counted here", "g"),
        BACK,
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._check: VoteCheck | None = None
        self._place = 0
        self._texts: tuple[str, ...] = ()
        self.principle = TextPane(id="principle")
        self.prompt, self.a, self.b = TextPane(id="prompt"), TextPane(id="a"), TextPane(id="b")
        self.outcome = Static(markup=False, id="outcome")
        self.table = AccuracyTable(id="accuracy")

    def compose(self) -> ComposeResult:
        """Lay out status, the principle, the texts, the table, and keys."""
        yield self.status
        with Horizontal(id="check"):
            with Vertical(id="asked"):
                yield self.principle
                yield self.outcome
                yield self.prompt
                with Horizontal(id="responses"):
                    yield self.a
                    yield self.b
            yield self.table
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Draw the sample, beside the interface."""
        self.prompt.border_title = "prompt"
        self.a.border_title = Content.assemble(("A", "$side-a bold"))
        self.b.border_title = Content.assemble(("B", "$side-b bold"))
        self.table.border_title = Content("the oracle's accuracy")
        self.outcome.update("Drawing a sample of votes …")
        self._draw(self._session.store.cursor())

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _draw(self, store: Store) -> None:
        worker = get_current_worker()
        try:
            with store:
                check = VoteCheck.draw(self._session, store)
        except DiscretionError as error:
            self.post_message(Refused(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._begin, check)

    def _begin(self, check: VoteCheck) -> None:
        """Begin at the first vote that is not answered."""
        check.bring_back()
        self._check = check
        self._place = check.next_open(-1) or 0
        self._show()

    def on_resize(self, event: Resize) -> None:
        """Fold the table away where it has no room."""
        self.set_class(event.size.width < NARROW, "-narrow")
        self.set_class(event.size.width < STACKED, "-stacked")

    @property
    def cell(self) -> Cell | None:
        """The vote that is asked for: case number and principle's column."""
        return self._check.cells[self._place] if self._check is not None and self._check.cells else None

    def renew(self) -> None:
        """Show the numbers as they are now, and the vote where the reviewer stands."""
        if self._check is not None:
            self._show()

    @property
    def _covered(self) -> bool:
        """Whether the table stands in the place of the texts."""
        return self.has_class("-narrow") and self.has_class("-table-toggled")

    def action_lead(self) -> None:
        """Let the reviewer go to the cases of the answers behind an accuracy."""
        leads = [] if self._check is None else accuracy_leads(self._session, self._check)
        offer_leads(self.app, leads, lambda: self.status.tell(" Nothing is answered yet"), self.post_message)

    # Where the reviewer is

    def action_next(self) -> None:
        """Go to the next vote that is not answered."""
        if self._check is None:
            return
        place = self._check.next_open(self._place)
        if place is not None:
            self._go(place)
        elif self._check.cells:
            self.status.tell(" The sample is answered: choosing what narrows the corrected ranking most …")
            self._choose(self._session.store.cursor(), self._check, self._check.gather())

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _choose(self, store: Store, check: VoteCheck, gathered: Gathered) -> None:
        worker = get_current_worker()
        try:
            with store:
                votes = check.further(store, gathered)
        except DiscretionError as error:
            self.post_message(Refused(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._ask, check, votes)

    def _ask(self, check: VoteCheck, votes: tuple[tuple[Cell, str], ...]) -> None:
        """Go on with further votes, or say that there are none."""
        check.ask(votes)
        place = check.next_open(self._place)
        if place is None:
            self.status.tell(" All votes of the sample are answered")
            self._go(min(self._place + 1, max(len(check.cells) - 1, 0)))
            return
        self._go(place)
        name = inert_line(check.principle(check.cells[place]).name)
        self.status.tell(f" Beyond the sample: a check of {name} narrows the corrected ranking most")

    def action_previous(self) -> None:
        """Go to the vote before this one."""
        self._go(max(self._place - 1, 0))

    def _go(self, place: int) -> None:
        self._place = place
        self._show()

    # What the reviewer says

    def action_answer(self, preference: int) -> None:
        """Answer, by where the response stands on the screen; then the oracle's vote is shown."""
        check, cell = self._check, self.cell
        if check is None or cell is None:
            return
        if self._covered:
            self.status.tell(" % shows the vote that is asked for")
            return
        if check.state(cell) is VoteState.ANSWERED:
            self.status.tell(" Answered already: n goes on, z takes the last answer back")
            return
        stored = -preference if self._session.turned(check.case(cell).id) else preference
        self._do(lambda: check.say(cell, Preference(stored)))

    def action_turn(self, how: str) -> None:
        """Undo or redo, and go to the vote that it was about."""
        event = self._do(self._session.undo if how == "undo" else self._session.redo)
        if event is None or self._check is None:
            return
        place = self._check.find(event)
        self.status.tell(f" {how}: {event.verdict or event.event} on case {inert_line(event.case or '')}")
        if place is not None:
            self._go(place)

    def _do(self, act: Callable[[], Event | None]) -> Event | None:
        """Do something that is written to the journal, then show what follows from it."""
        try:
            event = act()
        except DiscretionError as error:
            self.post_message(Refused(error))
            return None
        if event is None:
            self.status.tell(" nothing left to undo or redo")
        self._show()
        return event

    # Showing

    def _show(self) -> None:
        check, cell = self._check, self.cell
        if check is None:
            return
        if cell is None:
            self.outcome.update("The oracle gave no votes.")
            return
        shown = asked_shown(self._session, check, cell)
        titles = (f"{self._place + 1} of {len(check.cells)} · {shown.name}", f"case {shown.case}")
        self.principle.border_title, self.principle.border_subtitle = map(Content, titles)
        panes = (self.principle, self.prompt, self.a, self.b)
        texts = (shown.principle, shown.prompt, shown.response_a, shown.response_b)
        if texts != self._texts:
            self._texts = texts
            for pane, text in zip(panes, texts, strict=True):
                pane.show(text)
        self.outcome.update(shown.outcome)
        self._show_numbers(check, cell)

    def _show_numbers(self, check: VoteCheck, cell: Cell) -> None:
        rows, progress = accuracy_rows(self._session, check, cell[1]), check.progress
        self.table.show(rows)
        right = f"answered {progress.answered} of {progress.asked}"
        known = accuracy_line(rows)
        self.status.show(
            f" votes check · {inert_line(self._session.data.oracle.name)}",
            f"{right}{' · ' if known else ''}{known} · {self._session.reviewer} ",
        )

    # Reading

    def action_read(self, direction: int) -> None:
        """Scroll the prompt, then both responses; backwards the other way round; or the table where it covers them."""
        if self._covered:
            self.table.scroll_relative(y=10 * direction, animate=False)
            return
        groups = ((self.prompt,), (self.a, self.b))
        for group in groups if direction > 0 else groups[::-1]:
            if any([pane.page(direction) for pane in group]):  # noqa: C419 - both must scroll
                return

    def action_read_all(self) -> None:
        """Show more of long texts."""
        for pane in (self.prompt, self.a, self.b):
            pane.show_more()

    def action_toggle_table(self) -> None:
        """Show the table where it is folded, hide it where it is not."""
        self.toggle_class("-table-toggled")
