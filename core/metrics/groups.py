"""Deals cases at random into groups whose wins are counted once, so that regrouping them a thousand times is cheap."""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.supremacy import win_matrix

if TYPE_CHECKING:
    from numpy.random import Generator  # its modules are only loaded where something is drawn

GROUPS: Final = 2048
"""Up to as many cases, each is a group of its own; spreads found with so many groups are within some 2 %."""


def group_wins(votes: NDArray[np.int8], annotations: NDArray[np.int8], generator: "Generator") -> NDArray[np.float64]:
    """Deal the cases of votes (N, P) into groups of like size, and count the wins of annotations (M, N) in each.

    float64 (M, G, P, P), integers, with G the lesser of N and `GROUPS`.
    """
    cases, size = votes.shape
    count = min(cases, GROUPS)
    wins = np.zeros((len(annotations), count, size, size))
    if count:
        for group, members in enumerate(np.array_split(generator.permutation(cases), count)):
            for who, annotation in enumerate(annotations):
                wins[who, group] = win_matrix(votes[members], annotation[members])
    return wins
