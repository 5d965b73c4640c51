"""Preferences against the definition, value by value."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.model.preferences import combine, from_probabilities, from_rewards, oriented

_PROBABILITY = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0]) | st.floats(0, 1)
_PREFERENCE = st.sampled_from([1, 0, -1])


def _decide(a: float, b: float, na: float) -> int:
    if na > a and na > b:
        return 0
    return (a > b) - (a < b)


@given(st.lists(st.tuples(_PROBABILITY, _PROBABILITY, _PROBABILITY)))
def test_probabilities_as_defined(rows: list[tuple[float, float, float]]) -> None:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    found = from_probabilities(*columns)
    assert found.dtype == np.int8
    assert found.tolist() == [_decide(*row) for row in rows]


def test_na_must_exceed_both() -> None:
    found = from_probabilities([0.4, 0.4, 0.2, 0.3], [0.2, 0.2, 0.4, 0.3], [0.4, 0.5, 0.3, 0.2])
    assert found.tolist() == [1, 0, -1, 0]


def test_nan_decides_nothing() -> None:
    assert from_probabilities([math.nan, 0.7], [0.5, 0.2], [0.1, math.nan]).tolist() == [0, 1]


@given(st.lists(st.tuples(st.floats(allow_nan=False), st.floats(allow_nan=False))))
def test_rewards_by_comparison(rows: list[tuple[float, float]]) -> None:
    a, b = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    found = from_rewards(a, b)
    assert found.dtype == np.int8
    assert found.tolist() == [(x > y) - (x < y) for x, y in rows]


@given(st.lists(st.tuples(*[st.integers(-2, 2) | st.floats(allow_nan=False)] * 3)))
def test_rewards_of_three_as_defined(rows: list[tuple[float, float, float]]) -> None:
    found = from_rewards(*np.array(rows, dtype=np.float64).reshape(-1, 3).T)
    assert found.dtype == np.int8
    assert found.tolist() == [_decide(*row) for row in rows]


@given(st.lists(st.tuples(_PREFERENCE, st.sampled_from([0, 1]))))
def test_order_one_is_reversed(rows: list[tuple[int, int]]) -> None:
    preference, order = np.array(rows, dtype=np.int8).reshape(-1, 2).T
    found = oriented(preference, order)
    assert found.dtype == np.int8
    assert found.tolist() == [-p if o else p for p, o in rows]


@given(st.lists(st.tuples(_PREFERENCE, _PREFERENCE)))
def test_both_orders_must_agree(rows: list[tuple[int, int]]) -> None:
    first, second = np.array(rows, dtype=np.int8).reshape(-1, 2).T
    preference, inconsistent = combine(first, second)
    assert preference.dtype == np.int8
    assert inconsistent.dtype == np.bool_
    assert preference.tolist() == [x if x == y else 0 for x, y in rows]
    assert inconsistent.tolist() == [x != y for x, y in rows]


@given(_PROBABILITY, _PROBABILITY, _PROBABILITY)
def test_showing_swapped_and_turning_back_changes_nothing(a: float, b: float, na: float) -> None:
    straight = oriented(from_probabilities(a, b, na), 0)
    swapped = oriented(from_probabilities(b, a, na), 1)
    assert combine(straight, swapped)[0] == straight
