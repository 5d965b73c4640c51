"""What many annotators or groups of cases have in wins, each counted from its own annotations in one pass for all.

An annotation is a row here: votes (K, P) of its case, the preference (K,) given there, and the label (K,) of whoever or
whatever it counts for. Several annotations of a case are several rows.
"""

import numpy as np
from numpy.typing import NDArray

from core.metrics.resample import Sample

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def wins_by(
    votes: NDArray[np.int8], preference: NDArray[np.int8], label: Labels, count: int, weight: Floats | None = None
) -> Floats:
    """Count the wins of every label: float64 (count, P, P), whole numbers unless rows have a `weight` (K,)."""
    size = votes.shape[1]
    wins = np.zeros((count, size, size))
    for won, lost, rows in decided_pairs(votes, preference):
        weights = None if weight is None else weight[rows]
        wins[:, won, lost] = np.bincount(label[rows], weights=weights, minlength=count)
    return wins


def decided_pairs(votes: NDArray[np.int8], preference: NDArray[np.int8]) -> "list[tuple[int, int, NDArray[np.intp]]]":
    """The rows in which each principle won over each other one, where there are any."""
    columns = [column * preference for column in votes.T]
    won, lost = [column > 0 for column in columns], [column < 0 for column in columns]
    pairs = ((i, j, np.flatnonzero(won[i] & lost[j])) for i in range(len(columns)) for j in range(len(columns)))
    return [(i, j, rows) for i, j, rows in pairs if len(rows)]


def sides_by(votes: NDArray[np.int8], preference: NDArray[np.int8], label: Labels, count: int) -> NDArray[np.int64]:
    """Count the annotations that sided with each principle or overruled it, of rows in conflict: int64 (count, P)."""
    found = [np.bincount(label[(column * preference) != 0], minlength=count) for column in votes.T]
    return np.stack(found, axis=1)


class GroupDraws:
    """Resamples groups of cases for M annotators, each with any number of annotations a case; they stay together."""

    def __init__(self, wins: Floats, opposed: Floats, cases: Floats, seed: int) -> None:
        """Hold the wins (M, G, P, P) of G groups, and of consensus cases the opposed annotations and all, (M, G)."""
        self._shape = (len(wins), *wins.shape[2:])
        self._wins = wins.swapaxes(0, 1).reshape(wins.shape[1], -1)
        self._opposed, self._cases = opposed.T, cases.T
        self._generator = np.random.default_rng(seed)

    def __call__(self, count: int) -> Sample:
        """Draw so many resamples."""
        size = len(self._wins)
        drawn = self._generator.multinomial(size, np.full(size, 1 / size), size=count).astype(np.float64)
        wins = (drawn @ self._wins).reshape(count, *self._shape)
        opposed, cases = (np.rint(drawn @ each).astype(np.int64) for each in (self._opposed, self._cases))
        return Sample(wins, opposed, cases)
