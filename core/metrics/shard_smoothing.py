"""Priorities with half a case more both ways (see `half_case`), from the wins of shards instead of cases.

What a case adds depends on its rarest principle, which sums do not tell: here each pair of principles has what the
rarer of the two asks for. Errors are clustered by shard, which holds whole cases.
"""

import numpy as np
from numpy.typing import NDArray

from core.metrics.bradley_terry import curvature, fit, well_conditioned, win_chance
from core.metrics.components import reachability
from core.metrics.half_case import Smoothed

Floats = NDArray[np.float64]


def smoothed_shards(wins: NDArray[np.int64], cases: NDArray[np.int64]) -> Smoothed:
    """Fit the wins (S, P, P) of shards with the halves added; raises NotConverged.

    `cases` (P,) are the conflict cases of each principle in which the annotator has a preference.
    """
    total = wins.sum(axis=0).astype(np.float64)
    added = _added(total, cases)
    same = reachability(total + added)
    weights = fit((total + added)[None], same[None], None)[0]
    return Smoothed(added, weights, same, _covariance(wins, total, added, weights, same))


def _added(total: Floats, cases: NDArray[np.int64]) -> Floats:
    """What is added to the wins of each pair, the same both ways: (P, P)."""
    rarer = np.minimum(cases[:, None], cases)
    pairs: Floats = total + total.T
    share = np.zeros_like(total)
    np.divide(0.5, rarer, out=share, where=(rarer > 0) & (pairs > 0))
    added: Floats = pairs * share
    return added


def _covariance(
    wins: NDArray[np.int64], total: Floats, added: Floats, weights: Floats, same: NDArray[np.bool_]
) -> Floats:
    """Estimate the covariance (P, P) of the weights, as `sandwich.covariance` does."""
    surprise = np.where(same, win_chance(weights).T, 0.0)
    np.fill_diagonal(surprise, 0.0)
    both = total + added
    information = (both + both.T) * surprise * surprise.T
    if not well_conditioned(information, same):
        return np.full(same.shape, np.nan)
    surprised = wins * surprise
    scores = surprised.sum(axis=-1) - surprised.sum(axis=-2)
    meat = scores.T @ scores + _of_added(added, surprise)
    hessian = curvature(information, same.astype(np.float64))
    return np.linalg.solve(hessian, np.linalg.solve(hessian, meat).T).astype(np.float64)


def _of_added(added: Floats, surprise: Floats) -> Floats:
    """What the added halves, each a conflict of its own, add to the spread of the scores: (P, P)."""
    squares = added * surprise**2
    spread: Floats = squares + squares.T
    found: Floats = np.diag(spread.sum(axis=1)) - spread
    return found
