"""Equal cases, against numpy's way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_array_equal

from core.metrics.distinct import distinct_rows
from tests.core.metrics.strategies import Votes


def test_by_hand() -> None:
    found = distinct_rows(np.array([[1, 0], [-1, 1], [1, 0], [1, -1]], dtype=np.int8))
    assert found.first.tolist() == [1, 3, 0]
    assert found.which.tolist() == [2, 0, 2, 1]
    assert found.counts.tolist() == [1, 1, 2]


@given(arrays(np.int8, array_shapes(min_dims=2, max_dims=2, max_side=40), elements=st.integers(-1, 1)))
def test_it_is_numpys_unique(rows: Votes) -> None:
    _, first, which, counts = np.unique(rows, axis=0, return_index=True, return_inverse=True, return_counts=True)
    found = distinct_rows(rows)
    assert_array_equal(found.first, first)
    assert_array_equal(found.which, which.ravel())
    assert_array_equal(found.counts, counts)


@pytest.mark.parametrize("columns", [16, 17, 33, 70])
def test_what_differs_in_one_column_only_is_told_apart(columns: int) -> None:
    rows = np.concatenate([np.eye(columns, dtype=np.int8), -np.eye(columns, dtype=np.int8)])
    assert distinct_rows(rows).counts.tolist() == [1] * (2 * columns)
    assert_array_equal(rows[distinct_rows(rows).first], np.unique(rows, axis=0))


def test_no_row_and_no_column() -> None:
    assert distinct_rows(np.zeros((0, 3), dtype=np.int8)).counts.tolist() == []
    assert distinct_rows(np.zeros((3, 0), dtype=np.int8)).counts.tolist() == [3]
