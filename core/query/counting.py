"""How many votes each case has for either response, and whether any are missing."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import Turnout, turnout

# Cases that are counted at once: their votes, turned so that each principle is contiguous, fit a processor's cache.
_CHUNK: Final = 1 << 14


class VoteCounts(NamedTuple):
    """The numbers of votes for A and for B, int16 (cases,) each, and the turnout; None where no vote is missing."""

    for_a: NDArray[np.int16]
    for_b: NDArray[np.int16]
    turnout: Turnout | None


def count_votes(votes: NDArray[np.int8], voted: NDArray[np.bool_] | None = None) -> VoteCounts:
    """Count the votes (cases, principles) of each case; `voted` tells which were cast, all without it."""
    cast = None if voted is None else turnout(voted)
    counts = VoteCounts(np.empty(len(votes), dtype=np.int16), np.empty(len(votes), dtype=np.int16), cast)
    for start in range(0, len(votes), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        columns = np.ascontiguousarray(votes[chunk].T)
        np.sum(columns > 0, axis=0, dtype=np.int16, out=counts.for_a[chunk])
        np.sum(columns < 0, axis=0, dtype=np.int16, out=counts.for_b[chunk])
    return counts
