"""What resamples say of one figure: mean, spread, and an interval that leaves no resample out.

A replicate in which a figure is infinite counts as that, one in which it does not exist against both ends: an interval
over the rest alone claims a certainty that the data does not have.
"""

from dataclasses import dataclass
from math import inf, isinf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics import wilson

FEWEST: Final = 40
"""Replicates below which there is no 95 % interval: one of them is then more than a tail."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The interval of a figure, and its mean and standard deviation over the `replicates`, of all, in which it exists.

    An end that is infinite is no bound: the data allows any value there. The ends are None where the figure exists
    nowhere, or where there are too few replicates; mean and deviation below two.
    """

    mean: float | None
    sd: float | None
    low: float | None
    high: float | None
    replicates: int
    all: int = 0

    @property
    def share(self) -> float | None:
        """The share of all replicates that mean and deviation are over; None without replicates."""
        return self.replicates / self.all if self.all else None

    @property
    def reasons(self) -> tuple[str | None, str | None]:
        """Why there is no number at the low and at the high end; None where there is one."""
        return self._reason(self.low), self._reason(self.high)

    def _reason(self, end: float | None) -> str | None:
        if end is not None:
            return "unbounded" if isinf(end) else None
        if self.all >= FEWEST:
            return "undefined"
        return "too few replicates" if self.all else "no replicates"

    def within(self, low: float, high: float) -> "Interval":
        """The same with its ends taken from elsewhere."""
        return Interval(self.mean, self.sd, low, high, self.replicates, self.all)


NO_INTERVAL: Final = Interval(None, None, None, None, 0)


def interval(samples: NDArray[np.floating], lowest: float = -inf, highest: float = inf) -> Interval:
    """Summarise the replicates of one figure, (B,), that can be from `lowest` to `highest`; nan where undefined.

    The ends of the 95 % interval are order statistics, taken outward, with an undefined replicate as the lowest at the
    low end and as the highest at the high end.
    """
    undefined = np.isnan(samples)
    finite = samples[np.isfinite(samples)].astype(np.float64)
    mean, sd = (float(finite.mean()), float(finite.std(ddof=1))) if len(finite) > 1 else (None, None)
    low = high = None
    if len(samples) >= FEWEST and not undefined.all():
        low = float(_outward(np.where(undefined, lowest, samples)))
        high = -float(_outward(np.where(undefined, -highest, -samples)))
    return Interval(mean, sd, low, high, len(finite), len(samples))


def share_interval(part: int, whole: int, clusters: int | None, samples: NDArray[np.float64]) -> Interval:
    """Summarise the replicates (B,) of a share; its ends are those of the score interval, also where all are alike.

    With `clusters`, the whole is of so many cases, and counts for as many trials as their resamples vary like.
    """
    found = interval(samples, 0.0, 1.0)
    if found.low is None:
        return found
    ends = wilson.interval(part, whole) if clusters is None else wilson.clustered(part, whole, clusters, found.sd)
    return found if ends is None else found.within(*ends)


def apart_interval(value: float, samples: NDArray[np.float64], lowest: float = 1.0, highest: float = 0.0) -> Interval:
    """Summarise the replicates (B,) of a discrepancy that is `value` for all cases.

    Noise moves discrepancies toward one half, so the interval also reaches as far to the other side of the value, and
    to the `lowest` and `highest` that a test does not exclude.
    """
    found = interval(samples, 0.0, 1.0)
    if found.low is None or found.high is None:
        return found
    low, high = min(found.low, 2 * value - found.high), max(found.high, 2 * value - found.low)
    return found.within(max(min(low, lowest), 0.0), min(max(high, highest), 1.0))


def rank_interval(best: NDArray[np.int16], worst: NDArray[np.int16]) -> tuple[int | None, int | None]:
    """The 95 % interval of a rank, from the best and the worst (B,) that each replicate allows."""
    if len(best) < FEWEST:
        return None, None
    return int(_outward(best)), -int(_outward(-worst))


def _outward(samples: NDArray[np.generic]) -> np.generic:
    """The order statistic below which at most 2.5 % of the samples (B,) lie."""
    place = max(len(samples) * 25 // 1000 - 1, 0)
    found: np.generic = np.partition(samples, place)[place]
    return found
