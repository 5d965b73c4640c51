"""The distance of a ranking to an order as written, against the definition pair by pair."""

from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.discrepancy import discrepancy
from core.metrics.priority import Ranking, rank_principles
from core.metrics.supremacy import win_matrix
from core.metrics.written_order import orders_apart, written_discrepancy
from core.model.written_order import declared_preferences
from tests.core.metrics.strategies import datasets


def ranked(wins: list[list[int]]) -> Ranking:
    return rank_principles(np.array(wins, dtype=np.int64))


def by_hand(ranking: Ranking, order: list[int]) -> float | None:
    """Kendall's tau-b over the pairs of principles that are written and ranked, by its definition."""
    same = opposite = tied = 0
    for first, second in combinations([each for each in order if ranking.rank[each] > 0], 2):
        sign = int(ranking.signs[first, second])
        same += sign > 0
        opposite += sign < 0
        tied += sign == 0
    decided = same + opposite
    if not decided:
        return None
    return (1 - (same - opposite) / sqrt(decided * (decided + tied))) / 2


@given(datasets(), st.data())
def test_it_is_the_share_of_pairs_the_wrong_way_round(
    dataset: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    votes, annotation = dataset
    ranking = rank_principles(win_matrix(votes, annotation))
    size = votes.shape[1]
    order = data.draw(st.permutations(range(size)))[: data.draw(st.integers(0, size))]
    found, expected = written_discrepancy(ranking, order), by_hand(ranking, order)
    assert found == (None if expected is None else pytest.approx(expected))


def test_what_is_not_ranked_or_not_written_has_no_say() -> None:
    ranking = ranked([[0, 3, 0, 0], [1, 0, 5, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    assert written_discrepancy(ranking, [0, 1, 2]) == 0
    assert written_discrepancy(ranking, [3, 0, 1, 2]) == 0, "nobody ranks the last one"
    assert written_discrepancy(ranking, [2, 1, 0]) == 1
    assert written_discrepancy(ranking, [1, 0]) == 1
    assert written_discrepancy(ranking, [3]) is None
    assert written_discrepancy(ranking, []) is None


def test_who_follows_an_order_need_not_rank_as_it_is_written() -> None:
    votes = np.array([[1, 0, 1, -1], [1, 0, 1, -1], [1, -1, 1, 0], [0, 1, -1, 0], [0, 0, 1, -1]], dtype=np.int8)
    follower = rank_principles(win_matrix(votes, declared_preferences(votes, [0, 1, 2, 3])))
    found = written_discrepancy(follower, [0, 1, 2, 3])
    assert found is not None
    assert found > 0
    assert discrepancy(follower.signs, follower.signs) == 0


def test_two_written_orders_are_as_far_apart_as_pairs_are_turned() -> None:
    assert orders_apart([0, 1, 2, 3], [0, 1, 2, 3]) == 0
    assert orders_apart([0, 1, 2, 3], [3, 2, 1, 0]) == 1
    assert orders_apart([1, 2, 0, 3], [0, 1, 2, 3]) == pytest.approx(2 / 6)
    assert orders_apart([2, 0, 9], [0, 1, 2]) == 1, "of the principles in both"
    assert orders_apart([0], [0]) is None
