"""A review session without a screen: what is said goes to the journal first, then to the live tallies."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Self, Unpack

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData, load
from core.audit.scene import scene_of
from core.journal.events import Event, EventFields
from core.journal.follower import Follower
from core.journal.of_store import texts_read
from core.journal.replay import load_reviews
from core.journal.standing import Standing
from core.journal.writer import Journal
from core.model.closing import Closing
from core.model.errors import StoreError, UnwritableJournalError
from core.model.terms import Preference, Progress, Reason, Verdict
from core.query.counting import count_votes
from core.query.evaluation import evaluate
from core.query.form import Reads
from core.query.kinds import View, in_view
from core.query.names import Names
from core.query.queues import Queued, Steps, queued
from core.query.scene import Scene
from core.query.tree import Query, annotators_named, annotators_of, bind, reads
from core.query.wanted import Wanted
from core.review.annotator import AnnotatorUnderReview, ReviewProgress
from core.review.blind import BlindError, TurnedCases, swapped, telling, untelling
from core.review.bookmark import Place, place_path, read_place, write_place
from core.review.hearing import take_in
from core.review.live import LiveReview
from core.review.order_in_hand import declared_in
from core.storage.store import Store


class ReviewSession(Closing):
    """One reviewer at work on one annotator of one store; the reviewer's own verdicts decide what is left out.

    `live` has every number as it now stands.
    """

    def __init__(
        self, store: Store, data: AuditData, journal: Journal, standing: Standing, follower: Follower | None = None
    ) -> None:
        self.store, self.journal, self.standing = store, journal, standing
        self.reviewer = journal.reviewer
        self.live = LiveReview(data, standing, journal.reviewer, store.numbers)
        self.oracles = store.oracles()
        self.annotator = data.reference().name
        self.order = declared_in(data)
        self.blind = False
        self._turned_cases = TurnedCases(self.reviewer)
        self.follower = follower or Follower(journal.path.parent, journal.reviewer)
        self._place_path = place_path(journal.path.parent, journal.reviewer)
        self.longest_id = store.longest_id()

    @classmethod
    def open(
        cls,
        store: Path | Store,
        reviewer: str,
        annotator: str | None = None,
        oracle: str | None = None,
        reviews: Path | None = None,
        progress: Progress | None = None,
    ) -> tuple[Self, list[str]]:
        """Open store and journal, or take an open store; with the session come the warnings of the journals.

        Journals lie in `reviews`, else where the store has them. Votes are those of the named oracle, else of the one
        reviewed by the last time, else of the first. One whose journal may not be written takes nothing and says so.
        `progress` hears of the journals' bytes. Raises StoreError, JournalError or AuditError, leaving nothing open.
        """
        with ExitStack() as opened:
            store = opened.enter_context(Store.open(store, reviews) if isinstance(store, Path) else store)
            folder = store.reviews
            kept = read_place(place_path(folder, reviewer)).oracle
            known = {each.name for each in store.oracles()}
            data = load(store, oracle=oracle or (kept if kept in known else None))
            if annotator is not None:
                data.annotator(annotator)
            try:
                journal = opened.enter_context(Journal.open(folder, reviewer, store.identity, progress))
            except UnwritableJournalError as error:
                journal = Journal.unwritten(folder, reviewer, error)
            follower = Follower(folder, reviewer)  # before replaying: twice read, never missed
            standing, warnings = load_reviews(store, progress)
            follower.heed(warnings)
            journal.heed(standing.events)
            session = cls(store, data, journal, standing, follower)
            session.choose_annotator(annotator or session.place.annotator or session.annotator)
            opened.pop_all()
        return session, [*journal.warnings, *warnings]

    def close(self) -> None:
        """Release the journal's lock and the store."""
        self.journal.close()
        self.store.close()

    @property
    def data(self) -> AuditData:
        """The data of the audit, with the votes as this reviewer sees them."""
        return self.live.data

    def reviewed(self, name: str | None = None) -> AnnotatorUnderReview:
        """An annotator's annotations as this reviewer sees them; the one under review by default."""
        return self.live.reviewed(name or self.annotator)

    # Where the reviewer is

    @property
    def place(self) -> Place:
        """Where this reviewer stopped the last time."""
        return read_place(self._place_path)

    def remember(self, wanted: Wanted, case: str | None) -> None:
        """Keep the place for the next time."""
        oracle = self.data.oracle.name if len(self.oracles) > 1 else None
        write_place(self._place_path, Place(self.annotator, str(wanted.query), wanted.queue, case, oracle))

    def choose_annotator(self, name: str) -> None:
        """Turn to another annotator; a name that the store does not have leaves the choice as it is."""
        if name in self.data.places:
            self.annotator = name

    @property
    def spoken_of(self) -> tuple[str, ...]:
        """The annotators whose flags are counted: all, or of many the one under review and those with verdicts."""
        if not self.data.many:
            return self.data.called
        judged = {event.annotator for event in self.standing.reviews() if event.annotator in self.data.places}
        return tuple(dict.fromkeys((self.annotator, *sorted(name for name in judged if name))))

    # Cases

    @property
    def names(self) -> Names:
        """What a filter may name; reviewers with own preferences are annotators too."""
        principles = tuple(principle.name for principle in self.data.principles)
        annotators = (*self.data.called, *self.live.own_annotators)
        return Names(principles, annotators, self.standing.reviewers, self.data.facts)

    def scene(self, query: Query, store: Store | None = None, annotator: str | None = None) -> Scene:
        """What a filter is evaluated on, as it is now; to be made in the thread that gives verdicts.

        `store` is a cursor where the filter is evaluated in another thread; `annotator` is whose annotations are
        meant, if not those under review.
        """
        meant = annotator or self.annotator
        bound = bind(query, self.names)
        asked = annotators_of(bound) | {meant} if Reads.REVIEWS in reads(bound) else set()
        held = {name: self.live.reviews(name, own=self.blind) for name in asked}
        reviewers = self.live.own_annotators
        scene = scene_of(
            self.data,
            store or self.store,
            self.standing,
            meant,
            reviewer=self.reviewer,
            numbers=self.live.numbers,
            own_annotators=reviewers,
            reviews=held.__getitem__,
            turned=partial(self._turned_cases, store or self.store) if self.blind else None,
        )
        for name in annotators_named(bound) & reviewers.keys():
            scene.given(name)  # read here, not in the other thread while they change
        return scene

    def select(self, wanted: Wanted) -> NDArray[np.int32]:
        """The cases of a filter in the order of its queue; raises QueryError, NotConverged (see `queues`)."""
        return self.selecting(wanted)(None).ids

    def selecting(
        self, wanted: Wanted, store: Store | None = None, annotator: str | None = None
    ) -> Callable[[Steps | None], Queued]:
        """What finds the cases of a filter, to be called in another thread if `store` is a cursor for it.

        Raises QueryError, and BlindError where they would tell a blind reviewer what is hidden.
        """
        self.admit(wanted)  # before names are looked up: what is said of a wrong one lists the right ones
        scene = self.scene(wanted.query, store, annotator)
        known = self.reviewed(annotator)
        annotation = known.annotations.standing_without(known.flagged)
        principles = self.names.principles

        def find(progress: Steps | None) -> Queued:
            search = partial((store or self.store).search, progress=progress)
            ids = np.flatnonzero(evaluate(wanted.query, replace(scene, search=search))).astype(np.int32)
            return queued(wanted.queue, ids, self.data.votes, annotation, principles, progress)

        return find

    def counts(self) -> dict[View, int]:
        """How many cases each view has."""
        preference = self.reviewed().annotations.preference
        counts = count_votes(self.data.votes, self.data.voted)
        return {view: int(np.count_nonzero(in_view(view, lambda: counts, preference))) for view in View}

    def progress(self, ids: NDArray[np.int32]) -> ReviewProgress:
        """How many of some cases have a verdict, and how many are flagged; in blind review only by the reviewer."""
        return self.reviewed().progress(ids, own=self.blind)

    def number(self, case: str) -> int | None:
        """The number of a case that some event names."""
        return self.live.numbers.get(case)

    # Blind review

    def turned(self, case: str) -> bool:
        """Whether the reviewer sees the responses of a case in each other's place."""
        return self.blind and swapped(case, self.reviewer)

    def hides(self, case: str) -> bool:
        """Whether the annotation of a case is hidden: in blind review until the reviewer has chosen."""
        return self.blind and self.standing.preference(self.reviewer, case) is None

    def hides_others(self, case: str, annotator: str | None = None) -> bool:
        """Whether what others say of a case is hidden: in blind review until the reviewer's own verdict.

        The verdict is that on the annotation of the annotator, by default of the one under review.
        """
        own = self.standing.verdict(self.reviewer, case, annotator or self.annotator)
        return self.hides(case) or (self.blind and own is None)

    def admit(self, wanted: Wanted) -> None:
        """Raise BlindError where the choice of some cases or their order would tell a blind reviewer what is hidden."""
        secret = telling(wanted, self.names, self.reviewer) if self.blind else None
        if secret is not None:
            raise BlindError(secret)

    def admitted(self, wanted: Wanted) -> Wanted:
        """The same cases in the same order where that may be shown; else conflicts, or the order of the dataset."""
        return untelling(wanted, self.names, self.reviewer) if self.blind else wanted

    # What the reviewer says: journal first, then the tallies

    def judge(self, n: int, case: str, verdict: Verdict, reason: Reason | None = None, note: str = "") -> Event:
        """Give a verdict on the annotation under review; raises JournalError with nothing changed."""
        said = EventFields(event="review", case=case, annotator=self.annotator, verdict=verdict.value, note=note)
        said["reason"], said["annotated"] = reason and reason.value, self.reviewed().annotations.on(n)
        return self._say(n, **said)

    def prefer(self, n: int, case: str, preference: Preference) -> Event:
        """Give the reviewer's own preference on a case; raises JournalError with nothing changed."""
        return self._say(n, case=case, event="preference", preference=int(preference))

    def comment(self, n: int, case: str, note: str) -> Event:
        """Note something about a case; raises JournalError with nothing changed."""
        return self._say(n, case=case, event="comment", note=note)

    def correct(self, n: int, case: str, principle: str, preference: Preference, *, blind: bool = False) -> Event:
        """Say what a principle's vote on a case is, by its id; raises JournalError with nothing changed.

        `blind` tells that the reviewer has not seen the oracle's vote yet.
        """
        return self._say(
            n, case=case, event="vote", principle=principle, preference=int(preference), blind=blind or None
        )

    def take_back_vote(self, case: str, principle: str) -> Event | None:
        """Undo what the reviewer last said of a principle's vote and return it; None when nothing stands."""
        return self._turn("undo", self.standing.own_vote(self.reviewer, case, principle))

    def undo(self) -> Event | None:
        """Take back the reviewer's last standing action and return it; None when there is none."""
        return self._turn("undo", self.standing.undoable(self.reviewer))

    def redo(self) -> Event | None:
        """Give again what was last taken back and return it; None when there is none."""
        return self._turn("redo", self.standing.redoable(self.reviewer))

    def follow(self) -> bool:
        """Take in what others appended to their journals since the last time; tell whether anything was."""
        before = len(self.standing.events)
        self.hear(self.follower.poll())
        return len(self.standing.events) > before

    def hear(self, events: Sequence[Event]) -> None:
        """Take in events of others' journals that are of this store."""
        take_in(self, events)

    def _turn(self, how: str, event: Event | None) -> Event | None:
        if event is not None:
            self.live.accept([self.journal.append(event=how, of=event.id)])
        return event

    def _say(self, n: int, **said: Unpack[EventFields]) -> Event:
        """Say something of a case, and of which texts it is where the store can still be read."""
        meant = next((each for each in self.data.principles if each.id == said.get("principle")), None)
        with suppress(StoreError):
            said["texts"] = texts_read(self.store.case(n), meant)
        event = self.journal.append(**said)
        self.live.numbers[event.case or ""] = n
        self.live.accept([event])
        return event
