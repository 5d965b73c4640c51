"""Wins of resamples for many principles, against counting every case as often as it was drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_allclose, assert_array_equal

from core.metrics import resample
from core.metrics.bootstrap import bootstrap, estimates
from core.metrics.drawn_wins import DrawnWins
from core.metrics.supremacy import win_matrix

SIGNS = st.sampled_from([-1, 0, 1])


@given(st.data())
def test_wins_are_those_of_the_cases_repeated(data: st.DataObject) -> None:
    cases, principles, annotators = (data.draw(st.integers(*limits)) for limits in ((0, 9), (1, 5), (1, 4)))
    votes = data.draw(arrays.arrays(np.int8, (cases, principles), elements=SIGNS))
    annotations = data.draw(arrays.arrays(np.int8, (annotators, cases), elements=SIGNS))
    times = data.draw(arrays.arrays(np.int64, (3, cases), elements=st.integers(0, 4)))
    # As in a bootstrap, conflict cases alone.
    conflicts = (votes > 0).any(axis=1) & (votes < 0).any(axis=1)
    votes, annotations, times = votes[conflicts], annotations[:, conflicts], times[:, conflicts]
    found = DrawnWins(votes, annotations)(times.astype(np.float32))
    for wins, counts in zip(found, times, strict=True):
        repeated = np.repeat(np.arange(len(votes)), counts)
        for who, annotation in enumerate(annotations):
            assert_array_equal(wins[who], win_matrix(votes[repeated], annotation[repeated]))


def test_many_principles_are_resampled_like_few(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(5)
    votes = generator.choice(np.array([-1, 0, 0, 1], dtype=np.int8), (80, 40))
    annotations = generator.choice(np.array([-1, 0, 1], dtype=np.int8), (3, 80))
    found = estimates(votes, annotations)
    many = bootstrap(votes, annotations, found, 30, seed=2)
    monkeypatch.setattr(resample, "MANY_PRINCIPLES", 1000)
    few = bootstrap(votes, annotations, found, 30, seed=2)
    assert_array_equal(many.best, few.best)
    assert_array_equal(many.arbitrariness, few.arbitrariness)
    assert_allclose(many.weights, few.weights, atol=1e-9)
    assert_allclose(many.discrepancy, few.discrepancy, atol=1e-9)
