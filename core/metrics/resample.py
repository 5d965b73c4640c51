"""Draws resamples of cases, as the counts the metrics need; cases that are equal for the metrics are drawn together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import categories, consensus_side
from core.metrics.distinct import distinct_rows
from core.metrics.drawn_wins import DrawnWins
from core.metrics.supremacy import win_matrix
from core.model.terms import Category

if TYPE_CHECKING:
    from numpy.random import Generator  # its modules are only loaded where something is drawn

CASE_LIMIT: Final = 50_000
"""Conflict cases above which random shards of cases are resampled instead of cases."""
SHARDS: Final = 1024
BLOCK_VALUES: Final = 1 << 21
"""Values of the per-case win indicators held at a time; a block has fewer than 2**24 cases."""
MANY_PRINCIPLES: Final = 32
"""From so many principles on, the wins of each resample are counted anew: wins held case by case would be too many."""
FLOAT32_CASES: Final = 1 << 23
"""Cases up to which the sums over a resample of shards, even an unlikely one, are exact in float32."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """B resamples for M annotators: wins float64 (B, M, P, P); opposed and cases (B, M) as in `Arbitrariness`."""

    wins: NDArray[np.float64]
    opposed: NDArray[np.int64]
    cases: NDArray[np.int64]


Resampler = Callable[["Generator", int], Sample]


def resampler(votes: NDArray[np.int8], annotations: NDArray[np.int8], generator: "Generator") -> Resampler:
    """Prepare to draw resamples of votes (N, P) and annotations (M, N): by case or, where those are many, by shard."""
    conflicts = np.flatnonzero(categories(votes) == Category.CONFLICT)
    if len(conflicts) > CASE_LIMIT:
        return _Shards(votes, annotations, conflicts, generator)
    return _Cases(votes, annotations, conflicts)


class _Cases:
    """Resamples cases: one multinomial over {each conflict case, each pattern of agreement with a consensus, the rest}.

    Drawn in two steps, to the same effect: how many cases are in conflict and of each pattern, then which conflicts.
    """

    def __init__(self, votes: NDArray[np.int8], annotations: NDArray[np.int8], conflicts: NDArray[np.intp]) -> None:
        self._votes = votes[conflicts]
        self._annotations = annotations[:, conflicts]
        self._many = DrawnWins(self._votes, self._annotations) if votes.shape[1] >= MANY_PRINCIPLES else None
        self._total = len(votes)
        agreement = annotations * consensus_side(votes)
        decided = agreement[:, agreement.any(axis=0)]
        alike = distinct_rows(decided.T)
        self._patterns = decided[:, alike.first]
        rest = self._total - len(conflicts) - decided.shape[1]
        self._chances = np.array([len(conflicts), *alike.counts.tolist(), rest]) / max(1, self._total)

    def __call__(self, generator: "Generator", count: int) -> Sample:
        drawn = np.zeros((count, len(self._chances)), dtype=np.int64)
        if self._total:
            drawn = generator.multinomial(self._total, self._chances, size=count)
        agreed = drawn[:, 1:-1]
        opposed = agreed @ (self._patterns < 0).T.astype(np.int64)
        cases = agreed @ (self._patterns != 0).T.astype(np.int64)
        count_wins = self._many or self._wins
        return Sample(count_wins(self._multiplicities(generator, drawn[:, 0])), opposed, cases)

    def _multiplicities(self, generator: "Generator", drawn: NDArray[np.int64]) -> NDArray[np.float32]:
        """Spread the conflicts each resample drew over the conflict cases: how often each, (B, cases in conflict)."""
        size = len(self._votes)
        if not size:
            return np.zeros((len(drawn), 0), dtype=np.float32)
        picked = generator.integers(0, size, size=int(drawn.sum()))
        picked += np.repeat(np.arange(len(drawn)) * size, drawn)
        return np.bincount(picked, minlength=len(drawn) * size).reshape(-1, size).astype(np.float32)

    def _wins(self, multiplicities: NDArray[np.float32]) -> NDArray[np.float64]:
        """Add up the wins of the drawn cases, block by block; exact, as float32 counts up to 2**24."""
        size = self._votes.shape[1]
        wins = np.zeros((len(multiplicities), len(self._annotations), size * size))
        rows = max(1, BLOCK_VALUES // max(1, size * size))
        for start in range(0, len(self._votes), rows):
            block = slice(start, start + rows)
            for place, annotation in enumerate(self._annotations):
                sided = self._votes[block] * annotation[block, None]
                won = (sided > 0)[:, :, None] & (sided < 0)[:, None, :]
                wins[:, place] += multiplicities[:, block] @ won.reshape(-1, size * size).astype(np.float32)
        return wins.reshape(*wins.shape[:2], size, size)


class _Shards:
    """Resamples random shards of cases, whose counts are added up once: the same spread for less."""

    def __init__(
        self,
        votes: NDArray[np.int8],
        annotations: NDArray[np.int8],
        conflicts: NDArray[np.intp],
        generator: "Generator",
    ) -> None:
        shard = generator.permutation(len(votes)) % SHARDS
        agreement = annotations * consensus_side(votes)
        self._opposed = np.stack([np.bincount(shard[row < 0], minlength=SHARDS) for row in agreement], axis=1)
        self._cases = np.stack([np.bincount(shard[row != 0], minlength=SHARDS) for row in agreement], axis=1)
        self._shape = (len(annotations), votes.shape[1], votes.shape[1])
        exact = np.float32 if len(votes) <= FLOAT32_CASES else np.float64
        self._wins = np.zeros((SHARDS, *self._shape), dtype=exact)
        by_shard = conflicts[np.argsort(shard[conflicts], kind="stable")]
        ends = np.cumsum(np.bincount(shard[conflicts], minlength=SHARDS))
        for place, members in enumerate(np.split(by_shard, ends[:-1])):
            for who, annotation in enumerate(annotations):
                self._wins[place, who] = win_matrix(votes[members], annotation[members])

    def __call__(self, generator: "Generator", count: int) -> Sample:
        drawn = generator.multinomial(SHARDS, np.full(SHARDS, 1 / SHARDS), size=count)
        wins = drawn.astype(self._wins.dtype) @ self._wins.reshape(SHARDS, -1)
        return Sample(wins.reshape(count, *self._shape).astype(np.float64), drawn @ self._opposed, drawn @ self._cases)
