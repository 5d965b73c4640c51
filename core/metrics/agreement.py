"""Where principles agree, and how often an annotator goes against them (arXiv 2502.10441)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.model.terms import Category


def categories(votes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Classify every case: `Category` values, int8 (N,), from votes (N, P)."""
    for_a, for_b = _sides(votes)
    return for_a.view(np.int8) + for_b.view(np.int8)


def consensus_side(votes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Give the side that a consensus is for, +1 or -1, and 0 on other cases: int8 (N,) from votes (N, P)."""
    for_a, for_b = _sides(votes)
    return for_a.view(np.int8) - for_b.view(np.int8)


def _sides(votes: NDArray[np.int8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of each case whether any vote is for A and whether any is for B; columns one by one, as rows are short."""
    for_a = np.zeros(len(votes), dtype=np.bool_)
    for_b = np.zeros(len(votes), dtype=np.bool_)
    for column in votes.T:
        for_a |= column > 0
        for_b |= column < 0
    return for_a, for_b


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """How many cases are consensus, conflict and indifference: together, all of them."""

    consensus: int
    conflict: int
    indifference: int

    @property
    def cases(self) -> int:
        """The number of all cases."""
        return self.consensus + self.conflict + self.indifference

    def share(self, count: int) -> float:
        """Express a count as a share of all cases, 0 to 1; 0 of no cases is 0."""
        return count / self.cases if self.cases else 0.0


def taxonomy(votes: NDArray[np.int8]) -> Taxonomy:
    """Count the cases of each category in votes (N, P)."""
    counts = np.bincount(categories(votes), minlength=len(Category))
    return Taxonomy(
        consensus=int(counts[Category.CONSENSUS]),
        conflict=int(counts[Category.CONFLICT]),
        indifference=int(counts[Category.INDIFFERENCE]),
    )


def arbitrary(votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Mark the cases whose annotation opposes a consensus: bool (N,) from votes (N, P) and annotation (N,)."""
    return consensus_side(votes) * annotation < 0


@dataclass(frozen=True, slots=True)
class Arbitrariness:
    """How many consensus cases an annotator with a preference opposed, of how many."""

    opposed: int
    cases: int

    @property
    def value(self) -> float | None:
        """The discretion arbitrariness DA, 0 to 1; None where the annotator has no preference on any consensus case."""
        return self.opposed / self.cases if self.cases else None


def arbitrariness(votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> Arbitrariness:
    """Measure the arbitrariness of annotation (N,) against votes (N, P); cases without a preference do not count."""
    return opposition(consensus_side(votes), annotation)


def opposition(side: NDArray[np.int8], annotation: NDArray[np.int8]) -> Arbitrariness:
    """Measure the arbitrariness of annotation (N,) against the sides (N,) that `consensus_side` gives."""
    agreement = side * annotation
    return Arbitrariness(opposed=int(np.count_nonzero(agreement < 0)), cases=int(np.count_nonzero(agreement)))
