"""An annotator's sufficient statistics, kept while cases go out and come back: what makes rankings live."""

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import Arbitrariness, categories, consensus_side, opposition
from core.metrics.priority import Ranking, rank_principles
from core.metrics.supremacy import case_wins, conflict_sides, win_matrix
from core.model.terms import Category


class Tally:
    """The wins and the arbitrariness of one annotator over the cases that count, in integers: undoing is exact."""

    def __init__(self, votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> None:
        """Count all cases of votes (N, P) and annotation (N,); the annotation is copied."""
        self._wins = win_matrix(votes, annotation)
        self._votes = votes
        self._annotation = annotation.astype(np.int8)
        self._side = consensus_side(votes)
        self._conflict = categories(votes) == Category.CONFLICT
        self._counted = np.ones(len(votes), dtype=np.bool_)
        self._sides = conflict_sides(votes, annotation)
        first = opposition(self._side, self._annotation)
        self._opposed, self._cases = first.opposed, first.cases
        self._ranking: Ranking | None = None
        self._within: dict[bytes, Ranking] = {}
        self._stale = True

    @classmethod
    def summed(cls, wins: NDArray[np.int64], sides: NDArray[np.int64], opposition: Arbitrariness) -> "Tally":
        """What several annotators count together: wins (P, P), sides (2, P); it has no cases to take out."""
        found = cls(np.empty((0, len(wins)), dtype=np.int8), np.empty(0, dtype=np.int8))
        found._wins, found._sides = wins, sides
        found._opposed, found._cases = opposition.opposed, opposition.cases
        return found

    def remove(self, case: int) -> None:
        """Take the annotation of a case, by index, out of everything; ValueError if it is out already."""
        if not self.counts(case):
            raise ValueError(f"Case {case} is already out of the tally.")
        self._counted[case] = False
        self._change(case, -1)

    def add(self, case: int) -> None:
        """Take the annotation of a case back into everything; ValueError if it is in already."""
        if self.counts(case):
            raise ValueError(f"Case {case} is already in the tally.")
        self._counted[case] = True
        self._change(case, +1)

    def replace(self, case: int, preference: int) -> None:
        """Change the annotation of a case, which stays in or out; ValueError unless the preference is 1, 0 or -1."""
        if preference not in (1, 0, -1):
            raise ValueError(f"A preference is 1, 0 or -1, not {preference}.")
        counted = self.counts(case)
        if counted:
            self._change(case, -1)
        self._annotation[case] = preference
        if counted:
            self._change(case, +1)

    def revote(self, case: int, before: NDArray[np.int8]) -> None:
        """Count a case anew after its votes were changed, in the array that all tallies share, from `before` (P,)."""
        counted = self.counts(case)
        if counted:
            self._change(case, -1, before)
        self._side[case] = consensus_side(self._votes[case : case + 1])[0]
        self._conflict[case] = categories(self._votes[case : case + 1])[0] == Category.CONFLICT
        if counted:
            self._change(case, +1)

    def counts(self, case: int) -> bool:
        """Tell whether a case is in the tally; IndexError if there is no such case."""
        if not 0 <= case < len(self._counted):
            raise IndexError(f"There is no case {case} among {len(self._counted)}.")
        return bool(self._counted[case])

    @property
    def wins(self) -> NDArray[np.int64]:
        """The win matrix (P, P), a copy."""
        return self._wins.copy()

    @property
    def sides(self) -> NDArray[np.int64]:
        """The conflict cases in which it sided with each principle, and overruled it, (2, P): a copy."""
        return self._sides.copy()

    @property
    def arbitrariness(self) -> Arbitrariness:
        """How often the annotator opposed a consensus."""
        return Arbitrariness(opposed=self._opposed, cases=self._cases)

    def ranking(self) -> Ranking:
        """Rank the principles by the wins as they are now, starting from the last ranking; kept until they change."""
        if self._ranking is None or self._stale:
            last = None if self._ranking is None else self._ranking.weights
            self._ranking = rank_principles(self._wins, last)
            self._stale = False
        return self._ranking

    @property
    def decided(self) -> NDArray[np.bool_]:
        """The conflict cases with a preference that count, (N,): what the ranking comes from."""
        found: NDArray[np.bool_] = self._counted & self._conflict & (self._annotation != 0)
        return found

    def ranking_within(self, cases: NDArray[np.bool_]) -> Ranking:
        """Rank the principles by some of the cases (N,) only; kept, like the ranking by all, until the wins change."""
        decided = self.decided
        among = decided & cases
        outside = np.flatnonzero(decided & ~among)
        if not len(outside):
            return self.ranking()
        which = np.packbits(among).tobytes()
        if which not in self._within:
            inside = np.flatnonzero(among)
            if len(inside) < len(outside):
                wins = win_matrix(self._votes[inside], self._annotation[inside])
            else:
                wins = self._wins - win_matrix(self._votes[outside], self._annotation[outside])
            self._within[which] = rank_principles(wins, self.ranking().weights)
        return self._within[which]

    def _change(self, case: int, sign: int, votes: NDArray[np.int8] | None = None) -> None:
        """Add a case's contribution, or with -1 subtract it; only a conflict touches wins and ranking.

        `votes` (P,) are those that were counted, where they are no longer those in the array.
        """
        preference = int(self._annotation[case])
        if not preference:
            return
        side = int(self._side[case])
        if side:
            self._cases += sign
            self._opposed += sign * (side != preference)
            return
        votes = self._votes[case] if votes is None else votes
        won = case_wins(votes, preference)
        if won.any():
            self._wins += sign * won
            self._sides += sign * np.stack([votes == preference, votes == -preference])
            self._stale = True
            self._within.clear()
