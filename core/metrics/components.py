"""Which principle reaches which along wins: what decides where priorities exist."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reachability(wins: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which principle reaches which along wins, itself included: bool (..., P, P), by repeated squaring."""
    size = wins.shape[-1]
    reached = (wins > 0) | np.eye(size, dtype=np.bool_)
    for _ in range(size.bit_length()):
        paths = reached.astype(np.float32)
        wider: NDArray[np.bool_] = paths @ paths > 0
        if np.array_equal(wider, reached):
            break
        reached = wider
        if reached.all():
            break
    return reached
