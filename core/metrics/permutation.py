"""Whether two annotators' rankings differ by more than chance: a paired permutation test of their discrepancy.

Were the annotators interchangeable, swapping their labels on any case would change nothing (R. A. Fisher, The Design
of Experiments, 1935). The p-value counts the observed labels as one of the permutations (B. Phipson and G. K. Smyth,
Stat. Appl. Genet. Mol. Biol. 9, 2010): it is never 0.
Swapping keeps opposite labels opposite: of annotators who oppose each other on nearly every case it says nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import categories
from core.metrics.discrepancy import discrepancy, discrepancy_matrix
from core.metrics.groups import group_wins
from core.metrics.priority import BATCH, fit_batch, rank_principles
from core.metrics.supremacy import win_matrix
from core.model.terms import Category

ROUNDING: Final = 1e-12
"""Discrepancies closer than this are equal."""


@dataclass(frozen=True, slots=True, eq=False)
class PermutationTest:
    """The discrepancy `value` of two annotators, and how often chance gives as much.

    `p_value`: the share of permutations, the observed one among them, with at least that discrepancy; both are None
    where the discrepancy is undefined. `null` float64 (permutations,): nan where undefined, and not counted.
    """

    value: float | None
    p_value: float | None
    null: NDArray[np.float64]

    @property
    def usable(self) -> int:
        """The number of permutations in which the discrepancy is defined."""
        return int(np.count_nonzero(~np.isnan(self.null)))


def permutation_test(
    votes: NDArray[np.int8],
    annotation_a: NDArray[np.int8],
    annotation_b: NDArray[np.int8],
    permutations: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> PermutationTest:
    """Test the discrepancy of two annotations (N,) on votes (N, P), swapping their labels on each case at evens.

    Having no preference is a label like the others: a difference in how often they have one counts too. Where the
    discrepancy is undefined, nothing is permuted and `null` is nan. Very many cases are swapped by random groups. The
    same seed and data give the same numbers. `progress` is told how many permutations of how many are done; what it
    raises ends the work. Raises NotConverged.
    """
    wins = np.stack([win_matrix(votes, annotation_a), win_matrix(votes, annotation_b)])
    value = discrepancy(*fit_batch(wins).signs)
    if value is None:
        return PermutationTest(None, None, np.full(permutations, np.nan))
    differing = np.flatnonzero((categories(votes) == Category.CONFLICT) & (annotation_a != annotation_b))
    labels = np.stack([annotation_a[differing], annotation_b[differing]])
    generator = np.random.default_rng(seed)
    groups = group_wins(votes[differing], labels, generator)
    null = _null(wins, groups[1] - groups[0], permutations, generator, progress)
    usable = null[~np.isnan(null)]
    as_far = int(np.count_nonzero(usable >= value - ROUNDING))
    return PermutationTest(value, (1 + as_far) / (1 + len(usable)), null)


def _null(
    wins: NDArray[np.int64],
    exchanged: NDArray[np.float64],
    permutations: int,
    generator: np.random.Generator,
    progress: Callable[[int, int], None] | None,
) -> NDArray[np.float64]:
    """Measure the discrepancy of permuted annotators, (permutations,).

    `wins` (2, P, P) are theirs on all cases, `exchanged` (G, P, P) what the first gains by swapping a group of cases.
    """
    total = wins.sum(axis=0)
    start = rank_principles(total).weights
    null = np.empty(permutations)
    for done in range(0, permutations, BATCH // 2):
        count = min(BATCH // 2, permutations - done)
        swapped = generator.integers(0, 2, (count, len(exchanged)), dtype=np.bool_)
        gained = (swapped @ exchanged.reshape(len(exchanged), total.size)).reshape(count, *total.shape)
        first = wins[0] + gained
        permuted = np.stack([first, total - first], axis=1)
        signs = fit_batch(permuted.reshape(-1, *total.shape), start).signs
        null[done : done + count] = discrepancy_matrix(signs.reshape(permuted.shape))[:, 0, 1]
        if progress is not None:
            progress(done + count, permutations)
    return null
