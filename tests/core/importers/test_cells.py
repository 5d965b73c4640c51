"""Columns of cells to arrays: numbers, probabilities, preferences, orders, ids."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importers.cells import identifiers, numbers, orders, probabilities
from core.importers.decided import Decided


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_round_trip(values: list[float]) -> None:
    column = numbers([repr(value) for value in values])
    assert column.values.tolist() == values
    assert not column.wrong.any()


@pytest.mark.parametrize("cell", ["", "x", "nan", "inf", "-Infinity", "1_000", "１", "1,5", "0x1"])
def test_what_is_no_number(cell: str) -> None:
    column = numbers(["1", cell, " 2.5 "])
    assert column.wrong.tolist() == [False, True, False]
    assert column.values[[0, 2]].tolist() == [1.0, 2.5]
    assert probabilities(["1", cell, "0"]).wrong.tolist() == [False, True, False]


def test_probabilities_tolerate_rounding_alone() -> None:
    column = probabilities(["1.0000005", "-0.0000005", "1.00001", "-0.00001", "0.5"])
    assert column.wrong.tolist() == [False, False, True, True, False]


def test_preferences_and_orders() -> None:
    column = Decided().parse(["a", "B", " Tie", "1", "-1", "0", "1.0", "-1.0", "0.0", "+1", "c", "", "2"])
    assert column.values[:10].tolist() == [1, -1, 0, 1, -1, 0, 1, -1, 0, 1]
    assert column.values.dtype == np.int8
    assert np.flatnonzero(column.wrong).tolist() == [10, 11, 12]
    assert orders(["0", "1", "1.0", "2", "", "-1"]).wrong.tolist() == [False, False, False, True, True, True]


def test_ids_are_prefixed_and_not_empty() -> None:
    column = identifiers([" 7", "", "x "], "set/")
    assert column.values.tolist() == ["set/7", "set/", "set/x"]
    assert column.wrong.tolist() == [False, True, False]
