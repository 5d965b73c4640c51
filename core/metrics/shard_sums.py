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

from core.metrics.bit_planes import WORD, Words, cases_of_rows, row_of, rows_of, wins_of_rows

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

    def of(self, rows: Flags | slice) -> "Votes":
        """The votes on some cases."""
        return Votes(self.for_a[rows], self.for_b[rows], self.cast[rows])


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
    for_a: Flags = np.any(votes.for_a, axis=1, keepdims=False)
    for_b: Flags = np.any(votes.for_b, axis=1, keepdims=False)
    conflict, consensus = for_a & for_b, for_a != for_b
    side = for_a.view(np.int8) - for_b.view(np.int8)
    found = ShardCount(
        _of_cases(votes, size, for_a.view(np.int8) + for_b.view(np.int8)),
        np.stack([_of_annotator(each, side * consensus, conflict) for each in said])
        if said
        else np.zeros((0, len(OfAnnotator)), dtype=np.int64),
        np.zeros((len(said), size), dtype=np.int64),
        np.zeros((len(said), size, size), dtype=np.int64),
        np.zeros((len(said), size, size), dtype=np.int64),
    )
    among = votes.of(conflict)
    rows = rows_of(among.for_a, among.for_b, size)
    chosen = [_Chosen.of(each, conflict) for each in said]
    for place, each in enumerate(chosen):
        won, lost = each.sides(rows)
        found.wins[place] = wins_of_rows(won, lost)
        found.sides[place] = cases_of_rows(won | lost)
        if declared:
            found.followed[place] = wins_of_rows(*_following(rows, declared, each.a | each.b).sides(rows))
    for i, j in combinations(range(len(said)), 2):
        found.pairs[i, j] = _of_pair(said[i], said[j], chosen[i], chosen[j], rows, found.wins[[i, j]])
    return found


def _of_cases(votes: Votes, size: int, sides: NDArray[np.int8]) -> Counts:
    """Count the kinds of case; `sides` (N,) is how many sides have a vote, which tells the kind of a voted case."""
    every = np.array([min(WORD, size - start) for start in range(0, size, WORD)])
    full = np.uint64(~0 % (1 << WORD)) >> (WORD - every).astype(np.uint64)
    any_vote, all_votes = votes.cast.any(axis=1), (votes.cast == full).all(axis=1)
    partly = any_vote & ~all_votes
    kinds = np.where(any_vote, sides, OfCases.UNVOTED)
    movable = np.count_nonzero(partly & (kinds != OfCases.CONFLICT))
    return np.array([*np.bincount(kinds, minlength=4), np.count_nonzero(partly), movable], dtype=np.int64)


def _of_annotator(said: ShardSaid, side: NDArray[np.int8], conflict: Flags) -> Counts:
    preference = said.preference * said.counted
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


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    """Of the conflict cases of a shard, those in which an annotator chose A, chose B, and annotated: rows of bits."""

    a: Words
    b: Words
    counted: Words

    @classmethod
    def of(cls, said: ShardSaid, conflict: Flags) -> "_Chosen":
        preference, counted = said.preference[conflict], said.counted[conflict]
        return cls(row_of(counted & (preference > 0)), row_of(counted & (preference < 0)), row_of(counted))

    def sides(self, rows: tuple[Words, Words]) -> tuple[Words, Words]:
        """The bits of the principles that it sided with, and of those that it overruled: (P, words) each."""
        for_a, for_b = rows
        return (for_a & self.a) | (for_b & self.b), (for_a & self.b) | (for_b & self.a)

    def within(self, other: "_Chosen") -> "_Chosen":
        return _Chosen(self.a & other.counted, self.b & other.counted, self.counted & other.counted)


def _following(rows: tuple[Words, Words], order: Sequence[int], decided: Words) -> _Chosen:
    """What the highest principle of an order that has a vote chooses, on the cases decided."""
    a, b, left = np.zeros_like(decided), np.zeros_like(decided), decided.copy()
    for principle in order:
        a |= rows[0][principle] & left
        b |= rows[1][principle] & left
        left &= ~(rows[0][principle] | rows[1][principle])
    return _Chosen(a, b, decided)


def _of_pair(
    one: ShardSaid,
    other: ShardSaid,
    first: _Chosen,
    second: _Chosen,
    rows: tuple[Words, Words],
    wins: Counts,
) -> PairCount:
    """Count what two annotators share; where they annotated the same cases, their wins are the ones they have."""
    conflicts = int(np.bitwise_count((first.a | first.b) & (second.a | second.b)).sum())
    counts = np.array([np.count_nonzero(one.counted & other.counted), conflicts], dtype=np.int64)
    if np.array_equal(one.counted, other.counted):
        return PairCount(counts, wins, same=True)
    both = (first.within(second), second.within(first))
    return PairCount(counts, np.stack([wins_of_rows(*each.sides(rows)) for each in both]), same=False)
