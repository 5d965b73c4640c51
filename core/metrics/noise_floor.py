"""How noisy half of the data is: an annotator against itself, on two halves of the cases.

The halves share no case and each holds half the data, while two annotators are compared on all of it, and on the same
cases: a discrepancy below this floor may be clear evidence of a difference.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import categories
from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.groups import group_wins
from core.metrics.priority import BATCH, fit_batch, rank_principles
from core.model.terms import Category

if TYPE_CHECKING:
    from numpy.random import Generator


def noise_floor(
    votes: NDArray[np.int8],
    annotation: NDArray[np.int8],
    splits: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.float64]:
    """Split the conflict cases of votes (N, P) into random halves, and measure how far annotation (N,) is from itself.

    float64 (splits,), discrepancies 0 to 1, nan where a half orders no pair; `interval` summarises them. Of an odd
    number of cases, one half has one more; very many are split by random groups. The same seed and data give the same
    numbers. `progress` is told how many splits of how many are done; what it raises ends the work. Raises
    NotConverged.
    """
    conflicts = np.flatnonzero(categories(votes) == Category.CONFLICT)
    generator = np.random.default_rng(seed)
    groups = group_wins(votes[conflicts], annotation[None, conflicts], generator)[0]
    return floor_of_groups(groups, splits, generator, progress)


def floor_of_groups(
    groups: NDArray[np.float64],
    splits: int,
    generator: "Generator",
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.float64]:
    """Split groups of cases by their wins (G, P, P) into random halves, as `noise_floor` does: float64 (splits,)."""
    whole = groups.sum(axis=0)
    start = rank_principles(whole.astype(np.int64)).weights
    halves = np.arange(len(groups)) < len(groups) // 2
    samples = np.empty(splits)
    for first in range(0, splits, BATCH // 2):
        count = min(BATCH // 2, splits - first)
        taken = generator.permuted(np.tile(halves, (count, 1)), axis=1)
        half = (taken @ groups.reshape(len(groups), whole.size)).reshape(count, *whole.shape)
        wins = np.stack([half, whole - half], axis=1)
        signs = fit_batch(wins.reshape(-1, *whole.shape), start).signs
        samples[first : first + count] = discrepancy_matrix(signs.reshape(wins.shape))[:, 0, 1]
        if progress is not None:
            progress(first + count, splits)
    return samples
