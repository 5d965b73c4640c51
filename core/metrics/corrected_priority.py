"""Priorities from corrected wins, with the variance that cases and checks leave.

The score equations of Bradley and Terry are linear in the wins, so that they hold for unbiased wins too, which may be
below 0. Where these no longer give a maximum there is no priority.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.bradley_terry import win_chance
from core.metrics.components import reachability
from core.metrics.confusion import VALUES, Confusion
from core.metrics.corrected_pairs import CorrectedPairs, one_hot, share_parts
from core.metrics.supremacy import CHUNK_VALUES

Floats = NDArray[np.float64]

_LARGEST: Final = 12.0
"""A weight beyond this is on its way to infinity."""
_WIDEST: Final = 2.5
"""A standard deviation beyond this says nothing: the odds at the ends of its interval differ 20,000 times."""
_STEPS: Final = 200
_NONE: Final = 1e-9
"""Wins up to this are none."""


@dataclass(frozen=True, slots=True, eq=False)
class CorrectedPriorities:
    """Corrected weights (P,), centred within each `component`, nan where there is none, and -1 as its component.

    `by_cases` (P, P) is their covariance over cases, `by_checks` (P, P, P) that which the checks of each principle
    (first) leave.
    """

    weights: Floats
    component: NDArray[np.int64]
    by_cases: Floats
    by_checks: Floats

    @property
    def covariance(self) -> Floats:
        """Both together."""
        found: Floats = self.by_cases + self.by_checks.sum(axis=0)
        return found


def corrected_priorities(
    coded: NDArray[np.int8], annotation: NDArray[np.int8], confusions: Sequence[Confusion], pairs: CorrectedPairs
) -> CorrectedPriorities:
    """Fit priorities to corrected wins, from codes (N, P) and the annotation (N,)."""
    size = len(pairs.wins)
    found = CorrectedPriorities(
        np.full(size, np.nan), np.full(size, -1), np.full((size, size), np.nan), np.full((size, size, size), np.nan)
    )
    for number, reachable in enumerate(_components(pairs.wins)):
        fitted = _determined(coded, annotation, confusions, pairs, reachable)
        if fitted is not None:
            members, weights, by_cases, by_checks = fitted
            found.weights[members], found.component[members] = weights, number
            found.by_cases[np.ix_(members, members)] = by_cases
            found.by_checks[:, members[:, None], members] = 0.0
            found.by_checks[np.ix_(members, members, members)] = by_checks
    return found


def _determined(
    coded: NDArray[np.int8],
    annotation: NDArray[np.int8],
    confusions: Sequence[Confusion],
    pairs: CorrectedPairs,
    members: NDArray[np.int64],
) -> tuple[NDArray[np.int64], Floats, Floats, Floats] | None:
    """Fit those principles of a component that are determined: who they are, weights, and both covariances.

    One that could be anywhere would take all others with it, as they share a centre: it is left out.
    """
    while True:
        members, fitted = _fitted(pairs.wins, members)
        if fitted is None:
            return None
        weights, back = fitted
        inside, few = np.ix_(members, members), [confusions[each] for each in members]
        won, lost = (each[members][:, :, members] for each in (pairs.won, pairs.lost))
        slopes = _slopes(CorrectedPairs(pairs.wins[inside], won, lost), weights, back)
        by_cases = _over_cases(coded[:, members], annotation, few, weights, back, slopes)
        by = [(slope[: VALUES**2], each.spread) for slope, each in zip(slopes, few, strict=True)]
        by_checks = np.stack([slope.T @ spread @ slope for slope, spread in by])
        variance = np.diagonal(by_cases + by_checks.sum(axis=0))
        if len(members) == 2 or variance.max() <= _WIDEST**2:
            return members, weights, by_cases, by_checks
        members = np.delete(members, variance.argmax())


def fit_signed(wins: Floats) -> tuple[Floats, Floats] | None:
    """Solve the score equations of wins (P, P): the weights (P,), centred, and the inverse information (P, P).

    None where they have no solution that is a maximum.
    """
    size = len(wins)
    total, weights = wins + wins.T, np.zeros(size)
    for _ in range(_STEPS):
        chance = win_chance(weights)
        np.fill_diagonal(chance, 0.0)
        spread = total * chance * chance.T
        information = np.diag(spread.sum(axis=1)) - spread
        scale = float(np.abs(information).max())
        values, vectors = np.linalg.eigh(information + scale / size)
        if scale == 0 or values[0] <= 1e-9 * scale:
            return None
        back = (vectors / values) @ vectors.T
        step = back @ (wins - total * chance).sum(axis=1)
        size_of = float(step.max() - step.min())
        weights = weights + step * (1.0 if size_of <= 1.5 else np.log1p(size_of) / size_of)
        weights -= weights.mean()
        if np.abs(weights).max() > _LARGEST:
            return None
        if size_of < 1e-10:
            return weights, back - 1 / (scale * size)
    return None


def _components(wins: Floats) -> list[NDArray[np.int64]]:
    """The principles that reach each other along wins, where there are several."""
    reach = reachability(np.where(wins > _NONE, wins, 0.0))
    both = reach & reach.T
    groups = [np.flatnonzero(row) for n, row in enumerate(both) if row.argmax() == n]
    return [each for each in groups if len(each) > 1]


def _fitted(wins: Floats, members: NDArray[np.int64]) -> tuple[NDArray[np.int64], tuple[Floats, Floats] | None]:
    """Fit principles of one component; where there is no maximum, without those that won or lost least, one by one."""
    while len(members) > 1:
        inside = wins[np.ix_(members, members)]
        fitted = fit_signed(inside)
        if fitted is not None:
            return members, fitted
        members = np.delete(members, np.minimum(inside.sum(axis=0), inside.sum(axis=1)).argmin())
    return members, None


def _slopes(pairs: CorrectedPairs, weights: Floats, back: Floats) -> Floats:
    """Derivatives (P, 12, P) of the weights by each principle's parameters."""
    chance = win_chance(weights)[:, None, :]
    surplus = pairs.won * (1 - chance) - pairs.lost * chance
    score = -surplus
    every = np.arange(len(weights))
    score[every, :, every] = surplus.sum(axis=2) - surplus[every, :, every]
    found: Floats = score @ back
    return found


def _over_cases(
    coded: NDArray[np.int8],
    annotation: NDArray[np.int8],
    confusions: Sequence[Confusion],
    weights: Floats,
    back: Floats,
    slopes: Floats,
) -> Floats:
    """The covariance (P, P) of the weights over cases: each case's own pull, and that through the shares of votes."""
    size = len(weights)
    table = np.stack([each.weights for each in confusions])
    surprise = win_chance(weights).T
    np.fill_diagonal(surprise, 0.0)
    through = np.concatenate([share_parts(slopes[place].T, each).T for place, each in enumerate(confusions)], axis=0)
    found, every = np.zeros((size, size)), np.arange(size)
    rows = max(1, CHUNK_VALUES // (4 * size))
    for start in range(0, len(coded), rows):
        part = slice(start, start + rows)
        side = annotation[part, None]
        for_b, for_a = (table[every, coded[part], value] for value in (0, 2))
        won = np.where(side > 0, for_a, for_b) * (side != 0)
        lost = np.where(side > 0, for_b, for_a) * (side != 0)
        pull = (won * (lost @ surprise.T) - lost * (won @ surprise)) @ back + one_hot(coded[part]) @ through
        found += pull.T @ pull
    return found
