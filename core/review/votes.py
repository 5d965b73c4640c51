"""The votes while a reviewer corrects them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData
from core.journal.corrections import CorrectedVotes, standing_vote
from core.journal.standing import Standing
from core.model.written_order import declared_given, declared_preferences


class LiveVotes:
    """The votes as one reviewer sees them: keeps those of the data and all that follows them in step."""

    def __init__(self, data: AuditData, standing: Standing, reviewer: str, numbers: Mapping[str, int]) -> None:
        """Bring data that was loaded with the oracle's own votes in line with what stands."""
        self._data, self._standing, self._reviewer = data, standing, reviewer
        self._votes = CorrectedVotes(data.votes, data.voted, data.corrected)
        self._columns = {principle.id: principle.n for principle in data.principles}
        for case, principle in standing.voted():
            if case in numbers:
                self.refresh(numbers[case], case, principle)

    def at(self, n: int, principle: int) -> int | None:
        """The vote on a case, by number, of a principle, by column, as it counts; None where none was cast."""
        return self._votes.at((n, principle))

    def original(self, n: int, principle: int) -> int | None:
        """What the oracle itself said of a case and a principle; None where it cast no vote."""
        return self._votes.original((n, principle))

    def refresh(self, n: int, case: str, principle: str) -> NDArray[np.int8] | None:
        """Bring one vote in line with what now stands on it; the case's votes as they were, None if nothing changed.

        The preferences of annotators who only follow an order of principles are changed with the votes.
        """
        column = self._columns.get(principle)
        if column is None:
            return None
        before: NDArray[np.int8] = self._data.votes[n].copy()
        cell, was = (n, column), self.at(n, column)
        said = self._standing.votes_on(case, principle)
        value = standing_vote(said, self.original(n, column), self._reviewer)
        self._votes.put(cell, value)
        if value == was:
            return None
        voted = None if self._data.voted is None else self._data.voted[n : n + 1]
        for name, order in self._data.orders.items():
            annotations = self._data.annotator(name)
            annotations.preference[n] = declared_preferences(self._data.votes[n : n + 1], order)[0]
            annotations.given[n] = declared_given(1, voted, order)[0]
        return before
