"""Events of the journals as the history shows them."""

from collections.abc import Sequence
from typing import Final, overload

from core.journal.events import Event, EventKind
from core.journal.history import Fate, HistoryEntry, Scope, entry, select
from core.model.number_words import NOTHING
from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from tui.common.format import moment
from tui.screens.history.list import HistoryRow

GLYPHS: Final = {Fate.COUNTS: " ", Fate.REPLACED: "·", Fate.UNDONE: "✗", Fate.TURN: "↶"}
_SIDES: Final = {1: "A", 0: "neither", -1: "B"}
_MASK: Final = "…"
_NOTE: Final = 200
"""Characters of a note that a line may need."""


class HistoryRows(Sequence[HistoryRow]):
    """The rows of some events, each made when it is looked at: there may be very many."""

    def __init__(self, session: ReviewSession, events: Sequence[Event]) -> None:
        self._session = session
        self.events = events

    def __len__(self) -> int:
        return len(self.events)

    @overload
    def __getitem__(self, index: int) -> HistoryRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[HistoryRow]: ...

    def __getitem__(self, index: int | slice) -> HistoryRow | Sequence[HistoryRow]:
        if isinstance(index, slice):
            return HistoryRows(self._session, self.events[index])
        return _row(self._session, entry(self._session.standing, self.events[index]))


def history_rows(session: ReviewSession, scope: Scope, case: str | None) -> HistoryRows:
    """The events of a scope, newest first; `case` is the one that "this case" means."""
    events = select(session.standing, scope, session.reviewer, said=session.journal.said, case=case)
    return HistoryRows(session, events)


def _row(session: ReviewSession, found: HistoryEntry) -> HistoryRow:
    event, action = found.event, found.action
    if keeps_back(session, action):
        return _hidden(found)
    what = _what(session, action)
    return HistoryRow(
        glyph=GLYPHS[found.fate],
        at=moment(event.at),
        reviewer=inert_line(event.reviewer),
        what=what if event is action else f"{event.event} {what}",
        case=inert_line(action.case or ""),
        annotator=inert_line(_MASK if session.hides(action.case or "") else action.annotator or "", 60),
        note=_note(action),
        fate=found.fate.value,
    )


def keeps_back(session: ReviewSession, action: Event) -> bool:
    """Whether a blind reviewer may not see yet what another one did."""
    return action.reviewer != session.reviewer and session.hides_others(action.case or "", action.annotator)


def _hidden(found: HistoryEntry) -> HistoryRow:
    """What a blind reviewer sees of others' words on a case before choosing."""
    event, case = found.event, inert_line(found.action.case or "")
    told = "blind: judge it first"
    return HistoryRow("", moment(event.at), inert_line(event.reviewer), _MASK, case, _MASK, told, found.fate.value)


def _what(session: ReviewSession, action: Event) -> str:
    """An action in a word or two."""
    if action.event == EventKind.REVIEW:
        return inert_line(action.verdict or "", 20)
    turn = -1 if session.turned(action.case or "") else 1
    side = NOTHING if action.preference is None else _SIDES.get(turn * action.preference, NOTHING)
    if action.event == EventKind.PREFERENCE:
        return f"mine {side}"
    if action.event == EventKind.VOTE:
        names = {each.id: each.name for each in session.data.principles}
        return f"vote {side}: {inert_line(names.get(action.principle or '', action.principle or ''), 60)}"
    return inert_line(action.event, 20)


def _note(action: Event) -> str:
    reason = action.reason if action.reason != "arbitrary" else None
    return inert_line(" · ".join(part for part in (reason, action.note) if part), _NOTE)
