"""How much a ranking hangs on each single case: what a reviewer should look at next.

Every conflict case on which the annotator has a preference is left out in turn, and the ranking is fitted again,
exactly. Cases that are equal for the ranking are fitted once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import categories
from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.distinct import distinct_rows
from core.metrics.priority import BATCH, Ranking, fit_batch, rank_principles, reachability
from core.metrics.supremacy import win_matrix
from core.model.terms import Category

ROUNDING: Final = 1e-10
"""Changes of a weight below this are rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """What leaving out each of C cases does to a ranking of P principles; all arrays (C,), in the order of `cases`.

    `cases` int64: the conflict cases with a preference, by index.
    `value` float64: what to order by: `places` + `change` / (1 + `change`), and P * P more where it `breaks`. So a
    case that something hangs on entirely comes first, then the more places the earlier, then the larger change.
    `places` int64: by how many places principles move, summed; a place is 1 + the principles decidedly above.
    `change` float64: the largest absolute change of a weight, both rankings centred on the components that are left.
    `breaks` bool: a comparison that this case alone held together is lost: a priority becomes infinite, two principles
    incomparable or one of them unranked.
    `principle` int64: which moves most: that loses most comparisons, then places, then weight; -1 where nothing moves.
    `discrepancy` float64: from the ranking before, 0 to 1; nan where undefined.
    """

    cases: NDArray[np.int64]
    value: NDArray[np.float64]
    places: NDArray[np.int64]
    change: NDArray[np.float64]
    breaks: NDArray[np.bool_]
    principle: NDArray[np.int64]
    discrepancy: NDArray[np.float64]

    @property
    def order(self) -> NDArray[np.int64]:
        """Places in these arrays, the largest value first, the earlier case first among equals."""
        return np.argsort(-self.value, kind="stable").astype(np.int64, copy=False)


def influence(
    votes: NDArray[np.int8],
    annotation: NDArray[np.int8],
    progress: Callable[[int, int], None] | None = None,
) -> Influence:
    """Leave out each conflict case of votes (N, P) and annotation (N,) in turn, and compare the rankings.

    `progress` is told how many different deletions of how many are done; what it raises ends the work. Raises
    NotConverged.
    """
    cases = np.flatnonzero((categories(votes) == Category.CONFLICT) & (annotation != 0))
    sided = votes[cases] * annotation[cases, None]
    alike = distinct_rows(sided)
    first, pattern = alike.first, alike.which
    wins = win_matrix(votes[cases], annotation[cases])
    before = rank_principles(wins)
    found = _nothing(first)
    for start in range(0, len(first), BATCH):
        part = slice(start, start + BATCH)
        _compare(before, wins, sided[first[part]], found, part)
        if progress is not None:
            progress(min(start + BATCH, len(first)), len(first))
    return Influence(
        cases=cases.astype(np.int64, copy=False),
        value=found.value[pattern],
        places=found.places[pattern],
        change=found.change[pattern],
        breaks=found.breaks[pattern],
        principle=found.principle[pattern],
        discrepancy=found.discrepancy[pattern],
    )


def _nothing(cases: NDArray[np.int64]) -> Influence:
    """Make room for what is found of the cases."""
    count = len(cases)
    return Influence(
        cases=cases,
        value=np.empty(count),
        places=np.empty(count, dtype=np.int64),
        change=np.empty(count),
        breaks=np.empty(count, dtype=np.bool_),
        principle=np.empty(count, dtype=np.int64),
        discrepancy=np.empty(count),
    )


def _compare(before: Ranking, wins: NDArray[np.int64], sided: NDArray[np.int8], found: Influence, part: slice) -> None:
    """Write what leaving out one case of each pattern, sided (B, P), does to the ranking by wins (P, P)."""
    size = len(wins)
    left = wins - ((sided > 0)[:, :, None] & (sided < 0)[:, None, :])
    after = fit_batch(left, before.weights)
    reach = reachability(left)
    lost = reachability(wins) & ~reach
    losses = (lost | lost.swapaxes(-1, -2)).sum(axis=-1)
    above = (after.signs < 0).sum(axis=-1)
    moved = np.abs(above - (before.signs < 0).sum(axis=-1))
    changes = _changes(before.weights, after.weights, reach & reach.swapaxes(-1, -2))
    scores = size * losses + moved + changes / (1 + changes)
    found.places[part] = moved.sum(axis=-1)
    found.change[part] = changes.max(axis=-1, initial=0.0)
    found.breaks[part] = losses.any(axis=-1)
    found.principle[part] = np.where(scores.any(axis=-1), scores.argmax(axis=-1), -1)
    fraction = found.change[part] / (1 + found.change[part])
    found.value[part] = size * size * found.breaks[part] + found.places[part] + fraction
    signs = np.stack([np.broadcast_to(before.signs, after.signs.shape), after.signs], axis=1)
    found.discrepancy[part] = discrepancy_matrix(signs)[:, 0, 1]


def _changes(before: NDArray[np.float64], after: NDArray[np.float64], same: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give the absolute changes of weights, before (P,) and after (B, P), centred on components same (B, P, P)."""
    known = np.nan_to_num(before)
    centred = known - (same @ known) / same.sum(axis=-1)
    changes = np.abs(np.nan_to_num(after) - centred)
    return np.where(changes < ROUNDING, 0.0, changes)
