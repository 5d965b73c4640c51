"""Draws resamples of cases, as the counts the metrics need; cases that are equal for the metrics are drawn together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import categories, consensus_side
from core.metrics.drawn_wins import DrawnWins
from core.metrics.supremacy import win_matrix
from core.model.terms import Category

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


Resampler = Callable[[int], Sample]
"""Draws so many resamples."""


def resampler(votes: NDArray[np.int8], annotations: NDArray[np.int8], seed: int) -> Resampler:
    """Prepare to draw resamples of votes (N, P) and annotations (M, N): by case or, where those are many, by shard.

    What is drawn for an annotator does not depend on the others.
    """
    conflicts = np.flatnonzero(categories(votes) == Category.CONFLICT)
    if len(conflicts) > CASE_LIMIT:
        return _Shards(votes, annotations, conflicts, seed)
    return _Cases(votes, annotations, conflicts, seed)


class _Cases:
    """Resamples cases in two steps, to the same effect: how many of them are in conflict, then which.

    Of the others, each annotator's own draw says how many it agreed with and opposed.
    """

    def __init__(
        self, votes: NDArray[np.int8], annotations: NDArray[np.int8], conflicts: NDArray[np.intp], seed: int
    ) -> None:
        self._votes = votes[conflicts]
        self._annotations = annotations[:, conflicts]
        self._many = DrawnWins(self._votes, self._annotations) if votes.shape[1] >= MANY_PRINCIPLES else None
        self._total, self._others = len(votes), len(votes) - len(conflicts)
        agreement = annotations * consensus_side(votes)
        self._sides = np.stack([(agreement < 0).sum(axis=1), (agreement > 0).sum(axis=1)], axis=1)
        self._generator = np.random.default_rng(seed)
        self._own = [np.random.default_rng([seed, 1]) for _ in annotations]

    def __call__(self, count: int) -> Sample:
        share = len(self._votes) / max(1, self._total)
        conflicts = self._generator.binomial(self._total, share, size=count)
        others = self._total - conflicts
        sides = np.zeros((count, len(self._own), 2), dtype=np.int64)
        for m, (generator, held) in enumerate(zip(self._own, self._sides, strict=True)):
            if self._others:
                chances = np.append(held, self._others - held.sum()) / self._others
                sides[:, m] = generator.multinomial(others, chances)[:, :2]
        count_wins = self._many or self._wins
        return Sample(count_wins(self._multiplicities(conflicts)), sides[..., 0], sides.sum(axis=-1))

    def _multiplicities(self, drawn: NDArray[np.int64]) -> NDArray[np.float32]:
        """Spread the conflicts each resample drew over the conflict cases: how often each, (B, cases in conflict)."""
        size = len(self._votes)
        if not size:
            return np.zeros((len(drawn), 0), dtype=np.float32)
        picked = self._generator.integers(0, size, size=int(drawn.sum()))
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
        seed: int,
    ) -> None:
        self._generator = np.random.default_rng(seed)
        shard = self._generator.permutation(len(votes)) % SHARDS
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

    def __call__(self, count: int) -> Sample:
        drawn = self._generator.multinomial(SHARDS, np.full(SHARDS, 1 / SHARDS), size=count)
        wins = drawn.astype(self._wins.dtype) @ self._wins.reshape(SHARDS, -1)
        return Sample(wins.reshape(count, *self._shape).astype(np.float64), drawn @ self._opposed, drawn @ self._cases)
