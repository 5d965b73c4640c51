"""Half a case more for and against every principle."""

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from core.metrics.half_case import fit_smoothed, smoothed
from tests.core.metrics.strategies import Votes, datasets


@pytest.mark.parametrize(("won", "lost"), [(10, 0), (9, 1), (5, 5), (0, 3)])
def test_two_principles_have_gart_s_log_odds_and_error(won: int, lost: int) -> None:
    votes = np.array([[1, -1]] * (won + lost), dtype=np.int8)
    found = smoothed(votes, np.array([1] * won + [-1] * lost, dtype=np.int8))
    assert found.weights[0] - found.weights[1] == pytest.approx(log((won + 0.5) / (lost + 0.5)))
    contrast = np.array([1, -1])
    error = sqrt(contrast @ found.covariance @ contrast)
    assert error == pytest.approx(sqrt(1 / (won + 0.5) + 1 / (lost + 0.5)))


@settings(max_examples=60)
@given(datasets(annotators=2, cases=10))
def test_every_principle_in_conflict_gets_half_a_case_both_ways(data: tuple[Votes, Votes]) -> None:
    votes, (annotation, _) = data
    found = smoothed(votes, annotation)
    assert_allclose(found.added, found.added.T)
    expected = np.zeros_like(found.added)
    used = [row for row, side in zip(votes, annotation, strict=True) if side and {1, -1} <= set(row.tolist())]
    cases = np.count_nonzero(np.array(used).reshape(-1, votes.shape[1]), axis=0)
    for row in used:
        share = 0.5 / cases[row != 0].min()
        for i, j in np.argwhere(row[:, None] * row < 0):
            expected[i, j] += share
    assert_allclose(found.added, expected, atol=1e-12)
    assert np.isfinite(found.weights).all()
    assert_allclose((found.same * found.weights).sum(axis=1), 0, atol=1e-8)


def test_resamples_are_smoothed_alike() -> None:
    votes = np.array([[1, -1, 0], [0, 1, -1], [1, 0, -1]] * 5, dtype=np.int8)
    found = smoothed(votes, np.ones(15, dtype=np.int8))
    wins = np.array([[[0, 5, 5], [0, 0, 5], [0, 0, 0]]], dtype=float)
    assert_allclose(fit_smoothed(wins, found)[0], found.weights, atol=1e-8)
    assert np.isfinite(fit_smoothed(np.zeros((1, 3, 3)), found)).all()
