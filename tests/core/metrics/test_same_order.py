"""The test of the same order of principles: what it calls different and what it does not."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from core.metrics import same_order
from core.metrics.bootstrap import bootstrap, estimates
from core.metrics.same_order import OrderTest, order_test
from tests.core.metrics.strategies import Votes

ORDER = np.linspace(1.5, -1.5, 6)


def conflicts(cases: int, seed: int) -> Votes:
    generator = np.random.default_rng(seed)
    votes = np.zeros((cases, len(ORDER)), dtype=np.int8)
    for row in votes:
        row[generator.choice(len(ORDER), 2, replace=False)] = [1, -1]
    return votes


def decided(votes: Votes, priorities: np.ndarray, seed: int) -> Votes:
    chance = 1 / (1 + np.exp(-votes @ priorities))
    return np.where(np.random.default_rng([seed, 7]).random(len(votes)) < chance, 1, -1).astype(np.int8)


def run(votes: Votes, one: Votes, other: Votes, replicates: int = 200) -> OrderTest:
    annotations = np.stack([one, other])
    found = estimates(votes, annotations)
    drawn = bootstrap(votes, annotations, found, replicates, 0).smoothed
    test = order_test(
        np.stack([each.weights for each in found.smoothed]), drawn, np.stack([each.same for each in found.smoothed])
    )
    assert test is not None
    return test


def test_equal_annotators_have_the_same_order_and_opposite_ones_the_opposite() -> None:
    votes = conflicts(200, 0)
    labels = decided(votes, ORDER, 0)
    same, opposite = run(votes, labels, labels), run(votes, labels, (-labels).astype(np.int8))
    assert (same.p_value, same.lowest, same.highest < 0.3) == (1, 0, True)
    assert not same.reversed.any()
    assert (opposite.p_value, opposite.lowest > 0.7, opposite.highest) == (1 / 201, True, 1)
    assert_array_equal(opposite.reversed, opposite.reversed & (ORDER[:, None] > ORDER))
    assert opposite.reversed[0, 5]


def test_strictness_and_abstaining_are_no_difference_of_order() -> None:
    called = 0
    for seed in range(30):
        votes = conflicts(200, seed)
        strict, lax = decided(votes, 3 * ORDER, seed), decided(votes, 0.4 * ORDER, seed + 100)
        lax = np.where(np.random.default_rng(seed).random(len(votes)) < 0.3, 0, lax).astype(np.int8)
        called += run(votes, strict, lax, 100).p_value < 0.05
    assert called <= 4, "5 % of 30 are 1.5"


def test_a_swap_of_the_ends_is_called_different_and_named() -> None:
    votes = conflicts(400, 1)
    swapped = ORDER[[5, 1, 2, 3, 4, 0]]
    test = run(votes, decided(votes, ORDER, 1), decided(votes, swapped, 2))
    assert test.p_value < 0.02
    assert test.reversed[0, 5]
    assert not test.reversed[5, 0]
    assert not test.reversed[1:5, 1:5].any()


def test_principles_that_always_win_are_compared_too() -> None:
    # The first principle wins all its conflicts for one and loses them all for the other.
    votes = np.array([[1, -1, 0], [0, 1, -1], [1, 0, -1]] * 20, dtype=np.int8)
    labels = decided(votes, np.array([9.0, 0.3, 0.0]), 3)
    first = votes[:, 0] != 0
    turned = np.where(first, -labels, labels).astype(np.int8)
    test = run(votes, labels, turned)
    assert test.p_value < 0.05
    assert test.reversed[0].any()


def test_without_principles_or_resamples_in_common_nothing_is_tested() -> None:
    votes = np.array([[1, -1, 0, 0], [0, 0, 1, -1]] * 10, dtype=np.int8)
    one = np.array([1, 0] * 10, dtype=np.int8)
    other = np.array([0, 1] * 10, dtype=np.int8)
    found = estimates(votes, np.stack([one, other]))
    weights, same = (np.stack([getattr(each, name) for each in found.smoothed]) for name in ("weights", "same"))
    drawn = bootstrap(votes, np.stack([one, other]), found, 100, 0).smoothed
    assert order_test(weights, drawn, same) is None
    both = estimates(votes, np.stack([one, one]))
    weights, same = (np.stack([getattr(each, name) for each in both.smoothed]) for name in ("weights", "same"))
    assert order_test(weights, drawn[:39], same) is None


def test_parts_of_the_resamples_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = conflicts(100, 2)
    labels = decided(votes, ORDER, 2), decided(votes, ORDER[::-1], 3)
    whole = run(votes, *labels)
    monkeypatch.setattr(same_order, "_VALUES", 36 * 7)
    parts = run(votes, *labels)
    assert (parts.beyond, parts.lowest, parts.highest) == (whole.beyond, whole.lowest, whole.highest)
    assert_array_equal(parts.reversed, whole.reversed)
