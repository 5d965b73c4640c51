"""A tally after any changes equals one counted from scratch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.metrics.priority import rank_principles
from core.metrics.tally import Tally
from tests.core.metrics import brute
from tests.core.metrics.strategies import PREFERENCES, Votes, datasets, practised


@given(datasets(), st.data())
def test_any_changes_leave_what_counting_afresh_gives(data: tuple[Votes, Votes], draw: st.DataObject) -> None:
    votes, annotation = data
    given_annotation, tally = annotation.copy(), Tally(votes, annotation)
    current, out = annotation.copy(), np.zeros(len(votes), dtype=bool)
    some = np.arange(len(votes)) % 3 > 0
    for _ in range(draw.draw(st.integers(0, 12)) if len(votes) else 0):
        case = draw.draw(st.integers(0, len(votes) - 1))
        if draw.draw(st.booleans()):
            current[case] = draw.draw(PREFERENCES)
            tally.replace(case, int(current[case]))
        elif out[case]:
            out[case] = False
            tally.add(case)
        else:
            out[case] = True
            tally.remove(case)
        assert tally.counts(case) == (not out[case])
        if draw.draw(st.booleans()):
            tally.ranking_within(some)
    counted = np.where(out, 0, current)
    assert_array_equal(tally.wins, brute.win_matrix(votes, counted), strict=True)
    found = tally.arbitrariness
    assert (found.opposed, found.cases) == brute.arbitrary_count(votes, counted)
    afresh = rank_principles(tally.wins)
    assert_allclose(tally.ranking().weights, afresh.weights, atol=1e-8)
    assert_array_equal(tally.ranking().rank, afresh.rank)
    within = rank_principles(brute.win_matrix(votes, counted * some))
    assert_allclose(tally.ranking_within(some).weights, within.weights, atol=1e-8)
    assert_array_equal(annotation, given_annotation)


def test_removing_and_adding_restores_every_bit() -> None:
    votes, annotations = practised(seed=1, cases=300, size=6)
    tally = Tally(votes, annotations[0])
    before, opposed = tally.wins, tally.arbitrariness
    for case in range(300):
        tally.remove(case)
    assert not tally.wins.any()
    assert (tally.arbitrariness.opposed, tally.arbitrariness.cases) == (0, 0)
    for case in reversed(range(300)):
        tally.add(case)
    assert_array_equal(tally.wins, before, strict=True)
    assert tally.arbitrariness == opposed


def test_the_ranking_is_kept_until_the_wins_change() -> None:
    votes = np.array([[1, -1], [-1, 1], [1, -1], [1, 1], [0, 0], [1, -1]], dtype=np.int8)
    tally = Tally(votes, np.array([1, 1, 1, 1, 1, 0], dtype=np.int8))
    first = tally.ranking()
    for without_wins in (3, 4, 5):
        tally.remove(without_wins)
    assert tally.ranking() is first
    tally.remove(0)
    assert tally.ranking() is not first
    assert_allclose(tally.ranking().weights, [0, 0], atol=1e-12)


def test_a_ranking_by_some_cases_is_kept_until_the_wins_change() -> None:
    votes, some = np.array([[1, -1], [-1, 1], [1, -1], [1, 1]], dtype=np.int8), np.array([True, True, False, True])
    tally = Tally(votes, np.array([1, 1, 1, 1], dtype=np.int8))
    first = tally.ranking_within(some)
    assert_allclose(first.weights, [0, 0], atol=1e-12)
    tally.remove(3)
    assert tally.ranking_within(some) is first
    tally.replace(1, -1)
    assert np.isnan(tally.ranking_within(some).weights).all(), "0 over 1 only"


def test_wins_given_out_are_a_copy() -> None:
    tally = Tally(np.array([[1, -1]], dtype=np.int8), np.array([1], dtype=np.int8))
    tally.wins[0, 1] = 99
    assert tally.wins.tolist() == [[0, 1], [0, 0]]


def test_what_is_out_cannot_be_taken_out_nor_what_is_in_put_in() -> None:
    tally = Tally(np.array([[1, -1], [1, 1]], dtype=np.int8), np.array([1, -1], dtype=np.int8))
    with pytest.raises(ValueError, match="already in"):
        tally.add(0)
    tally.remove(0)
    with pytest.raises(ValueError, match="already out"):
        tally.remove(0)
    assert not tally.wins.any()
    tally.add(0)
    assert tally.wins.tolist() == [[0, 1], [0, 0]]


def test_a_replacement_waits_while_the_case_is_out() -> None:
    tally = Tally(np.array([[1, -1]], dtype=np.int8), np.array([1], dtype=np.int8))
    tally.remove(0)
    tally.replace(0, -1)
    assert not tally.wins.any()
    tally.add(0)
    assert tally.wins.tolist() == [[0, 0], [1, 0]]


def test_nonsense_changes_nothing() -> None:
    tally = Tally(np.array([[1, -1]], dtype=np.int8), np.array([1], dtype=np.int8))
    with pytest.raises(ValueError, match="not 2"):
        tally.replace(0, 2)
    for case in (-1, 1):
        for change in (tally.remove, tally.add, lambda case: tally.replace(case, 0)):
            with pytest.raises(IndexError, match="There is no case"):
                change(case)
    assert tally.wins.tolist() == [[0, 1], [0, 0]]
