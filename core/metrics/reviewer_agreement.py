"""How far reviewers agree beyond chance, on nominal codes: Cohen's kappa for two, Krippendorff's alpha for any number.

J. Cohen, Educ. Psychol. Meas. 20, 1960; K. Krippendorff, Content Analysis, 2004, chapter 11. Both are 1 less observed
over expected disagreement. Intervals resample the cases that count, which are those that two reviewers or more have
coded, and reach as far as the score interval of the disagreement: where four cases have none, no resample has any.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics import wilson
from core.metrics.intervals import NO_INTERVAL, Interval, interval

BLOCK: Final = 128
"""Resamples drawn together."""

Disagreements = Callable[[NDArray[np.int64]], tuple[NDArray[np.float64], NDArray[np.float64]]]
"""From how often each pattern of codes occurs, (B, U), to observed and expected disagreement, shares (B,) each."""


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

    def disagreements(drawn: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        tables = drawn.reshape(-1, size, size)
        cases = tables.sum(axis=(1, 2))
        agreed = np.trace(tables, axis1=1, axis2=2)
        by_chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1)
        return (cases - agreed) / cases, (cases * cases - by_chance) / (cases * cases)

    return _measure(counts, disagreements, replicates, seed)


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

    def disagreements(drawn: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        used = drawn @ patterns
        values = used.sum(axis=1)
        possible = values**2 - (used**2).sum(axis=1)
        return (drawn @ differing) / values, possible / (values * (values - 1))

    return _measure(counts, disagreements, replicates, seed)


def _measure(counts: NDArray[np.int64], disagreements: Disagreements, replicates: int, seed: int) -> Agreement:
    """Estimate by the counts of patterns (U,), and on resamples of the cases that they count."""
    cases = int(counts.sum())
    if not cases:
        return Agreement(None, 0, NO_INTERVAL)
    generator = np.random.default_rng(seed)
    observed, expected = np.empty((2, replicates))
    for start in range(0, replicates, BLOCK):
        drawn = generator.multinomial(cases, counts / cases, size=min(BLOCK, replicates - start))
        part = slice(start, start + len(drawn))
        observed[part], expected[part] = disagreements(drawn)
    (at,), (by_chance,) = disagreements(counts[None])
    return coefficient((float(at), float(by_chance)), (observed, expected), cases)


def coefficient(
    point: tuple[float, float], drawn: tuple[NDArray[np.float64], NDArray[np.float64]], cases: int
) -> Agreement:
    """The agreement over so many cases: 1 less observed over expected disagreement, from both, and from resamples (B,).

    Without a value where no disagreement is expected.
    """
    if not point[1] > 0:
        return Agreement(None, cases, NO_INTERVAL)
    value = 1 - point[0] / point[1]
    samples = np.full(len(drawn[0]), np.nan)
    np.divide(*drawn, out=samples, where=drawn[1] > 0)
    found = interval(1 - samples, -1.0, 1.0)
    if found.low is None or found.high is None:
        return Agreement(value, cases, found)
    sd = float(np.nanstd(drawn[0], ddof=1))
    reach = wilson.clustered(point[0] * cases, cases, cases, sd) or (0.0, 1.0)
    low, high = (max(-1.0, 1 - each / point[1]) for each in reversed(reach))
    return Agreement(value, cases, found.within(min(found.low, low), max(found.high, high)))
