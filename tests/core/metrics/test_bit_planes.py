"""Votes as bits count what votes as numbers do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.bit_planes import cases_of_rows, masks_of, planes, row_of, rows_of, wins_of_rows
from core.metrics.supremacy import win_matrix


@given(st.integers(0, 200), st.integers(1, 140), st.integers(0, 2**32 - 1))
def test_wins_are_those_of_the_win_matrix(cases: int, size: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    votes = generator.integers(-1, 2, (cases, size)).astype(np.int8)
    annotation = generator.integers(-1, 2, cases).astype(np.int8)
    sided = votes * annotation[:, None]
    won, lost = rows_of(masks_of(sided > 0), masks_of(sided < 0), size)
    assert (wins_of_rows(won, lost) == win_matrix(votes, annotation)).all()
    assert (cases_of_rows(won) == (sided > 0).sum(axis=0)).all()


def test_a_bit_changes_its_place_with_its_word() -> None:
    words = np.array([0, 1 << 63, 0b101], dtype=np.uint64)
    rows = planes(words)
    assert rows.shape == (64, 1)
    assert {place: int(row[0]) for place, row in enumerate(rows) if row[0]} == {0: 0b100, 2: 0b100, 63: 0b010}


@pytest.mark.parametrize("cases", [0, 1, 64, 65, 64 * 300 + 7])
def test_a_row_of_flags_is_padded(cases: int) -> None:
    flags = np.arange(cases) % 3 == 0
    row = row_of(flags)
    assert len(row) == -(-cases // 64)
    assert int(np.bitwise_count(row).sum()) == int(flags.sum())
