"""How far a ranking is from an order of principles as it is written."""

from collections.abc import Sequence

import numpy as np

from core.metrics.discrepancy import discrepancy
from core.metrics.priority import Ranking


def written_discrepancy(ranking: Ranking, order: Sequence[int]) -> float | None:
    """Measure the normalised Kendall distance (1 - tau_b) / 2 of a ranking to a written order: 0 to 1.

    `order` has the columns of principles from the highest down. Only the principles that are in it and ranked count;
    a pair that the ranking leaves open counts as a tie. None where no pair of them is decided. It differs from the
    discrepancy to an annotator that follows the order, whose own ranking need not be the written one: it is measured
    in what that annotator chooses.
    """
    kept = [principle for principle in order if ranking.rank[principle] > 0]
    place = np.arange(len(kept))
    written = np.sign(place - place[:, None]).astype(np.int8)
    return discrepancy(ranking.signs[np.ix_(kept, kept)], written)
