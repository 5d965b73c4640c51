"""A review session without a screen: what is said goes to the journal first, then to the live tallies."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.audit import AuditData, load, reviewer_name
from core.desk import Desk
from core.filters import Filter, View, in_review, in_view
from core.journal import Event, Journal, reviews_folder
from core.metrics.discrepancy import discrepancy
from core.model import Preference, Reason, Verdict
from core.place import Place, read_place, write_place
from core.reviews import Standing, load_folder
from core.store import Store
from core.tally import Tally


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review of one annotator has come within a filter."""

    cases: int
    reviewed: int
    flagged: int

    @property
    def left(self) -> int:
        """Cases without a verdict."""
        return self.cases - self.reviewed


class ReviewSession:
    """One reviewer at work on one annotator of one store; the reviewer's own verdicts decide what is left out."""

    def __init__(self, store: Store, data: AuditData, journal: Journal, standing: Standing) -> None:
        self.store = store
        self.data = data
        self.journal = journal
        self.standing = standing
        self.reviewer = journal.reviewer
        self.own_name = reviewer_name(self.reviewer, {each.name for each in data.annotators})
        self._place_path = journal.path.with_name(f".{journal.reviewer}.place.json")
        self._numbers = store.numbers({event.case for event in standing.reviews() if event.case})
        self._desks: dict[str, Desk] = {}
        self.own = self._own_tally()
        self.longest_id = store.longest_id()
        self.annotator = data.reference().name

    @classmethod
    def open(cls, store_path: Path, reviewer: str, annotator: str | None = None) -> tuple[Self, list[str]]:
        """Open store and journal; with the session come the warnings of the journals.

        Raises StoreError, JournalError or AuditError, leaving nothing open.
        """
        with ExitStack() as opened:
            store = opened.enter_context(Store.open(store_path))
            data = load(store)
            if annotator is not None:
                data.annotator(annotator)
            folder = reviews_folder(store_path)
            journal = opened.enter_context(Journal.open(folder, reviewer))
            standing, warnings = load_folder(folder)
            session = cls(store, data, journal, standing)
            session.choose_annotator(annotator or session.place.annotator or session.annotator)
            opened.pop_all()
        return session, [*journal.warnings, *warnings]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the journal's lock and the store."""
        self.journal.close()
        self.store.close()

    # Where the reviewer is

    @property
    def place(self) -> Place:
        """Where this reviewer stopped the last time."""
        return read_place(self._place_path)

    def remember(self, chosen: Filter, case: str | None) -> None:
        """Keep the place for the next time."""
        write_place(self._place_path, Place(self.annotator, chosen.view, chosen.reviewed, case))

    def choose_annotator(self, name: str) -> None:
        """Turn to another annotator; a name that the store does not have leaves the choice as it is."""
        if name in {each.name for each in self.data.annotators}:
            self.annotator = name

    # Numbers

    def desk(self, name: str | None = None) -> Desk:
        """An annotator's annotations as this reviewer sees them; the one under review by default."""
        name = name or self.annotator
        if name not in self._desks:
            annotations = self.data.annotator(name)
            self._desks[name] = Desk(annotations, self.data.votes, self.reviewer, self.standing, self._numbers)
        return self._desks[name]

    def own_count(self) -> int:
        """Cases on which the reviewer gave an own preference."""
        return len(self.standing.preferences(self.reviewer))

    def own_discrepancy(self) -> float | None:
        """Discretion discrepancy of the reviewer to the annotator under review, 0 to 1."""
        return discrepancy(self.own.ranking().signs, self.desk().tally.ranking().signs)

    # Cases

    def select(self, chosen: Filter) -> NDArray[np.int32]:
        """The cases of a filter, in order."""
        desk = self.desk()
        keep = in_view(chosen.view, self.data.votes, desk.annotations.preference)
        keep &= in_review(chosen.reviewed, desk.verdicts, desk.flagged)
        found = np.flatnonzero(keep).astype(np.int32)
        return np.intersect1d(found, self.store.search(chosen.text)) if chosen.text else found

    def counts(self) -> dict[View, int]:
        """How many cases each view has."""
        preference = self.desk().annotations.preference
        return {view: int(in_view(view, self.data.votes, preference).sum()) for view in View}

    def progress(self, ids: NDArray[np.int32]) -> Progress:
        """How many of some cases have a verdict, and how many are flagged."""
        desk = self.desk()
        return Progress(len(ids), int((desk.verdicts[ids] > 0).sum()), int(desk.flagged[ids].sum()))

    def number(self, case: str) -> int | None:
        """The number of a case that some event names."""
        return self._numbers.get(case)

    # What the reviewer says: journal first, then the tallies

    def judge(self, n: int, case: str, verdict: Verdict, reason: Reason | None = None, note: str = "") -> Event:
        """Give a verdict on the annotation under review; raises JournalError with nothing changed."""
        event = self.journal.append(
            event="review",
            case=case,
            annotator=self.annotator,
            verdict=verdict.value,
            reason=reason.value if reason else None,
            note=note,
        )
        return self._take(event, n)

    def prefer(self, n: int, case: str, preference: Preference) -> Event:
        """Give the reviewer's own preference on a case; raises JournalError with nothing changed."""
        return self._take(self.journal.append(event="preference", case=case, preference=int(preference)), n)

    def comment(self, n: int, case: str, note: str) -> Event:
        """Note something about a case; raises JournalError with nothing changed."""
        return self._take(self.journal.append(event="comment", case=case, note=note), n)

    def undo(self) -> Event | None:
        """Take back the reviewer's last standing action and return it; None when there is none."""
        return self._turn("undo", self.standing.undoable(self.reviewer))

    def redo(self) -> Event | None:
        """Give again what was last taken back and return it; None when there is none."""
        return self._turn("redo", self.standing.redoable(self.reviewer))

    def _turn(self, how: str, event: Event | None) -> Event | None:
        if event is not None:
            self.standing.apply(self.journal.append(event=how, of=event.id))
            if event.case is not None and event.case not in self._numbers:
                self._numbers.update(self.store.numbers([event.case]))
            self._refresh(event)
        return event

    def _take(self, event: Event, n: int) -> Event:
        self.standing.apply(event)
        if event.case is not None:
            self._numbers[event.case] = n
        self._refresh(event)
        return event

    def _refresh(self, event: Event) -> None:
        """Bring the numbers in line with what now stands on the case of an event."""
        n = self._numbers.get(event.case or "")
        if event.case is None or n is None:
            return
        if event.event == "preference":
            self.own.replace(n, self.standing.preference(self.reviewer, event.case) or 0)
        elif event.event == "review" and event.annotator in self._desks:
            self._desks[event.annotator].refresh(event.case, n)

    def _own_tally(self) -> Tally:
        preference = np.zeros(len(self.data.votes), dtype=np.int8)
        for case, value in self.standing.preferences(self.reviewer).items():
            if case in self._numbers:
                preference[self._numbers[case]] = value
        return Tally(self.data.votes, preference)
