"""Datasets and win matrices: small random ones, seeded larger ones, and one to check by hand."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

Votes = NDArray[np.int8]
Wins = NDArray[np.int64]

WORKED = """
 0  0  0| 1 -1     1  1  0| 1  1    -1  0 -1| 1 -1
 1  0  0| 0  1     0  0 -1|-1  1     0  1  1| 1 -1
 1 -1  0| 1 -1     1 -1  0| 1  1    -1  1  0| 1 -1
 1 -1  0| 1 -1     0  1 -1| 1  1     0  1 -1| 1 -1
 0 -1  1| 1  1     1 -1 -1| 0 -1     1  0 -1|-1  1
"""
PREFERENCES = st.sampled_from([1, 0, -1])


@st.composite
def datasets(draw: st.DrawFn, annotators: int = 1, cases: int = 14) -> Any:
    """Votes (N, P) and one annotation (N,), or annotations (M, N) of several annotators."""
    count, size = draw(st.integers(0, cases)), draw(st.integers(1, 5))
    votes = draw(arrays(np.int8, (count, size), elements=PREFERENCES))
    shape = (count,) if annotators == 1 else (annotators, count)
    return votes, draw(arrays(np.int8, shape, elements=PREFERENCES))


@st.composite
def win_matrices(draw: st.DrawFn, least: int = 1) -> Wins:
    """Mostly sparse, so that every kind of component occurs."""
    size = draw(st.integers(least, 6))
    counts = st.sampled_from([0, 0, 0, 1, 2, 5, 400])
    wins = draw(arrays(np.int64, (size, size), elements=counts))
    np.fill_diagonal(wins, 0)
    return wins


@st.composite
def connected_wins(draw: st.DrawFn) -> Wins:
    """Strongly connected, by a cycle through all principles."""
    wins = draw(win_matrices(least=2))
    around = np.array(draw(st.permutations(range(len(wins)))))
    wins[around, np.roll(around, 1)] += draw(arrays(np.int64, len(wins), elements=st.integers(1, 4)))
    return wins


def practised(seed: int, cases: int, size: int, annotators: int = 1, density: float = 0.4) -> tuple[Votes, Votes]:
    """Votes (N, P), and annotations (M, N) that follow priorities of their own, with noise and a tenth left out."""
    generator = np.random.default_rng(seed)
    chances = [density / 2, 1 - density, density / 2]
    votes = generator.choice(np.array([-1, 0, 1], dtype=np.int8), (cases, size), p=chances)
    pull = generator.normal(0, 0.7, (annotators, size)) + 0.2
    noise = generator.logistic(size=(annotators, cases))
    annotations = np.sign(pull @ votes.T + noise) * (generator.random((annotators, cases)) > 0.1)
    return votes, annotations.astype(np.int8)


def worked_example() -> tuple[Votes, Votes]:
    """Votes of three principles on 15 cases, and annotations (2, 15)."""
    numbers = np.array(WORKED.replace("|", " ").split(), dtype=np.int8).reshape(15, 5)
    return numbers[:, :3], numbers[:, 3:].T
