"""What the tests of several pairs say together, in three words.

Of all pairs called different, at most 5 % are expected to be so by chance (Y. Benjamini and Y. Hochberg, J. Royal
Statist. Soc. B 57, 1995). As p-values are counted over draws, each has an error of its own: a word that another seed
could change is not said.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.metrics import wilson
from core.metrics.same_order import LEVEL


class OrderEvidence(StrEnum):
    """What a test says of a difference."""

    DIFFERS = "differs"
    UNDECIDED = "undecided"
    """The draws were too few to tell."""
    NONE = "no evidence"


def evidence(tests: Sequence[tuple[int, int]]) -> tuple[OrderEvidence, ...]:
    """Decide each of several tests, of which so many draws of so many were as extreme as what was found."""
    if not tests:
        return ()
    ends = np.array([wilson.interval(beyond, draws) or (0.0, 1.0) for beyond, draws in tests])
    low, high = adjusted(ends[:, 0]), adjusted(ends[:, 1])
    return tuple(
        OrderEvidence.DIFFERS if above < LEVEL else OrderEvidence.NONE if below >= LEVEL else OrderEvidence.UNDECIDED
        for below, above in zip(low, high, strict=True)
    )


def adjusted(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust p-values (T,) for their number, as `scipy.stats.false_discovery_control` does."""
    order = np.argsort(p_values)[::-1]
    places = np.arange(len(p_values), 0, -1)
    found = np.empty(len(p_values))
    found[order] = np.minimum.accumulate(np.minimum(p_values[order] * len(p_values) / places, 1.0))
    return found
