"""Votes as bits lie where they should."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.bit_planes import masks_of, planes, rows_at


@given(st.integers(0, 200), st.integers(1, 140), st.integers(0, 2**32 - 1))
def test_every_bit_of_a_case_goes_to_its_place(cases: int, size: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    votes = generator.integers(-1, 2, (cases, size)).astype(np.int8)
    chosen = np.flatnonzero(generator.random(cases) < 0.7)
    words = 5
    bits = np.sort(generator.choice(words * 64, len(chosen), replace=False))
    rows = rows_at(masks_of(votes > 0), masks_of(votes < 0), size, chosen, bits, words)
    for found, side in zip(rows, (1, -1), strict=True):
        expected = np.zeros((size, words * 64), dtype=np.uint8)
        expected[:, bits] = (votes[chosen] == side).T
        assert (np.unpackbits(found.view(np.uint8), axis=1, bitorder="little") == expected).all()


def test_a_bit_changes_its_place_with_its_word() -> None:
    words = np.array([0, 1 << 63, 0b101], dtype=np.uint64)
    rows = planes(words)
    assert rows.shape == (64, 1)
    assert {place: int(row[0]) for place, row in enumerate(rows) if row[0]} == {0: 0b100, 2: 0b100, 63: 0b010}
