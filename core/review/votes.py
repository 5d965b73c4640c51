"""The votes while a reviewer corrects them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData
from core.journal.corrections import put_vote, standing_vote
from core.journal.standing import Standing
from core.model.written_order import declared_preferences


class LiveVotes:
    """The votes as one reviewer sees them: keeps `data.votes`, `data.corrected` and all that follows them in step."""

    def __init__(self, data: AuditData, standing: Standing, reviewer: str, numbers: Mapping[str, int]) -> None:
        """Bring data that was loaded with the oracle's own votes in line with what stands."""
        self._data, self._standing, self._reviewer = data, standing, reviewer
        self._columns = {principle.id: principle.n for principle in data.principles}
        for case, principle in standing.voted():
            if case in numbers:
                self.refresh(numbers[case], case, principle)

    def original(self, n: int, principle: int) -> int:
        """What the oracle itself said of a case, by number, and a principle, by column."""
        return self._data.corrected.get((n, principle), int(self._data.votes[n, principle]))

    def refresh(self, n: int, case: str, principle: str) -> NDArray[np.int8] | None:
        """Bring one vote in line with what now stands on it; the case's votes as they were, or None if they are still.

        The preferences of annotators who only follow an order of principles are changed with the votes.
        """
        column = self._columns.get(principle)
        if column is None:
            return None
        before: NDArray[np.int8] = self._data.votes[n].copy()
        said = self._standing.votes_on(case, principle)
        value = standing_vote(said, self.original(n, column), self._reviewer)
        put_vote(self._data.votes, self._data.corrected, (n, column), value)
        if value == before[column]:
            return None
        for name, order in self._data.orders.items():
            annotations = self._data.annotator(name)
            annotations.preference[n] = declared_preferences(self._data.votes[n : n + 1], order)[0]
            annotations.given[n] = annotations.preference[n] != 0
        return before
