"""Which pairs of principles an annotator's conflicts decide as an order is written, and which the other way round.

A pair is decided where the 95 % interval of its share of conflicts won (`wilson`) leaves out one half; what holds for
all pairs together is decided by the p-values of the same test, adjusted for their number as in `evidence`.
"""

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from core.metrics.evidence import adjusted
from core.metrics.same_order import LEVEL
from core.metrics.supremacy import CHUNK_VALUES
from core.metrics.wilson import NORMAL

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class WrittenPairs:
    """The K pairs of principles of an order that meet in a conflict; `apart` others never do.

    `upper` and `lower` int64 (K,) are their columns, as written; `upper` won `won` int64 (K,) of `conflicts` int64
    (K,), which count for as many independent ones as `counting` float64 (K,) says. `decided` int8 (K,): +1 as written,
    -1 the other way round, 0 neither; `surely` int8 (K,) the same of all pairs together.
    """

    upper: NDArray[np.int64]
    lower: NDArray[np.int64]
    won: NDArray[np.int64]
    conflicts: NDArray[np.int64]
    counting: Floats
    decided: NDArray[np.int8]
    surely: NDArray[np.int8]
    apart: int


def written_pairs(wins: NDArray[np.int64], order: NDArray[np.integer], counting: Floats | None = None) -> WrittenPairs:
    """Hold wins (P, P) against an order of columns from the highest down.

    `counting` (P, P) is for how many independent ones conflicts count, as `counted_trials` gives it; by default each
    for one, as where each is of another case.
    """
    above, below = np.triu_indices(len(order), 1)
    upper, lower = np.asarray(order, dtype=np.int64)[above], np.asarray(order, dtype=np.int64)[below]
    conflicts = wins[upper, lower] + wins[lower, upper]
    met = conflicts > 0
    upper, lower, conflicts = upper[met], lower[met], conflicts[met]
    won = wins[upper, lower]
    trials = conflicts.astype(np.float64) if counting is None else counting[upper, lower]
    ahead = np.abs(won / conflicts - 0.5) - 0.5 / trials
    score = 2 * np.sqrt(trials) * np.maximum(ahead, 0.0)
    side = np.sign(2 * won - conflicts).astype(np.int8)
    p_values = np.array([erfc(each / sqrt(2)) for each in score.tolist()])
    decided = np.where(score > NORMAL, side, 0).astype(np.int8)
    surely = np.where(adjusted(p_values) < LEVEL, side, 0).astype(np.int8)
    return WrittenPairs(upper, lower, won, conflicts, trials, decided, surely, int(np.count_nonzero(~met)))


def counted_trials(votes: NDArray[np.int8], for_a: NDArray[np.integer], for_b: NDArray[np.integer]) -> Floats:
    """For how many independent ones the conflicts of each pair count, where a case may be annotated more than once.

    float64 (P, P) from votes (N, P) and how many annotations of each case (N,) are for A and for B. As many as give the
    share of a pair the variance that it has between cases (as `wilson.clustered`), and where that is none as many as
    there are cases; 0 where there is no conflict.
    """
    size = votes.shape[1]
    won, trials, cases, squares = (np.zeros((size, size)) for _ in range(4))
    squared, crossed = np.zeros((size, size)), np.zeros((size, size))
    a, b = for_a.astype(np.float64), for_b.astype(np.float64)
    given = a + b
    rows = max(1, CHUNK_VALUES // max(1, size))
    for start in range(0, len(votes), rows):
        part = slice(start, start + rows)
        for_row, against = (votes[part] > 0).astype(np.float64), (votes[part] < 0).astype(np.float64)
        n = given[part]
        for first, second, sided in ((for_row, against, a[part]), (against, for_row, b[part])):
            turned = first.T
            won += (turned * sided) @ second
            trials += (turned * n) @ second
            cases += (turned * (n > 0)) @ second
            squares += (turned * sided**2) @ second
            crossed += (turned * (sided * n)) @ second
            squared += (turned * n**2) @ second
    share = np.divide(won, trials, out=np.zeros_like(won), where=trials > 0)
    spread = squares - 2 * share * crossed + share**2 * squared
    spread *= np.divide(cases, cases - 1, out=np.ones_like(cases), where=cases > 1)
    even = share * (1 - share) * trials**2
    # What differs by rounding alone has no spread between cases.
    counting = np.divide(even, spread, out=cases.copy(), where=spread > 1e-9 * np.maximum(squared, 1.0))
    return np.where(trials > 0, np.clip(counting, np.minimum(1.0, trials), trials), 0.0)
