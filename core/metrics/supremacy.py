"""Which principle an annotator sides with when two of them conflict (arXiv 2502.10441)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import categories
from core.model import Category

CHUNK_VALUES: Final = 1 << 21
"""Values of a chunk of cases held as float32, which counts exactly up to 2**24 rows."""
SMALL: Final = 1024
"""Conflict cases up to which a product in integers is the quicker one."""


def win_matrix(votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> NDArray[np.int64]:
    """Count, for each pair of principles, the conflicts in which the annotator sided with the first.

    int64 (P, P) from votes (N, P) and annotation (N,). Only conflict cases with a preference contribute.
    """
    count = votes.shape[1]
    wins = np.zeros((count, count), dtype=np.int64)
    rows = max(1, CHUNK_VALUES // max(1, count))
    for start in range(0, len(votes), rows):
        chunk = slice(start, start + rows)
        counts = (categories(votes[chunk]) == Category.CONFLICT) & (annotation[chunk] != 0)
        sided = votes[chunk][counts] * annotation[chunk][counts, None]
        # Small products in integers: they do not wake the threads of the linear algebra.
        kind = np.int64 if len(sided) <= SMALL else np.float32
        product = (sided > 0).astype(kind).T @ (sided < 0).astype(kind)
        wins += product.astype(np.int64)
    return wins


def case_wins(votes_row: NDArray[np.int8], preference: int) -> NDArray[np.int64]:
    """Give the win matrix of a single case: int64 (P, P) from its votes (P,) and the annotator's preference."""
    sided = votes_row * np.int8(preference)
    return np.outer(sided > 0, sided < 0).astype(np.int64)


def supremacy(wins: NDArray[np.int64]) -> NDArray[np.float64]:
    """Turn wins (P, P) into principle supremacy: the share of conflicts in which the first principle won.

    float64 (P, P), 0 to 1; nan on the diagonal and where two principles were never in conflict.
    """
    conflicts = wins + wins.T
    np.fill_diagonal(conflicts, 0)
    share = np.full(wins.shape, np.nan)
    np.divide(wins, conflicts, out=share, where=conflicts > 0)
    return share
