"""How far reviewers agree beyond chance, on nominal codes: Cohen's kappa for two, Krippendorff's alpha for any number.

J. Cohen, Educ. Psychol. Meas. 20, 1960; K. Krippendorff, Content Analysis, 2004, chapter 11. Intervals resample the
cases that count, which are those that two reviewers or more have coded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import Interval, interval

BLOCK: Final = 128
"""Resamples drawn together."""

Estimator = Callable[[NDArray[np.int64]], NDArray[np.float64]]
"""From how often each pattern of codes occurs, (B, U), to the coefficient, (B,), nan where undefined."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient, 1 for full agreement and 0 for chance, over the `cases` that two reviewers or more have coded.

    `value` is None where there is no such case, or where all codes are the same, so that chance leaves no room for
    disagreement. `interval` is of the bootstrap.
    """

    value: float | None
    cases: int
    interval: Interval


def cohen_kappa(
    first: NDArray[np.integer], second: NDArray[np.integer], missing: int, replicates: int = 1000, seed: int = 0
) -> Agreement:
    """Measure the agreement of two reviewers' codes, both (N,), of which `missing` stands for none.

    The same seed and data give the same interval. Raises ValueError where the shapes differ.
    """
    if first.shape != second.shape:
        raise ValueError(f"Two reviewers code the same cases, not {len(first)} and {len(second)}.")
    both = (first != missing) & (second != missing)
    known, codes = np.unique(np.stack([first[both], second[both]]), return_inverse=True)
    codes = codes.reshape(2, -1)
    size = len(known)
    counts = np.bincount(codes[0] * size + codes[1], minlength=size * size)

    def kappa(drawn: NDArray[np.int64]) -> NDArray[np.float64]:
        tables = drawn.reshape(-1, size, size)
        cases = tables.sum(axis=(1, 2))
        agreed = cases * np.trace(tables, axis1=1, axis2=2)
        expected = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1)
        return _ratio(agreed - expected, cases * cases - expected)

    return _measure(counts, kappa, replicates, seed)


def krippendorff_alpha(codes: NDArray[np.integer], missing: int, replicates: int = 1000, seed: int = 0) -> Agreement:
    """Measure the agreement of R reviewers' codes (R, N), of which `missing` stands for none.

    The same seed and data give the same interval.
    """
    known = np.unique(codes[codes != missing])
    table = np.stack([(codes == code).sum(axis=0) for code in known], axis=1) if len(known) else np.zeros((0, 0), int)
    pairable = table[table.sum(axis=1) > 1]
    patterns, counts = np.unique(pairable, axis=0, return_counts=True)
    coders = patterns.sum(axis=1)
    differing = (coders**2 - (patterns**2).sum(axis=1)) / (coders - 1)

    def alpha(drawn: NDArray[np.int64]) -> NDArray[np.float64]:
        used = drawn @ patterns
        values = used.sum(axis=1)
        possible = values**2 - (used**2).sum(axis=1)
        return 1 - _ratio((values - 1) * (drawn @ differing), possible)

    return _measure(counts, alpha, replicates, seed)


def _measure(counts: NDArray[np.int64], estimate: Estimator, replicates: int, seed: int) -> Agreement:
    """Estimate by the counts of patterns (U,), and on resamples of the cases that they count."""
    cases = int(counts.sum())
    if not cases:
        return Agreement(None, 0, interval(np.empty(0)))
    generator = np.random.default_rng(seed)
    samples = np.empty(replicates)
    for start in range(0, replicates, BLOCK):
        drawn = generator.multinomial(cases, counts / cases, size=min(BLOCK, replicates - start))
        samples[start : start + len(drawn)] = estimate(drawn)
    value = float(estimate(counts[None])[0])
    return Agreement(None if np.isnan(value) else value, cases, interval(samples))


def _ratio(part: NDArray[np.number], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    """Divide, nan where the whole is 0."""
    found = np.full(len(whole), np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found
