"""Counts the wins of a resample of cases for many principles, doing what annotators have in common only once."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class DrawnWins:
    """The conflict cases, turned to the response that the first annotator with a preference chose.

    An annotator who chose the same response in every case has the wins of those cases as they are: only cases in which
    an annotator differs are counted again. Counts up to 2**24 are exact.
    """

    def __init__(self, votes: NDArray[np.int8], annotations: NDArray[np.int8]) -> None:
        """Prepare the votes (N, P) and annotations (M, N) of the conflict cases."""
        lead = np.zeros(len(votes), dtype=np.int8)
        for annotation in reversed(annotations):
            lead = np.where(annotation != 0, annotation, lead)
        sided = votes * lead[:, None]
        self._won = (sided > 0).astype(np.float32)
        self._lost = (sided < 0).astype(np.float32)
        self._chosen = lead != 0
        self._agreement = annotations * lead

    def __call__(self, multiplicities: Floats) -> NDArray[np.float64]:
        """Count the wins of every resample and annotator, (B, M, P, P), from how often each case was drawn (B, N)."""
        size = self._won.shape[1]
        wins = np.empty((len(multiplicities), len(self._agreement), size, size))
        for place, times in enumerate(multiplicities):
            drawn = np.flatnonzero(times * self._chosen)
            won, lost = self._won[drawn] * times[drawn, None], self._lost[drawn]
            total = won.T @ lost
            for who, agreement in enumerate(self._agreement[:, drawn]):
                wins[place, who] = _of_annotator(won, lost, total, agreement)
        return wins


def _of_annotator(won: Floats, lost: Floats, total: Floats, agreement: NDArray[np.int8]) -> Floats:
    """Count the wins (P, P) of an annotator who agrees, differs or has no preference (+1, -1, 0) in each case."""
    differing, silent = np.flatnonzero(agreement < 0), np.flatnonzero(agreement == 0)
    turned = won[differing].T @ lost[differing]
    agreeing = len(agreement) - len(differing) - len(silent)
    if len(silent) < agreeing:
        counted: Floats = total - turned + turned.T - won[silent].T @ lost[silent]
    else:
        same = np.flatnonzero(agreement > 0)
        counted = won[same].T @ lost[same] + turned.T
    return counted
