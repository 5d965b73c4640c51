"""Pairs of principles held against a written order: counts by definition, and the test by the interval it is of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import wilson
from core.metrics.supremacy import win_matrix
from core.metrics.written_pairs import counted_trials, written_pairs
from tests.core.metrics.strategies import Votes, datasets


def decided(won: int, conflicts: int) -> int:
    """What the interval of a share of conflicts won says of one half."""
    low, high = wilson.interval(won, conflicts) or (0.0, 1.0)
    return (low > 0.5) - (high < 0.5)


@given(datasets(), st.randoms(use_true_random=False))
def test_every_pair_is_decided_by_its_own_interval(data: tuple[Votes, Votes], chance: object) -> None:
    votes, annotation = data
    wins, order = win_matrix(votes, annotation), list(range(votes.shape[1]))
    chance.shuffle(order)  # type: ignore[attr-defined]
    found = written_pairs(wins, np.array(order, dtype=np.int64))
    known = {
        (upper, lower): (won, conflicts, side)
        for upper, lower, won, conflicts, side in zip(
            *(each.tolist() for each in (found.upper, found.lower, found.won, found.conflicts, found.decided)),
            strict=True,
        )
    }
    for place, upper in enumerate(order):
        for lower in order[place + 1 :]:
            won, conflicts = int(wins[upper, lower]), int(wins[upper, lower] + wins[lower, upper])
            expected = (won, conflicts, decided(won, conflicts)) if conflicts else None
            assert known.get((upper, lower)) == expected
    assert len(known) + found.apart == len(order) * (len(order) - 1) // 2


@pytest.mark.parametrize(("won", "side"), [(5, 0), (6, 1), (0, -1)])
def test_a_few_conflicts_decide_only_where_nearly_all_are_won(won: int, side: int) -> None:
    found = written_pairs(np.array([[0, won], [6 - won, 0]], dtype=np.int64), np.array([0, 1]))
    assert found.decided.tolist() == [side]


def test_what_holds_alone_need_not_hold_among_many() -> None:
    wins = np.zeros((7, 7), dtype=np.int64)
    wins[1:, 0] = 6, 3, 3, 3, 3, 3
    wins[0, 1:] = 0, 3, 3, 3, 3, 3
    found = written_pairs(wins, np.arange(7))
    assert found.decided.tolist() == [-1, 0, 0, 0, 0, 0]
    assert found.surely.tolist() == [0] * 6
    wins[1, 0] = 60
    assert written_pairs(wins, np.arange(7)).surely.tolist() == [-1, 0, 0, 0, 0, 0]


def test_an_order_of_some_principles_is_of_their_pairs_alone() -> None:
    found = written_pairs(np.array([[0, 9, 9], [0, 0, 9], [0, 0, 0]], dtype=np.int64), np.array([2, 0]))
    assert (found.upper.tolist(), found.lower.tolist(), found.decided.tolist()) == ([2], [0], [-1])


def test_annotations_of_one_case_that_agree_count_for_one() -> None:
    votes = np.array([[1, -1]] * 8, dtype=np.int8)
    for_a = np.array([10, 10, 10, 10, 0, 0, 0, 0])
    counting = counted_trials(votes, for_a, 10 - for_a)
    assert counting[0, 1] == counting[1, 0] == pytest.approx(7)
    assert counted_trials(votes, for_a + 10, np.zeros(8, dtype=np.int64))[0, 1] == 8, "all alike: as many as cases"


@given(datasets())
def test_one_annotation_a_case_counts_for_nearly_one(data: tuple[Votes, Votes]) -> None:
    votes, annotation = data
    wins = win_matrix(votes, annotation)
    conflicts = wins + wins.T
    counting = counted_trials(votes, *((annotation == side).astype(np.int64) for side in (1, -1)))
    np.testing.assert_array_equal(counting > 0, conflicts > 0)
    assert (counting <= conflicts).all()
    assert (counting >= np.minimum(conflicts, np.maximum(conflicts - 1, 1)) - 1e-6).all()


def test_annotations_that_vary_within_cases_as_between_them_count_each() -> None:
    chance = np.random.default_rng(0)
    votes = np.array([[1, -1]] * 400, dtype=np.int8)
    for_a = chance.binomial(5, 0.7, 400)
    counting = counted_trials(votes, for_a, 5 - for_a)
    assert 1500 < counting[0, 1] <= 2000
