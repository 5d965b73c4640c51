"""Priorities with half a case more for and half a case more against every principle.

Where a principle won all its conflicts, however few, data alone puts no limit on its priority, and resampling repeats
that. Half a success and half a failure more make the log-odds of a share finite and nearly unbiased, and their usual
interval holds (J. B. S. Haldane, Ann. Hum. Genet. 20, 1956; J. J. Gart, Biometrika 53, 1966). Here the half is of a
case, not of a pair of principles, as the pairs of one case are not independent.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.bradley_terry import fit
from core.metrics.components import reachability
from core.metrics.sandwich import covariance
from core.metrics.supremacy import CHUNK_VALUES, win_matrix

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Smoothed:
    """Weights of P principles that are all finite, and what they come from.

    `added` float64 (P, P): what was added to the wins, symmetric. `weights` float64 (P,), log-odds, centred within the
    principles that conflicts connect, `same` bool (P, P). `covariance` float64 (P, P), clustered by case, nan where the
    counts differ too much for a number.
    """

    added: Floats
    weights: Floats
    same: NDArray[np.bool_]
    covariance: Floats


def smoothed(votes: NDArray[np.int8], annotation: NDArray[np.int8], cases: NDArray[np.int64] | None = None) -> Smoothed:
    """Fit votes (N, P) and annotation (N,) with the halves added; raises NotConverged.

    Rows are a case each, or with `cases` (N,) those with the same number are.
    """
    decided = np.flatnonzero((votes > 0).any(axis=1) & (votes < 0).any(axis=1) & (annotation != 0))
    votes, annotation = votes[decided], annotation[decided]
    cases = None if cases is None else cases[decided]
    share = _shares(votes)
    added = _added(votes, share)
    wins = win_matrix(votes, annotation) + added
    same = reachability(wins)
    weights = fit(wins[None], same[None], None)[0]
    return Smoothed(added, weights, same, covariance(votes, annotation, wins, weights, same, share, cases))


def fit_smoothed(wins: Floats, found: Smoothed) -> Floats:
    """Fit win matrices (B, P, P) of resamples with the same halves added: weights (B, P). Raises NotConverged."""
    same = np.broadcast_to(found.same, wins.shape)
    return fit(wins + found.added, same, np.broadcast_to(found.weights, wins.shape[:-1]))


def _shares(votes: NDArray[np.int8]) -> Floats:
    """How much of each case (N,) is added both ways: every principle gets half a case or more in all."""
    cases = np.array([np.count_nonzero(column) for column in votes.T])
    rarest = np.full(len(votes), np.iinfo(np.int64).max)
    for column, count in zip(votes.T, cases, strict=True):
        np.minimum(rarest, count, out=rarest, where=column != 0)
    shares: Floats = 0.5 / rarest
    return shares


def _added(votes: NDArray[np.int8], share: Floats) -> Floats:
    size = votes.shape[1]
    added = np.zeros((size, size))
    rows = max(1, CHUNK_VALUES // max(1, size))
    for start in range(0, len(votes), rows):
        part = slice(start, start + rows)
        added += ((votes[part] > 0) * share[part, None]).T @ (votes[part] < 0).astype(np.float64)
    return added + added.T
