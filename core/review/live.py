"""The numbers of an audit kept in step with what stands of the reviews, as one reviewer counts them."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from core.audit.apart import Apart, point_apart
from core.audit.data import AuditData, OwnWords, own_words, reviewer_name
from core.audit.scene import counting, reviews_of
from core.journal.events import Event
from core.journal.standing import Standing
from core.metrics.tally import Tally
from core.query.scene import Reviews
from core.review.annotator import AnnotatorUnderReview
from core.review.votes import LiveVotes


class LiveReview:
    """Annotators, own tally and votes of one reviewer; every event that is taken in changes what it must.

    `numbers` are those of the cases that events name, by id; `version` grows with everything that is taken in.
    """

    def __init__(
        self,
        data: AuditData,
        standing: Standing,
        reviewer: str,
        look_up: Callable[[Iterable[str]], Mapping[str, int]],
    ) -> None:
        """`data` is loaded with the oracle's own votes; `look_up` numbers those of some ids that are cases."""
        self._standing, self._reviewer, self._look_up = standing, reviewer, look_up
        self.numbers = dict(look_up({event.case for event in standing.reviews() if event.case}))
        self.version = 0
        self.use(data)

    def use(self, data: AuditData) -> None:
        """Review by other data of the same store, loaded with the oracle's own votes; what was said stands.

        Annotators and tallies that were handed out before are then of no use.
        """
        self.data = data
        self.own_name = reviewer_name(self._reviewer, data.names)
        self.votes = LiveVotes(data, self._standing, self._reviewer, self.numbers)
        self._reviewed: dict[str, AnnotatorUnderReview] = {}
        self.own = Tally(data.votes, self.own_words()[0])

    def reviewed(self, name: str) -> AnnotatorUnderReview:
        """An annotator's annotations as this reviewer sees them; raises AuditError where there is none of the name."""
        if name not in self._reviewed:
            self._reviewed[name] = AnnotatorUnderReview(
                self.data.annotator(name), self.data.votes, self._reviewer, self._standing, self.numbers
            )
        return self._reviewed[name]

    @property
    def looked_at(self) -> tuple[AnnotatorUnderReview, ...]:
        """The annotators that were counted in this session."""
        return tuple(self._reviewed.values())

    @property
    def uncounted(self) -> list[str]:
        """The annotators that have not been counted yet; none of many, which are counted when they are asked for."""
        return [] if self.data.many else [name for name in self.data.called if name not in self._reviewed]

    def reviews(self, name: str, *, own: bool) -> Reviews:
        """What stands of the reviews of an annotator, or of a reviewer's own preferences, which nobody flags.

        With `own`, flags are this reviewer's alone.
        """
        if name in self.data.names:
            known = self.reviewed(name)
            flagged = known.own_flagged if own else known.flagged
        else:
            flagged = np.zeros(len(self.data.votes), dtype=np.bool_)
        return reviews_of(self._standing, self.numbers, name, self._reviewer, flagged, self.counts)

    def counts(self, event: Event) -> bool:
        """Whether an event is on a case of the store, and a verdict on the annotation as it is."""
        return counting(self.data, self.numbers)(event)

    # The reviewer's own preferences

    def own_words(self) -> OwnWords:
        """The reviewer's own preferences, (cases,) in {+1, 0, -1}, and where there is one."""
        return own_words(self._standing, self._reviewer, self.numbers, len(self.data.votes))

    def own_count(self) -> int:
        """Cases of the store on which the reviewer gave an own preference."""
        return len(self._standing.preferences(self._reviewer).keys() & self.numbers.keys())

    @property
    def own_annotators(self) -> dict[str, str]:
        """The reviewers with own preferences on cases of the store, by their names as annotators: as in `load`."""
        taken = self.data.names
        found: dict[str, str] = {}
        for reviewer in self._standing.reviewers:
            if not self.numbers.keys().isdisjoint(self._standing.preferences(reviewer)):
                found.setdefault(reviewer_name(reviewer, taken), reviewer)
        return found

    def own_apart(self, annotator: str) -> Apart:
        """How far the reviewer is from an annotator."""
        reviewed = self.reviewed(annotator)
        given = reviewed.annotations.given & ~reviewed.flagged
        return point_apart((self.own, self.own_words()[1]), (reviewed.tally, given))

    def agreement(self, annotator: str) -> tuple[int, int]:
        """On how many cases the reviewer's own preference is the annotator's, of those on which both have one."""
        given = self.data.annotator(annotator).preference
        own = self._standing.preferences(self._reviewer)
        products = [own[case] * int(given[self.numbers[case]]) for case in own.keys() & self.numbers.keys()]
        return sum(each > 0 for each in products), sum(each != 0 for each in products)

    # What is taken in

    def accept(self, events: Iterable[Event]) -> list[int]:
        """Take in what journals say since; give the numbers of the cases that it is about, ascending."""
        before = len(self._standing.events)
        for event in events:
            self._standing.apply(event)
        return self._bring(self._standing.events[before:])

    def recount(self) -> None:
        """Bring all that was ever spoken of in line with what now stands, as where all journals were replayed."""
        self._bring(self._standing.events)

    def _bring(self, events: Iterable[Event]) -> list[int]:
        taken = [action for event in events if (action := self._standing.action(event))]
        unknown = {action.case for action in taken if action.case} - self.numbers.keys()
        if unknown:
            self.numbers.update(self._look_up(unknown))
        for action in taken:
            self._refresh(action)
        return sorted({self.numbers[action.case] for action in taken if action.case in self.numbers})

    def _refresh(self, event: Event) -> None:
        """Bring the numbers in line with what now stands on the case of an event."""
        self.version += 1
        n = self.numbers.get(event.case or "")
        if event.case is None or n is None:
            return
        if event.event == "vote":
            self._revote(n, event.case, event.principle or "")
        elif event.event == "preference":
            self.own.replace(n, self._standing.preference(self._reviewer, event.case) or 0)
        elif event.event == "review" and event.annotator in self._reviewed:
            self._reviewed[event.annotator].refresh(event.case, n)

    def _revote(self, n: int, case: str, principle: str) -> None:
        before = self.votes.refresh(n, case, principle)
        if before is not None:
            self.own.revote(n, before)
            for each in self._reviewed.values():
                each.revote(n, before)
                each.refresh(case, n)  # with other votes an order may give a preference, or none, that can be flagged
