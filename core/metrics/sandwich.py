"""Standard errors of priorities by a sandwich clustered by case.

The pairs of one case are not independent: Fisher information alone would claim about half the error.
"""

import numpy as np
from numpy.typing import NDArray

from core.metrics.bradley_terry import curvature, well_conditioned, win_chance
from core.metrics.priority import Ranking
from core.metrics.supremacy import CHUNK_VALUES, win_matrix

Floats = NDArray[np.float64]


def sandwich_errors(votes: NDArray[np.int8], annotation: NDArray[np.int8], ranking: Ranking) -> Floats:
    """Estimate the standard errors of a ranking's weights.

    float64 (P,), nan unless ranked; from votes (N, P) and the annotation (N,) that gave the ranking, of which the
    conflict cases are enough. nan too where conflicts differ so much in number that an error would be rounding.
    """
    ranked = ~np.isnan(ranking.weights)
    weights = np.where(ranked, ranking.weights, 0.0)
    same = (ranking.component[:, None] == ranking.component) & ranked & ranked[:, None]
    np.fill_diagonal(same, val=True)
    wins = win_matrix(votes, annotation).astype(np.float64)
    found = covariance(votes, annotation, wins, weights, same)
    return np.where(ranked, np.sqrt(np.maximum(np.diagonal(found), 0.0)), np.nan)


def covariance(
    votes: NDArray[np.int8],
    annotation: NDArray[np.int8],
    wins: Floats,
    weights: Floats,
    same: NDArray[np.bool_],
    reversed_share: Floats | None = None,
    cases: NDArray[np.int64] | None = None,
) -> Floats:
    """Estimate the covariance (P, P) of weights (P,) that were fitted to wins (P, P) within components `same` (P, P).

    With `reversed_share` (N,), that much of each case was added to the wins as it is and as much of it reversed. Rows
    are a case each, or with `cases` (N,) those with the same number are. nan where the counts differ too much.
    """
    surprise = np.where(same, win_chance(weights).T, 0.0)
    np.fill_diagonal(surprise, 0.0)
    information = (wins + wins.T) * surprise * surprise.T
    if not well_conditioned(information, same):
        return np.full(same.shape, np.nan)
    meat = np.zeros(same.shape)
    totals = None if cases is None else np.zeros((int(cases.max(initial=-1)) + 1, len(weights)))
    rows = max(1, CHUNK_VALUES // max(1, len(weights)))
    for start in range(0, len(votes), rows):
        part = slice(start, start + rows)
        sided = votes[part] * annotation[part, None]
        won, lost = (sided > 0).astype(np.float64), (sided < 0).astype(np.float64)
        scores = won * (lost @ surprise.T) - lost * (won @ surprise)
        if totals is None or cases is None:
            meat += scores.T @ scores
        else:
            np.add.at(totals, cases[part], scores)
        if reversed_share is None:
            continue
        share = reversed_share[part, None]
        meat += (scores * share).T @ scores
        scores = lost * (won @ surprise.T) - won * (lost @ surprise)
        meat += (scores * share).T @ scores
    if totals is not None:
        meat += totals.T @ totals
    hessian = curvature(information, same.astype(np.float64))
    found: Floats = np.linalg.solve(hessian, np.linalg.solve(hessian, meat).T)
    return found
