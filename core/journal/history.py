"""The events of the journals as a reviewer looks back on them: which, newest first, and whether each still counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.journal.events import TURNS, Event, EventKind
from core.journal.standing import Standing
from core.model.terms import Verdict


class Scope(StrEnum):
    """Whose events, and on what."""

    CASE = "this case"
    SESSION = "this session"
    MINE = "all mine"
    EVERYBODY = "everybody"

    @property
    def next(self) -> "Scope":
        """The scope after this one, the first after the last."""
        scopes = list(Scope)
        return scopes[(scopes.index(self) + 1) % len(scopes)]


class Fate(StrEnum):
    """What became of an action."""

    COUNTS = "counts"
    REPLACED = "replaced"
    """It stands, but the same reviewer said something later about the same thing."""
    UNDONE = "undone"
    TURN = "turn"
    """No action, but the undoing or redoing of one."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event, the action it is or turns, and what became of it."""

    event: Event
    action: Event
    fate: Fate


@dataclass(frozen=True, slots=True)
class Done:
    """What of a reviewer's actions since some moment still counts: cases, verdicts, own preferences and so on."""

    cases: int
    flags: int
    upholds: int
    skips: int
    own: int
    comments: int
    corrections: int
    taken_back: int


def select(
    standing: Standing, scope: Scope, reviewer: str, *, said: Collection[str] = (), case: str | None = None
) -> list[Event]:
    """The events of a scope, newest first; the session is what of `said`, ids of events, `reviewer` did."""
    events: Sequence[Event] = standing.events
    if scope is Scope.SESSION:
        events = [event for event in events if event.id in said]
    found = [event for event in events if scope is Scope.EVERYBODY or scope is Scope.CASE or event.reviewer == reviewer]
    if scope is Scope.CASE:
        found = [event for event in found if _case(standing, event) == case]
    return found[::-1]


def entry(standing: Standing, event: Event) -> HistoryEntry:
    """An event that had an effect, with its fate as it is now; KeyError if it had none."""
    action = standing.action(event)
    if action is None:
        raise KeyError(event.id)
    return HistoryEntry(event, action, _fate(standing, event))


def done(standing: Standing, reviewer: str, said: Collection[str]) -> Done:
    """Count what of `said`, ids of events, a reviewer did and did not take back or say anew."""
    actions = [
        each for each in standing.events if each.id in said and each.reviewer == reviewer and each.event not in TURNS
    ]
    counting = [action for action in actions if standing.counts(action)]
    verdicts = [action.verdict for action in counting if action.event == EventKind.REVIEW]
    kinds = [action.event for action in counting]
    return Done(
        cases=len({action.case for action in counting}),
        flags=verdicts.count(Verdict.FLAG),
        upholds=verdicts.count(Verdict.UPHOLD),
        skips=verdicts.count(Verdict.SKIP),
        own=kinds.count(EventKind.PREFERENCE),
        comments=kinds.count(EventKind.COMMENT),
        corrections=kinds.count(EventKind.VOTE),
        taken_back=sum(not standing.stands(action) for action in actions),
    )


def _case(standing: Standing, event: Event) -> str | None:
    if event.event not in TURNS:
        return event.case
    action = standing.action(event)
    return None if action is None else action.case


def _fate(standing: Standing, event: Event) -> Fate:
    if event.event in TURNS:
        return Fate.TURN
    if not standing.stands(event):
        return Fate.UNDONE
    return Fate.COUNTS if standing.counts(event) else Fate.REPLACED
