"""The journal as a screen: what was said when, what still counts, and the way back to each case."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from core.journal.history import Scope
from core.model.errors import DiscretionError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.query.kinds import View
from core.query.terms import Kind
from core.review.session import ReviewSession
from tui.common.keys import BACK, COMMON, key
from tui.common.leading import leading
from tui.common.messages import Follow, Refused
from tui.screens.base import SessionScreen
from tui.screens.history.list import HistoryList
from tui.screens.history.rows import HistoryRows, history_rows, keeps_back
from tui.widgets.key_line import KeyLine
from tui.widgets.rows import CursorView

_EMPTY: Final = {
    Scope.CASE: "Nobody has said anything of this case yet.",
    Scope.SESSION: "Nothing said in this session yet: press v for earlier ones.",
    Scope.MINE: "You have said nothing yet: press v to see everybody's events.",
    Scope.EVERYBODY: "Nobody has said anything yet.",
}


class HistoryScreen(SessionScreen):
    """Events newest first; an event leads to its case, and undo and redo work here too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        BACK,
        key("history", "v", "next_scope", "view", "Events of this case, this session, all mine, everybody", shown="v"),
        key("history", "z", "turn('undo')", "undo", "Undo my last action", shown="z/Z"),
        key("history", "Z", "turn('redo')", "redo", "Redo what I undid last"),
        *COMMON,
    ]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self.scope = Scope.SESSION
        """Whose events are on show."""
        self._rows = HistoryRows(session, ())
        self.list = HistoryList(id="history")

    def compose(self) -> ComposeResult:
        """Lay out status, list and keys."""
        yield self.status
        yield self.list
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Begin in the list."""
        self.list.focus()

    @property
    def _case(self) -> str | None:
        """The id of the case on show in the review."""
        return leading(self).case

    def renew(self) -> None:
        """Show the events as they are now; the cursor stays on its event, or on the newest where it was there."""
        cursor = self.list.cursor
        held = self._rows.events[cursor] if 0 < cursor < len(self._rows) else None
        case = self._case
        self._rows = history_rows(self._session, self.scope, case)
        place = next((at for at, event in enumerate(self._rows.events) if event is held), 0) if held else 0
        title = f"case {inert_line(case or '')}" if self.scope is Scope.CASE else self.scope.value
        self.list.border_title = Content(f"history · {title}")
        self.list.show(self._rows, place, _EMPTY[self.scope])
        self.head(plural(len(self._rows), "event"), self.scope.value)

    def action_next_scope(self) -> None:
        """Turn to the next scope."""
        self.scope = self.scope.next
        self.renew()

    def action_turn(self, how: str) -> None:
        """Take back the last action, or give again what was taken back."""
        try:
            event = self._session.undo() if how == "undo" else self._session.redo()
        except DiscretionError as error:
            self.post_message(Refused(error))
            return
        told = f"nothing left to {how}" if event is None else f"{how}: {event.verdict or event.event} on {event.case}"
        self.renew()
        self.status.tell(f" {inert_line(told)}")

    def on_cursor_view_opened(self, message: CursorView.Opened) -> None:
        """Go to the case of an event, among all cases."""
        event = self._rows.events[message.row]
        action = self._session.standing.action(event)
        case = action.case if action is not None else None
        if action is None or case is None or self._session.number(case) is None:
            self.status.tell(" this case is not in the store")
            return
        annotators = self._session.data.names
        known = action.annotator in annotators and not keeps_back(self._session, action)
        self.post_message(Follow(str(Kind(View.ALL)), case=case, annotator=action.annotator if known else None))
