"""What a report needs of a shard of cases, as sums: whatever the number of cases, they take the same room.

Every case belongs to one shard, by a number that is stored with it. The sums of shards, files and machines add up, and
shards drawn with replacement stand for the cases (see `resample`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.metrics.bit_planes import WORD, Words
from core.metrics.wins_together import wins_together

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


class OfCases(IntEnum):
    """What is counted of the cases of a shard."""

    INDIFFERENCE = 0
    CONSENSUS = 1
    CONFLICT = 2
    UNVOTED = 3
    PARTLY_VOTED = 4
    MOVABLE = 5


class OfAnnotator(IntEnum):
    """What is counted of an annotator in a shard; annotations that are left out are only in the first two."""

    GIVEN = 0
    FLAGGED = 1
    ANNOTATIONS = 2
    NEITHER = 3
    CONFLICTS = 4
    OPPOSED = 5
    CONSENSUS = 6


class OfPair(IntEnum):
    """What is counted of two annotators in a shard: cases that both annotated, and conflicts that both decided."""

    CASES = 0
    CONFLICTS = 1


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The votes on N cases: masks uint64 (N, words), a bit a principle, for A, for B, and where a vote was cast."""

    for_a: Words
    for_b: Words
    cast: Words


@dataclass(frozen=True, slots=True, eq=False)
class ShardSaid:
    """One annotator's annotations of N cases, of which `counted` bool (N,) count.

    `preference` int8 (N,) in {+1, 0, -1}; `given` bool (N,): there is an annotation; `flagged` bool (N,).
    """

    preference: NDArray[np.int8]
    given: Flags
    flagged: Flags
    counted: Flags


@dataclass(frozen=True, slots=True, eq=False)
class PairCount:
    """Two annotators in one shard: the counts of `OfPair`, and their wins (2, P, P) on the cases of both.

    Where they annotated the `same` cases, those are the wins that they have.
    """

    counts: Counts
    wins: Counts
    same: bool


@dataclass(frozen=True, slots=True, eq=False)
class ShardCount:
    """The sums of one shard: of its cases (6,), and of M annotators counts (M, 7), sides (M, P), wins (M, P, P).

    `sides` are the conflict cases in which an annotator sided with a principle or overruled it, `followed` the wins
    (M, P, P) of who follows the declared order on the cases in which the annotator has a preference. `pairs` are of
    every two annotators.
    """

    cases: Counts
    annotators: Counts
    sides: Counts
    wins: Counts
    followed: Counts
    pairs: dict[tuple[int, int], PairCount] = field(default_factory=dict)


def count_shard(votes: Votes, size: int, said: Sequence[ShardSaid], declared: Sequence[int] = ()) -> ShardCount:
    """Count a shard: votes by `size` principles on its N cases, and what each of the annotators said of them.

    `declared` are the principles of a declared order, from the highest down.
    """
    for_a, for_b = _any(votes.for_a), _any(votes.for_b)
    conflict, consensus = for_a & for_b, for_a != for_b
    side = for_a.view(np.int8) - for_b.view(np.int8)
    preferences = [each.preference * each.counted for each in said]
    wins = wins_together(votes.for_a, votes.for_b, size, conflict, preferences, declared)
    found = ShardCount(
        _of_cases(votes.cast, size, conflict, consensus),
        np.stack([_of_annotator(*each, side * consensus, conflict) for each in zip(said, preferences, strict=True)])
        if said
        else np.zeros((0, len(OfAnnotator)), dtype=np.int64),
        wins.sides,
        wins.wins,
        wins.followed,
    )
    for i, j in combinations(range(len(said)), 2):
        both = said[i].counted & said[j].counted
        mine = preferences[i] * both, preferences[j] * both
        decided = np.count_nonzero(conflict & (mine[0] != 0) & (mine[1] != 0))
        same = np.array_equal(said[i].counted, said[j].counted)
        of_pair = wins.wins[[i, j]] if same else wins_together(votes.for_a, votes.for_b, size, conflict, mine).wins
        found.pairs[i, j] = PairCount(np.array([np.count_nonzero(both), decided]), of_pair, same=same)
    return found


def _any(masks: Words) -> Flags:
    """Where a mask (N, words) has a bit, (N,)."""
    found: Flags = np.not_equal(masks[:, 0], 0) if masks.shape[1] == 1 else np.any(masks, axis=1, keepdims=False)
    return found


def _of_cases(cast: Words, size: int, conflict: Flags, consensus: Flags) -> Counts:
    """Count the kinds of case."""
    every = np.array([min(WORD, size - start) for start in range(0, size, WORD)])
    full = np.uint64(~0 % (1 << WORD)) >> (WORD - every).astype(np.uint64)
    voted, lacking = _any(cast), _any(cast ^ full)
    partly = voted & lacking
    among, conflicts, agreed = (np.count_nonzero(each) for each in (voted, conflict, consensus))
    counted = {
        OfCases.INDIFFERENCE: among - conflicts - agreed,
        OfCases.CONSENSUS: agreed,
        OfCases.CONFLICT: conflicts,
        OfCases.UNVOTED: len(cast) - among,
        OfCases.PARTLY_VOTED: np.count_nonzero(partly),
        OfCases.MOVABLE: np.count_nonzero(partly & ~conflict),
    }
    return np.array([counted[each] for each in OfCases], dtype=np.int64)


def _of_annotator(said: ShardSaid, preference: NDArray[np.int8], side: NDArray[np.int8], conflict: Flags) -> Counts:
    agreement = preference * side
    counted = (
        said.given,
        said.flagged,
        said.counted,
        said.counted & (said.preference == 0),
        conflict & (preference != 0),
        agreement < 0,
        agreement,
    )
    return np.array([np.count_nonzero(each) for each in counted], dtype=np.int64)
