"""The definitions of arXiv 2502.10441, written out as loops: slow, and hard to get wrong."""

from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from core.model.terms import Category

Votes = NDArray[np.int8]


def category(row: Votes) -> Category:
    seen = {int(vote) for vote in row if vote != 0}
    if not seen:
        return Category.INDIFFERENCE
    return Category.CONSENSUS if len(seen) == 1 else Category.CONFLICT


def arbitrary_count(votes: Votes, annotation: Votes) -> tuple[int, int]:
    """How many consensus cases with a preference there are that oppose the consensus, and how many in all."""
    opposed = cases = 0
    for row, preference in zip(votes, annotation, strict=True):
        if category(row) is Category.CONSENSUS and preference != 0:
            cases += 1
            opposed += any(vote == -preference for vote in row)
    return opposed, cases


def supremacy(votes: Votes, annotation: Votes, first: int, second: int) -> tuple[int, int]:
    """In how many conflicts of two principles an annotator with a preference sided with the first; and of how many."""
    sided = conflicts = 0
    for row, preference in zip(votes, annotation, strict=True):
        if int(row[first]) * int(row[second]) == -1 and preference != 0:
            conflicts += 1
            sided += int(preference) * int(row[first]) == 1
    return sided, conflicts


def win_matrix(votes: Votes, annotation: Votes) -> NDArray[np.int64]:
    size = votes.shape[1]
    pairs = [[supremacy(votes, annotation, i, j)[0] if i != j else 0 for j in range(size)] for i in range(size)]
    return np.array(pairs, dtype=np.int64).reshape(size, size)


def reached(wins: NDArray[np.int64], source: int) -> set[int]:
    """The principles that can be reached from one along wins, itself included."""
    found, todo = {source}, [source]
    while todo:
        here = todo.pop()
        for other in range(len(wins)):
            if wins[here, other] > 0 and other not in found:
                found.add(other)
                todo.append(other)
    return found


def score(wins: NDArray[np.int64], weights: NDArray[np.float64], who: int, members: set[int]) -> float:
    """Wins minus expected wins of a principle in its component: 0 at the maximum of the likelihood, and only there."""
    total = 0.0
    for other in members - {who}:
        games = int(wins[who, other] + wins[other, who])
        total += int(wins[who, other]) - games / (1 + exp(weights[other] - weights[who]))
    return total


def discrepancy(signs_a: NDArray[np.int8], signs_b: NDArray[np.int8]) -> float | None:
    agree = ordered_a = ordered_b = 0
    for i in range(len(signs_a)):
        for j in range(i):
            agree += int(signs_a[i, j]) * int(signs_b[i, j])
            ordered_a += int(signs_a[i, j]) ** 2
            ordered_b += int(signs_b[i, j]) ** 2
    return (1 - agree / sqrt(ordered_a * ordered_b)) / 2 if ordered_a and ordered_b else None
