"""Arbitrariness with an oracle's errors taken out, and how much cases and checks leave open.

Whether the principles of a case agree depends on all of its votes, so a case counts with products over its principles:
of what each vote says of an answer that is not against a side, less of what it says of an answer for neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.confusion import CODES, VALUES, Confusion
from core.metrics.corrected_pairs import one_hot, share_parts
from core.metrics.supremacy import CHUNK_VALUES

Floats = NDArray[np.float64]

_NEITHER = 1


@dataclass(frozen=True, slots=True)
class CorrectedShare:
    """A share with its variance over cases and over checks; `cases` is the corrected number of those it is over."""

    value: float
    cases: float
    by_cases: float
    by_checks: float


def corrected_arbitrariness(
    coded: NDArray[np.int8], annotation: NDArray[np.int8], confusions: Sequence[Confusion]
) -> CorrectedShare | None:
    """Correct arbitrariness, from codes (N, P) and the annotation (N,); None where no consensus is left."""
    factors = np.stack([_factors(each.weights, missing=1.0) for each in confusions])
    slopes = np.stack([_factors(each.slopes, missing=0.0) for each in confusions])
    decided = np.flatnonzero(annotation)
    opposed = cases = 0.0
    by_slope = np.zeros((2, len(confusions), slopes.shape[1]))
    parts = _parts(coded, annotation, decided)
    for part, side in parts:
        terms, others = _products(coded[part], factors)
        against, either = _signs(side)
        opposed += float((against * terms).sum())
        cases += float((either * terms).sum())
        for p, of_one in enumerate(slopes):
            told = one_hot(coded[part, p, None]).T
            for place, signs in enumerate((against, either)):
                by_slope[place, p] += np.tensordot(of_one, told @ (others[:, p] * signs), 2)
    if cases <= 0:
        return None
    value = opposed / cases
    slope = (by_slope[0] - value * by_slope[1]) / cases
    checks = sum(
        float(row[: VALUES**2] @ each.spread @ row[: VALUES**2]) for row, each in zip(slope, confusions, strict=True)
    )
    through = np.concatenate([share_parts(row, each) for row, each in zip(slope, confusions, strict=True)])
    spread = 0.0
    for part, side in _parts(coded, annotation, np.arange(len(coded))):
        terms, _ = _products(coded[part], factors)
        against, either = _signs(side)
        pull = ((against - value * either) * terms).sum(axis=1) / cases + one_hot(coded[part]) @ through
        spread += float(pull @ pull)
    return CorrectedShare(value, cases, spread, checks)


def _factors(weights: Floats, missing: float) -> Floats:
    """Of weights (..., 4, 3) what a vote says of an answer not for B, not for A, and for neither: (..., 4, 3)."""
    found = np.stack([weights[..., 1] + weights[..., 2], weights[..., 0] + weights[..., 1], weights[..., _NEITHER]], -1)
    found[..., CODES - 1, :] = missing
    return found


def _parts(
    coded: NDArray[np.int8], annotation: NDArray[np.int8], places: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int8]]]:
    rows = max(1, CHUNK_VALUES // (4 * max(1, coded.shape[1])))
    cut = [places[start : start + rows] for start in range(0, len(places), rows)]
    return [(part, annotation[part]) for part in cut]


def _signs(side: NDArray[np.int8]) -> tuple[Floats, Floats]:
    """How the three products of a case (N, 3) add up to a consensus against the annotation, and to one at all."""
    for_a, for_b = side > 0, side < 0
    against = np.stack([for_b, for_a, np.where(side != 0, -1, 0)], axis=1).astype(np.float64)
    either = np.stack([side != 0, side != 0, np.where(side != 0, -2, 0)], axis=1).astype(np.float64)
    return against, either


def _products(coded: NDArray[np.int8], factors: Floats) -> tuple[Floats, Floats]:
    """Products (N, 3) over all principles, and (N, P, 3) over all but each."""
    every = factors[np.arange(coded.shape[1]), coded]
    before, after = np.ones_like(every), np.ones_like(every)
    np.cumprod(every[:, :-1], axis=1, out=before[:, 1:])
    after[:, :-1] = np.cumprod(every[:, :0:-1], axis=1)[:, ::-1]
    return before[:, -1] * every[:, -1], before * after
