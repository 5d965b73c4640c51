"""Where principles agree, and how often an annotator goes against them (arXiv 2502.10441)."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.model.terms import Category


def refuse_uncounted(votes: NDArray[Any], annotation: NDArray[Any] | None = None) -> None:
    """Raise ValueError unless votes are (N, P) and an annotation is (N,), both of nothing but 1, -1 and 0.

    Without it an array of another shape would be stretched, and what is missing, or has no sign, counted for a side.
    """
    if votes.ndim != 2:
        raise ValueError(f"Votes are an array of cases by principles, not one of the shape {votes.shape}.")
    if annotation is not None and annotation.shape != votes.shape[:1]:
        raise ValueError(f"An annotation is an array of {len(votes)} cases, not one of the shape {annotation.shape}.")
    for each in (votes,) if annotation is None else (votes, annotation):
        if not _of_sides(each):
            raise ValueError("Votes and annotations are 1, -1 and 0, in a type with a sign: put 0 where there is none.")


def _of_sides(values: NDArray[Any]) -> bool:
    if values.dtype.kind == "i":
        return not values.size or bool(values.min() >= -1 and values.max() <= 1)
    return values.dtype.kind == "f" and bool(np.isin(values, (1, -1, 0)).all())


def categories(votes: NDArray[np.int8], voted: NDArray[np.bool_] | None = None) -> NDArray[np.int8]:
    """Classify every case: `Category` values, int8 (N,), from votes (N, P).

    `voted` (N, P) tells which votes were cast, all without it; those that were not are 0 in `votes`.
    """
    for_a, for_b = _sides(votes)
    found = for_a.view(np.int8) + for_b.view(np.int8)
    if voted is not None:
        found[~turnout(voted).any_vote] = Category.UNVOTED
    return found


def consensus_side(votes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Give the side that a consensus is for, +1 or -1, and 0 on other cases: int8 (N,) from votes (N, P)."""
    for_a, for_b = _sides(votes)
    return for_a.view(np.int8) - for_b.view(np.int8)


def _sides(votes: NDArray[np.int8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of each case whether any vote is for A and whether any is for B; columns one by one, as rows are short."""
    refuse_uncounted(votes)
    for_a = np.zeros(len(votes), dtype=np.bool_)
    for_b = np.zeros(len(votes), dtype=np.bool_)
    for column in votes.T:
        for_a |= column > 0
        for_b |= column < 0
    return for_a, for_b


class Turnout(NamedTuple):
    """On which cases any vote was cast, and on which all were: bool (N,) each."""

    any_vote: NDArray[np.bool_]
    all_votes: NDArray[np.bool_]

    @property
    def partly(self) -> NDArray[np.bool_]:
        """The cases with votes on some principles and none on others: (N,)."""
        return self.any_vote & ~self.all_votes


def turnout(voted: NDArray[np.bool_]) -> Turnout:
    """Tell on which cases votes were cast, from where there is one (N, P); columns one by one, as rows are short."""
    any_vote = np.zeros(len(voted), dtype=np.bool_)
    all_votes = np.ones(len(voted), dtype=np.bool_)
    for column in voted.T:
        any_vote |= column
        all_votes &= column
    return Turnout(any_vote, all_votes)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """How many cases are consensus, conflict and indifference of the votes cast, and unvoted: together, all of them.

    `partly_voted` of the voted cases have no vote on some principle; but for conflicts, which stay what they are, the
    missing votes could put these into another category: `movable` of them.
    """

    consensus: int
    conflict: int
    indifference: int
    unvoted: int = 0
    partly_voted: int = 0
    movable: int = 0

    @property
    def voted(self) -> int:
        """The number of cases with a vote on at least one principle."""
        return self.consensus + self.conflict + self.indifference

    @property
    def cases(self) -> int:
        """The number of all cases."""
        return self.voted + self.unvoted

    def share(self, count: int) -> float | None:
        """Express a count as a share of the voted cases, 0 to 1; None where there is none."""
        return count / self.voted if self.voted else None


def taxonomy(votes: NDArray[np.int8], voted: NDArray[np.bool_] | None = None) -> Taxonomy:
    """Count the cases of each category in votes (N, P), of which `voted` (N, P) were cast, as in `categories`."""
    kinds = categories(votes, voted)
    counts = np.bincount(kinds, minlength=len(Category))
    partly = np.zeros(len(votes), dtype=np.bool_) if voted is None else turnout(voted).partly
    return Taxonomy(
        consensus=int(counts[Category.CONSENSUS]),
        conflict=int(counts[Category.CONFLICT]),
        indifference=int(counts[Category.INDIFFERENCE]),
        unvoted=int(counts[Category.UNVOTED]),
        partly_voted=int(np.count_nonzero(partly)),
        movable=int(np.count_nonzero(partly & (kinds != Category.CONFLICT))),
    )


def arbitrary(votes: NDArray[np.int8], annotation: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Mark the cases whose annotation opposes a consensus: bool (N,) from votes (N, P) and annotation (N,)."""
    refuse_uncounted(votes, annotation)
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
    refuse_uncounted(votes, annotation)
    return opposition(consensus_side(votes), annotation)


def opposition(side: NDArray[np.int8], annotation: NDArray[np.int8]) -> Arbitrariness:
    """Measure the arbitrariness of annotation (N,) against the sides (N,) that `consensus_side` gives."""
    agreement = side * annotation
    return Arbitrariness(opposed=int(np.count_nonzero(agreement < 0)), cases=int(np.count_nonzero(agreement)))
