"""Bootstrap over cases, paired: one resample serves every annotator, so that their differences are comparable.

Whole cases are drawn (B. Efron, Ann. Statist. 7, 1979), never pairs of principles: the pairs of a case are not
independent, and resampling them would claim about half of the true spread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.priority import BATCH, fit_batch, rank_principles
from core.metrics.resample import Sample, resampler
from core.metrics.supremacy import win_matrix


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """What B resamples say about M annotators and P principles.

    `arbitrariness` float64 (B, M): nan where undefined. `weights` float64 (B, M, P): nan unless that replicate is
    identified for that annotator. `ranks` int16 (B, M, P): 0 for unranked. `identified` bool (B, M). `discrepancy`
    float64 (B, M, M): nan where undefined.
    """

    arbitrariness: NDArray[np.float64]
    weights: NDArray[np.float64]
    ranks: NDArray[np.int16]
    identified: NDArray[np.bool_]
    discrepancy: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """Mean, standard deviation and percentile interval of the `replicates` in which a figure exists; None below two."""

    mean: float | None
    sd: float | None
    low: float | None
    high: float | None
    replicates: int


NO_INTERVAL: Final = Interval(None, None, None, None, 0)


def interval(samples: NDArray[np.floating], level: float = 0.95) -> Interval:
    """Summarise the replicates of one figure, (B,), leaving out nan; the interval holds the middle `level` of them."""
    usable = samples[~np.isnan(samples)].astype(np.float64)
    if len(usable) < 2:
        return Interval(mean=None, sd=None, low=None, high=None, replicates=len(usable))
    low, high = np.quantile(usable, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(usable.mean()), float(usable.std(ddof=1)), float(low), float(high), len(usable))


def rank_interval(ranks: NDArray[np.int16]) -> tuple[int | None, int | None]:
    """The 95 % percentile interval of a principle's rank (B,) over the replicates in which it has one."""
    held = ranks[ranks > 0]
    if len(held) < 2:
        return None, None
    low, high = np.percentile(held, [2.5, 97.5], method="nearest")
    return int(low), int(high)


def bootstrap(
    votes: NDArray[np.int8],
    annotations: NDArray[np.int8],
    replicates: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Replicates:
    """Resample the cases of votes (N, P) and annotations (M, N), and measure every annotator on each resample.

    The same seed and data give the same numbers. `progress` is told how many replicates of how many are done. Raises
    NotConverged.
    """
    annotators, principles = len(annotations), votes.shape[1]
    result = Replicates(
        arbitrariness=np.empty((replicates, annotators)),
        weights=np.empty((replicates, annotators, principles)),
        ranks=np.empty((replicates, annotators, principles), dtype=np.int16),
        identified=np.empty((replicates, annotators), dtype=np.bool_),
        discrepancy=np.empty((replicates, annotators, annotators)),
    )
    if not replicates:
        return result
    start = np.empty((annotators, principles))
    for place, annotation in enumerate(annotations):
        start[place] = rank_principles(win_matrix(votes, annotation)).weights
    generator = np.random.default_rng(seed)
    draw = resampler(votes, annotations, generator)
    for first in range(0, replicates, BATCH):
        count = min(BATCH, replicates - first)
        _measure(draw(generator, count), start, result, slice(first, first + count))
        if progress is not None:
            progress(first + count, replicates)
    return result


def _measure(sample: Sample, start: NDArray[np.float64], result: Replicates, part: slice) -> None:
    """Write what a sample says into its part of the result."""
    count, annotators, size, _ = sample.wins.shape
    fitted = fit_batch(sample.wins.reshape(-1, size, size), np.tile(start, (count, 1)))
    identified = fitted.identified.reshape(count, annotators)
    result.identified[part] = identified
    weights = fitted.weights.reshape(count, annotators, size)
    result.weights[part] = np.where(identified[..., None], weights, np.nan)
    result.ranks[part] = fitted.ranks.reshape(count, annotators, size)
    result.discrepancy[part] = discrepancy_matrix(fitted.signs.reshape(count, annotators, size, size))
    shares = np.full(sample.cases.shape, np.nan)
    np.divide(sample.opposed, sample.cases, out=shares, where=sample.cases > 0)
    result.arbitrariness[part] = shares
