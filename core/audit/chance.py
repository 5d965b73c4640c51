"""What chance alone gives: an annotator's discrepancy to itself, and how often a pair as far apart comes about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import Interval, interval
from core.metrics.noise_floor import noise_floor
from core.metrics.permutation import permutation_test

MOST_TESTED: Final = 8
"""Annotators up to which every pair is tested; of more, each is tested against the reference."""

Progress = Callable[[int, int], None]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chance:
    """One noise floor an annotator, and the p-value of each pair (i, j), i < j, that was tested; None if undefined."""

    floors: tuple[Interval, ...]
    p_values: dict[Pair, float | None]

    def p_value(self, i: int, j: int) -> float | None:
        """The p-value of two annotators, in either order; None where there is none."""
        return self.p_values.get((min(i, j), max(i, j)))


def pairs_to_test(count: int, reference: int) -> list[Pair]:
    """All pairs of so many annotators or, of many, those with the reference."""
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    return pairs if count <= MOST_TESTED else [pair for pair in pairs if reference in pair]


def parts(count: int, pairs: Sequence[Pair]) -> int:
    """How many like parts the work has: the bootstrap before, and a part for each annotator and each pair."""
    return 1 + count + len(pairs)


def chance(
    votes: NDArray[np.int8],
    annotations: NDArray[np.int8],
    given: NDArray[np.bool_],
    pairs: Sequence[Pair],
    replicates: int,
    seed: int,
    progress: Progress | None = None,
) -> Chance:
    """Measure annotations (M, N) on votes (N, P), with so many splits and permutations each.

    A pair is tested on the cases that both annotated, as `given` (M, N) tells: one who annotated few cases differs from
    any other in that alone. The same seed and data give the same numbers. `progress` is told of this after a first part
    that went before. Raises NotConverged.
    """
    whole = parts(len(annotations), pairs)
    floors = tuple(
        interval(noise_floor(votes, each, replicates, seed, part_of(progress, n, whole)))
        for n, each in enumerate(annotations, 1)
    )
    p_values = {}
    for n, (i, j) in enumerate(pairs, 1 + len(annotations)):
        both = given[i] & given[j]
        told = part_of(progress, n, whole)
        found = permutation_test(votes, annotations[i] * both, annotations[j] * both, replicates, seed, told)
        p_values[i, j] = found.p_value
    return Chance(floors, p_values)


def part_of(progress: Progress | None, part: int, whole: int) -> Progress | None:
    """What tells the progress of one of several like parts as that of the whole."""
    if progress is None:
        return None
    tell = progress

    def told(done: int, total: int) -> None:
        tell(part * total + done, whole * total)

    return told
