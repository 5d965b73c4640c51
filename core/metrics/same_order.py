"""Whether two annotators order the principles differently, and which pairs they order the other way round.

The null hypothesis is the same order, not the same annotator: each may follow it more or less strictly, abstain from
any case, and choose as the other does or independently. Under it an annotator's priorities are a common scale times its
own strictness, plus its own noise, which is that of the resamples of the cases; what two annotators share in a resample
stays together. Two who are nearer to opposite orders have no such scale: the same order puts them there only if one of
them follows none at all. All weights have half a case more both ways (`half_case`), so that none is infinite.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.intervals import FEWEST
from core.metrics.priority import TIE

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEVEL: Final = 0.05
"""The share of equal orders that may be called different."""
_UNRELATED: Final = 0.5
"""The discrepancy of unrelated orders."""
_ROUNDING: Final = 1e-12
_STEPS: Final = 8
_VALUES: Final = 1 << 20
"""Pairs of principles of resamples held at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class OrderTest:
    """What B resamples say of the same order and of the opposite one.

    `beyond` resamples of `replicates` are, under the same order, at least as far apart as the two. `lowest` and
    `highest` are the least and the greatest discrepancy that 2.5 % of resamples do not exclude. `reversed` bool (P, P):
    the first annotator has the first principle above the second and the other one has it below, at 5 % for all pairs
    together.
    """

    beyond: int
    replicates: int
    lowest: float
    highest: float
    reversed: Flags

    @property
    def p_value(self) -> float:
        """How often the same order puts two annotators as far apart, the two counted in."""
        return (1 + self.beyond) / (1 + self.replicates)


def order_test(weights: Floats, drawn: Floats, same: Flags) -> OrderTest | None:
    """Test two annotators' smoothed weights (2, P) by those of paired resamples (B, 2, P).

    `same` bool (2, P, P) tells which principles are on one scale for each. None where no two are for both, or where
    there are too few resamples.
    """
    shared = same.all(axis=0) & ~np.eye(weights.shape[1], dtype=np.bool_)
    if not shared.any() or len(drawn) < FEWEST:
        return None
    compared = shared.any(axis=1)
    weights = weights * compared
    noise = (drawn - weights) * compared
    squares = sum((_ahead(part) ** 2).sum(axis=0) for part in _parts(noise))
    deviation = np.sqrt(squares / len(noise))
    known = shared & (deviation > 0).all(axis=0)
    if not known.any():
        return None
    spread = np.where(known, deviation, np.inf)
    largest = np.concatenate([np.abs(_ahead(part) / spread).max(axis=(-1, -2)) for part in _parts(noise)])
    ahead = _ahead(weights) / spread
    # Which pairs are surely reversed: beyond what the largest of all pairs' noise reaches in 95 % of resamples.
    turned: Flags = np.minimum(ahead[0], -ahead[1]) > np.quantile(largest, 1 - LEVEL, axis=0).max()
    without_order = int((largest >= np.abs(ahead).max(axis=(-1, -2))).sum(axis=0).max())
    scale = deviation[:, known].mean(axis=1)
    beyond, lowest = _as_far(weights, noise, scale, shared, without_order)
    opposite = np.array([[1.0], [-1.0]])
    _, from_opposite = _as_far(weights * opposite, noise * opposite, scale, shared, without_order)
    return OrderTest(beyond, len(drawn), lowest, 1 - from_opposite, turned)


def _as_far(weights: Floats, noise: Floats, scale: Floats, shared: Flags, without_order: int) -> tuple[int, float]:
    """How many resamples under one order are at least as far apart as the weights (2, P), and how near they may be.

    No more than `without_order`, in which one of the two follows no order, where they are nearer to opposite ones. How
    near is found in steps from one order to the weights as they are: noise alone moves what is near far apart.
    """
    pooled = (weights / scale[:, None]).sum(axis=0)
    square = float(pooled @ pooled)
    strictness = np.maximum(weights @ pooled, 0.0) / square if square else np.zeros(2)
    common = strictness[:, None] * pooled
    observed = float(_distance(weights, shared))

    def beyond(between: Floats) -> int:
        null = np.concatenate([_distance(between + part, shared) for part in _parts(noise)])
        return int(np.count_nonzero(~(null < observed - _ROUNDING)))

    first = beyond(common)
    if observed > _UNRELATED:
        first = min(first, without_order)
    if _not_excluded(first, len(noise)):
        return first, 0.0
    for step in range(1, _STEPS):
        between = common + step / _STEPS * (weights - common)
        if _not_excluded(beyond(between), len(noise)):
            return first, min(float(np.nan_to_num(_distance(between, shared))), observed)
    return first, observed


def _not_excluded(beyond: int, replicates: int) -> bool:
    return (1 + beyond) / (1 + replicates) >= LEVEL / 2


def _parts(noise: Floats) -> Iterator[Floats]:
    """The resamples, some at a time: of many principles all pairs at once would be too much."""
    step = max(1, _VALUES // noise.shape[-1] ** 2)
    return (noise[start : start + step] for start in range(0, len(noise), step))


def _ahead(weights: Floats) -> Floats:
    """How far each principle is ahead of each: (..., P, P)."""
    return weights[..., :, None] - weights[..., None, :]


def _distance(weights: Floats, shared: Flags) -> Floats:
    """The discrepancy of two annotators' weights (..., 2, P); nan where undefined."""
    ahead = _ahead(weights)
    signs = ((ahead > TIE).astype(np.int8) - (ahead < -TIE)) * shared
    return discrepancy_matrix(signs.astype(np.int8))[..., 0, 1]
