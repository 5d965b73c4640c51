"""Win matrices and supremacy with an oracle's errors taken out, and how much cases and checks leave open.

What is corrected are counts of pairs: a pair of votes on one case counts with the product of its weights, which is
unbiased where the errors of two principles are independent of each other and of the annotation, given what is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.confusion import CODES, VALUES, Confusion
from core.metrics.supremacy import CHUNK_VALUES

Floats = NDArray[np.float64]

_B, _A = 0, 2
_SIDES: Final = ((0, _B, _A), (2, _A, _B))
"""The annotation's place in tables, and which value the winner and the loser of a pair then have."""


@dataclass(frozen=True, slots=True, eq=False)
class CorrectedPairs:
    """Corrected `wins` float64 (P, P), which may be below 0, and their derivatives.

    `won` and `lost` (P, 12, P): how the wins of a principle over each other one, and theirs over it, change with the
    parameters of its confusion.
    """

    wins: Floats
    won: Floats
    lost: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Shares (P, P), each with its variance over cases and over checks; nan where there are no such pairs."""

    value: Floats
    by_cases: Floats
    by_checks: Floats


def codes(votes: NDArray[np.int8], voted: NDArray[np.bool_] | None) -> NDArray[np.int8]:
    """Code votes (N, P) as 0 to 3: for B, for neither, for A, and missing where `voted` (N, P) tells so."""
    found = (votes + 1).astype(np.int8)
    return found if voted is None else np.where(voted, found, np.int8(CODES - 1))


def one_hot(coded: NDArray[np.int8]) -> NDArray[np.float32]:
    """Tell codes (N, P) apart: (N, P * 4) of 0 and 1."""
    told = coded[..., None] == np.arange(CODES, dtype=np.int8)
    found: NDArray[np.float32] = told.reshape(len(coded), coded.shape[1] * CODES).astype(np.float32)
    return found


def pair_counts(coded: NDArray[np.int8], annotation: NDArray[np.int8]) -> Floats:
    """Count pairs of codes by annotation (-1, 0, +1): (3, P, 4, P, 4), from codes (N, P) and annotations (N,)."""
    size = coded.shape[1]
    found = np.zeros((3, size * CODES, size * CODES))
    rows = max(1, min(CHUNK_VALUES // max(1, size * CODES), 1 << 23))
    for start in range(0, len(coded), rows):
        part = slice(start, start + rows)
        for place in range(3):
            told = one_hot(coded[part][annotation[part] == place - 1])
            found[place] += told.T @ told
    return found.reshape(3, size, CODES, size, CODES)


def corrected_pairs(counts: Floats, confusions: Sequence[Confusion]) -> CorrectedPairs:
    """Correct win matrices from counts (3, P, 4, P, 4) of pairs."""
    weights = np.stack([each.weights for each in confusions])
    size = len(weights)
    wins, won, lost = np.zeros((size, size)), np.zeros((size, 12, size)), np.zeros((size, 12, size))
    slopes = np.stack([each.slopes for each in confusions])
    for place, winner, loser in _SIDES:
        beaten = np.einsum("pvjw,jw->pvj", counts[place], weights[..., loser])
        beating = np.einsum("pvjw,jw->pvj", counts[place], weights[..., winner])
        wins += np.einsum("pv,pvj->pj", weights[..., winner], beaten)
        won += np.einsum("pkv,pvj->pkj", slopes[..., winner], beaten)
        lost += np.einsum("pkv,pvj->pkj", slopes[..., loser], beating)
    every = np.arange(size)
    wins[every, every] = won[every, :, every] = lost[every, :, every] = 0.0
    return CorrectedPairs(wins, won, lost)


def supremacy_shares(counts: Floats, confusions: Sequence[Confusion], pairs: CorrectedPairs) -> Shares:
    """The share of its conflicts with another principle that each wins, with both variances."""
    wins = pairs.wins
    size = len(wins)
    value, by_cases, by_checks = np.full((3, size, size), np.nan)
    for i in range(size):
        for j in range(i + 1, size):
            total = wins[i, j] + wins[j, i]
            if total <= 0:
                continue
            share = wins[i, j] / total
            of_i = (pairs.won[i, :, j] * (1 - share) - pairs.lost[i, :, j] * share) / total
            of_j = (pairs.lost[j, :, i] * (1 - share) - pairs.won[j, :, i] * share) / total
            two = (confusions[i], confusions[j])
            checks = sum(
                float(slope[: VALUES**2] @ each.spread @ slope[: VALUES**2])
                for slope, each in zip((of_i, of_j), two, strict=True)
            )
            cases = _over_cases(counts[:, i, :, j], two, share, total, (of_i, of_j))
            value[i, j], value[j, i] = share, 1 - share
            by_cases[i, j] = by_cases[j, i] = cases
            by_checks[i, j] = by_checks[j, i] = checks
    return Shares(value, by_cases, by_checks)


def share_parts(slope: Floats, confusion: Confusion) -> Floats:
    """How a case with each vote (4,) moves a figure through the shares of votes; `slope` (..., 12) is the figure's."""
    by_share = slope[..., VALUES**2 :]
    centred = by_share - (by_share * confusion.shares).sum(axis=-1, keepdims=True)
    found: Floats = np.concatenate([centred, np.zeros((*slope.shape[:-1], 1))], axis=-1) / max(confusion.cast, 1)
    return found


def _over_cases(
    counts: Floats, two: tuple[Confusion, Confusion], share: float, total: float, slopes: tuple[Floats, Floats]
) -> float:
    """The variance of a share over cases, from how many there are of each kind: counts (3, 4, 4)."""
    one, other = two[0].weights, two[1].weights
    through = share_parts(slopes[0], two[0])[:, None] + share_parts(slopes[1], two[1])
    found = float((counts[1] * through**2).sum())
    for place, winner, loser in _SIDES:
        wins = np.outer(one[:, winner], other[:, loser]) * (1 - share)
        losses = np.outer(one[:, loser], other[:, winner]) * share
        found += float((counts[place] * ((wins - losses) / total + through) ** 2).sum())
    return found
