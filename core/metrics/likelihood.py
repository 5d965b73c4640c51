"""How likely an annotation is under the annotator's own ranking: what looks arbitrary although no consensus says so."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import refuse_uncounted
from core.metrics.priority import Ranking

_CHUNK: Final = 1 << 16


def expected(ranking: Ranking) -> NDArray[np.float64]:
    """The chance that principle i prevails over j, (P, P): sigma(w_i - w_j) of the Bradley-Terry model.

    Where the two are not on one scale, the pair order decides: 1 above, 0 below, one half where nothing is decided.
    """
    weights = ranking.weights
    same = (ranking.component[:, None] == ranking.component[None, :]) & (ranking.component >= 0)[:, None]
    with np.errstate(invalid="ignore", over="ignore"):
        fitted = 1 / (1 + np.exp(weights[None, :] - weights[:, None]))
    decided = (ranking.signs.astype(np.float64) + 1) / 2
    return np.where(same & np.isfinite(fitted), fitted, decided)


def choice_likelihood(votes: NDArray[np.int8], annotation: NDArray[np.int8], ranking: Ranking) -> NDArray[np.float64]:
    """The mean over all pairs of a principle sided with and one overruled of `expected`: (N,), 0 to 1.

    From votes (N, P) and annotation (N,); nan where there is no such pair, as without a conflict or a preference.
    """
    refuse_uncounted(votes, annotation)
    chances = expected(ranking).astype(np.float32)
    found = np.empty(len(votes), dtype=np.float64)
    for start in range(0, len(votes), _CHUNK):
        part = slice(start, start + _CHUNK)
        sided = votes[part] * annotation[part, None]
        won, lost = (sided > 0).astype(np.float32), (sided < 0).astype(np.float32)
        pairs = won.sum(axis=1) * lost.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            found[part] = np.einsum("np,np->n", won @ chances, lost) / np.where(pairs, pairs, np.nan)
    return found
