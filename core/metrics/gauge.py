"""One scale for the priorities of all resamples: that of the estimate."""

import numpy as np
from numpy.typing import NDArray

from core.metrics.priority import BatchFit, Ranking

Floats = NDArray[np.float64]


def on_its_scale(fitted: BatchFit, estimate: Ranking) -> Floats:
    """Give the weights of resamples on the scale of the estimate: float64 (B, P), infinite and nan ones too.

    For each component of the estimate, a resample is shifted to have the same mean over those of its principles that
    are still together, so that one which drops out does not move the others. One decidedly above them is +inf, one
    below -inf, one that cannot be compared nan, like all that are in no component of the estimate.
    """
    scaled = np.full(fitted.weights.shape, np.nan)
    for number in range(int(estimate.component.max(initial=-1)) + 1):
        members = estimate.component == number
        if members.sum() > 1:
            scaled[:, members] = _component(fitted, estimate.weights, members)[:, members]
    return scaled


def _component(fitted: BatchFit, weights: Floats, members: NDArray[np.bool_]) -> Floats:
    """The same for one component, of which `members` bool (P,) are part; what is said of others counts for nothing."""
    reach = fitted.reach & members[:, None] & members
    back = reach.swapaxes(-1, -2)
    together = reach & back
    place = np.arange(len(reach))
    lead = together.sum(axis=-1).argmax(axis=-1)  # the first member of the largest part still together
    anchor = together[place, lead]
    known = np.where(anchor, np.nan_to_num(fitted.weights), 0.0)
    held = np.where(anchor, weights, 0.0)
    shift = (held - known).sum(axis=-1) / np.maximum(anchor.sum(axis=-1), 1)
    above, below = reach[place, :, lead], back[place, :, lead]
    alone = anchor.sum(axis=-1) < 2
    above[alone] = np.any(reach & ~back, axis=-1)[alone]
    below[alone] = np.any(back & ~reach, axis=-1)[alone]
    scaled = np.select([above & below, above, below], [np.nan, np.inf, -np.inf], np.nan)
    found: Floats = np.where(anchor & ~alone[:, None], known + shift[:, None], scaled)
    return found
