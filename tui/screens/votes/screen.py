"""All votes on a case, to be corrected; everything behind the dialog follows at once."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from core.journal.events import Event
from core.model.errors import DiscretionError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.model.terms import Ballot, Case, Preference
from core.review.session import ReviewSession
from tui.common.keys import HELP, key
from tui.common.leading import leading
from tui.common.messages import Refused
from tui.screens.votes.rows import votes_shown
from tui.screens.votes.table import VotesTable
from tui.widgets.case.words import SIDES
from tui.widgets.dialogs.dialog import Dialog

AROUND: Final = 8
"""Lines of the terminal that are not the table's: the frame and what stands around it."""


class VotesScreen(Dialog[None]):
    """The oracle's votes on one case, with what the reviewer says of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("votes", "a", "say(1)", "A", "This vote is for A"),
        key("votes", "b", "say(-1)", "B", "This vote is for B"),
        key("votes", "x", "say(0)", "neither", "This vote is for neither"),
        key("votes", "backspace", "take_back", "take back", "Take back what I last said of this vote"),
        key("votes", "r", "raw", "raw answers", "Read what the models returned on this case, word for word"),
        key("votes", "escape,t", "cancel", "close", "Back to the case"),
        HELP,
    ]

    DEFAULT_CSS = """
    VotesScreen .dialog--frame { width: 96; padding: 0 1; }
    VotesScreen #principle { height: 2; margin: 1 1 0 1; color: $text-muted; }
    VotesScreen #told { height: 1; margin: 0 1; text-style: bold; }
    """

    def __init__(
        self,
        session: ReviewSession,
        case: Case,
        ballots: Sequence[Ballot],
        changed: Callable[[], None],
        principle: str = "",
    ) -> None:
        """Show a case's votes, at the principle of that inert name; `changed` is called after each change of them."""
        super().__init__()
        self._first = principle
        self._session, self._case, self._ballots, self._changed = session, case, ballots, changed
        self._told_of = -1
        self.table = VotesTable(id="votes")
        self.principle = Static(markup=False, id="principle")
        self.told = Static(markup=False, id="told")

    def compose(self) -> ComposeResult:
        """Give the votes, the principle in full, and what was done."""
        keys = "↑↓ principle · a/b/x correct · ⌫ take back · r raw answers · esc close"
        yield self.framed("", keys, self.table, self.principle, self.told)

    def on_mount(self) -> None:
        """Begin at the principle that was asked for, else at the first."""
        self.renew()
        self._fit()
        names = [row.principle for row in self.table.rows]
        self.table.move_to(names.index(self._first) if self._first in names else 0)
        self.table.focus()
        self._spell_out()

    def on_resize(self) -> None:
        """Give the table the lines that there are."""
        self._fit()

    def renew(self) -> None:
        """Show the votes as they are now."""
        self.table.show(votes_shown(self._session, self._case, self._ballots))
        corrected = plural(len(self._session.data.corrected), "vote")
        title = f"votes on {inert_line(self._case.id)} · {corrected} corrected in all"
        self.query_one(".dialog--frame").border_title = Content(title)

    def on_cursor_view_moved(self) -> None:
        """Spell the principle out."""
        self._spell_out()
        if self.table.cursor != self._told_of:
            self.told.update("")

    def action_say(self, preference: int) -> None:
        """Say what the vote is, by where the response stands on the screen."""
        stored = -preference if self._session.turned(self._case.id) else preference
        case, principle = self._case, self._session.data.principles[self.table.cursor]
        if self._session.standing.vote(self._session.reviewer, case.id, principle.id) == stored:
            self._tell(f"already: {SIDES[preference]}; backspace takes it back")
            return
        confirmed = self._session.live.votes.original(case.n, principle.n) == stored
        told = f"{'confirmed' if confirmed else 'corrected'}: {SIDES[preference]}"
        self._do(lambda: self._session.correct(case.n, case.id, principle.id, Preference(stored)), told)

    def action_take_back(self) -> None:
        """Take back what the reviewer last said of the vote."""
        principle = self._session.data.principles[self.table.cursor]
        self._do(lambda: self._session.take_back_vote(self._case.id, principle.id), "taken back; what stands is shown")

    def action_raw(self) -> None:
        """Show what the models returned, at the principle under the cursor."""
        principle = inert_line(self._session.data.principles[self.table.cursor].name, 80)
        leading(self).show_raw_answers(self._case.id, principle)

    def _do(self, act: Callable[[], Event | None], told: str) -> None:
        """Do something that is written to the journal, then show what follows from it."""
        try:
            event = act()
        except DiscretionError as error:
            self.post_message(Refused(error))
            return
        if event is None:
            self._tell("you have said nothing of this vote")
            return
        self.renew()
        self._tell(told)
        self._changed()

    def _tell(self, text: str) -> None:
        self._told_of = self.table.cursor
        self.told.update(Content(text))

    def _spell_out(self) -> None:
        principle = self._session.data.principles[self.table.cursor]
        self.principle.update(Content(inert_line(principle.text)))

    def _fit(self) -> None:
        self.table.styles.height = max(2, min(len(self.table.rows) + 1, self.app.size.height - AROUND))
