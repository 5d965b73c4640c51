"""Whether events are of what a store holds: they name the texts that their reviewer read, and the annotation."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from core.journal.events import TURNS, Event
from core.model.terms import Case, Principle
from core.storage.store import Store


class Elsewhere(StrEnum):
    """Why an event is not of a store: what it is of."""

    STORE = "of a store that begins with another case than this one"
    TEXTS = "about cases or principles that have other texts in this store"
    ANNOTATIONS = "about annotations that are others in this store"


def texts_read(case: Case, principle: Principle | None = None) -> str:
    """What an event says of the texts that its reviewer read: the case's, and the principle's where one was judged."""
    return case.digest if principle is None else f"{case.digest}-{principle.digest}"


class OfStore:
    """Which of some events, those of all journals or the latest, are of what a store holds.

    An event on a case that is there is of it where the texts are those that it names, whatever store it names. One
    that names no texts, or whose case is not there, is of the store that it names, if it names any. One that says which
    annotation it is on is of no store that has another there, or none. Undoing and redoing is of what it undoes; where
    that is not among the events, whoever replays them knows better.
    """

    def __init__(self, store: Store, events: Sequence[Event]) -> None:
        self._identity = store.identity
        named = {event.case for event in events if event.texts and event.case is not None}
        self._cases = store.digests(named) if named else {}
        self._principles = {each.id: each.digest for each in store.principles()} if self._cases else {}
        self._annotated = annotations_on(store, [event for event in events if event.annotated is not None])
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
            if event.store is not None and event.store != self._identity:
                return Elsewhere.STORE
        elif case != here or (principle and self._principles.get(event.principle or "", principle) != principle):
            return Elsewhere.TEXTS
        on = event.annotator or "", event.case or ""
        is_other = event.annotated is not None and self._annotated.get(on, event.annotated) != event.annotated
        return Elsewhere.ANNOTATIONS if is_other else None


def annotations_on(store: Store, verdicts: Sequence[Event]) -> dict[tuple[str, str], int | None]:
    """What is annotated where verdicts are on, by annotator and case that are both there; None where nothing is."""
    if not verdicts:
        return {}
    numbers = store.numbers({each.case for each in verdicts if each.case is not None})
    names = {each.name for each in store.annotators()} & {each.annotator for each in verdicts}
    said = store.answers.preferences(names, numbers.values())
    on = {(each.annotator or "", each.case or "") for each in verdicts}
    return {(name, case): said.get((name, numbers[case])) for name, case in on if name in names and case in numbers}
