"""Which principle an annotator sides with when two of them conflict (arXiv 2502.10441)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import categories, refuse_uncounted
from core.model.terms import Category

CHUNK_VALUES: Final = 1 << 21
"""Values of a chunk of cases: one byte each, and what is made of them stays in a processor's cache."""
_WORD: Final = 64
_WORDS: Final = 1 << 15
"""Words of pairs of principles looked at together."""


def win_matrix(votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> NDArray[np.int64]:
    """Count, for each pair of principles, the conflicts in which the annotator sided with the first.

    int64 (P, P) from votes (N, P) and annotation (N,). Only conflict cases with a preference contribute.
    """
    refuse_uncounted(votes, annotation)
    count = votes.shape[1]
    wins = np.zeros((count, count), dtype=np.int64)
    rows = max(1, CHUNK_VALUES // max(1, count))
    for start in range(0, len(votes), rows):
        chunk = slice(start, start + rows)
        # Where the votes agree no principle wins over another: only conflicts have bits on both sides.
        columns = np.ascontiguousarray((votes[chunk] * annotation[chunk, None]).T)
        won, lost = _words(columns > 0), _words(columns < 0)
        step = max(1, _WORDS // max(1, lost.size))
        for first in range(0, count, step):
            pairs = won[first : first + step, None] & lost
            wins[first : first + step] += np.bitwise_count(pairs).sum(axis=-1, dtype=np.int64)
    return wins


def _words(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Pack flags (P, N) into 64-bit words (P, N / 64 rounded up), the rest of the last ones 0."""
    packed = np.packbits(flags, axis=1)
    words = np.zeros((len(flags), -(-flags.shape[1] // _WORD)), dtype=np.uint64)
    words.view(np.uint8)[:, : packed.shape[1]] = packed
    return words


def case_wins(votes_row: NDArray[np.int8], preference: int) -> NDArray[np.int64]:
    """Give the win matrix of a single case: int64 (P, P) from its votes (P,) and the annotator's preference."""
    sided = votes_row * np.int8(preference)
    return np.outer(sided > 0, sided < 0).astype(np.int64)


def conflict_sides(votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> NDArray[np.int64]:
    """Count the conflict cases in which an annotator sided with each principle, and those in which it overruled it.

    int64 (2, P) from votes (N, P) and annotation (N,). Cases, where the win matrix counts pairs of principles: one case
    may be several of these.
    """
    refuse_uncounted(votes, annotation)
    weight = annotation * (categories(votes) == Category.CONFLICT)
    sides = np.empty((2, votes.shape[1]), dtype=np.int64)
    for place, column in enumerate(votes.T):
        sided = column * weight
        sides[:, place] = np.count_nonzero(sided > 0), np.count_nonzero(sided < 0)
    return sides


def supremacy(wins: NDArray[np.int64]) -> NDArray[np.float64]:
    """Turn wins (P, P) into principle supremacy: the share of conflicts in which the first principle won.

    float64 (P, P), 0 to 1; nan on the diagonal and where two principles were never in conflict.
    """
    conflicts = wins + wins.T
    np.fill_diagonal(conflicts, 0)
    share = np.full(wins.shape, np.nan)
    np.divide(wins, conflicts, out=share, where=conflicts > 0)
    return share
