"""What of the review journals stands: a pure replay of events, kept up to date one event at a time."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from core.journal.events import TURNS, Event, EventKind
from core.journal.verdicts import flagging, verdict_of

Value = TypeVar("Value")
_PREFERENCES: Final = frozenset({-1, 0, 1})


class _Key(NamedTuple):
    """What an event speaks of: of the events with one key the latest counts, except that all comments do."""

    kind: str
    reviewer: str
    case: str
    about: str = ""


class Standing:
    """Which events count after all undoing and redoing, and what follows from them.

    The order of events is that in which they are applied; an event of the same reviewer whose id was applied before is
    passed over. Ids are a reviewer's own: who copies a journal, or takes another's ids, puts nothing of others aside.
    `ignored` counts the events that could have no effect: an undo or redo without its event, or of somebody else's,
    and events that lack what their kind needs. Kinds we do not know are neither applied nor counted. `contradicting`
    counts those passed over that say something else than the one before.
    """

    def __init__(self) -> None:
        self.ignored = self.contradicting = 0
        self._seen: dict[tuple[str, str], Event] = {}
        self._last_at: dict[str, str] = {}
        self._undone_unseen: set[tuple[str, str]] = set()
        self._taken: list[Event] = []
        self._actions: list[tuple[Event, _Key]] = []
        self._places: dict[tuple[str, str], int] = {}
        # Places of standing actions, ascending: by key, by reviewer, and of comments by case.
        self._of_key: defaultdict[_Key, list[int]] = defaultdict(list)
        self._of_reviewer: defaultdict[str, list[int]] = defaultdict(list)
        self._comments: defaultdict[str, list[int]] = defaultdict(list)
        self._redoable: defaultdict[str, list[int]] = defaultdict(list)
        # What follows: verdicts by reviewer and annotator, and by case and annotator; cases flagged by annotator.
        self._verdicts: defaultdict[tuple[str, str], dict[str, Event]] = defaultdict(dict)
        self._verdicts_on: defaultdict[tuple[str, str], dict[str, Event]] = defaultdict(dict)
        self._flagged: defaultdict[str, set[str]] = defaultdict(set)
        self._preferences: defaultdict[str, dict[str, int]] = defaultdict(dict)
        # The latest standing votes by case and principle, then reviewer; what any vote was given on, undone or not.
        self._votes: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        self._answered: set[_Key] = set()

    def apply(self, event: Event) -> None:
        """Take one event into account."""
        own = event.reviewer, event.id
        if own in self._seen:
            self.contradicting += self._seen[own] != event
            return
        self._seen[own] = event
        self._last_at[event.reviewer] = max(event.at, self._last_at.get(event.reviewer, ""))
        if event.event in TURNS:
            self._turn(event)
        elif event.event in _NEEDS:
            self._act(event)

    def is_late(self, events: Iterable[Event]) -> bool:
        """Whether one is no younger than what its reviewer said that was applied, or was undone before it came."""
        return any(
            own in self._undone_unseen or event.at <= self._last_at.get(event.reviewer, "")
            for event in events
            if (own := (event.reviewer, event.id)) not in self._seen
        )

    def become(self, other: "Standing") -> None:
        """Hold all that another one holds, for everyone who has this one."""
        vars(self).update(vars(other))

    @property
    def events(self) -> Sequence[Event]:
        """All events that had an effect when they were applied, undone or not, in that order; not to be changed."""
        return self._taken

    def action(self, event: Event) -> Event | None:
        """Give the action that an event is, or that it undoes or redoes."""
        place = self._places.get((event.reviewer, (event.of or "") if event.event in TURNS else event.id))
        return None if place is None else self._actions[place][0]

    def stands(self, event: Event) -> bool:
        """Tell whether an action was applied and is not undone."""
        place = self._places.get((event.reviewer, event.id))
        return place is not None and self._stands(place)

    def counts(self, event: Event) -> bool:
        """Tell whether an action stands, and no later one on the same thing stands in its place."""
        place = self._places.get((event.reviewer, event.id))
        if place is None or not self._stands(place):
            return False
        key = self._actions[place][1]
        return key.kind == EventKind.COMMENT or self._of_key[key][-1] == place

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Names of those who did anything that was applied, standing or not, sorted."""
        return tuple(sorted(self._of_reviewer))

    def verdict(self, reviewer: str, case: str, annotator: str) -> Event | None:
        """Find the reviewer's standing verdict on one annotation."""
        return self._latest(_Key(EventKind.REVIEW, reviewer, case, annotator))

    def verdicts(self, reviewer: str, annotator: str) -> dict[str, Event]:
        """Give all standing verdicts of a reviewer on an annotator, by case; those we do not know are left out."""
        return dict(self._verdicts.get((reviewer, annotator), {}))

    def verdicts_on(self, case: str, annotator: str) -> list[Event]:
        """Give every reviewer's standing verdict on one annotation, by name of the reviewer."""
        return [event for _, event in sorted(self._verdicts_on.get((case, annotator), {}).items())]

    def judged_cases(self, annotator: str) -> set[str]:
        """Give all cases with a standing verdict of anybody on an annotator's annotation."""
        return set().union(*(self._verdicts.get((reviewer, annotator), ()) for reviewer in self._of_reviewer))

    def preference(self, reviewer: str, case: str) -> int | None:
        """Find the reviewer's own standing preference on a case: +1, 0, -1, or None if there is none."""
        return self._preferences.get(reviewer, {}).get(case)

    def preferences(self, reviewer: str) -> dict[str, int]:
        """Give all standing preferences of a reviewer, by case."""
        return dict(self._preferences.get(reviewer, {}))

    def vote(self, reviewer: str, case: str, principle: str) -> int | None:
        """Find what the reviewer's standing correction makes of a principle's vote; None if there is none."""
        return self.votes_on(case, principle).get(reviewer)

    def votes_on(self, case: str, principle: str) -> Mapping[str, int]:
        """Give every reviewer's standing say on a principle's vote, by name: corrections and confirmations alike."""
        return self._votes.get((case, principle), {})

    def voted(self) -> tuple[tuple[str, str], ...]:
        """Name the votes, by case and principle, on which the say of any reviewer stands, sorted."""
        return tuple(sorted(key for key, held in self._votes.items() if held))

    def own_vote(self, reviewer: str, case: str, principle: str) -> Event | None:
        """Find the reviewer's standing event on a principle's vote."""
        return self._latest(_Key(EventKind.VOTE, reviewer, case, principle))

    def blind_vote(self, reviewer: str, case: str, principle: str) -> int | None:
        """Find what the reviewer answered before seeing the vote, whatever was said later; None if nothing stands."""
        places = self._of_key.get(_Key(EventKind.VOTE, reviewer, case, principle), ())
        standing = (self._actions[place][0] for place in reversed(places))
        return next((event.preference for event in standing if event.blind), None)

    def revealed(self, reviewer: str, case: str, principle: str) -> bool:
        """Tell whether the reviewer has seen the vote for saying anything of it, even if that was taken back."""
        return _Key(EventKind.VOTE, reviewer, case, principle) in self._answered

    def flagged_cases(self, annotator: str) -> set[str]:
        """Give all cases on which an annotator's annotation is flagged."""
        return set(self._flagged.get(annotator, ()))

    def contested_own(self) -> set[str]:
        """Give all cases on which the own preferences of some reviewers differ."""
        given: dict[str, int] = {}
        found: set[str] = set()
        for preferences in self._preferences.values():
            found |= {case for case, value in preferences.items() if given.setdefault(case, value) != value}
        return found

    def comments(self, case: str) -> list[Event]:
        """Give all reviewers' standing comments on a case, in order."""
        return [self._actions[place][0] for place in self._comments.get(case, ())]

    def undoable(self, reviewer: str) -> Event | None:
        """Find the reviewer's last standing action."""
        places = self._of_reviewer.get(reviewer)
        return self._actions[places[-1]][0] if places else None

    def redoable(self, reviewer: str) -> Event | None:
        """Find the action that the reviewer undid last, unless he has done anything new since."""
        places = self._redoable.get(reviewer)
        return self._actions[places[-1]][0] if places else None

    def reviews(self) -> list[Event]:
        """Give all events of every kind that count, in order: all comments, and of the rest the latest of each key."""
        places: list[int] = []
        for key, standing in self._of_key.items():
            places += standing if key.kind == EventKind.COMMENT else standing[-1:]
        return [self._actions[place][0] for place in sorted(places)]

    def _latest(self, key: _Key) -> Event | None:
        places = self._of_key.get(key)
        return self._actions[places[-1]][0] if places else None

    def _act(self, event: Event) -> None:
        """Apply an action, which leaves its reviewer nothing to redo."""
        key = _key(event)
        if key is None:
            self.ignored += 1
            return
        place = len(self._actions)
        self._actions.append((event, key))
        self._places[event.reviewer, event.id] = place
        self._taken.append(event)
        self._redoable[event.reviewer].clear()
        self._stand(place, standing=True)

    def _turn(self, event: Event) -> None:
        """Apply an undo or a redo."""
        place = self._places.get((event.reviewer, event.of or ""))
        if place is None:
            self._undone_unseen.add((event.reviewer, event.of or ""))
            self.ignored += 1
            return
        redo = event.event == EventKind.REDO
        if redo == self._stands(place):
            self.ignored += 1
            return
        undone = self._redoable[event.reviewer]
        if not redo:
            undone.append(place)
        elif place in undone:
            undone.remove(place)
        self._taken.append(event)
        self._stand(place, standing=redo)

    def _stands(self, place: int) -> bool:
        places = self._of_key[self._actions[place][1]]
        index = bisect_left(places, place)
        return index < len(places) and places[index] == place

    def _stand(self, place: int, *, standing: bool) -> None:
        """Let an action stand or not, and bring what follows from its key up to date."""
        event, key = self._actions[place]
        lists = [self._of_key[key], self._of_reviewer[event.reviewer]]
        if key.kind == EventKind.COMMENT:
            lists.append(self._comments[key.case])
        for places in lists:
            if standing:
                insort(places, place)
            else:
                del places[bisect_left(places, place)]
        after = self._latest(key)
        if key.kind == EventKind.REVIEW:
            self._judge(key, after)
        elif key.kind == EventKind.PREFERENCE:
            _put(self._preferences[key.reviewer], key.case, after.preference if after else None)
        elif key.kind == EventKind.VOTE:
            self._answered.add(key)
            _put(self._votes[key.case, key.about], key.reviewer, after.preference if after else None)

    def _judge(self, key: _Key, event: Event | None) -> None:
        """Let an event, or none, be the standing verdict of its key."""
        _put(self._verdicts[key.reviewer, key.about], key.case, event if verdict_of(event) else None)
        on = self._verdicts_on[key.case, key.about]
        _put(on, key.reviewer, event)
        flagged = self._flagged[key.about]
        (flagged.add if flagging(on.values()) else flagged.discard)(key.case)


_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    EventKind.REVIEW: ("case", "annotator", "verdict"),
    EventKind.PREFERENCE: ("case", "preference"),
    EventKind.COMMENT: ("case", "note"),
    EventKind.VOTE: ("case", "principle", "preference"),
}


def _key(event: Event) -> _Key | None:
    """Name what an action speaks of; None if it lacks what its kind needs."""
    if event.case is None or any(getattr(event, field) is None for field in _NEEDS[event.event]):
        return None
    if "preference" in _NEEDS[event.event] and event.preference not in _PREFERENCES:
        return None
    about = {EventKind.REVIEW: event.annotator, EventKind.VOTE: event.principle}.get(EventKind(event.event))
    return _Key(event.event, event.reviewer, event.case, about or "")


def _put(held: dict[str, Value], key: str, value: Value | None) -> None:
    """Put a value under a key, or take the key out if the value is None."""
    if value is None:
        held.pop(key, None)
    else:
        held[key] = value
