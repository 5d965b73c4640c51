"""The blind checks of an oracle's votes, of all reviewers, and the votes that the oracle itself cast."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData
from core.journal.standing import Standing
from core.metrics.confusion import VALUES


@dataclass(frozen=True, slots=True, eq=False)
class OracleVotes:
    """What an oracle itself said: `votes` (cases, principles), and where it did; None where no vote is missing."""

    votes: NDArray[np.int8]
    voted: NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True, eq=False)
class OracleChecks:
    """Votes checked, K of them: case and principle (column), the oracle's vote, a reviewer's answer, and a weight.

    The weight is 1 over the number of reviewers who answered that vote.
    """

    case: NDArray[np.int64]
    principle: NDArray[np.int64]
    vote: NDArray[np.int64]
    answer: NDArray[np.int64]
    weight: NDArray[np.float64]
    reviewers: tuple[str, ...]
    in_sight: int

    def counts(self, principles: int) -> NDArray[np.float64]:
        """Votes by answers of each principle: (P, 3, 3), of -1, 0 and +1."""
        found = np.zeros((principles, VALUES, VALUES))
        np.add.at(found, (self.principle, self.vote + 1, self.answer + 1), self.weight)
        return found


def oracle_votes(data: AuditData) -> OracleVotes:
    """The votes of the data as they were before any correction."""
    votes, voted = data.votes.copy(), None if data.voted is None else data.voted.copy()
    for cell, original in data.corrected.items():
        votes[cell] = original or 0
        if voted is not None:
            voted[cell] = original is not None
    return OracleVotes(votes, voted)


def oracle_checks(data: AuditData, standing: Standing, numbers: Mapping[str, int], own: OracleVotes) -> OracleChecks:
    """Gather what reviewers answered before they saw the vote; `numbers` are those of the cases, by id."""
    columns = {principle.id: principle.n for principle in data.principles}
    rows, reviewers, in_sight = [], set(), 0
    for case, principle in standing.voted():
        if case not in numbers or principle not in columns:
            continue
        cell = (numbers[case], columns[principle])
        if own.voted is not None and not own.voted[cell]:
            continue
        said = standing.votes_on(case, principle)
        blind = {each: standing.blind_vote(each, case, principle) for each in said}
        answers = {each: answer for each, answer in blind.items() if answer is not None}
        in_sight += not answers
        reviewers |= set(answers)
        rows += [(*cell, int(own.votes[cell]), answer, 1 / len(answers)) for answer in answers.values()]
    told = np.array(rows, dtype=np.float64).reshape(-1, 5)
    case_, column, vote, answer = told[:, :4].astype(np.int64).T
    return OracleChecks(case_, column, vote, answer, told[:, 4], tuple(sorted(reviewers)), in_sight)
