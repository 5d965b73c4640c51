"""Whether events are of what a store holds: they name the texts that their reviewer read, by their digests."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from core.journal.events import TURNS, Event
from core.model.terms import Case, Principle
from core.storage.store import Store


class Elsewhere(StrEnum):
    """Why an event is not of a store: what it is of."""

    STORE = "of a store that begins with another case than this one"
    TEXTS = "about cases or principles that have other texts in this store"


def texts_read(case: Case, principle: Principle | None = None) -> str:
    """What an event says of the texts that its reviewer read: the case's, and the principle's where one was judged."""
    return case.digest if principle is None else f"{case.digest}-{principle.digest}"


class OfStore:
    """Which of some events, those of all journals or the latest, are of what a store holds.

    An event on a case that is there is of it where the texts are those that it names, whatever store it names. One
    that names no texts, or whose case is not there, is of the store that it names, if it names any. Undoing and redoing
    is of what it undoes; where that is not among the events, whoever replays them knows better.
    """

    def __init__(self, store: Store, events: Sequence[Event]) -> None:
        self._identity = store.identity
        named = {event.case for event in events if event.texts and event.case is not None}
        self._cases = store.digests(named) if named else {}
        self._principles = {each.id: each.digest for each in store.principles()} if self._cases else {}
        self._undone: dict[tuple[str, str], Elsewhere | None] = {}
        for event in events:
            own = event.reviewer, event.id
            why = self._said(event)
            # Where two events have one id, either may be the one that is undone.
            self._undone[own] = why if self._undone.get(own, why) else None

    def here(self, events: Iterable[Event]) -> list[Event]:
        """Those of the events that are of the store."""
        return [event for event in events if self.elsewhere(event) is None]

    def elsewhere(self, event: Event) -> Elsewhere | None:
        """Why an event is not of the store; None if it is."""
        if event.event in TURNS:
            return self._undone.get((event.reviewer, event.of or ""))
        return self._said(event)

    def _said(self, event: Event) -> Elsewhere | None:
        case, _, principle = (event.texts or "").partition("-")
        here = self._cases.get(event.case or "")
        if not case or here is None:
            return None if event.store is None or event.store == self._identity else Elsewhere.STORE
        is_other = case != here or (principle and self._principles.get(event.principle or "", principle) != principle)
        return Elsewhere.TEXTS if is_other else None
