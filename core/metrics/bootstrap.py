"""Bootstrap over cases, paired: one resample serves every annotator, so that their differences are comparable.

Whole cases are drawn (B. Efron, Ann. Statist. 7, 1979), never pairs of principles: the pairs of a case are not
independent, and resampling them would claim about half of the true spread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.gauge import on_its_scale
from core.metrics.half_case import Smoothed, fit_smoothed, smoothed
from core.metrics.priority import BATCH, Ranking, fit_batch, rank_principles
from core.metrics.resample import Resampler, resampler
from core.metrics.supremacy import win_matrix

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """What B resamples say about M annotators and P principles.

    `arbitrariness` float64 (B, M): nan where undefined. `weights` float64 (B, M, P): on the scale of the annotator's
    estimate, infinite where a principle is decidedly above or below the others, nan where it cannot be compared.
    `best` and `worst` int16 (B, M, P): the ranks that a resample allows a principle among those that the annotator's
    conflicts are about. `identified` bool (B, M): one scale for all. `discrepancy` float64 (B, M, M): nan where
    undefined. `smoothed` float64 (B, M, P): weights with half a case more both ways.
    """

    arbitrariness: NDArray[np.float64]
    weights: NDArray[np.float64]
    best: NDArray[np.int16]
    worst: NDArray[np.int16]
    identified: NDArray[np.bool_]
    discrepancy: NDArray[np.float64]
    smoothed: NDArray[np.float64]

    @classmethod
    def empty(cls, replicates: int, annotators: int, principles: int) -> "Replicates":
        """Make room for what is to be found."""
        ranks = (replicates, annotators, principles)
        return cls(
            np.empty(ranks[:2]),
            np.empty(ranks),
            np.empty(ranks, dtype=np.int16),
            np.empty(ranks, dtype=np.int16),
            np.empty(ranks[:2], dtype=np.bool_),
            np.empty((*ranks[:2], annotators)),
            np.empty(ranks),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """M annotators as they are: the wins int64 (M, P, P), the rankings by them, and those with the halves added."""

    wins: NDArray[np.int64]
    rankings: tuple[Ranking, ...]
    smoothed: tuple[Smoothed, ...]


def estimates(votes: NDArray[np.int8], annotations: NDArray[np.int8], progress: Progress | None = None) -> Estimates:
    """Rank the principles of votes (N, P) by each of the annotations (M, N); raises NotConverged.

    `progress` is told how many annotators of how many are done, as each takes long where cases are many.
    """
    wins, found = [], []
    for m, each in enumerate(annotations):
        if progress is not None:
            progress(m, len(annotations))
        wins.append(win_matrix(votes, each))
        found.append(smoothed(votes, each))
    return Estimates(np.stack(wins), tuple(rank_principles(each) for each in wins), tuple(found))


def bootstrap(
    votes: NDArray[np.int8],
    annotations: NDArray[np.int8],
    found: Estimates,
    replicates: int,
    seed: int,
    progress: Progress | None = None,
) -> Replicates:
    """Resample the cases of votes (N, P) and annotations (M, N), and measure every annotator on each resample.

    `found` is what `estimates` gives for them. The same seed and data give the same numbers for an annotator, whoever
    else is there. `progress` is told how many replicates of how many are done. Raises NotConverged.
    """
    if not replicates:
        return Replicates.empty(0, len(annotations), votes.shape[1])
    return measure_draws(resampler(votes, annotations, seed), found, replicates, progress)


def measure_draws(draw: Resampler, found: Estimates, replicates: int, progress: Progress | None = None) -> Replicates:
    """Measure the annotators of `found` on each resample drawn; as `bootstrap`, wherever the resamples come from."""
    result = Replicates.empty(replicates, *found.wins.shape[:2])
    for first in range(0, replicates, BATCH):
        count = min(BATCH, replicates - first)
        part = slice(first, first + count)
        sample = draw(count)
        write_rankings(sample.wins, found.rankings, result, part)
        for m, each in enumerate(found.smoothed):
            result.smoothed[part, m] = fit_smoothed(sample.wins[:, m], each)
        shares = np.full(sample.cases.shape, np.nan)
        np.divide(sample.opposed, sample.cases, out=shares, where=sample.cases > 0)
        result.arbitrariness[part] = shares
        if progress is not None:
            progress(first + count, replicates)
    return result


def write_rankings(
    wins: NDArray[np.float64], rankings: Sequence[Ranking], result: Replicates, part: slice
) -> NDArray[np.int8]:
    """Write what the wins (B, M, P, P) of a part say of the rankings; returns their signs (B, M, P, P)."""
    signs = np.empty(wins.shape, dtype=np.int8)
    for m, ranking in enumerate(rankings):
        fitted = fit_batch(wins[:, m], ranking.weights)
        signs[:, m] = fitted.signs
        result.identified[part, m] = fitted.identified
        result.weights[part, m] = on_its_scale(fitted, ranking)
        comparable = fitted.reach | fitted.reach.swapaxes(-1, -2)
        in_conflict = ranking.rank > 0
        best = 1 + (fitted.signs < 0).sum(axis=-1)
        result.best[part, m] = best
        result.worst[part, m] = best + (~comparable & in_conflict).sum(axis=-1)
    result.discrepancy[part] = discrepancy_matrix(signs)
    return signs
