"""What of the review journals stands: a pure replay of events, kept up to date one event at a time."""

from bisect import bisect_left, insort
from collections import defaultdict
from heapq import merge
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from core.errors import JournalError
from core.journal import Event, EventKind, JournalContents, read_journal
from core.model import Verdict

_WEIGHT: Final = {Verdict.FLAG: 1, Verdict.UPHOLD: -1, Verdict.SKIP: 0}
Value = TypeVar("Value")
_VERDICTS: Final = {verdict.value: verdict for verdict in Verdict}
_PREFERENCES: Final = frozenset({-1, 0, 1})


class _Key(NamedTuple):
    """What an event speaks of: of the events with one key the latest counts, except that all comments do."""

    kind: str
    reviewer: str
    case: str
    about: str = ""


class Standing:
    """Which events count after all undoing and redoing, and what follows from them.

    The order of events is that in which they are applied; an event whose id was applied before is passed over.
    `ignored` counts the events that could have no effect: an undo or redo without its event, or of somebody else's,
    and events that lack what their kind needs. Kinds we do not know are neither applied nor counted.
    """

    def __init__(self) -> None:
        self.ignored = 0
        self._seen: set[str] = set()
        self._actions: list[tuple[Event, _Key]] = []
        self._places: dict[str, int] = {}
        # Places of standing actions, ascending: by key, by reviewer, and of comments by case.
        self._of_key: defaultdict[_Key, list[int]] = defaultdict(list)
        self._of_reviewer: defaultdict[str, list[int]] = defaultdict(list)
        self._comments: defaultdict[str, list[int]] = defaultdict(list)
        self._redoable: defaultdict[str, list[int]] = defaultdict(list)
        # What follows: verdicts by reviewer and annotator, and by case and annotator; cases flagged by annotator.
        self._verdicts: defaultdict[tuple[str, str], dict[str, Verdict]] = defaultdict(dict)
        self._verdicts_on: defaultdict[tuple[str, str], dict[str, Event]] = defaultdict(dict)
        self._flagged: defaultdict[str, set[str]] = defaultdict(set)
        self._preferences: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def apply(self, event: Event) -> None:
        """Take one event into account."""
        if event.id in self._seen:
            return
        self._seen.add(event.id)
        if event.event in {EventKind.UNDO, EventKind.REDO}:
            self._turn(event)
        elif event.event in _NEEDS:
            self._act(event)

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Names of those who did anything that was applied, standing or not, sorted."""
        return tuple(sorted(self._of_reviewer))

    def verdict(self, reviewer: str, case: str, annotator: str) -> Event | None:
        """Find the reviewer's standing verdict on one annotation."""
        return self._latest(_Key(EventKind.REVIEW, reviewer, case, annotator))

    def verdicts(self, reviewer: str, annotator: str) -> dict[str, Verdict]:
        """Give all standing verdicts of a reviewer on an annotator, by case; those we do not know are left out."""
        return dict(self._verdicts.get((reviewer, annotator), {}))

    def verdicts_on(self, case: str, annotator: str) -> list[Event]:
        """Give every reviewer's standing verdict on one annotation, by name of the reviewer."""
        return [event for _, event in sorted(self._verdicts_on.get((case, annotator), {}).items())]

    def preference(self, reviewer: str, case: str) -> int | None:
        """Find the reviewer's own standing preference on a case: +1, 0, -1, or None if there is none."""
        return self._preferences.get(reviewer, {}).get(case)

    def preferences(self, reviewer: str) -> dict[str, int]:
        """Give all standing preferences of a reviewer, by case."""
        return dict(self._preferences.get(reviewer, {}))

    def vote(self, reviewer: str, case: str, principle: str) -> int | None:
        """Find what the reviewer's standing correction makes of a principle's vote; None if there is none."""
        event = self._latest(_Key(EventKind.VOTE, reviewer, case, principle))
        return event.preference if event else None

    def flagged(self, case: str, annotator: str) -> bool:
        """Tell whether more reviewers' standing verdicts flag an annotation than uphold it."""
        return case in self._flagged.get(annotator, ())

    def flagged_cases(self, annotator: str) -> set[str]:
        """Give all cases on which an annotator's annotation is flagged."""
        return set(self._flagged.get(annotator, ()))

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
        self._places[event.id] = place
        self._redoable[event.reviewer].clear()
        self._stand(place, standing=True)

    def _turn(self, event: Event) -> None:
        """Apply an undo or a redo."""
        place = self._places.get(event.of or "")
        if place is None or self._actions[place][0].reviewer != event.reviewer:
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

    def _judge(self, key: _Key, event: Event | None) -> None:
        """Let an event, or none, be the standing verdict of its key."""
        _put(self._verdicts[key.reviewer, key.about], key.case, _verdict(event))
        on = self._verdicts_on[key.case, key.about]
        _put(on, key.reviewer, event)
        balance = sum(_WEIGHT[verdict] for each in on.values() if (verdict := _verdict(each)) is not None)
        if balance > 0:
            self._flagged[key.about].add(key.case)
        else:
            self._flagged[key.about].discard(key.case)


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


def _verdict(event: Event | None) -> Verdict | None:
    """Read the verdict of an event; None if there is none that we know."""
    return _VERDICTS.get(event.verdict or "") if event else None


def _put(held: dict[str, Value], key: str, value: Value | None) -> None:
    """Put a value under a key, or take the key out if the value is None."""
    if value is None:
        held.pop(key, None)
    else:
        held[key] = value


def load_folder(folder: Path) -> tuple[Standing, list[str]]:
    """Replay all journals of a folder, which may not exist; give what stands and what the user should be told.

    Each file keeps its order; between files, which a reviewer may have on two machines, the time decides.
    """
    histories: list[tuple[Event, ...]] = []
    warnings: list[str] = []
    for path in sorted(folder.glob("[!.]*.jsonl")):
        try:
            contents = read_journal(path)
        except JournalError as error:
            warnings.append(str(error))
            continue
        histories.append(contents.events)
        warnings += _skipped(path, contents)
    standing = Standing()
    for event in merge(*histories, key=lambda event: event.at):
        standing.apply(event)
    if standing.ignored:
        events = "1 event" if standing.ignored == 1 else f"{standing.ignored} events"
        warnings.append(f"{folder.name} holds {events} without effect: undoing what is not there, or lacking a field.")
    return standing, warnings


def _skipped(path: Path, contents: JournalContents) -> list[str]:
    """Say in at most one sentence which lines of a journal count for nothing because nobody can read them."""
    if not contents.skipped:
        return []
    numbers = ", ".join(map(str, contents.skipped[:5])) + (", …" if len(contents.skipped) > 5 else "")
    return [f"{path.name} has unreadable lines (line {numbers}): they stay in the file, but count for nothing."]
