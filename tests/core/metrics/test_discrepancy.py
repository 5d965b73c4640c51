"""Distances between rankings, against the definition and scipy."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal
from numpy.typing import NDArray
from scipy import stats

from core.metrics.discrepancy import discrepancy, discrepancy_matrix
from core.metrics.priority import TIE, rank_principles
from core.metrics.supremacy import win_matrix
from tests.core.metrics import brute
from tests.core.metrics.strategies import Votes, connected_wins, datasets, worked_example

INF = np.inf


def signs_of_weights(weights: NDArray[np.float64]) -> NDArray[np.int8]:
    """Order each pair of weights (P,), which may be infinite: int8 (P, P), 0 within 1e-6; nan is unranked, 0 to all."""
    with np.errstate(invalid="ignore"):
        ahead = weights[:, None] - weights
    above = ahead > TIE
    return above.astype(np.int8) - above.T.astype(np.int8)


def between(first: list[float], second: list[float]) -> float | None:
    return discrepancy(signs_of_weights(np.array(first)), signs_of_weights(np.array(second)))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([3, 2, 1], [3, 1, 2], 0.333333),
        ([3, 2, 1], [2, 2, 1], 0.091752),
        ([2, 2, 1], [2, 1, 1], 0.25),
        ([INF, INF, 0, -INF], [INF, 1, 0, -1], 0.043565),
        ([3, 3, 2, 1], [1, 2, 2, 3], 0.9),
        ([1, 1 + 9e-7, 1], [3, 2, 1], None),
        ([np.nan, 1, np.nan], [3, 2, 1], None),
        ([1, 1, 1], [1, 1, 1], None),
    ],
)
def test_by_hand(first: list[float], second: list[float], expected: float | None) -> None:
    found = between(first, second)
    assert found == between(second, first)
    assert found == (None if expected is None else pytest.approx(expected, abs=5e-7))


def test_the_worked_example() -> None:
    votes, annotations = worked_example()
    signs = [rank_principles(win_matrix(votes, annotation)).signs for annotation in annotations]
    assert discrepancy(*signs) == pytest.approx(2 / 3)


@st.composite
def preorders(draw: st.DrawFn) -> Any:
    size = draw(st.integers(2, 7))
    weights = arrays(np.float64, size, elements=st.integers(-3, 3))
    return draw(weights), draw(weights)


@given(preorders())
def test_scipy_agrees_on_total_preorders(weights: tuple[NDArray[np.float64], NDArray[np.float64]]) -> None:
    first, second = weights
    found = discrepancy(signs_of_weights(first), signs_of_weights(second))
    expected = stats.kendalltau(first, second).statistic
    assert found == (None if np.isnan(expected) else pytest.approx((1 - expected) / 2, abs=1e-12))


@given(datasets(annotators=4, cases=10))
def test_the_matrix_holds_all_pairs(data: tuple[Votes, Votes]) -> None:
    votes, annotations = data
    signs = np.stack([rank_principles(win_matrix(votes, annotation)).signs for annotation in annotations])
    matrix = discrepancy_matrix(signs)
    assert_array_equal(matrix, matrix.T)
    for i, first in enumerate(signs):
        for j, second in enumerate(signs):
            expected = brute.discrepancy(first, second)
            if expected is None:
                assert np.isnan(matrix[i, j])
                assert discrepancy(first, second) is None
            else:
                assert matrix[i, j] == pytest.approx(expected, abs=1e-15)
                assert 0 <= matrix[i, j] <= 1
                assert i != j or matrix[i, j] == 0
    assert_array_equal(discrepancy_matrix(np.stack([signs, signs[::-1]])), np.stack([matrix, matrix[::-1, ::-1]]))


@given(connected_wins())
def test_the_opposite_ranking_is_at_distance_one_but_for_ties(wins: NDArray[np.int64]) -> None:
    signs = rank_principles(wins).signs
    assert discrepancy(signs, -signs) == (1.0 if signs.any() else None)
