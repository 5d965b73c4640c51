"""The numbers of an audit kept in step with what stands of the reviews, as one reviewer sees them."""

from collections.abc import Iterable

from core.audit.data import AuditData, reviewer_name
from core.audit.scene import OwnWords, own_words
from core.journal.events import Event
from core.journal.standing import Standing
from core.metrics.discrepancy import discrepancy
from core.metrics.tally import Tally
from core.query.names import Names
from core.query.wanted import Wanted
from core.review.blind import BlindError, swapped, telling, untelling
from core.review.desk import Desk
from core.review.votes import LiveVotes
from core.storage.store import Store


class LiveReview:
    """Desks, own tally and votes of one reviewer; every event that is taken in changes what it must."""

    def __init__(self, store: Store, data: AuditData, standing: Standing, reviewer: str) -> None:
        self.store = store
        self.standing = standing
        self.start = len(standing.events)
        self.reviewer = reviewer
        self._numbers = store.numbers({event.case for event in standing.reviews() if event.case})
        self.oracles = store.oracles()
        self.annotator = data.reference().name
        self.blind = False
        self.version = 0
        """Grows with everything that is taken in."""
        self.take(data)

    def take(self, data: AuditData) -> None:
        """Review by other data of the same store, loaded with the oracle's own votes; what was said stands.

        Desks and tallies that were handed out before are then of no use.
        """
        self.data = data
        self.own_name = reviewer_name(self.reviewer, data.names)
        self.votes = LiveVotes(data, self.standing, self.reviewer, self._numbers)
        self._desks: dict[str, Desk] = {}
        self.own = Tally(data.votes, self.own_words()[0])

    def desk(self, name: str | None = None) -> Desk:
        """An annotator's annotations as this reviewer sees them; the one under review by default."""
        name = name or self.annotator
        if name not in self._desks:
            annotations = self.data.annotator(name)
            self._desks[name] = Desk(annotations, self.data.votes, self.reviewer, self.standing, self._numbers)
        return self._desks[name]

    @property
    def uncounted(self) -> list[str]:
        """The annotators whose desks have not been made yet."""
        return [each.name for each in self.data.annotators if each.name not in self._desks]

    @property
    def desks(self) -> tuple[Desk, ...]:
        """The desks that were looked at in this session."""
        return tuple(self._desks.values())

    def own_count(self) -> int:
        """Cases of the store on which the reviewer gave an own preference."""
        return len(self.standing.preferences(self.reviewer).keys() & self._numbers.keys())

    @property
    def own_annotators(self) -> dict[str, str]:
        """The reviewers with own preferences on cases of the store, by their names as annotators: as in `load`."""
        taken = self.data.names
        found: dict[str, str] = {}
        for reviewer in self.standing.reviewers:
            if not self._numbers.keys().isdisjoint(self.standing.preferences(reviewer)):
                found.setdefault(reviewer_name(reviewer, taken), reviewer)
        return found

    def own_discrepancy(self) -> float | None:
        """Discretion discrepancy of the reviewer to the annotator under review, 0 to 1."""
        return discrepancy(self.own.ranking().signs, self.desk().tally.ranking().signs)

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
        secret = telling(wanted, self._reviewers, self.reviewer) if self.blind else None
        if secret is not None:
            raise BlindError(secret)

    def admitted(self, wanted: Wanted) -> Wanted:
        """The same cases in the same order where that may be shown; else conflicts, or the order of the dataset."""
        return untelling(wanted, self._reviewers, self.reviewer) if self.blind else wanted

    @property
    def _reviewers(self) -> Names:
        return Names((), (), self.standing.reviewers)

    def own_words(self) -> OwnWords:
        """The reviewer's own preferences, (cases,) in {+1, 0, -1}, and where there is one."""
        return own_words(self.standing, self.reviewer, self._numbers, len(self.data.votes))

    def agreement(self) -> tuple[int, int]:
        """On how many cases the reviewer's own preference is the annotator's, of those on which both have one."""
        given = self.desk().annotations.preference
        own = self.standing.preferences(self.reviewer)
        products = [own[case] * int(given[self._numbers[case]]) for case in own.keys() & self._numbers.keys()]
        return sum(each > 0 for each in products), sum(each != 0 for each in products)

    # What is taken in

    def accept(self, events: Iterable[Event]) -> list[int]:
        """Take in what others' journals say since; give the numbers of the cases that it is about, ascending."""
        before = len(self.standing.events)
        for event in events:
            self.standing.apply(event)
        taken = [action for event in self.standing.events[before:] if (action := self.standing.action(event))]
        unknown = {action.case for action in taken if action.case} - self._numbers.keys()
        if unknown:
            self._numbers.update(self.store.numbers(unknown))
        for action in taken:
            self._refresh(action)
        return sorted({self._numbers[action.case] for action in taken if action.case in self._numbers})

    def _refresh(self, event: Event) -> None:
        """Bring the numbers in line with what now stands on the case of an event."""
        self.version += 1
        n = self._numbers.get(event.case or "")
        if event.case is None or n is None:
            return
        if event.event == "vote":
            self._revote(n, event.case, event.principle or "")
        elif event.event == "preference":
            self.own.replace(n, self.standing.preference(self.reviewer, event.case) or 0)
        elif event.event == "review" and event.annotator in self._desks:
            self._desks[event.annotator].refresh(event.case, n)

    def _revote(self, n: int, case: str, principle: str) -> None:
        before = self.votes.refresh(n, case, principle)
        if before is not None:
            self.own.revote(n, before)
            for desk in self._desks.values():
                desk.revote(n, before)
                desk.refresh(case, n)  # with other votes an order may give a preference, or none, that can be flagged
