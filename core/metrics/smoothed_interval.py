"""How far a priority and a rank may be from the estimate, where resamples alone say too little.

Both ends reach as far as the resamples, and as far as the error of the weights with half a case more both ways: of
three conflicts, all won, every resample is won too.
"""

from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.half_case import Smoothed
from core.metrics.intervals import Interval, interval
from core.metrics.priority import Ranking
from core.metrics.wilson import NORMAL

_BLOCK: Final = 1 << 20
"""Pairs of principles of draws held at a time."""


def priority_interval(samples: NDArray[np.float64], found: Smoothed, ranking: Ranking, principle: int) -> Interval:
    """The interval of a principle's priority from its replicates (B,), which are on the scale of the estimate.

    Nothing where the estimate itself is no number.
    """
    spread = interval(samples)
    if np.isnan(ranking.weights[principle]) or spread.low is None or spread.high is None:
        return spread
    members = ranking.component == ranking.component[principle]
    contrast = np.where(members, -1 / members.sum(), 0.0)
    contrast[principle] += 1
    weight, variance = float(contrast @ found.weights), float(contrast @ found.covariance @ contrast)
    if np.isnan(variance):
        return spread
    reach = NORMAL * sqrt(max(variance, 0.0))
    return spread.within(min(spread.low, weight - reach), max(spread.high, weight + reach))


def smoothed_ranks(
    found: Smoothed, ranking: Ranking, replicates: int, seed: int
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Draw weights from their errors, and give the best and the worst rank, (B, P) each, that each draw allows.

    Among the principles in conflict; two that no conflicts connect may be either way round.
    """
    size = len(ranking.rank)
    in_conflict = ranking.rank > 0
    noise = np.random.default_rng([seed, 2]).standard_normal((replicates, size))
    values, vectors = np.linalg.eigh(np.nan_to_num(found.covariance))
    drawn = found.weights + noise @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    best = np.empty(drawn.shape, dtype=np.int16)
    step = max(1, _BLOCK // max(1, size * size))
    for start in range(0, replicates, step):
        part = drawn[start : start + step]
        above = (part[:, None, :] > part[:, :, None]) & found.same & in_conflict
        best[start : start + step] = 1 + above.sum(axis=-1)
    worst = best + (~found.same & in_conflict).sum(axis=-1).astype(np.int16)
    return best, worst
