"""The votes queue: a reviewer answers a random sample of votes without seeing the oracle's."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from core.audit.correcting import Checked
from core.audit.next_checks import next_checks
from core.audit.oracle_accuracy import OracleAccuracy, further_votes, oracle_accuracy, sample_votes
from core.journal.corrections import Cell
from core.journal.events import Event
from core.model.terms import Case, Preference, Principle
from core.review.session import ReviewSession
from core.storage.store import Store

EACH: Final = 20
"""Votes asked of each principle: at an accuracy of 90 % they give an interval from 70 to 97 %."""
SEED: Final = 0
FURTHER: Final = 500
"""Votes of each principle that may be asked after the sample."""
AT_ONCE: Final = 5
"""Further votes that are chosen together."""


class VoteState(StrEnum):
    """How a vote of the sample stands."""

    OPEN = "open"
    ANSWERED = "answered"
    """Answered blind."""
    SEEN = "seen"
    """The reviewer knows the oracle's vote, from correcting it or from an answer taken back: it no longer counts."""


class CheckProgress(NamedTuple):
    """How many votes of the sample are answered blind, and how many it has that count."""

    answered: int
    asked: int


class BlindAnswer(NamedTuple):
    """A vote answered blind: its case by id, its cell, the oracle's vote and the reviewer's answer."""

    case: str
    cell: Cell
    vote: int
    answer: int


class Gathered(NamedTuple):
    """What stands of the checks and of the annotation under review (cases,), whatever is said later."""

    checked: Checked
    annotation: NDArray[np.int8]


class VoteCheck:
    """A sample and where the reviewer stands in it; all that was answered is in the journal.

    Once it is answered, further votes are asked, of the principles whose checks would narrow the corrected ranking of
    the annotator under review most; of each principle, votes come at random.
    """

    def __init__(
        self,
        session: ReviewSession,
        cells: tuple[Cell, ...],
        ids: Mapping[int, str],
        further: tuple[tuple[int, ...], ...],
    ) -> None:
        """Ask for the votes at `cells`, then for some of the cases `further` of each principle.

        `ids` are those of the cells' cases, by number.
        """
        self._session = session
        self.cells = cells
        self._ids = dict(ids)
        self._further = further

    @classmethod
    def draw(cls, session: ReviewSession, store: Store) -> Self:
        """Draw the sample of the session's reviewer; `store` may be a cursor for another thread."""
        voted = store.voted(session.data.oracle, len(session.data.principles))
        cells = sample_votes(voted, EACH, SEED, session.reviewer)
        further = further_votes(voted, cells, FURTHER, SEED, session.reviewer)
        return cls(session, cells, {each.n: each.id for each in store.previews(sorted({n for n, _ in cells}))}, further)

    def bring_back(self) -> None:
        """Have the further votes that were answered before among those asked; not in another thread."""
        known = set(self.cells)
        there = [set(cases) for cases in self._further]
        for each in self.answers():
            n, principle = each.cell
            if each.cell not in known and n in there[principle]:
                self._ids[n] = each.case
                self.cells = (*self.cells, each.cell)

    def gather(self) -> Gathered:
        """What stands now."""
        session = self._session
        annotation = session.data.annotator(session.annotator).standing_without(session.reviewed().flagged)
        return Gathered(Checked.of(session.data, session.standing, session.live.numbers), annotation)

    def further(self, store: Store, gathered: Gathered) -> tuple[tuple[Cell, str], ...]:
        """Choose the next votes to ask after the sample, with the ids of their cases; nothing where none are left.

        `store` may be a cursor for another thread, in which `gathered` cannot be gathered.
        """
        known = set(self.cells)
        left = [[n for n in cases if (n, p) not in known] for p, cases in enumerate(self._further)]
        principles = next_checks(gathered.checked, gathered.annotation, [len(cases) for cases in left], AT_ONCE)
        chosen = [(left[principle].pop(0), principle) for principle in principles]
        ids = {each.n: each.id for each in store.previews(sorted({n for n, _ in chosen}))}
        return tuple((cell, ids[cell[0]]) for cell in chosen)

    def ask(self, votes: Iterable[tuple[Cell, str]]) -> None:
        """Ask for further votes too, each with the id of its case."""
        known = set(self.cells)
        for cell, case in votes:
            if cell not in known:
                self._ids[cell[0]] = case
                self.cells = (*self.cells, cell)

    def principle(self, cell: Cell) -> Principle:
        """The principle that a vote is of."""
        return self._session.data.principles[cell[1]]

    def case(self, cell: Cell) -> Case:
        """The case that a vote is on."""
        return self._session.store.case(cell[0])

    def state(self, cell: Cell) -> VoteState:
        """Tell how a vote stands."""
        key = (self._session.reviewer, self._ids[cell[0]], self.principle(cell).id)
        if self._session.standing.blind_vote(*key) is not None:
            return VoteState.ANSWERED
        return VoteState.SEEN if self._session.standing.revealed(*key) else VoteState.OPEN

    def answer(self, cell: Cell) -> int | None:
        """What the reviewer answered blind, or else says of the vote now; None if nothing stands."""
        standing, key = self._session.standing, (self._session.reviewer, self._ids[cell[0]], self.principle(cell).id)
        blind = standing.blind_vote(*key)
        return standing.vote(*key) if blind is None else blind

    def original(self, cell: Cell) -> int | None:
        """What the oracle says; None where it cast no vote."""
        return self._session.live.votes.original(*cell)

    def say(self, cell: Cell, preference: Preference) -> Event:
        """BlindAnswer; blind only the first time. Raises JournalError with nothing changed."""
        blind = self.state(cell) is VoteState.OPEN
        return self._session.correct(cell[0], self._ids[cell[0]], self.principle(cell).id, preference, blind=blind)

    def find(self, event: Event) -> int | None:
        """The place in the sample of the vote that an event speaks of."""
        for place, cell in enumerate(self.cells):
            if (self._ids[cell[0]], self.principle(cell).id) == (event.case, event.principle):
                return place
        return None

    def next_open(self, place: int) -> int | None:
        """The first place after `place` that is not answered, going round; None where all is."""
        count = len(self.cells)
        order = ((place + step) % count for step in range(1, count + 1))
        return next((at for at in order if self.state(self.cells[at]) is VoteState.OPEN), None)

    @property
    def progress(self) -> CheckProgress:
        """How far the reviewer has come."""
        states = [self.state(cell) for cell in self.cells]
        return CheckProgress(states.count(VoteState.ANSWERED), len(states) - states.count(VoteState.SEEN))

    def accuracy(self) -> OracleAccuracy:
        """The oracle's accuracy by all that the reviewer answered blind, in this sample or an earlier one."""
        counted = ((each.cell, each.vote, each.answer) for each in self.answers())
        return oracle_accuracy(counted, len(self._session.data.principles))

    def answers(self) -> Iterator[BlindAnswer]:
        """All that the reviewer answered blind, in this sample or an earlier one."""
        session = self._session
        columns = {principle.id: principle.n for principle in session.data.principles}
        for case, principle in session.standing.voted():
            answer = session.standing.blind_vote(session.reviewer, case, principle)
            n = session.number(case)
            if answer is not None and n is not None and principle in columns:
                cell = (n, columns[principle])
                vote = self.original(cell)
                if vote is not None:  # another oracle's sample may have asked for votes that this one never cast
                    yield BlindAnswer(case, cell, vote, answer)
