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


def orders_apart(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Measure how far two written orders of principles are apart, 0 to 1: the share of pairs the other way round.

    Of the principles that both have; None of fewer than two.
    """
    places = {principle: place for place, principle in enumerate(other)}
    kept = np.array([places[principle] for principle in one if principle in places])
    if len(kept) < 2:
        return None
    above = np.triu_indices(len(kept), 1)
    return float(np.mean(kept[above[0]] > kept[above[1]]))
