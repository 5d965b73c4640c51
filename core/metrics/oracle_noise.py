"""How far results depend on chance in the oracle: votes are drawn anew from the probabilities that they came from.

This is a component of its own beside the bootstrap over cases: the cases stay, and each answer of the oracle is drawn
again. The distance between two rankings is that of arXiv 2502.10441, as in `discrepancy`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import consensus_side
from core.metrics.bootstrap import Replicates, write_rankings
from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.priority import BATCH, Ranking, fit_batch
from core.metrics.supremacy import win_matrix

if TYPE_CHECKING:
    from numpy.random import Generator  # its modules are only loaded where something is drawn

Annotate = Callable[[NDArray[np.int8]], NDArray[np.int8]]
"""From votes (cases, principles) to the annotations (annotators, cases): some annotators follow the votes."""


@dataclass(frozen=True, slots=True, eq=False)
class VoteChances:
    """How likely the votes on some cases are: float64 (cases, principles) each, and who annotates them how.

    Whatever is left of `for_a` and `for_b` is the chance of a vote of 0.
    """

    for_a: NDArray[np.float64]
    for_b: NDArray[np.float64]
    annotate: Annotate


@dataclass(frozen=True, slots=True, eq=False)
class OracleNoise:
    """What B draws of all votes say about M annotators: as of resamples, and how far each is from its own ranking.

    `shift` float64 (B, M) is the discrepancy to the annotator's ranking by the mean of all draws, nan where undefined:
    draws lie around that, not around the ranking by the likeliest votes.
    """

    replicates: Replicates
    shift: NDArray[np.float64]


def vote_chances(answers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give how likely each vote is for A and for B, (N, P) each, by the rule that combines two presentation orders.

    From probabilities float64 (2, N, P, 3) of A, B and neither, as displayed in each order, nan where there is no
    answer; they are taken relative to their sum. Two orders are independent, and both must be for the same response.
    """
    whole = answers.sum(axis=-1)
    given = ~np.isnan(whole)
    shares = np.divide(answers, whole[..., None], out=np.zeros_like(answers), where=(given & (whole > 0))[..., None])
    first, second = shares[0], shares[1][..., [1, 0, 2]]  # what was displayed second is A
    both = given[0] & given[1]
    single = first + second  # nothing where there is no answer
    for_a = np.where(both, first[..., 0] * second[..., 0], single[..., 0])
    for_b = np.where(both, first[..., 1] * second[..., 1], single[..., 1])
    return for_a, for_b


def oracle_noise(
    chunks: Sequence[Callable[[], VoteChances]],
    rankings: Sequence[Ranking],
    replicates: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> OracleNoise:
    """Draw all votes anew, and measure every annotator on each draw.

    `chunks` read the cases part by part, so that not all are held at once; `rankings` are those by the votes that
    count, one for each of M annotators. The same seed, chunks and data give the same numbers. Raises NotConverged.
    """
    size = len(rankings[0].weights)
    wins = np.zeros((replicates, len(rankings), size, size))
    opposed = np.zeros((replicates, len(rankings)), dtype=np.int64)
    cases = np.zeros_like(opposed)
    generator = np.random.default_rng(seed)
    for place, read in enumerate(chunks):
        chunk = read()
        draw = _Drawing(chunk)
        for b in range(replicates):
            votes = draw(generator)
            annotations = chunk.annotate(votes)
            agreement = annotations * consensus_side(votes)
            opposed[b] += (agreement < 0).sum(axis=1)
            cases[b] += (agreement != 0).sum(axis=1)
            for m, annotation in enumerate(annotations):
                wins[b, m] += win_matrix(votes, annotation)
            if progress is not None and ((b + 1) % 16 == 0 or b + 1 == replicates):
                progress(place * replicates + b + 1, len(chunks) * replicates)
    shares = np.full(opposed.shape, np.nan)
    np.divide(opposed, cases, out=shares, where=cases > 0)
    return _measured(wins, shares, rankings)


class _Drawing:
    """Draws votes (cases, principles); those that are certain are written once."""

    def __init__(self, chunk: VoteChances) -> None:
        open_ = np.maximum(np.maximum(chunk.for_a, chunk.for_b), 1 - chunk.for_a - chunk.for_b) < 1
        # Each principle's votes lie together, as for the votes of a store.
        self._open = np.flatnonzero(open_.T)
        self._below, self._above = chunk.for_a.T.ravel()[self._open], 1 - chunk.for_b.T.ravel()[self._open]
        self._votes = ((chunk.for_a.T == 1).astype(np.int8) - (chunk.for_b.T == 1)).astype(np.int8, order="C")

    def __call__(self, generator: "Generator") -> NDArray[np.int8]:
        drawn = generator.random(len(self._open))
        votes: NDArray[np.int8] = self._votes.copy()
        votes.ravel()[self._open] = (drawn < self._below).view(np.int8) - (drawn >= self._above).view(np.int8)
        return votes.transpose()


def _measured(wins: NDArray[np.float64], shares: NDArray[np.float64], rankings: Sequence[Ranking]) -> OracleNoise:
    """Rank by the wins (B, M, P, P) of each draw, and by their mean."""
    count, annotators, size, _ = wins.shape
    replicates = Replicates.empty(count, annotators, size)
    replicates.arbitrariness[:] = shares
    replicates.smoothed[:] = np.nan
    centre = fit_batch(wins.mean(axis=0)).signs
    shift = np.empty((count, annotators))
    for first in range(0, count, BATCH):
        part = slice(first, min(first + BATCH, count))
        signs = write_rankings(wins[part], rankings, replicates, part)
        for m in range(annotators):
            both = np.stack([signs[:, m], np.broadcast_to(centre[m], signs[:, m].shape)], axis=1)
            shift[part, m] = discrepancy_matrix(both)[:, 0, 1]
    return OracleNoise(replicates, shift)
