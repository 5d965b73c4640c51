"""Principle priorities: Bradley-Terry weights where the data determines them, an order where it determines that.

Definitions after arXiv 2502.10441. A priority can be estimated only inside a strongly connected component of the win
graph (L. R. Ford, Amer. Math. Monthly 64, 1957): weights are centred within theirs and never compared across.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.bradley_terry import NotConverged, fit
from core.metrics.components import reachability
from core.model.terms import Status

__all__ = [
    "TIE",
    "BatchFit",
    "NotConverged",
    "Ranking",
    "fit_batch",
    "rank_principles",
    "reachability",
]

TIE: Final = 1e-6
"""Weights of one component closer than this are equal."""
BATCH: Final = 128
"""Matrices drawn, and for few principles fitted, together."""
CACHED_VALUES: Final = 1 << 16
"""Values of the matrices fitted together: what stays in cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What one annotator's wins say about P principles.

    `weights` float64 (P,): log-odds, centred within the component, nan unless ranked.
    `component` int64 (P,): numbered by first member, -1 for unranked.
    `rank` int64 (P,): 1 + the number of principles decidedly above, 0 for unranked.
    `signs` int8 (P, P): +1 where the first is decidedly above the second, -1 where below, 0 where tied or incomparable.
    `identified`: there are conflicts, and all their principles are in one component.
    """

    weights: NDArray[np.float64]
    component: NDArray[np.int64]
    status: tuple[Status, ...]
    rank: NDArray[np.int64]
    signs: NDArray[np.int8]
    identified: bool

    @property
    def order(self) -> NDArray[np.int64]:
        """The indices of the principles, best rank first, unranked last, the lower index first among equals."""
        last = np.iinfo(np.int64).max
        return np.argsort(np.where(self.rank > 0, self.rank, last), kind="stable").astype(np.int64, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class BatchFit:
    """Rankings by B win matrices, with the meaning of `Ranking`.

    `weights` float64 (B, P), nan unless ranked in that matrix; `signs` int8 (B, P, P); `ranks` int16 (B, P);
    `identified` bool (B,); `reach` bool (B, P, P) as `reachability` gives it.
    """

    weights: NDArray[np.float64]
    signs: NDArray[np.int8]
    ranks: NDArray[np.int16]
    identified: NDArray[np.bool_]
    reach: NDArray[np.bool_]


def rank_principles(wins: NDArray[np.int64], start: NDArray[np.float64] | None = None) -> Ranking:
    """Rank P principles by their wins (P, P); `start` (P,) are earlier weights to start from, nan where unknown.

    Raises NotConverged rather than return a number that is not the estimate.
    """
    reach = reachability(wins)
    same = reach & reach.T
    won = wins > 0
    wins_any, loses_any = won.sum(axis=1) > 0, won.sum(axis=0) > 0
    ranked = same.sum(axis=1) > 1
    fitted = fit(wins[None].astype(np.float64), same[None], None if start is None else start[None])[0]
    signs = _signs(reach, fitted)
    in_conflict = wins_any | loses_any
    return Ranking(
        weights=np.where(ranked, fitted, np.nan),
        component=_labels(same, in_conflict),
        status=tuple(map(_status, ranked.tolist(), wins_any.tolist(), loses_any.tolist())),
        rank=np.where(in_conflict, 1 + (signs < 0).sum(axis=1), 0),
        signs=signs,
        identified=bool(_identified(same, in_conflict)),
    )


def fit_batch(wins: NDArray[Any], start: NDArray[np.float64] | None = None) -> BatchFit:
    """Rank by each of many win matrices (B, P, P), whose components may differ.

    `start` (P,) or (B, P) as in `rank_principles`. Raises NotConverged.
    """
    count, size = len(wins), wins.shape[-1]
    result = BatchFit(
        weights=np.empty((count, size)),
        signs=np.empty((count, size, size), dtype=np.int8),
        ranks=np.empty((count, size), dtype=np.int16),
        identified=np.empty(count, dtype=np.bool_),
        reach=np.empty((count, size, size), dtype=np.bool_),
    )
    starts = None if start is None else np.broadcast_to(start, (count, size))
    step = max(1, min(BATCH, CACHED_VALUES // max(1, size * size)))
    for first in range(0, count, step):
        part = slice(first, first + step)
        reach = reachability(wins[part])
        same = reach & reach.swapaxes(-1, -2)
        fitted = fit(wins[part].astype(np.float64), same, None if starts is None else starts[part])
        won = wins[part] > 0
        in_conflict = (won.sum(axis=-1) > 0) | (won.sum(axis=-2) > 0)
        signs = _signs(reach, fitted)
        result.weights[part] = np.where(same.sum(axis=-1) > 1, fitted, np.nan)
        result.signs[part] = signs
        result.ranks[part] = np.where(in_conflict, 1 + (signs < 0).sum(axis=-1), 0)
        result.identified[part] = _identified(same, in_conflict)
        result.reach[part] = reach
    return result


def _signs(reach: NDArray[np.bool_], weights: NDArray[np.float64]) -> NDArray[np.int8]:
    """Order pairs by weight where both reach each other, else by which reaches which: int8 (..., P, P)."""
    back = reach.swapaxes(-1, -2)
    ahead = weights[..., :, None] - weights[..., None, :]
    above = reach & (~back | (ahead > TIE))
    return above.astype(np.int8) - above.swapaxes(-1, -2).astype(np.int8)


def _identified(same: NDArray[np.bool_], in_conflict: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell whether the principles in conflict are one component: bool (...,)."""
    largest = np.max(same.sum(axis=-1), axis=-1, where=in_conflict, initial=0)
    identified: NDArray[np.bool_] = (largest > 0) & (largest == in_conflict.sum(axis=-1))
    return identified


def _labels(same: NDArray[np.bool_], in_conflict: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give each principle its component, numbered from 0 by first member, or -1 if it is in no conflict."""
    if not len(same):
        return np.empty(0, dtype=np.int64)
    first = same.argmax(axis=1)
    leads = in_conflict & (first == np.arange(len(same)))
    return np.where(in_conflict, leads.cumsum()[first] - 1, -1)


def _status(ranked: bool, wins_any: bool, loses_any: bool) -> Status:  # noqa: FBT001 - a truth table
    if ranked:
        return Status.RANKED
    if wins_any and loses_any:
        return Status.PLACED
    if wins_any:
        return Status.ALWAYS_WINS
    return Status.ALWAYS_LOSES if loses_any else Status.UNRANKED
