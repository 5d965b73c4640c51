"""The wins of several annotators on the same cases: those on which all of them say the same are counted once for all.

The cases are put in order of what the annotators prefer, so that each such run of them is a part of every principle's
row of bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from core.metrics.bit_planes import WORD, Words, rows_at

Counts = NDArray[np.int64]
_TOGETHER: Final = 5
"""Annotators looked at together: what they prefer is one of 3 to the power of so many, which an octet holds."""
_CASES: Final = 1 << 17
"""Cases looked at together: what is made of them stays in a processor's cache."""
_NOTHING: Final = 255
"""Stands for no conflict, or a preference of nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class Wins:
    """Of M annotators the wins (M, P, P) on conflict cases, and those cases (M, P) in which a principle took part.

    `followed` (M, P, P) are the wins of who follows an order, on the cases in which each has a preference.
    """

    wins: Counts
    sides: Counts
    followed: Counts

    @classmethod
    def none(cls, annotators: int, size: int) -> Self:
        """Nothing counted yet."""
        wins = np.zeros((annotators, size, size), dtype=np.int64)
        return cls(wins, np.zeros((annotators, size), dtype=np.int64), np.zeros_like(wins))


def wins_together(
    for_a: Words,
    for_b: Words,
    size: int,
    conflict: NDArray[np.bool_],
    preferences: Sequence[NDArray[np.int8]],
    order: Sequence[int] = (),
) -> Wins:
    """Count masks (N, words) of `size` principles by preferences (N,) each; `order` is of principles, highest first."""
    found = Wins.none(len(preferences), size)
    for start in range(0, len(for_a), _CASES):
        part = slice(start, start + _CASES)
        for first in range(0, len(preferences), _TOGETHER):
            some = slice(first, first + _TOGETHER)
            said = [each[part] for each in preferences[some]]
            _add(found, some, (for_a[part], for_b[part]), size, _Runs.of(conflict[part], said), order)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """S runs of cases alike: `said` (S, M) by the annotators, the cases in their order, and the bits where they go.

    Every run begins with a word, of `words` in all, at `starts` (S,).
    """

    said: NDArray[np.int8]
    cases: NDArray[np.intp]
    bits: NDArray[np.intp]
    starts: NDArray[np.intp]
    words: int

    @classmethod
    def of(cls, conflict: NDArray[np.bool_], said: Sequence[NDArray[np.int8]]) -> Self:
        code, powers = np.zeros(len(conflict), dtype=np.uint8), 3 ** np.arange(len(said))
        for power, each in zip(powers.tolist(), said, strict=True):
            code += (each + np.int8(1)).view(np.uint8) * np.uint8(power)
        code[~conflict | (code == powers.sum())] = _NOTHING
        counts = np.bincount(code, minlength=_NOTHING + 1)[:_NOTHING]
        there = np.flatnonzero(counts)
        counts = counts[there]
        words = -(-counts // WORD)
        starts, before = np.cumsum(words) - words, np.cumsum(counts) - counts
        cases = np.argsort(code, kind="stable")[: counts.sum()]
        bits = np.arange(len(cases)) + np.repeat(starts * WORD - before, counts)
        return cls((there[:, None] // powers % 3 - 1).astype(np.int8), cases, bits, starts, int(words.sum()))

    def sums(self, rows: Words) -> Counts:
        """Count the bits of rows (R, words), run by run: (R, S)."""
        return np.add.reduceat(np.bitwise_count(rows), self.starts, axis=1, dtype=np.int64)

    def wins(self, won: Words, lost: Words) -> Counts:
        """Count where each principle won over each other one, run by run: (P, P, S) from rows of bits (P, words)."""
        return np.stack([self.sums(row & lost) for row in won])


def _add(found: Wins, some: slice, masks: tuple[Words, Words], size: int, runs: _Runs, order: Sequence[int]) -> None:
    """Count some of the annotators on some cases, in place."""
    if not len(runs.cases):
        return
    rows = rows_at(*masks, size, runs.cases, runs.bits, runs.words)
    by_run = runs.wins(*rows)
    for_a, for_b = (runs.said == side for side in (1, -1))
    found.wins[some] += _total(by_run, for_a) + _total(by_run.swapaxes(0, 1), for_b)
    found.sides[some] += _total(runs.sums(rows[0] | rows[1]), for_a | for_b)
    if order:
        found.followed[some] += _total(runs.wins(*_following(*rows, order)), for_a | for_b)


def _total(by_run: Counts, chosen: NDArray[np.bool_]) -> Counts:
    """Add up counts (..., S) of the runs chosen (S, M): (M, ...)."""
    total: Counts = np.moveaxis(by_run @ chosen.astype(np.int64), -1, 0)
    return total


def _following(for_a: Words, for_b: Words, order: Sequence[int]) -> tuple[Words, Words]:
    """The bits of the principles that who follows an order sides with, and of those that it overrules."""
    a, b, left = np.zeros_like(for_a[0]), np.zeros_like(for_a[0]), np.full_like(for_a[0], ~np.uint64(0))
    for principle in order:
        a |= for_a[principle] & left
        b |= for_b[principle] & left
        left &= ~(for_a[principle] | for_b[principle])
    return (for_a & a) | (for_b & b), (for_a & b) | (for_b & a)
